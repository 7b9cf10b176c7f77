"""Sums, days and gaps as spend files write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.spend.rules.values import (
    DateStyle,
    DayOrder,
    find_day_order,
    find_quarter,
    is_kept_back,
    is_likely_day,
    is_marked,
    is_total,
    parse_amount,
    parse_day,
)

APRIL_3 = date(2017, 4, 3)


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("1234.5", 123450),
        ("£1,234.50", 123450),
        ("£ 1 234.50", 123450),
        ("GBP 20", 2000),
        ("1.234,56", 123456),
        ("12,50", 1250),
        ("1,250", 125000),
        ("(20.00)", -2000),
        ("£(1,200.00)", -120000),
        ("20.00-", -2000),
        ("-£5", -500),
        ("£-5", -500),
        ("−5.00", -500),
        ("5.00 CR", -500),
        ("5.00 DR", 500),
        ("1137.1600000000001", 113716),
        ("1.5E3", 150000),
        (".5", 50),
        ("0", 0),
    ],
)
def test_sums_are_read(text: str, pence: int) -> None:
    assert parse_amount(text) == pence


@pytest.mark.parametrize("text", ["", "-", "abc", "1.2.3", "12/04/2017", "9" * 41, "9" * 15, "£"])
def test_what_is_no_sum_is_none(text: str) -> None:
    assert parse_amount(text) is None


@given(st.integers(-(10**13), 10**13))
def test_every_sum_comes_back(pence: int) -> None:
    pounds, rest = divmod(abs(pence), 100)
    written = f"£{pounds:,}.{rest:02}"
    assert parse_amount(f"({written})" if pence < 0 else written) == pence


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2017",
        "3/4/17",
        "03-04-2017",
        "03.04.2017",
        "2017-04-03",
        "2017/04/03",
        "2017-04-03T00:00:00",
        "03/04/2017 00:00",
        "3 Apr 2017",
        "3-Apr-17",
        "3rd April 2017",
        "Monday 3 April 2017",
        "April 3, 2017",
        "20170403",
        "42828",
        "42828.0",
    ],
)
def test_days_are_read(text: str) -> None:
    assert parse_day(text, DateStyle()) == APRIL_3


def test_the_column_says_which_number_is_the_day() -> None:
    assert find_day_order(["04/03/2017", "04/13/2017"]) == DayOrder.MONTH_FIRST
    assert find_day_order(["03/04/2017", "13/04/2017"]) == DayOrder.DAY_FIRST
    assert find_day_order(["03/04/2017"]) == DayOrder.DAY_FIRST
    assert parse_day("04/03/2017", DateStyle(DayOrder.MONTH_FIRST)) == APRIL_3
    assert parse_day("41366", DateStyle(is_from_1904=True)) == APRIL_3


@pytest.mark.parametrize("text", ["", "00:00:00", "31/02/2017", "3 Foo 2017", "99999-1-1", "1"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert parse_day(text, DateStyle()) is None


@given(st.text(max_size=60))
def test_no_text_is_an_error(text: str) -> None:
    parse_amount(text)
    parse_day(text, DateStyle())
    is_total(text)
    is_kept_back(text)


def test_days_far_off_are_not_likely() -> None:
    today = date(2026, 11, 28)
    assert is_likely_day(date(2026, 12, 31), today)
    assert not is_likely_day(date(2028, 1, 1), today)
    assert not is_likely_day(date(1989, 12, 31), today)


def test_a_file_may_say_its_quarter() -> None:
    assert find_quarter("over-500-apr-jun-2014") == date(2014, 4, 1)
    assert find_quarter("Spend, March 2019") == date(2019, 1, 1)
    assert find_quarter("spend 2014-15 april") is not None
    assert find_quarter("march to may 2019") is None
    assert find_quarter("spend") is None


def test_gaps_and_totals_are_told_from_names() -> None:
    assert all(map(is_kept_back, ["REDACTED", "Redacted - personal data", "Name withheld", "***"]))
    assert not any(map(is_kept_back, ["Redactive Media Ltd"[4:], "Private Hire Ltd", "Exempt Ltd"]))
    assert all(map(is_total, ["Total", "GRAND TOTAL", "Sub-total:", "Total spend"]))
    assert not any(map(is_total, ["Total Gas & Power Ltd", "Totally Local", "TOTAL PAVING"]))
    assert is_marked("Yes")
    assert not any(map(is_marked, ["", "No", "n", "FALSE"]))
