"""A booking gets its seat: until when it is held, and whether it is sure already.

A seat comes with a host's yes, from the waiting list, or as one of a team's.
"""

from __future__ import annotations

from brokerage.extensions import utcnow, writes
from brokerage.permissions import Subject
from brokerage.scheduling.models import Session
from brokerage.volunteering.emails import bookings as emails
from brokerage.volunteering.models import Booking
from brokerage.volunteering.rules import conditions as rules
from brokerage.volunteering.rules.hours import day_of
from brokerage.volunteering.service.conditions import (
    confirm_if_ready,
    list_open_conditions,
    set_conditions,
)


def held_until(session: Session | None) -> dict[str, object]:
    """Say until when the seat is held; whoever has only a few days is told just once."""
    now = utcnow()
    due = rules.meet_by(now.date(), day_of(session.starts_at) if session else None)
    is_soon = rules.is_to_remind(due, now.date(), was_reminded=False)
    return {"meet_by": due, "reminded_at": now if is_soon else None}


@writes
def confirm_or_hold(actor: Subject, booking: Booking) -> None:
    """Note what is needed first, and tell both that the place is sure, or what is missing."""
    set_conditions(booking)
    if not confirm_if_ready(actor, booking):
        emails.send_held(booking, list_open_conditions(booking, utcnow().date()))
