"""Calendars are told of what happens to bookings and dates, in the same transaction.

These follow the audit log: whatever was done, and by whom, they look at what is there now and
tell what is different from what calendars know. So each can be called twice and tells once.
"""

from __future__ import annotations

from brokerage.audit import Recorded
from brokerage.calendars.rules import Party
from brokerage.calendars.service import note_event, send_event
from brokerage.extensions import utcnow
from brokerage.volunteering.models import Booking
from brokerage.volunteering.queries import calendar as queries


def tell_of_booking(told: Recorded) -> None:
    """When a seat is held, sure, moved or given back: one mail to the volunteer's calendar."""
    booking = queries.find_dated_booking(told.object_id or 0)
    if booking is not None:
        _send(booking)


def tell_of_session(told: Recorded) -> None:
    """When a date moves or is called off: everyone with a place on it, and the host's feed."""
    session_id = told.after.get("session_id")
    if not isinstance(session_id, int) or _has_same_times(told):
        return
    event = queries.find_session_event(session_id)
    if event is not None:
        note_event(event)
    for booking in queries.list_dated_bookings(session_id=session_id):
        _send(booking)


def tell_of_series(told: Recorded) -> None:
    """When dates that repeat are added: each is in the host's feed."""
    for session_id in told.after["session_ids"]:
        event = queries.find_session_event(session_id)
        if event is not None:
            note_event(event)


def tell_of_opportunity(told: Recorded) -> None:
    """When the title or the place is another: everyone with a place on one of its dates."""
    for booking in queries.list_dated_bookings(opportunity_id=told.object_id):
        _send(booking, begins=False)


def _has_same_times(told: Recorded) -> bool:
    """More or fewer places are no news to anyone's calendar."""
    times = [(each.get("starts_at"), each.get("ends_at")) for each in (told.before, told.after)]
    return bool(told.before) and times[0] == times[1]


def _send(booking: Booking, *, begins: bool = True) -> None:
    """What is over stays as it was: whether someone came is not their calendar's business."""
    if booking.session is None or booking.session.ends_at <= utcnow():
        return
    if booking.user.email is None:  # a calendar is reached by e-mail alone; the letters say when
        return
    send_event(
        queries.get_event_of_booking(booking),
        Party(name=booking.user.name, email=booking.user.email),
        begins=begins,
    )
