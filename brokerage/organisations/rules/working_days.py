"""Working days in England: Monday to Friday without the bank holidays. Pure.

The days come with the package `govuk-bank-holidays` (GOV.UK's list, Open Government Licence):
nothing is fetched. A year that the list does not reach yet has its weekends only.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from govuk_bank_holidays.bank_holidays import BankHolidays

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@cache
def bank_holidays() -> frozenset[date]:
    """Return every bank holiday of England that is known."""
    listed = BankHolidays.load_backup_data()[BankHolidays.ENGLAND_AND_WALES]["events"]
    return frozenset(date.fromisoformat(each["date"]) for each in listed)


def is_working_day(day: date) -> bool:
    """Say whether people can be expected to be at work on this day."""
    return day.weekday() < SATURDAY and day not in bank_holidays()


def after_working_days(start: date, number: int) -> date:
    """Return the day by which so many working days have gone."""
    day, left = start, number
    while left > 0:
        day += ONE_DAY
        left -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Return how many working days have gone by; 0 where none has."""
    weeks, days = divmod(max((end - start).days, 0), 7)
    rest = (start + timedelta(days=n + 1) for n in range(days))
    weekdays = weeks * SATURDAY + sum(day.weekday() < SATURDAY for day in rest)
    off = sum(start < day <= end and day.weekday() < SATURDAY for day in bank_holidays())
    return weekdays - off
