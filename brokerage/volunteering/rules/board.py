"""What stands where on the pin board and in the weekly list. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from brokerage.volunteering.rules.opportunities import Commitment

NEW_FOR = timedelta(days=14)
SOON = timedelta(days=14)
FEWEST_FOR_SHORT = 2
NEAR_METRES = 3 * 1609.344


class BoardSection(StrEnum):
    """Parts of the board, in the order in which they are offered."""

    NEW = "new"
    SOON = "soon"
    SHORT = "short-of-people"
    NEAR = "near-you"
    TASTER = "taster-or-team-day"


SECTION_LABELS: Mapping[str, str] = {
    BoardSection.NEW: "New",
    BoardSection.SOON: "Soon",
    BoardSection.SHORT: "Short of people",
    BoardSection.NEAR: "Near you",
    BoardSection.TASTER: "A taster or a team day",
}
SECTION_MEANINGS: Mapping[str, str] = {
    BoardSection.NEW: "Put on the board in the last 14 days, the newest first.",
    BoardSection.SOON: "A date with a free place in the next 14 days, the soonest first.",
    BoardSection.SHORT: (
        "A date in the next 14 days for which more than half of the places are still free, "
        "the soonest first."
    ),
    BoardSection.NEAR: (
        "Within the distance you travel, the nearest first. We measure from the middle of your "
        "postcode area."
    ),
    BoardSection.TASTER: (
        "One day, without a promise to come again, the one with room for most people first. "
        "Try it alone, or bring your team."
    ),
}


def is_soon(starts_at: datetime, now: datetime) -> bool:
    """Say whether a date is so near that one has to decide now."""
    return now < starts_at <= now + SOON


def is_short(places: int, taken: int, starts_at: datetime, now: datetime) -> bool:
    """Say whether a date that is soon has more than half of its places free."""
    return places >= FEWEST_FOR_SHORT and taken * 2 < places and is_soon(starts_at, now)


def is_taster(commitment: str | None) -> bool:
    """Say whether one can try it once: a day and no promise."""
    return commitment == Commitment.ONE_OFF
