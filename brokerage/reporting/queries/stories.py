"""Stories with consent: of check-ins and of projects, as they may be read today."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from brokerage.charter.models import CharterTerm, CheckIn, Signatory
from brokerage.charter.rules import PUBLISHED
from brokerage.charter.rules.terms import CheckInStatus
from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.reporting.rules import LONGEST_TELLER
from brokerage.reporting.rules.stories import StoryKind, ToldStory
from brokerage.socialvalue.models import Agreement, Offer, ProjectStory
from brokerage.socialvalue.rules.offers import StoryStatus

MOST_STORIES = 100
_GIVER, _RECEIVER = aliased(Organisation), aliased(Organisation)


def list_stories(
    since: date | None = None,
    until: date | None = None,
    *,
    organisation_id: int | None = None,
    most: int = MOST_STORIES,
) -> list[ToldStory]:
    """Return stories that all who have a say let be read, the newest first; two statements."""
    told = [
        *_list_of_check_ins(since, until, organisation_id, most),
        *_list_of_projects(since, until, organisation_id, most),
    ]
    told.sort(key=lambda each: (each[0], each[1].key), reverse=True)
    return [story for _, story in told[:most]]


def list_readable_keys(keys: Collection[tuple[str, int]]) -> set[tuple[str, int]]:
    """Return which of these stories may be read today still; two statements."""
    of_check_ins = sorted(each for kind, each in keys if kind == StoryKind.CHECK_IN)
    of_projects = sorted(each for kind, each in keys if kind == StoryKind.PROJECT)
    check_ins = db.session.scalars(
        select(CheckIn.id).join(CheckIn.term).where(CheckIn.id.in_(of_check_ins), *_told())
    )
    projects = db.session.scalars(
        select(ProjectStory.agreement_id).where(
            ProjectStory.agreement_id.in_(of_projects),
            ProjectStory.status == StoryStatus.PUBLISHED,
        )
    )
    return {(StoryKind.CHECK_IN.value, each) for each in check_ins} | {
        (StoryKind.PROJECT.value, each) for each in projects
    }


def _told() -> tuple[ColumnElement[bool], ...]:
    return (
        CheckIn.status == CheckInStatus.DONE,
        CheckIn.is_story_published.is_(True),
        CheckIn.story != "",
        CharterTerm.status.in_(sorted(PUBLISHED)),
    )


def _list_of_check_ins(
    since: date | None, until: date | None, organisation_id: int | None, most: int
) -> list[tuple[date, ToldStory]]:
    wanted = [
        *_told(),
        Organisation.status == Status.APPROVED,
        *_days(CheckIn.due_on, since, until),
    ]
    if organisation_id is not None:
        wanted.append(Organisation.id == organisation_id)
    rows = db.session.execute(
        select(CheckIn.id, CheckIn.due_on, CheckIn.story, Organisation.name)
        .join(CheckIn.term)
        .join(CharterTerm.signatory)
        .join(Signatory.organisation)
        .where(*wanted)
        .order_by(CheckIn.due_on.desc(), CheckIn.id.desc())
        .limit(most)
    )
    return [
        (
            due_on,
            ToldStory(
                kind=StoryKind.CHECK_IN,
                source_id=id_,
                told_by=(name or "")[:LONGEST_TELLER],
                text=story,
            ),
        )
        for id_, due_on, story, name in rows
    ]


def _list_of_projects(
    since: date | None, until: date | None, organisation_id: int | None, most: int
) -> list[tuple[date, ToldStory]]:
    wanted = [
        ProjectStory.status == StoryStatus.PUBLISHED,
        *_days(Agreement.delivered_on, since, until),
    ]
    if organisation_id is not None:
        sides = (Offer.giver_id == organisation_id, Offer.receiver_id == organisation_id)
        wanted.append(or_(*sides))
    rows = db.session.execute(
        select(Agreement.id, Agreement.delivered_on, ProjectStory.text, _RECEIVER.name, _GIVER.name)
        .join(Agreement, Agreement.id == ProjectStory.agreement_id)
        .join(Offer, Offer.id == Agreement.offer_id)
        .join(_GIVER, _GIVER.id == Offer.giver_id)
        .join(_RECEIVER, _RECEIVER.id == Offer.receiver_id)
        .where(*wanted, Agreement.delivered_on.is_not(None))
        .order_by(Agreement.delivered_on.desc(), Agreement.id.desc())
        .limit(most)
    )
    return [
        (
            day or date.min,
            ToldStory(
                kind=StoryKind.PROJECT,
                source_id=id_,
                told_by=f"{receiver}, with {giver}"[:LONGEST_TELLER],
                text=text,
            ),
        )
        for id_, day, text, receiver, giver in rows
    ]


def _days(
    column: InstrumentedAttribute[Any], since: date | None, until: date | None
) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if since is not None:
        wanted.append(column >= since)
    if until is not None:
        wanted.append(column <= until)
    return wanted
