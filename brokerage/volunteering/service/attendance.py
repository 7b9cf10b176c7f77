"""Who was there: noted by the host, one by one or down the list; or said by the volunteer."""

from __future__ import annotations

from collections.abc import Mapping

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject
from brokerage.scheduling.models import Session
from brokerage.volunteering.emails import bookings as emails
from brokerage.volunteering.models import Booking
from brokerage.volunteering.queries.attendance import list_expected
from brokerage.volunteering.rules import bookings as rules
from brokerage.volunteering.rules import check_in
from brokerage.volunteering.rules.bookings import BookingStatus, Side
from brokerage.volunteering.rules.hours import HoursStatus, day_of, length_of
from brokerage.volunteering.service import hours
from brokerage.volunteering.service.bookings_seats import KIND, move

NOT_SURE = (
    "Your place is held, but not confirmed yet: something is still needed. Speak to the leader."
)


@writes
def confirm_attendance(
    actor: Subject, booking: Booking, was_there: bool, *, approves: bool = False
) -> None:
    """Note whether the volunteer came, with the hours of the date; it can be put right later."""
    rules.check_attendance(booking.starts_at, utcnow())
    then = BookingStatus.ATTENDED if was_there else BookingStatus.NO_SHOW
    move(actor, booking, then, "confirm", side=Side.HOST)
    minutes = 0
    if not was_there:
        hours.take_back_attendance(actor, booking)
    elif booking.session is not None:
        minutes = _note_hours(actor, booking, booking.session, approves)
    emails.send_attendance(booking, was_there=was_there, minutes=minutes)


@writes
def note_list(
    actor: Subject, session: Session, answers: Mapping[int, bool], *, approves: bool
) -> int:
    """Note the answers of a check-in list that are news, by the booking's id; count them."""
    rules.check_attendance(session.starts_at, utcnow())
    count = 0
    for booking in list_expected(session.id):
        was_there = answers.get(booking.id)
        if was_there is None or booking.status == BookingStatus.ACCEPTED:
            continue
        then = BookingStatus.ATTENDED if was_there else BookingStatus.NO_SHOW
        if booking.status != then:
            confirm_attendance(actor, booking, was_there, approves=approves)
            count += 1
    return count


@writes
def check_in_volunteer(actor: Subject, booking: Booking) -> None:
    """Note that a volunteer has arrived; once. The leader still says who was there."""
    if booking.session is None:
        raise DomainError(check_in.NO_SUCH_CODE)
    check_in.check_open_for_check_in(booking.session.starts_at, booking.session.ends_at, utcnow())
    if booking.status == BookingStatus.ACCEPTED:
        raise DomainError(NOT_SURE)
    if booking.status not in rules.HOLDS_SEAT:
        raise DomainError(check_in.NO_SUCH_CODE)
    if booking.checked_in_at is not None:
        return
    booking.checked_in_at = utcnow()
    db.session.flush()
    audit.record(
        actor,
        "volunteering:booking:check-in",
        KIND,
        booking.id,
        after={"session_id": booking.session_id},
    )


def _note_hours(actor: Subject, booking: Booking, session: Session, approves: bool) -> int:
    """Note how long the date was; return the minutes that are approved with it."""
    minutes = length_of(session.starts_at, session.ends_at)
    entry = hours.propose_hours(actor, booking, day_of(session.starts_at), minutes)
    is_own = actor.user_id == booking.user_id
    if not approves or is_own or entry.status != HoursStatus.WAITING:
        return 0
    hours.approve_hours(actor, entry, tells=False)
    return entry.minutes
