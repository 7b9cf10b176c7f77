"""A day someone found themselves: with a host that need not be here. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from brokerage.errors import DomainError

LONGEST_HOST_NAME = 120
LONGEST_WHAT = 200
LONGEST_PLACE = 120
LONGEST_DAY_MINUTES = 14 * 60
CONFIRM_WITHIN = timedelta(days=21)
UNDO_WITHIN = timedelta(days=7)
MOST_OWN_DAYS_A_DAY = 10


class OwnDayStatus(StrEnum):
    """Where a day that someone found is."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CONFIRMED = "confirmed"
    NOT_THERE = "not-there"


OWN_DAY_LABELS: Mapping[str, str] = {
    OwnDayStatus.ASKED: "Waiting for your manager",
    OwnDayStatus.AGREED: "Your manager agrees",
    OwnDayStatus.DECLINED: "Your manager said no",
    OwnDayStatus.WITHDRAWN: "Called off",
    OwnDayStatus.CONFIRMED: "The host has confirmed your hours",
    OwnDayStatus.NOT_THERE: "The host says that you were not there",
}
OWN_DAY_MOVES: Mapping[OwnDayStatus, frozenset[OwnDayStatus]] = {
    OwnDayStatus.ASKED: frozenset(
        {OwnDayStatus.AGREED, OwnDayStatus.DECLINED, OwnDayStatus.WITHDRAWN}
    ),
    OwnDayStatus.AGREED: frozenset(
        {
            OwnDayStatus.DECLINED,
            OwnDayStatus.WITHDRAWN,
            OwnDayStatus.CONFIRMED,
            OwnDayStatus.NOT_THERE,
        }
    ),
    OwnDayStatus.DECLINED: frozenset(),
    OwnDayStatus.WITHDRAWN: frozenset(),
    # The host's contact may take the answer back for a week.
    OwnDayStatus.CONFIRMED: frozenset({OwnDayStatus.AGREED}),
    OwnDayStatus.NOT_THERE: frozenset({OwnDayStatus.AGREED}),
}
ANSWERED = frozenset({OwnDayStatus.CONFIRMED, OwnDayStatus.NOT_THERE})


def check_own_day_move(now: str, then: str) -> None:
    """Refuse a step that such a day cannot take."""
    if then not in OWN_DAY_MOVES[OwnDayStatus(now)]:
        raise DomainError("This has changed in the meantime, so that cannot be done.")


def check_contact(address_key: str, own_keys: frozenset[str]) -> None:
    """Refuse one's own address: somebody else says what one has done."""
    if address_key in own_keys:
        raise DomainError(
            "Enter the address of someone at the host. You cannot confirm your own hours",
            "contact_email",
        )


def check_over(ends_at: datetime, now: datetime) -> None:
    """Refuse to say how it was before it is over."""
    if ends_at > now:
        raise DomainError("The day is not over yet. Come back once it is.")


def check_hours(minutes: int, planned: int) -> None:
    """Refuse no time at all, and more than the day that was agreed."""
    if not 0 < minutes <= planned:
        raise DomainError(
            "Enter the time they gave: more than 0, and at most what was planned", "hours"
        )


def can_undo(answered_at: datetime | None, now: datetime) -> bool:
    """Say whether the contact may still take the answer back."""
    return answered_at is not None and now < answered_at + UNDO_WITHIN
