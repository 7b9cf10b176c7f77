"""What the site's own pages read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, String, and_, case, cast, exists, func, or_, select
from sqlalchemy.exc import SQLAlchemyError

from brokerage.accounts.models import User
from brokerage.config import Config
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.mail import OutboxMessage
from brokerage.matchmaking.queries.meaning import list_reasons_for_words_only
from brokerage.matchmaking.queries.ranking import list_unready_kinds
from brokerage.migrations import newest_version, version_of
from brokerage.organisations.models import Evidence, Organisation
from brokerage.organisations.rules import PUBLIC_STATUSES, Status, Want
from brokerage.pages.rules import TRIALS, not_built_sentence
from brokerage.volunteering.queries.search import count_open_opportunities
from brokerage.web.features import contributions
from brokerage.web.layout import today

NOT_MIGRATED = "The database is not at the newest migration."


@dataclass(frozen=True, kw_only=True)
class DirectoryFigures:
    """How many organisations there are to be found, of what sort, and what is open, today."""

    in_directory: int
    approved: int
    with_verified_fact: int
    wanting_volunteers: int
    open_opportunities: int


def count_directory() -> DirectoryFigures:
    """Count what the directory and the pin board hold, in two statements."""
    is_approved = Organisation.status == Status.APPROVED
    # The column is JSON, which each engine searches in its own way; as text they agree.
    wants_volunteers = cast(Organisation.wants, String).contains(f'"{Want.HOST_VOLUNTEERS}"')
    row = db.session.execute(
        select(
            func.count(),
            _count_where(is_approved),
            _count_where(and_(is_approved, _has_verified_fact())),
            _count_where(and_(is_approved, wants_volunteers)),
        ).where(Organisation.status.in_(sorted(PUBLIC_STATUSES)))
    ).one()
    in_directory, approved, with_verified_fact, wanting_volunteers = row
    return DirectoryFigures(
        in_directory=in_directory,
        approved=approved,
        with_verified_fact=with_verified_fact,
        wanting_volunteers=wanting_volunteers,
        open_opportunities=count_open_opportunities(),
    )


def _count_where(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _has_verified_fact() -> ColumnElement[bool]:
    day = today()
    return exists().where(
        Evidence.organisation_id == Organisation.id,
        Evidence.verified_on.is_not(None),
        or_(Evidence.expires_on.is_(None), Evidence.expires_on >= day),
    )


def get_mail(message_id: int) -> OutboxMessage:
    """Return one message of the outbox (NotFoundError): for the demonstration's mailbox."""
    message = db.session.get(OutboxMessage, message_id)
    if message is None:
        raise NotFoundError
    return message


@dataclass(frozen=True)
class OneClickPerson:
    """Someone of the demonstration whom a visitor may be with one click."""

    key: str
    user: User

    @property
    def name(self) -> str:
        """Their invented name."""
        return self.user.name


def list_one_click_people() -> list[OneClickPerson]:
    """Return the demonstration's one-click people that are loaded, in the page's order."""
    by_email = {
        person["email"].casefold(): person["key"] for person in _seed_people() if _is_open(person)
    }
    users = db.session.scalars(
        select(User).where(User.email_key.in_(by_email), User.suspended_at.is_(None))
    )
    order = list(TRIALS)
    people = [OneClickPerson(by_email[user.email_key], user) for user in users]
    return sorted(people, key=lambda person: order.index(person.key))


def get_one_click_person(key: str) -> OneClickPerson:
    """Return one of them (NotFoundError): nobody else can be signed in as."""
    for person in list_one_click_people():
        if person.key == key:
            return person
    raise NotFoundError


def _is_open(person: dict[str, Any]) -> bool:
    return person["is_one_click"] and person["key"] in TRIALS


def _seed_people() -> list[dict[str, Any]]:
    config: Config = current_app.extensions["config"]
    path = config.seed_folder / "demonstration" / "people.json"
    people: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return people


def list_what_is_not_ready() -> list[str]:
    """Return a sentence for each thing this process still needs; an empty list: it may serve."""
    try:
        version = version_of(db.session.connection())
    except SQLAlchemyError:
        return ["The database does not answer."]
    missing = [] if version == newest_version() else [NOT_MIGRATED]
    return missing + [lack for check in contributions("readiness") if (lack := check())]


def list_what_is_degraded() -> list[str]:
    """Return a sentence for each index that is not built, or does less than it should for now.

    What an index itself says of its state belongs here, beside the ones that are not built.
    """
    unready = [not_built_sentence(kind) for kind in list_unready_kinds()]
    return unready + list_reasons_for_words_only()
