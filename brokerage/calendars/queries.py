"""Reads of feeds, and of what calendars know."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select

from brokerage.accounts.models import User
from brokerage.calendars import rules
from brokerage.calendars.models import CalendarAddress, CalendarEntry
from brokerage.calendars.rules import Event
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations.models import Membership, Organisation
from brokerage.organisations.rules import EDITING_ROLES
from brokerage.web.features import contributions


@dataclass(frozen=True, kw_only=True)
class CalendarSource:
    """What a higher room has for calendars (the contribution `calendar_sources`).

    Both take an id and the moment, and return at most `MOST_EVENTS` events by time.
    """

    list_for_person: Callable[[int, datetime], Sequence[Event]]
    list_for_host: Callable[[int, datetime], Sequence[Event]]


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A calendar as its address gives it."""

    name: str
    events: Sequence[Event]


def find_address(user_id: int, organisation_id: int | None) -> CalendarAddress | None:
    """Return a person's own address, or theirs for a host."""
    is_this = CalendarAddress.organisation_id == organisation_id
    if organisation_id is None:
        is_this = CalendarAddress.organisation_id.is_(None)
    query = select(CalendarAddress).where(CalendarAddress.user_id == user_id, is_this)
    return db.session.scalars(query).first()


def get_feed(token: str, now: datetime, partnership: str) -> Feed:
    """Return what is at a feed's address (NotFoundError).

    An address is good for as long as its person is: not once they are suspended, or no longer
    act for the host.
    """
    row = db.session.execute(
        select(CalendarAddress, User, Organisation, Membership)
        .join(User, User.id == CalendarAddress.user_id)
        .outerjoin(Organisation, Organisation.id == CalendarAddress.organisation_id)
        .outerjoin(
            Membership,
            (Membership.user_id == CalendarAddress.user_id)
            & (Membership.organisation_id == CalendarAddress.organisation_id)
            & Membership.role.in_(sorted(EDITING_ROLES)),
        )
        .where(
            CalendarAddress.token_digest == rules.digest_of_token(token),
            User.suspended_at.is_(None),
        )
    ).first()
    if row is None:
        raise NotFoundError
    user: User = row[1]
    # An outer join gives nothing for one's own address.
    organisation: Organisation | None = row[2]
    membership: Membership | None = row[3]
    if organisation is None:
        name = f"{partnership}: your bookings"
        return Feed(name=name, events=_gather(lambda each: each.list_for_person(user.id, now)))
    if membership is None:
        raise NotFoundError
    host_id = organisation.id
    name = f"{organisation.name}: your dates"
    return Feed(name=name, events=_gather(lambda each: each.list_for_host(host_id, now)))


def find_entries(kind: str, ids: Collection[int]) -> dict[int, CalendarEntry]:
    """Return what calendars know of these, by id; what they were never told of is left out."""
    rows = db.session.scalars(
        select(CalendarEntry)
        .where(CalendarEntry.kind == kind, CalendarEntry.object_id.in_(ids))
        .order_by(CalendarEntry.object_id)
    )
    return {entry.object_id: entry for entry in rows}


def get_domain() -> str:
    """Return the site's own name, which stands behind the @ of every UID."""
    config = current_app.extensions["config"]
    return urlsplit(config.base_url).hostname or "localhost"


def _gather(read: Callable[[CalendarSource], Sequence[Event]]) -> Sequence[Event]:
    sources: list[CalendarSource] = contributions("calendar_sources")
    return [event for source in sources for event in read(source)]
