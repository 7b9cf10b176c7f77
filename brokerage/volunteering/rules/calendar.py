"""How bookings and dates stand in a calendar. Pure."""

from __future__ import annotations

from collections.abc import Collection

from brokerage.calendars.rules import EventState, one_line

BOOKING = "booking"
SESSION = "session"
# Words and not members: a state that is added to a booking's life keeps its meaning here.
HELD = frozenset({"accepted"})
SURE = frozenset({"confirmed"})
WENT_BY = frozenset({"attended", "no-show"})
HOLDING = HELD | SURE | WENT_BY
NAMED = SURE | frozenset({"attended"})
"""Whom a host's calendar names: it can be read by whoever has its address."""


def state_of_booking(status: str) -> EventState:
    """Return how sure a booking's date is for the one whose it is."""
    if status in HELD:
        return EventState.TENTATIVE
    return EventState.CONFIRMED if status in HOLDING else EventState.CANCELLED


def describe_session(taken: int, places: int, names: Collection[str]) -> str:
    """Return how full a date is and who is sure to come; a name is never more than its line."""
    lines = [f"{taken} of {places} places taken"]
    if names:
        lines.append("Confirmed:")
    return "\n".join([*lines, *map(one_line, names)])
