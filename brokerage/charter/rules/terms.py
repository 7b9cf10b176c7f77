"""When a term begins and ends, when its check-ins are due, and when to remind. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from brokerage.contracts.rules.returns import months_later

TERM_MONTHS = 12
CHECK_IN_MONTHS = (3, 6, 12)
OPENS_BEFORE = timedelta(days=14)
"""A check-in is filled in beforehand and told of so long before it is due."""
REMIND_AGAIN = timedelta(days=7)
RENEW_FROM = timedelta(days=60)
"""So long before its end a term can be renewed."""
ENDS_AFTER = timedelta(days=42)
"""A term that nobody renews stands so long after its last day: for its last check-in."""
ONE_DAY = timedelta(days=1)


class CheckInStatus(StrEnum):
    """Where a check-in stands."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    SENT = "sent"
    DONE = "done"
    DROPPED = "dropped"


CHECK_IN_LABELS: Mapping[str, str] = {
    CheckInStatus.SCHEDULED: "Not open yet",
    CheckInStatus.OPEN: "To be looked at",
    CheckInStatus.SENT: "With the broker",
    CheckInStatus.DONE: "Done",
    CheckInStatus.DROPPED: "Dropped: the signatory has left",
}


@dataclass(frozen=True, kw_only=True)
class Scheduled:
    """A check-in and the day it is due."""

    month: int
    due_on: date


def last_day(starts_on: date) -> date:
    """Return the last day of a term of twelve months."""
    return months_later(starts_on, TERM_MONTHS) - ONE_DAY


def list_check_ins(starts_on: date) -> list[Scheduled]:
    """Return the check-ins of a term, in order."""
    return [
        Scheduled(month=month, due_on=months_later(starts_on, month)) for month in CHECK_IN_MONTHS
    ]


@cache
def list_due_days(starts_on: date) -> tuple[date, ...]:
    """Return the days on which the check-ins of a term are due."""
    return tuple(each.due_on for each in list_check_ins(starts_on))


def first_day_after(previous_ends_on: date | None, today: date) -> date:
    """Return when a term begins: today, or the day after the one before has ended."""
    if previous_ends_on is None or previous_ends_on < today:
        return today
    return previous_ends_on + ONE_DAY


def is_to_open(due_on: date, today: date) -> bool:
    """Say whether a check-in is to be filled in and told of."""
    return today >= due_on - OPENS_BEFORE


def is_overdue(status: str, due_on: date, today: date) -> bool:
    """Say whether the signatory owes a check-in."""
    return status in (CheckInStatus.SCHEDULED, CheckInStatus.OPEN) and today > due_on


def is_reminder_due(due_on: date, reminded_on: date | None, today: date) -> bool:
    """Say whether to remind: once before it is due, and once a week while it is late."""
    if today < due_on - REMIND_AGAIN:
        return False
    return reminded_on is None or today - reminded_on >= REMIND_AGAIN


def can_renew(ends_on: date, today: date) -> bool:
    """Say whether the next term can be written."""
    return today >= ends_on - RENEW_FROM


def is_over(ends_on: date, today: date) -> bool:
    """Say whether a term that nobody has renewed is at its end."""
    return today > ends_on + ENDS_AFTER


def quarter_of(day: date) -> date:
    """Return the first day of the calendar quarter."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
