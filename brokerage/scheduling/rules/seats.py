"""How a host's seats are given: the settings and their limits. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from brokerage.errors import DomainError

OFFER_HOURS = 48
CLOSE_HOURS = 0
DROP_OUT_HOURS = 48
COVER_LIMIT = 5
MOST_OFFER_HOURS = 14 * 24
MOST_CLOSE_HOURS = 28 * 24
MOST_DROP_OUT_HOURS = 14 * 24
MOST_COVER = 20
DECIDE_HOURS = 48
"""Before a date with a fewest number of people, where asking does not end earlier."""
CLOSED = "Asking for that date has ended. Choose another"


def closes_at(starts_at: datetime, close_hours: int, minimum: int) -> datetime | None:
    """Return when asking for a date ends; None where it ends as the date begins."""
    hours = close_hours or (DECIDE_HOURS if minimum else 0)
    return starts_at - timedelta(hours=hours) if hours else None


def check_asking(closes: datetime | None, now: datetime) -> None:
    """Refuse to ask for a date after asking has ended."""
    if closes is not None and closes <= now:
        raise DomainError(CLOSED, "session_id")


def check_minimum(minimum: int, places: int) -> None:
    """Refuse a date that needs more people than it holds."""
    if minimum > places:
        raise DomainError("The fewest people cannot be more than the places", "minimum")


def is_late(starts_at: datetime, drop_out_hours: int, now: datetime) -> bool:
    """Say whether someone who withdraws now does so shortly before it begins."""
    return now < starts_at <= now + timedelta(hours=drop_out_hours)
