"""When what the demonstration tells took place, or will. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from brokerage.scheduling.rules import DAYS

WEEK = 7
OPENING = time(9, tzinfo=UTC)
MINUTES_OPEN = 8 * 60
APART = 37
"""Minutes between one thing told and the next; it takes its time to come round again."""


def moment(today: date, days_ago: int, number: int = 0) -> datetime:
    """Return a moment of the day that many days ago: another one for each number."""
    minutes = number * APART % MINUTES_OPEN
    day = today - timedelta(days=days_ago)
    return datetime.combine(day, OPENING) + timedelta(minutes=minutes)


def day_in_week(today: date, weeks: int, weekday: str) -> date:
    """Return the first (1), second (2) … such weekday after today; -1 is the last one before.

    Today itself is neither, so that it plays no part at which hour the site is first started.
    """
    apart = (DAYS.index(weekday) - today.weekday()) % WEEK
    if weeks > 0:
        return today + timedelta(days=(apart or WEEK) + WEEK * (weeks - 1))
    return today + timedelta(days=(apart - WEEK) + WEEK * (weeks + 1))
