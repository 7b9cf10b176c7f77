"""What volunteering has for calendars: a person's places, a host's dates.

States are compared by their words: a booking that is held is not sure yet, and only who is
sure is named to the host.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from brokerage.accounts.models import User
from brokerage.calendars.models import CalendarEntry
from brokerage.calendars.queries import find_entries
from brokerage.calendars.rules import MOST_EVENTS, TOLD_AFTERWARDS, Event, EventState
from brokerage.extensions import UtcDateTime, db
from brokerage.scheduling.models import Session
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.rules.calendar import (
    BOOKING,
    HOLDING,
    NAMED,
    SESSION,
    describe_session,
    state_of_booking,
)
from brokerage.web.links import full_url


def list_events_of_person(user_id: int, now: datetime) -> list[Event]:
    """Return the dates a person has a place on, and those that were called off, by time."""
    bookings = db.session.scalars(
        _dated()
        .outerjoin(
            CalendarEntry,
            and_(CalendarEntry.kind == BOOKING, CalendarEntry.object_id == Booking.id),
        )
        .where(
            Booking.user_id == user_id,
            Session.ends_at > now - TOLD_AFTERWARDS,
            # What was called off is told to calendars that once had it.
            or_(Booking.status.in_(sorted(HOLDING)), CalendarEntry.object_id.is_not(None)),
        )
        .order_by(Session.starts_at, Booking.id)
        .limit(MOST_EVENTS)
    ).all()
    entries = find_entries(BOOKING, [booking.id for booking in bookings])
    return [_with_entry(get_event_of_booking(each), entries) for each in bookings]


def list_events_of_host(organisation_id: int, now: datetime) -> list[Event]:
    """Return a host's dates with how many places are taken, by time; four statements.

    A date is as new as the last thing that happened to a place on it: some calendars look at
    an event again only where it says that it has changed.
    """
    rows = db.session.execute(
        select(Session, Opportunity)
        .join(
            Opportunity,
            and_(Session.owner_kind == OWNER_KIND, Session.owner_id == Opportunity.id),
        )
        .where(
            Opportunity.organisation_id == organisation_id,
            Session.ends_at > now - TOLD_AFTERWARDS,
            or_(Opportunity.published_at.is_not(None), Session.taken > 0),
        )
        .order_by(Session.starts_at, Session.id)
        .limit(MOST_EVENTS)
    ).all()
    ids = [session.id for session, _ in rows]
    names, entries, changes = _list_names(ids), find_entries(SESSION, ids), _find_changes(ids)
    events = [
        get_event_of_session(session, opportunity, names[session.id])
        for session, opportunity in rows
    ]
    return [_with_entry(_not_older(each, changes.get(each.object_id)), entries) for each in events]


def list_dated_bookings(
    *, opportunity_id: int | None = None, session_id: int | None = None
) -> Sequence[Booking]:
    """Return the bookings with a place on a date, or on any date of an opportunity."""
    query = _dated().where(Booking.status.in_(sorted(HOLDING)))
    if opportunity_id is not None:
        query = query.where(Booking.opportunity_id == opportunity_id)
    if session_id is not None:
        query = query.where(Booking.session_id == session_id)
    return db.session.scalars(query.order_by(Booking.id)).all()


def find_dated_booking(booking_id: int) -> Booking | None:
    """Return a booking as it is now, if it has a date."""
    query = _dated().where(Booking.id == booking_id).execution_options(populate_existing=True)
    return db.session.scalars(query).first()


def find_session_event(session_id: int) -> Event | None:
    """Return a date as its host's calendar shows it now, without names."""
    row = db.session.execute(
        select(Session, Opportunity)
        .join(Opportunity, Session.owner_id == Opportunity.id)
        .where(Session.id == session_id, Session.owner_kind == OWNER_KIND)
        .execution_options(populate_existing=True)
    ).first()
    return get_event_of_session(row[0], row[1], ()) if row else None


def get_event_of_booking(booking: Booking) -> Event:
    """Return a booking with a date as its volunteer's calendar shows it."""
    opportunity, session = booking.opportunity, booking.session
    if session is None:
        raise ValueError("A booking without a date is in no calendar.")
    return Event(
        kind=BOOKING,
        object_id=booking.id,
        title=opportunity.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        place=_place(opportunity),
        description=f"With {opportunity.organisation.name}",
        link=full_url("volunteering.show_booking", booking_id=booking.id),
        state=state_of_booking(booking.status),
        changed_at=booking.changed_at,
    )


def get_event_of_session(
    session: Session, opportunity: Opportunity, names: Collection[str]
) -> Event:
    """Return a date as its host's calendar shows it, with the people named."""
    is_cancelled = session.cancelled_at is not None
    return Event(
        kind=SESSION,
        object_id=session.id,
        title=opportunity.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        place=_place(opportunity),
        description=describe_session(session.taken, session.places, names),
        link=full_url("volunteering.show_opportunity_to_host", opportunity_id=opportunity.id),
        state=EventState.CANCELLED if is_cancelled else EventState.CONFIRMED,
        changed_at=session.cancelled_at or opportunity.published_at or opportunity.created_at,
    )


def _dated() -> Select[Booking]:
    return (
        select(Booking)
        .join(Booking.session)
        .options(
            contains_eager(Booking.session),
            joinedload(Booking.opportunity).joinedload(Opportunity.organisation),
            joinedload(Booking.user),
        )
    )


def _list_names(session_ids: Collection[int]) -> Mapping[int, list[str]]:
    """Return who is sure to come, by date: nobody who only holds a seat is named."""
    rows = db.session.execute(
        select(Booking.session_id, User.name)
        .join(User, User.id == Booking.user_id)
        .where(Booking.session_id.in_(session_ids), Booking.status.in_(sorted(NAMED)))
        .order_by(User.name, User.id)
    )
    names: dict[int, list[str]] = defaultdict(list)
    for session_id, name in rows:
        if session_id is not None:
            names[session_id].append(name)
    return names


def _find_changes(session_ids: Collection[int]) -> Mapping[int | None, datetime]:
    """Return when a booking on each of these dates last changed."""
    rows = db.session.execute(
        select(Booking.session_id, func.max(Booking.changed_at, type_=UtcDateTime))
        .where(Booking.session_id.in_(session_ids))
        .group_by(Booking.session_id)
    )
    return {row[0]: row[1] for row in rows}


def _not_older(event: Event, changed_at: datetime | None) -> Event:
    if changed_at is None or changed_at <= event.changed_at:
        return event
    return replace(event, changed_at=changed_at)


def _with_entry(event: Event, entries: Mapping[int, CalendarEntry]) -> Event:
    entry = entries.get(event.object_id)
    if entry is None:
        return event
    return replace(
        event,
        sequence=entry.sequence,
        changed_at=max(event.changed_at, entry.changed_at),
    )


def _place(opportunity: Opportunity) -> str:
    if opportunity.is_remote and not opportunity.place_name:
        return "From home"
    return ", ".join(filter(None, (opportunity.place_name, opportunity.postcode)))
