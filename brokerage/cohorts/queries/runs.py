"""What was worked out: versions, who goes where, who is left over, and the offers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from brokerage.accounts.models import User
from brokerage.cohorts.models import Cohort, CohortMember, CohortPlace, Placement, PlacementRun
from brokerage.cohorts.rules.offers import HELD, REMIND_BEFORE, PlacementStatus
from brokerage.cohorts.rules.runs import SILENCE, RunStatus
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.volunteering.models import Opportunity
from brokerage.web.paging import Page

PLACES_PER_PAGE = 20
PEOPLE_PER_PAGE = 50
MOST_RUNS = 20


@dataclass(frozen=True, kw_only=True)
class FilledPlace:
    """A place with those who go there."""

    place: CohortPlace
    placements: Sequence[Placement]


@dataclass(frozen=True, kw_only=True)
class LeftOver:
    """Somebody without a place, why, and what would help."""

    member_id: int
    name: str
    why: str
    remedies: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What became of the offers of a run."""

    waiting: int
    accepted: int
    declined: int
    lapsed: int
    proposed: int


def get_run(run_id: int) -> PlacementRun:
    """Return a run with its cohort and host (NotFoundError)."""
    run = db.session.scalars(
        select(PlacementRun)
        .where(PlacementRun.id == run_id)
        .options(joinedload(PlacementRun.cohort).joinedload(Cohort.organisation))
    ).first()
    if run is None:
        raise NotFoundError
    return run


def list_runs(cohort_id: int) -> Sequence[PlacementRun]:
    """Return the newest runs of a cohort, the newest first."""
    return db.session.scalars(
        select(PlacementRun)
        .where(PlacementRun.cohort_id == cohort_id)
        .order_by(PlacementRun.version.desc())
        .limit(MOST_RUNS)
    ).all()


def find_newest_run(cohort_id: int) -> PlacementRun | None:
    """Return the newest run that is done, if there is one."""
    return db.session.scalars(
        select(PlacementRun)
        .where(PlacementRun.cohort_id == cohort_id, PlacementRun.status == RunStatus.DONE)
        .order_by(PlacementRun.version.desc())
        .limit(1)
    ).first()


def find_run_under_way(cohort_id: int) -> PlacementRun | None:
    """Return the run that waits or is worked on, if there is one."""
    return db.session.scalars(
        select(PlacementRun).where(
            PlacementRun.cohort_id == cohort_id,
            PlacementRun.status.in_([RunStatus.WAITING, RunStatus.WORKING]),
        )
    ).first()


def has_waiting_run(now: datetime) -> bool:
    """Say whether a run waits, or its worker was not heard of for too long."""
    is_silent = (PlacementRun.status == RunStatus.WORKING) & (PlacementRun.beat_at < now - SILENCE)
    due = or_(PlacementRun.status == RunStatus.WAITING, is_silent)
    return db.session.scalar(select(PlacementRun.id).where(due).limit(1)) is not None


def list_filled_places(run: PlacementRun, page: int) -> Page[FilledPlace]:
    """Return a page of the places anybody goes to, those that come first at the top."""
    going = _is_of(run)
    filled = select(Placement.place_id).where(going).distinct()
    wanted = (CohortPlace.cohort_id == run.cohort_id, CohortPlace.id.in_(filled))
    first = (CohortPlace.area_priority + CohortPlace.added_priority).desc()
    places = db.session.scalars(
        select(CohortPlace)
        .where(*wanted)
        .options(joinedload(CohortPlace.opportunity), joinedload(CohortPlace.session))
        .order_by(first, CohortPlace.id)
        .limit(PLACES_PER_PAGE)
        .offset((page - 1) * PLACES_PER_PAGE)
    ).all()
    total = db.session.scalar(select(func.count()).select_from(CohortPlace).where(*wanted)) or 0
    by_place = _placements_by_place(going, [place.id for place in places])
    rows = [FilledPlace(place=each, placements=by_place.get(each.id, [])) for each in places]
    return Page(rows=rows, number=page, per_page=PLACES_PER_PAGE, total=total)


def _is_of(run: PlacementRun) -> ColumnElement[bool]:
    """What a run says, and whoever held a place before it in the same cohort."""
    former = select(PlacementRun.id).where(
        PlacementRun.cohort_id == run.cohort_id, PlacementRun.version < run.version
    )
    return (Placement.run_id == run.id) | (
        Placement.run_id.in_(former) & Placement.status.in_(HELD)
    )


def _placements_by_place(
    going: ColumnElement[bool], place_ids: Collection[int]
) -> Mapping[int, list[Placement]]:
    found: dict[int, list[Placement]] = {}
    for placement in db.session.scalars(
        select(Placement)
        .join(Placement.member)
        .join(CohortMember.user)
        .where(going, Placement.place_id.in_(sorted(place_ids)))
        .options(joinedload(Placement.member).joinedload(CohortMember.user))
        .order_by(User.name, Placement.id)
    ):
        found.setdefault(placement.place_id, []).append(placement)
    return found


def list_all_placements(run: PlacementRun) -> Sequence[Placement]:
    """Return everybody's placement, by place, then name: for a file or on paper."""
    return db.session.scalars(
        select(Placement)
        .join(Placement.member)
        .join(CohortMember.user)
        .join(Placement.place)
        .join(CohortPlace.opportunity)
        .where(_is_of(run))
        .options(
            joinedload(Placement.member).joinedload(CohortMember.user),
            joinedload(Placement.place).joinedload(CohortPlace.opportunity),
            joinedload(Placement.place).joinedload(CohortPlace.session),
        )
        .order_by(Opportunity.title, CohortPlace.id, User.name, Placement.id)
    ).all()


def list_left_over(run: PlacementRun, page: int) -> Page[LeftOver]:
    """Return a page of those without a place, and what would help each."""
    rows: Sequence[Mapping[str, Any]] = run.result.get("left_over", [])
    shown = rows[(page - 1) * PEOPLE_PER_PAGE : page * PEOPLE_PER_PAGE]
    names = _find_names([each["person"] for each in shown])
    entries = [
        LeftOver(
            member_id=each["person"],
            name=names.get(each["person"], "Someone who has left"),
            why=each["why"],
            remedies=each["remedies"],
        )
        for each in shown
    ]
    return Page(rows=entries, number=page, per_page=PEOPLE_PER_PAGE, total=len(rows))


def _find_names(member_ids: Collection[int]) -> Mapping[int, str]:
    rows = db.session.execute(
        select(CohortMember.id, User.name)
        .join(CohortMember.user)
        .where(CohortMember.id.in_(sorted(member_ids)), CohortMember.left_at.is_(None))
        .order_by(CohortMember.id)
    )
    return {row[0]: row[1] for row in rows}


def list_proposed(run_id: int) -> Sequence[Placement]:
    """Return the placements of a run that were not offered yet, with all that an offer needs."""
    return db.session.scalars(
        select(Placement)
        .where(Placement.run_id == run_id, Placement.status == PlacementStatus.PROPOSED)
        .options(
            joinedload(Placement.member).joinedload(CohortMember.user),
            joinedload(Placement.place)
            .joinedload(CohortPlace.opportunity)
            .joinedload(Opportunity.organisation),
            joinedload(Placement.place).joinedload(CohortPlace.session),
        )
        .order_by(Placement.id)
    ).all()


def list_due_offers(today: date) -> Sequence[Placement]:
    """Return the offers whose day to answer by has passed, the oldest first."""
    return db.session.scalars(
        select(Placement)
        .where(Placement.status == PlacementStatus.OFFERED, Placement.answer_by < today)
        .options(joinedload(Placement.member).joinedload(CohortMember.user))
        .order_by(Placement.id)
        .limit(MOST_LAPSED)
    ).all()


def list_offers_to_remind_of(today: date) -> Sequence[Placement]:
    """Return the offers that nobody has answered or been reminded of, their day being near."""
    rows = db.session.scalars(
        select(Placement)
        .where(
            Placement.status == PlacementStatus.OFFERED,
            Placement.reminded_at.is_(None),
            Placement.answer_by.between(today, today + REMIND_BEFORE),
        )
        .options(joinedload(Placement.member).joinedload(CohortMember.user))
        .order_by(Placement.id)
        .limit(MOST_LAPSED)
    ).all()
    return [each for each in rows if each.needs_reminder(today)]


def list_unanswered(cohort_id: int) -> Page[Placement]:
    """Return the first of a group's offers without an answer, the nearest day first."""
    wanted = (CohortMember.cohort_id == cohort_id, Placement.status == PlacementStatus.OFFERED)
    waiting = select(Placement).join(Placement.member).where(*wanted)
    rows = db.session.scalars(
        waiting.join(CohortMember.user)
        .options(
            joinedload(Placement.member).joinedload(CohortMember.user),
            joinedload(Placement.place).joinedload(CohortPlace.opportunity),
        )
        .order_by(Placement.answer_by, User.name, Placement.id)
        .limit(PLACES_PER_PAGE)
    ).all()
    total = db.session.scalar(select(func.count()).select_from(waiting.subquery())) or 0
    return Page(rows=rows, number=1, per_page=PLACES_PER_PAGE, total=total)


MOST_LAPSED = 200


def count_unanswered(run_id: int) -> Answers:
    """Return how many offers of a run are in each state; one statement."""
    rows = db.session.execute(
        select(Placement.status, func.count())
        .where(Placement.run_id == run_id)
        .group_by(Placement.status)
        .order_by(Placement.status)
    )
    counted: dict[str, int] = {row[0]: row[1] for row in rows}
    return Answers(
        waiting=counted.get(PlacementStatus.OFFERED, 0),
        accepted=counted.get(PlacementStatus.ACCEPTED, 0),
        declined=counted.get(PlacementStatus.DECLINED, 0),
        lapsed=counted.get(PlacementStatus.LAPSED, 0),
        proposed=counted.get(PlacementStatus.PROPOSED, 0),
    )
