"""Writes of leave. What a higher feature calls for its bookings is named here."""

from brokerage.leave.service.requests import ask_for_leave
from brokerage.leave.service.settling import release_leave, take_leave

__all__ = ["ask_for_leave", "release_leave", "take_leave"]
