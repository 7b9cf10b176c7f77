"""Supply-chain spend returns: which periods are asked for, when, and what is a fair answer. Pure.

Every contractor who has the duty is asked, also one that is neither local nor small: the
question is where its own spend goes.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from brokerage.errors import DomainError

DAYS_TO_FILL = 28
REMIND_BEFORE = timedelta(days=7)
MONTHS_A_PERIOD = 6
MOST_PERIODS = 100
MONTHS_A_YEAR = 12


class ReturnStatus(StrEnum):
    """Where a return stands."""

    ASKED = "asked"
    FILLED = "filled"
    SENT_BACK = "sent-back"
    CONFIRMED = "confirmed"


STATUS_LABELS: Mapping[str, str] = {
    ReturnStatus.ASKED: "Asked: the supplier has to fill it in",
    ReturnStatus.FILLED: "Filled in: the buyer has to confirm it",
    ReturnStatus.SENT_BACK: "Sent back: the supplier has to look again",
    ReturnStatus.CONFIRMED: "Confirmed by the buyer",
}
TRANSITIONS: Mapping[str, frozenset[str]] = {
    ReturnStatus.ASKED: frozenset({ReturnStatus.FILLED}),
    ReturnStatus.FILLED: frozenset(
        {ReturnStatus.FILLED, ReturnStatus.SENT_BACK, ReturnStatus.CONFIRMED}
    ),
    ReturnStatus.SENT_BACK: frozenset({ReturnStatus.FILLED}),
    ReturnStatus.CONFIRMED: frozenset({ReturnStatus.SENT_BACK}),
}


def check_transition(now: str, then: str) -> None:
    """Refuse a step that a return in this state cannot take."""
    if then not in TRANSITIONS[now]:
        raise DomainError(f"This return cannot be changed now. It is: {STATUS_LABELS[now]}.")


def list_periods(starts_on: date, ends_on: date) -> list[tuple[date, date]]:
    """Return the first and last day of each half year of a contract, the last one cut short."""
    periods = []
    first, number = starts_on, 0
    while first <= ends_on and number < MOST_PERIODS:
        number += 1
        following = months_later(starts_on, MONTHS_A_PERIOD * number)
        periods.append((first, min(following - timedelta(days=1), ends_on)))
        first = following
    return periods


def due_by(period_ends_on: date) -> date:
    """Return the day by which a return is to be filled in."""
    return period_ends_on + timedelta(days=DAYS_TO_FILL)


def is_reminder_due(due_on: date, reminded_on: date | None, today: date) -> bool:
    """Say whether to remind: once a week before it is due, and once a week while it is late."""
    if today < due_on - REMIND_BEFORE:
        return False
    return reminded_on is None or today - reminded_on >= REMIND_BEFORE


def check_spend(total: int, shares: Mapping[str, int]) -> None:
    """Refuse a share that is more than all of it; the three overlap, so their sum may be."""
    for field, pence in shares.items():
        if pence > total:
            raise DomainError("This cannot be more than all you spent", field)


def months_later(day: date, months: int) -> date:
    """Return that day so many months on, or the last of a shorter month."""
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
