"""Limits of reports, of editions and of what is shown of few. Pure."""

from __future__ import annotations

from datetime import date

from brokerage.errors import DomainError

FIRST_YEAR = 2020
LONGEST_WORDS = 4000
LONGEST_CHANGE = 600
LONGEST_TELLER = 200
FEWEST = 5
"""Fewer people than these are never shown as a number: it could tell who they are."""
FEWER = f"fewer than {FEWEST}"
NOTHING_YET = "There is nothing to report on a year that has not begun"


def check_year(year: int, today: date) -> None:
    """Refuse a year of which there can be no report."""
    if year < FIRST_YEAR:
        raise DomainError(f"Enter a year from {FIRST_YEAR} on", "year")
    if year > today.year:
        raise DomainError(NOTHING_YET, "year")


def check_over(year: int, today: date) -> None:
    """Refuse to publish a report on a year that is not over."""
    if today.year <= year:
        raise DomainError(f"{year} is not over. Publish its report from 1 January {year + 1} on")


def check_went_badly(words: str) -> None:
    """Refuse a report that is silent about what did not go well."""
    if not words.strip():
        raise DomainError("Write what did not go well, or why nothing is known of it", "went_badly")


def check_change(edition: int, words: str) -> None:
    """Refuse a correction that does not say what it changes."""
    if edition > 1 and not words.strip():
        raise DomainError("Say what this edition changes, and why", "change_note")


def check_reviewed(drawn_digest: str, digest: str) -> None:
    """Refuse to publish other figures than those that were looked at."""
    if drawn_digest != digest:
        raise DomainError(
            "The figures have changed since you opened this page. Look at them again."
        )


def hide_few(number: int) -> int | None:
    """Return a number of people, or None where they are too few to be counted in public."""
    return number if number == 0 or number >= FEWEST else None


def say_few(number: int | None) -> str:
    """Return a number of people as a page shows it."""
    return FEWER if number is None else f"{number:,}"


def days_of(year: int) -> tuple[date, date]:
    """Return the first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def list_years(today: date) -> list[int]:
    """Return the years of which there can be a report, the newest first."""
    return list(range(today.year, FIRST_YEAR - 1, -1))
