"""Asking for a place and everything that is answered to it.

Asking takes no seat; acceptance does. A seat is taken or given back in one savepoint with the
move of the booking, so that neither happens without the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject
from brokerage.scheduling.models import Session
from brokerage.volunteering.emails import bookings as emails
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.queries.bookings import list_open_bookings
from brokerage.volunteering.rules import bookings as rules
from brokerage.volunteering.rules.bookings import BookingStatus, DeclineReason, Side
from brokerage.volunteering.service.bookings_seats import give_back_place, move


@writes
def cancel_bookings(
    actor: Subject, opportunity: Opportunity, session: Session | None, reason: str
) -> int:
    """Call off the accepted bookings of a date (or of all), decline the open asks; count them.

    What has begun already stays as it is: its host still says who was there.
    """
    open_bookings = list_open_bookings(opportunity.id, session.id if session else None)
    now, count = utcnow(), 0
    for booking in open_bookings:
        is_accepted = booking.status == BookingStatus.ACCEPTED
        starts_at = booking.session.starts_at if booking.session else None
        if is_accepted and rules.has_begun(starts_at, now):
            continue
        if is_accepted:
            _cancel(actor, booking, reason)
        else:
            _decline(actor, booking, DeclineReason.PLANS_CHANGED, reason)
        count += 1
    return count


@writes
def tell_booked(opportunity: Opportunity, session: Session | None, changes: Sequence[str]) -> int:
    """Tell everyone with an open booking what has changed; count them."""
    told = list_open_bookings(opportunity.id, session.id if session else None)
    for booking in told:
        emails.send_changed(booking, changes)
    return len(told)


def _cancel(actor: Subject, booking: Booking, message: str) -> None:
    with db.session.begin_nested():
        give_back_place(booking.opportunity_id, booking.session_id)
        move(actor, booking, BookingStatus.CANCELLED, "cancel", side=Side.HOST, answer=message)
    emails.send_cancelled(booking)


def _decline(actor: Subject, booking: Booking, reason: str, message: str) -> None:
    move(
        actor,
        booking,
        BookingStatus.DECLINED,
        "decline",
        side=Side.HOST,
        decline_reason=reason,
        answer=message,
        answered_at=booking.answered_at or utcnow(),
    )
    emails.send_declined(booking, rules.DECLINE_LABELS[reason])
