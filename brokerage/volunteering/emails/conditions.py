"""One function for each e-mail about what is needed before a place is sure."""

from __future__ import annotations

from collections.abc import Sequence

from brokerage.volunteering.emails.bookings import (
    Opening,
    send_confirmed,
    send_to_host,
    send_to_volunteer,
)
from brokerage.volunteering.models import Booking
from brokerage.volunteering.rules.conditions import OpenCondition

__all__ = ["Opening", "send_confirmed", "send_lapsed", "send_longer", "send_reminder"]


def send_reminder(booking: Booking, conditions: Sequence[OpenCondition]) -> None:
    """To both: something is still needed, and the day is near."""
    subject = "Still needed for your place: {}"
    send_to_volunteer(booking, subject, "booking_reminder", conditions=conditions)
    send_to_host(booking, "Still needed: {}", "booking_host_reminder", conditions=conditions)


def send_longer(booking: Booking, conditions: Sequence[OpenCondition]) -> None:
    """To the volunteer: the seat is held longer."""
    send_to_volunteer(
        booking, "Your place is held longer: {}", "booking_longer", conditions=conditions
    )


def send_lapsed(
    booking: Booking, conditions: Sequence[OpenCondition], openings: Sequence[Opening]
) -> None:
    """To both: the seat went back, and why; to the volunteer, where else."""
    send_to_volunteer(
        booking,
        "Your place went back: {}",
        "booking_lapsed",
        conditions=conditions,
        openings=openings,
    )
    send_to_host(booking, "A place is free again: {}", "booking_host_lapsed", conditions=conditions)
