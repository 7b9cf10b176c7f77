"""What events have for calendars: a person's places, a host's dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import contains_eager

from brokerage.calendars.models import CalendarEntry
from brokerage.calendars.queries import find_entries
from brokerage.calendars.rules import MOST_EVENTS, TOLD_AFTERWARDS, EventState
from brokerage.calendars.rules import Event as CalendarEvent
from brokerage.extensions import db
from brokerage.scheduling.models import Session
from brokerage.toolkit.models import Event, SignUp
from brokerage.toolkit.rules.events import HOSTED, PUBLIC, SEAT, SignUpState, state_in_calendar
from brokerage.web.links import full_url

ONLINE = "Online"


def list_events_of_person(user_id: int, now: datetime) -> list[CalendarEvent]:
    """Return the events a person has a place at, and what their calendars once had, by time."""
    sign_ups = db.session.scalars(
        select(SignUp)
        .join(SignUp.event)
        .join(Event.session)
        .outerjoin(
            CalendarEntry, and_(CalendarEntry.kind == SEAT, CalendarEntry.object_id == SignUp.id)
        )
        .options(contains_eager(SignUp.event).contains_eager(Event.session))
        .where(
            SignUp.user_id == user_id,
            Session.ends_at > now - TOLD_AFTERWARDS,
            or_(SignUp.status == SignUpState.COMING, CalendarEntry.object_id.is_not(None)),
        )
        .order_by(Session.starts_at, SignUp.id)
        .limit(MOST_EVENTS)
    ).all()
    entries = find_entries(SEAT, [each.id for each in sign_ups])
    return [_with_entry(get_event_of_sign_up(each), entries) for each in sign_ups]


def list_events_of_host(organisation_id: int, now: datetime) -> list[CalendarEvent]:
    """Return a host's events with how many come, by time."""
    found = db.session.scalars(
        select(Event)
        .join(Event.session)
        .options(contains_eager(Event.session))
        .where(
            Event.organisation_id == organisation_id,
            Event.state.in_(sorted(PUBLIC)),
            Session.ends_at > now - TOLD_AFTERWARDS,
        )
        .order_by(Session.starts_at, Event.id)
        .limit(MOST_EVENTS)
    ).all()
    entries = find_entries(HOSTED, [each.id for each in found])
    return [_with_entry(get_event_of_host(each), entries) for each in found]


def get_event_of_sign_up(sign_up: SignUp) -> CalendarEvent:
    """Return a place as the calendar of the one whose it is shows it."""
    event = sign_up.event
    return CalendarEvent(
        kind=SEAT,
        object_id=sign_up.id,
        title=event.title,
        starts_at=event.session.starts_at,
        ends_at=event.session.ends_at,
        place=event.place or ONLINE,
        description=event.online_link,
        link=full_url("toolkit.show_event", event_id=event.id),
        state=state_in_calendar(event.state, sign_up.status),
        changed_at=max(sign_up.changed_at, event.changed_at),
    )


def get_event_of_host(event: Event) -> CalendarEvent:
    """Return an event as its host's calendar shows it, without names."""
    return CalendarEvent(
        kind=HOSTED,
        object_id=event.id,
        title=event.title,
        starts_at=event.session.starts_at,
        ends_at=event.session.ends_at,
        place=event.place or ONLINE,
        description=f"{event.session.taken} of {event.session.places} places taken",
        link=full_url("toolkit.list_people", event_id=event.id),
        state=EventState.CANCELLED if event.cancelled_at else EventState.CONFIRMED,
        changed_at=event.changed_at,
    )


def find_sign_up_event(sign_up: SignUp) -> CalendarEvent:
    """Return a place as it is told in a file of its own, with the number calendars know it by."""
    return _with_entry(get_event_of_sign_up(sign_up), find_entries(SEAT, [sign_up.id]))


def _with_entry(event: CalendarEvent, entries: Mapping[int, CalendarEntry]) -> CalendarEvent:
    entry = entries.get(event.object_id)
    if entry is None:
        return event
    changed_at = max(event.changed_at, entry.changed_at)
    return replace(event, sequence=entry.sequence, changed_at=changed_at)
