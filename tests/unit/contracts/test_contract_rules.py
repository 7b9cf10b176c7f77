"""Registers, returns and the file."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.contracts import rules
from brokerage.contracts.rules import returns, sheets
from brokerage.errors import DomainError

FIRST = date(2026, 1, 31)


def test_periods_are_half_years_and_the_last_is_cut_short() -> None:
    assert returns.list_periods(FIRST, date(2026, 12, 31)) == [
        (FIRST, date(2026, 7, 30)),
        (date(2026, 7, 31), date(2026, 12, 31)),
    ]
    assert returns.list_periods(FIRST, FIRST) == [(FIRST, FIRST)]


@given(
    first=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    days=st.integers(min_value=0, max_value=3000),
)
def test_periods_cover_every_day_once(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    periods = returns.list_periods(first, last)
    assert (periods[0][0], periods[-1][1]) == (first, last)
    for (_, end), (start, _) in zip(periods, periods[1:], strict=False):
        assert start == end + timedelta(days=1)


def test_a_reminder_comes_a_week_before_and_then_each_week() -> None:
    due = date(2026, 6, 30)
    assert not returns.is_reminder_due(due, None, date(2026, 6, 22))
    assert returns.is_reminder_due(due, None, date(2026, 6, 23))
    assert not returns.is_reminder_due(due, date(2026, 6, 23), date(2026, 6, 29))
    assert returns.is_reminder_due(due, date(2026, 6, 23), date(2026, 6, 30))


def test_a_share_is_never_more_than_the_whole_but_shares_overlap() -> None:
    returns.check_spend(100, {"local_pence": 100, "sme_pence": 100, "vcse_pence": 0})
    with pytest.raises(DomainError) as refusal:
        returns.check_spend(100, {"local_pence": 101})
    assert refusal.value.field == "local_pence"


@pytest.mark.parametrize(
    ("now", "then"), [("asked", "confirmed"), ("sent-back", "confirmed"), ("confirmed", "filled")]
)
def test_only_what_is_filled_in_is_confirmed(now: str, then: str) -> None:
    with pytest.raises(DomainError):
        returns.check_transition(now, then)


def test_a_direct_award_in_house_is_no_reserved_competition() -> None:
    days = {"starts_on": FIRST, "ends_on": FIRST}
    rules.check_contract(**days, procured_by="direct-in-house", reserved_for=[])
    with pytest.raises(DomainError, match="no competition"):
        rules.check_contract(**days, procured_by="direct-in-house", reserved_for=["sme"])


def test_days_are_in_order() -> None:
    with pytest.raises(DomainError):
        rules.check_days(FIRST, FIRST - timedelta(days=1))
    with pytest.raises(DomainError):
        rules.check_days(FIRST, FIRST + timedelta(days=60 * 366))


@pytest.mark.parametrize(("number", "written"), [("40.00", "40"), ("1200.5", "1,200.5")])
def test_numbers_read_as_people_write_them(number: str, written: str) -> None:
    assert sheets.as_written(Decimal(number)) == written
