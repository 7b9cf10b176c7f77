"""What a planned purchase may be and how it goes on. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum

from brokerage.errors import DomainError

LONGEST_TITLE = 120
SHORTEST_TITLE = 5
LONGEST_DESCRIPTION = 1500
SHORTEST_DESCRIPTION = 20
LONGEST_REFERENCE = 40
LONGEST_POST = 100
LONGEST_EMAIL = 254
LONGEST_REASON = 500
SHORTEST_REASON = 5
MOST_CATEGORIES = 6
MOST_ADDED_A_DAY = 200
QUARTERS_AHEAD = 16
MONTHS = ("January to March", "April to June", "July to September", "October to December")
MARKET_ENGAGEMENT = (
    "A forward plan is market engagement. It says what a buyer may buy, so that suppliers can get "
    "ready. It is no invitation to tender, it may change, and saying that you are interested "
    "promises nothing to either side. It is open to all suppliers alike."
)


class State(StrEnum):
    """Where a planned purchase stands."""

    PLANNED = "planned"
    CHANGED = "changed"
    """Still planned, but not as it was first said."""
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"
    """It has become a brief that every approved supplier can read."""


STATE_LABELS: Mapping[str, str] = {
    State.PLANNED: "Planned",
    State.CHANGED: "Changed",
    State.WITHDRAWN: "Withdrawn",
    State.PUBLISHED: "Published as a brief",
}
TO_COME = frozenset({State.PLANNED, State.CHANGED})
"""What suppliers can still get ready for."""


class ValueBand(StrEnum):
    """About how much, including VAT: early in a plan nobody knows it to the pound."""

    UP_TO_10K = "up-to-10k"
    UP_TO_30K = "up-to-30k"
    UP_TO_100K = "up-to-100k"
    UP_TO_200K = "up-to-200k"
    UP_TO_1M = "up-to-1m"
    OVER_1M = "over-1m"
    UNKNOWN = "unknown"


VALUE_LABELS: Mapping[str, str] = {
    ValueBand.UP_TO_10K: "Up to £10,000",
    ValueBand.UP_TO_30K: "£10,000 to £30,000",
    ValueBand.UP_TO_100K: "£30,000 to £100,000",
    ValueBand.UP_TO_200K: "£100,000 to £200,000",
    ValueBand.UP_TO_1M: "£200,000 to £1 million",
    ValueBand.OVER_1M: "More than £1 million",
    ValueBand.UNKNOWN: "Not known yet",
}
_TOPS = (
    (10_000, ValueBand.UP_TO_10K),
    (30_000, ValueBand.UP_TO_30K),
    (100_000, ValueBand.UP_TO_100K),
    (200_000, ValueBand.UP_TO_200K),
    (1_000_000, ValueBand.UP_TO_1M),
)
ROLE_WORDS = frozenset(
    """
    admin bids business buying central commercial commissioning contact contracts council customer
    desk engagement enquiries enquiry estates facilities finance fleet general hello help helpdesk
    highways housing hub info it legal leisure mail mailbox market office parks plan planning post
    procure procurement property purchasing reception schools service services shared sourcing
    suppliers supply support team tender tenders transport unit waste works
    """.split()
)
_TWO_NAMES = re.compile(r"[a-z]{2,}[._][a-z-]{2,}[0-9]{0,3}", re.ASCII)


def band_of(pounds: int) -> ValueBand:
    """Return the band that a sum including VAT lies in; a top belongs to the band below it."""
    return next((band for top, band in _TOPS if pounds <= top), ValueBand.OVER_1M)


def quarter_of(day: date) -> str:
    """Return the calendar quarter of a day, like "2027-Q1"."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def list_quarters(today: date, count: int = QUARTERS_AHEAD) -> list[str]:
    """Return the running quarter and those after it."""
    first = today.year * 4 + (today.month - 1) // 3
    return [f"{number // 4}-Q{number % 4 + 1}" for number in range(first, first + count)]


def quarter_label(quarter: str) -> str:
    """Return "January to March 2027" for "2027-Q1"."""
    year, _, number = quarter.partition("-Q")
    return f"{MONTHS[int(number) - 1]} {year}"


def is_over(quarter: str, today: date) -> bool:
    """Say whether a quarter has passed; they sort as text."""
    return quarter < quarter_of(today)


def check_quarter(quarter: str, today: date, *, before: str | None = None) -> None:
    """Refuse a quarter that is over or too far off; one that stands already may stay."""
    if quarter != before and quarter not in list_quarters(today):
        raise DomainError("The quarter must be this one or one of the next 4 years", "quarter")


def check_contact(email: str) -> None:
    """Refuse an address that looks like one person's: a plan is public and outlives posts."""
    local = email.partition("@")[0].casefold()
    parts = set(re.split(r"[._-]+", local))
    if _TWO_NAMES.fullmatch(local) and not parts & ROLE_WORDS:
        raise DomainError(
            "Give a shared mailbox, like procurement@example.gov.uk, not one person’s address",
            "contact_email",
        )


def check_categories(categories: Collection[str]) -> None:
    """Refuse more kinds of work than one purchase has."""
    if len(categories) > MOST_CATEGORIES:
        raise DomainError(f"Select {MOST_CATEGORIES} kinds of work or fewer", "categories")


def check_to_come(state: str) -> None:
    """Refuse to change what has ended."""
    if state not in TO_COME:
        raise DomainError(f"This is {STATE_LABELS[state].lower()}, so it cannot be changed.")


def check_reason(reason: str) -> None:
    """Refuse to withdraw without a reason that suppliers can use."""
    if len(reason) < SHORTEST_REASON:
        raise DomainError("Say why, in a few words: interested suppliers are told", "reason")
