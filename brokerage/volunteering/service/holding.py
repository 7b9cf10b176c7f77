"""A booking that begins with its seat: from the waiting list, or as one of a team."""

from __future__ import annotations

from brokerage.extensions import writes
from brokerage.permissions import Subject
from brokerage.volunteering.emails import bookings as emails
from brokerage.volunteering.models import Booking


@writes
def tell_held(actor: Subject, booking: Booking) -> None:
    """Tell both that the place is the volunteer's."""
    emails.send_accepted(booking)
