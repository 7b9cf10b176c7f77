"""Working days in England: weekends and bank holidays are left out."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.organisations.rules.working_days import (
    after_working_days,
    bank_holidays,
    is_working_day,
    working_days_between,
)

days = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@pytest.mark.parametrize(
    ("start", "number", "due"),
    [
        (date(2026, 11, 28), 5, date(2026, 12, 4)),
        # Good Friday is 3 April and Easter Monday 6 April 2026.
        (date(2026, 4, 1), 5, date(2026, 4, 10)),
        # Christmas Day a Friday, Boxing Day moved to the Monday, New Year's Day a Friday.
        (date(2026, 12, 23), 5, date(2027, 1, 4)),
        (date(2026, 5, 1), 1, date(2026, 5, 5)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_bank_holidays_are_no_working_days(start: date, number: int, due: date) -> None:
    assert after_working_days(start, number) == due


def test_only_englands_days_count() -> None:
    assert date(2026, 3, 17) not in bank_holidays(), "St Patrick's Day is Northern Ireland's"
    assert date(2026, 8, 31) in bank_holidays()
    assert date(2026, 8, 3) not in bank_holidays(), "that is Scotland's"


@given(days, st.integers(0, 30))
def test_so_many_working_days_lie_between(start: date, number: int) -> None:
    due = after_working_days(start, number)
    between = [start + timedelta(days=n + 1) for n in range((due - start).days)]
    assert sum(map(is_working_day, between)) == number == working_days_between(start, due)
    assert number == 0 or is_working_day(due)


@given(days, days)
def test_counting_agrees_with_looking_at_each_day(start: date, end: date) -> None:
    between = [start + timedelta(days=n + 1) for n in range(max((end - start).days, 0))]
    assert working_days_between(start, end) == sum(map(is_working_day, between))
