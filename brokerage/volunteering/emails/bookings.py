"""One function for each e-mail about a booking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from brokerage.mail import queue_mail
from brokerage.volunteering.models import Booking
from brokerage.web.links import full_url


def send_cancelled(booking: Booking) -> None:
    """To the volunteer: the host called it off, and what they wrote."""
    _send_to_volunteer(booking, "Cancelled: {}", "booking_cancelled")


def send_declined(booking: Booking, reason: str) -> None:
    """To the volunteer: not this time, why, and where else."""
    _send_to_volunteer(booking, "Not this time: {}", "booking_declined", reason=reason)


def send_changed(booking: Booking, changes: Sequence[str]) -> None:
    """To the volunteer: what is different from what they asked for."""
    _send_to_volunteer(booking, "Changed: {}", "booking_changed", changes=changes)


def _send_to_volunteer(booking: Booking, subject: str, template: str, **context: Any) -> None:
    opportunity = booking.opportunity
    queue_mail(
        to=booking.user.email,
        subject=subject.format(opportunity.title),
        template=f"volunteering/{template}",
        booking=booking,
        opportunity=opportunity,
        host=opportunity.organisation,
        link=full_url("volunteering.show_booking", booking_id=booking.id),
        **context,
    )
