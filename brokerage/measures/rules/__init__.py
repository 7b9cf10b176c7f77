"""Measures, their money values and their weight when bids are scored. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from brokerage.errors import DomainError
from brokerage.organisations.rules import Kind

LONGEST_CODE = 20
LONGEST_LABEL = 200
LONGEST_UNIT = 60
LONGEST_THEME = 80
LONGEST_SOURCE = 200
LONGEST_SLUG = 40
LONGEST_VERSION = 20
MOST_VALUE_PENCE = 10_000_000_00
FIRST_YEAR = 2000
LAST_YEAR = 2100
WEIGHTS = (1, 2, 3)
"""How much more a measure counts for an authority when it scores a bid, and nowhere else."""
WEIGHT_LABELS: Mapping[int, str] = {1: "×1", 2: "×2: medium priority", 3: "×3: high priority"}
SET_OWNERS = frozenset({Kind.AUTHORITY, Kind.SCHOOL, Kind.ANCHOR_EMPLOYER})
SCORES_BIDS_ONLY = (
    "A priority weight scores bids and nothing else: what is delivered later is counted in its "
    "own unit, never multiplied."
)
_CODE = re.compile(r"[A-Z]{1,6}[0-9]{1,4}[a-z]?", re.ASCII)
_POUNDS = re.compile(r"£?[0-9]{1,7}(?:\.[0-9]{1,2})?", re.ASCII)


class SetKind(StrEnum):
    """Which of an authority's lists a competition offers measures from."""

    MASTER = "master"
    LIGHT = "light"


SET_LABELS: Mapping[str, str] = {
    SetKind.MASTER: "Master: every measure we use",
    SetKind.LIGHT: "Light: a few, for small contracts and small firms",
}


def check_code(code: str) -> None:
    """Refuse what is no code of a measure."""
    if not _CODE.fullmatch(code):
        raise DomainError(f"“{code[:LONGEST_CODE]}” is not a code like NT17")


def check_weight(weight: int) -> None:
    """Refuse any weight but the three."""
    if weight not in WEIGHTS:
        raise DomainError("Select a weight of ×1, ×2 or ×3", "weight")


def parse_value(pounds: str, year: str, source: str) -> tuple[int, int, str] | None:
    """Return pence, year and source of a value as a table gives it; None where there is none.

    A value without a source or a year is refused: nobody could check it.
    """
    if not pounds:
        return None
    if not source:
        raise DomainError("has a value without a source")
    if not (year.isascii() and year.isdigit() and FIRST_YEAR <= int(year[:5]) <= LAST_YEAR):
        raise DomainError("has a value without the year it is of")
    bare = pounds.replace(",", "")
    if not _POUNDS.fullmatch(bare):
        raise DomainError("has a value that is no sum in pounds")
    try:
        pence = int(Decimal(bare.removeprefix("£")) * 100)
    except InvalidOperation as error:
        raise DomainError("has a value that is no sum in pounds") from error
    if pence > MOST_VALUE_PENCE:
        raise DomainError("has a value that is too big to be meant")
    return pence, int(year), source[:LONGEST_SOURCE]


def find_value(values: Iterable[Any], *, year: int, as_at: datetime) -> Any | None:
    """Return the value that a report on this year takes, as known then; None where there is none.

    It is the newest that is not of a later year; of two for one year the one loaded last.
    """
    known = [each for each in values if each.year <= year and each.loaded_at <= as_at]
    return max(known, key=lambda each: (each.year, each.loaded_at, each.id), default=None)


def parse_day(text: str) -> date | None:
    """Return a day written 2026-04-01, or None where nothing is written."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DomainError(f"“{text[:20]}” is not a day like 2026-04-01") from error


def in_pounds(pence: int) -> str:
    """Return "£16.93" or "£12,500", with pence only where there are any."""
    pounds, rest = divmod(pence, 100)
    return f"£{pounds:,}.{rest:02}" if rest else f"£{pounds:,}"
