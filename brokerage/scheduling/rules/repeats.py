"""The days of a repeating session: of the calendar, so clock changes move nothing. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice

from brokerage.errors import DomainError
from brokerage.scheduling.rules.terms import TermKind

MOST_TIMES = 60
MOST_LOOKED_AT = 400
MOST_WEEKS = 12
_WEEK_NAMES = ("first", "second", "third", "fourth", "last")


class Pattern(StrEnum):
    """How dates repeat."""

    WEEKS = "weeks"
    MONTHLY_WEEKDAY = "monthly-weekday"
    MONTHLY_DATE = "monthly-date"


PATTERN_LABELS: Mapping[str, str] = {
    Pattern.WEEKS: "Every week, or every few weeks",
    Pattern.MONTHLY_WEEKDAY: "Every month on the same weekday, like the second Tuesday",
    Pattern.MONTHLY_DATE: "Every month on the same date, like the 14th",
}


@dataclass(frozen=True, kw_only=True)
class Span:
    """Days of an authority: a term, or closed days within one."""

    kind: str
    name: str
    starts_on: date
    ends_on: date

    def has(self, day: date) -> bool:
        """Say whether the day is among them."""
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """What a host asks for: until a day, or so many times (holidays do not count)."""

    pattern: str
    first_on: date
    every: int = 1
    """Weeks between two dates of the weekly pattern."""
    until: date | None = None
    times: int | None = None
    in_term_only: bool = False


@dataclass(frozen=True, kw_only=True)
class Days:
    """The days found, those left out with the reason, and whether the list was cut short."""

    days: tuple[date, ...]
    skipped: tuple[tuple[date, str], ...]
    is_cut: bool = False


def check_repeat(repeat: Repeat) -> None:
    """Refuse what has no end, or an end that makes no sense."""
    if (repeat.until is None) == (repeat.times is None):
        raise DomainError("Enter either a last day or how many times, not both", "times")
    if repeat.times is not None and not 2 <= repeat.times <= MOST_TIMES:
        raise DomainError(f"How many times must be between 2 and {MOST_TIMES}", "times")
    if repeat.until is not None and repeat.until <= repeat.first_on:
        raise DomainError("The last day must be after the first", "until")
    if repeat.pattern == Pattern.WEEKS and not 1 <= repeat.every <= MOST_WEEKS:
        raise DomainError(f"The weeks between must be 1 to {MOST_WEEKS}", "every")


def find_days(repeat: Repeat, spans: Sequence[Span] = ()) -> Days:
    """Return the days of a repeating session; in term time only, by the spans given.

    A monthly date that a month does not have (the 31st) is left out and said so. Days after
    the last term that is known are left out too: what is not known is not guessed.
    """
    check_repeat(repeat)
    if repeat.in_term_only and not any(span.kind == TermKind.TERM for span in spans):
        raise DomainError("No term dates are loaded for this council. Choose dates by hand")
    found: list[date] = []
    skipped: list[tuple[date, str]] = []
    for day, missing in islice(_candidates(repeat), MOST_LOOKED_AT):
        if repeat.until is not None and day > repeat.until:
            break
        why_not = missing or (_why_closed(day, spans) if repeat.in_term_only else "")
        if why_not:
            skipped.append((day, why_not))
            if repeat.times is not None and _is_past_all(day, repeat, spans):
                break
            continue
        if len(found) == MOST_TIMES:
            return Days(days=tuple(found), skipped=tuple(skipped), is_cut=True)
        found.append(day)
        if len(found) == repeat.times:
            break
    return Days(
        days=tuple(found),
        skipped=tuple(skipped),
        is_cut=repeat.times is not None and len(found) < repeat.times,
    )


def _candidates(repeat: Repeat) -> Iterator[tuple[date, str]]:
    if repeat.pattern == Pattern.WEEKS:
        return (
            (repeat.first_on + timedelta(weeks=repeat.every * number), "")
            for number in range(MOST_LOOKED_AT)
        )
    return _monthly(repeat)


def _monthly(repeat: Repeat) -> Iterator[tuple[date, str]]:
    first = repeat.first_on
    for number in range(MOST_LOOKED_AT):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        month += 1
        last = calendar.monthrange(year, month)[1]
        if repeat.pattern == Pattern.MONTHLY_DATE:
            missing = "" if first.day <= last else f"this month has no {first.day}th"
            missing = missing.replace("31th", "31st")
            yield date(year, month, min(first.day, last)), missing
        else:
            yield _same_weekday(first, year, month, last), ""


def _same_weekday(first: date, year: int, month: int, last: int) -> date:
    """The second Tuesday, …; a day in a month's fifth week means its last such weekday."""
    week = (first.day - 1) // 7
    start = (first.weekday() - date(year, month, 1).weekday()) % 7 + 1
    day = start + 7 * week
    return date(year, month, day if day <= last else day - 7)


def _why_closed(day: date, spans: Sequence[Span]) -> str:
    for span in spans:
        if span.kind == TermKind.CLOSED and span.has(day):
            return span.name
    if any(span.kind == TermKind.TERM and span.has(day) for span in spans):
        return ""
    last = max(span.ends_on for span in spans if span.kind == TermKind.TERM)
    return "school holidays" if day <= last else "after the last term that is loaded"


def _is_past_all(day: date, repeat: Repeat, spans: Sequence[Span]) -> bool:
    if not repeat.in_term_only:
        return False
    return day > max(span.ends_on for span in spans if span.kind == TermKind.TERM)


def weekday_in_month(day: date) -> str:
    """Return "second Tuesday", in words."""
    week = min((day.day - 1) // 7, len(_WEEK_NAMES) - 1)
    return f"{_WEEK_NAMES[week]} {day:%A}"
