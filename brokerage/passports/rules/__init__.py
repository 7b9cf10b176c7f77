"""What a passport holds and how far it is to be trusted. Pure.

Said by the organisation → seen by a broker → expired: sites and figures live as evidence does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Protocol

from brokerage.errors import DomainError
from brokerage.organisations.rules import CONFIRM_AFTER as CONFIRM_AFTER
from brokerage.organisations.rules.evidence import is_verified

MOST_SITES = 20
MOST_YEARS = 6
MOST_POUNDS = 99_999_999_999
MOST_PEOPLE = 100_000
LONGEST_ADDRESS = 160
LONGEST_WORDS = 300
LONGEST_SOURCE = 120
LONGEST_REASON = 1000
LONGEST_CORRECTION = 1000
MOST_OPEN_CORRECTIONS = 3
DAYS_TO_ANSWER = 5
"""Working days until a broker has answered a request for correction."""


class State(StrEnum):
    """How far something is known."""

    DECLARED = "declared"
    VERIFIED = "verified"
    EXPIRED = "expired"
    REFUSED = "refused"


STATE_WORDS: Mapping[str, str] = {
    State.DECLARED: "Self-declared",
    State.VERIFIED: "Seen by a broker",
    State.EXPIRED: "Expired",
    State.REFUSED: "A broker could not verify it",
}
STATE_TAGS: Mapping[str, str] = {
    State.DECLARED: "declared",
    State.VERIFIED: "verified",
    State.EXPIRED: "warning",
    State.REFUSED: "warning",
}


class Operations(StrEnum):
    """What is done at a site."""

    SUBSTANTIVE = "substantive"
    REGISTERED = "registered"


OPERATION_LABELS: Mapping[str, str] = {
    Operations.SUBSTANTIVE: "We work here",
    Operations.REGISTERED: "It is only our registered address",
}


class Proven(Protocol):
    """A row that a broker verifies."""

    verified_on: date | None
    expires_on: date | None
    refused_on: date | None


def state_of(proven: Proven, today: date) -> State:
    """Return how far a row is known today; only VERIFIED may ever be called verified."""
    if is_verified(proven.verified_on, proven.expires_on, today):
        return State.VERIFIED
    if proven.verified_on is not None:
        return State.EXPIRED
    return State.REFUSED if proven.refused_on is not None else State.DECLARED


def check_since(since_on: date, today: date) -> None:
    """Refuse a site that does not exist yet."""
    if since_on > today:
        raise DomainError("The day must not be in the future", "since_on")


def check_band(smallest: int | None, largest: int | None) -> None:
    """Refuse a band that ends below where it begins."""
    if smallest is not None and largest is not None and smallest > largest:
        raise DomainError("The largest must not be less than the smallest", "largest_pounds")


def check_year(starts_on: date, today: date) -> None:
    """Refuse figures of a year that has not ended."""
    if year_end(starts_on) > today:
        raise DomainError("Enter a year that has ended: its figures are known", "starts_on")


def year_end(starts_on: date) -> date:
    """Return the last day of twelve months from a day."""
    try:
        return date.fromordinal(starts_on.replace(year=starts_on.year + 1).toordinal() - 1)
    except ValueError:  # 29 February
        return date(starts_on.year + 1, 2, 28)


def whole_months(since_on: date, on: date) -> int:
    """Return how many whole months have gone by; below zero before it began."""
    months = (on.year - since_on.year) * 12 + on.month - since_on.month
    return months - 1 if on.day < since_on.day else months
