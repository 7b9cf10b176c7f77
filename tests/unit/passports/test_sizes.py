"""Both size tests, at every limit and on both sides of the dates."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.passports.rules.dated import list_size_limits
from brokerage.passports.rules.sizes import (
    Size,
    SizeTest,
    YearFigures,
    measure,
    measure_both,
    why_they_differ,
)
from tests.factories.passports import read_rules

LIMITS = list_size_limits(read_rules())
NEW = date(2025, 4, 6)
TODAY = date(2026, 11, 28)


def year(staff: int, turnover: int, balance_sheet: int, starts_on: date = NEW) -> YearFigures:
    return YearFigures(
        starts_on=starts_on, staff=staff, turnover=turnover, balance_sheet=balance_sheet
    )


def companies(figures: YearFigures) -> str | None:
    return measure(SizeTest.COMPANIES_ACT, figures, LIMITS).size


def procurement(figures: YearFigures) -> str | None:
    return measure(SizeTest.PROCUREMENT_ACT, figures, LIMITS, TODAY).size


@pytest.mark.parametrize(
    ("size", "next_size", "staff", "turnover", "balance_sheet"),
    [
        (Size.MICRO, Size.SMALL, 10, 1_000_000, 500_000),
        (Size.SMALL, Size.MEDIUM, 50, 15_000_000, 7_500_000),
        (Size.MEDIUM, Size.LARGE, 250, 54_000_000, 27_000_000),
    ],
)
def test_two_limits_of_three_make_a_size(
    size: str, next_size: str, staff: int, turnover: int, balance_sheet: int
) -> None:
    assert companies(year(staff, turnover, balance_sheet)) == size
    assert companies(year(99_999, turnover, balance_sheet)) == size
    assert companies(year(staff, 10**10, balance_sheet)) == size
    assert companies(year(staff, turnover, 10**10)) == size
    assert companies(year(staff + 1, turnover + 1, balance_sheet)) == next_size
    assert companies(year(staff + 1, turnover, balance_sheet + 1)) == next_size
    assert companies(year(staff, turnover + 1, balance_sheet + 1)) == next_size


def test_the_day_the_year_began_decides_which_limits_count() -> None:
    figures = year(60, 14_000_000, 7_000_000)
    assert companies(figures) == Size.SMALL
    assert companies(replace(figures, starts_on=NEW - timedelta(days=1))) == Size.MEDIUM


def test_a_year_before_every_rule_has_no_answer() -> None:
    assert companies(year(1, 1, 1, date(2015, 1, 1))) is None


@pytest.mark.parametrize(
    ("staff", "turnover", "balance_sheet", "size"),
    [
        (249, 44_000_000, 10**10, Size.SME),
        (249, 10**10, 38_000_000, Size.SME),
        (249, 44_000_001, 38_000_001, Size.LARGE),
        (250, 1, 1, Size.LARGE),
    ],
)
def test_the_procurement_act_wants_few_staff_and_one_of_two_sums(
    staff: int, turnover: int, balance_sheet: int, size: str
) -> None:
    assert procurement(year(staff, turnover, balance_sheet)) == size


def test_the_procurement_act_counts_by_the_day_it_is_asked_on() -> None:
    figures = year(5, 1, 1, date(2023, 1, 1))
    assert measure(SizeTest.PROCUREMENT_ACT, figures, LIMITS, TODAY).size == Size.SME
    assert measure(SizeTest.PROCUREMENT_ACT, figures, LIMITS, date(2025, 2, 23)).size is None


def test_a_large_answer_names_the_widest_limit_that_was_missed() -> None:
    answer = measure(SizeTest.COMPANIES_ACT, year(10**5, 10**10, 10**10), LIMITS)
    assert answer.limit is not None
    assert answer.limit.size == Size.MEDIUM


def test_a_page_says_whether_the_two_differ() -> None:
    alike = measure_both(year(6, 240_000, 45_000), LIMITS, TODAY)
    assert "come to the same" in why_they_differ(alike)
    apart = measure_both(year(250, 40_000_000, 20_000_000), LIMITS, TODAY)
    assert [each.is_sme for each in apart] == [True, False]
    assert "they differ" in why_they_differ(apart)
    unknown = measure_both(year(6, 1, 1, date(2010, 1, 1)), LIMITS, TODAY)
    assert "no rule" in why_they_differ(unknown)


@given(
    st.integers(0, 400),
    st.integers(0, 70_000_000),
    st.integers(0, 40_000_000),
    st.integers(0, 3),
)
def test_less_of_anything_never_makes_an_organisation_larger(
    staff: int, turnover: int, balance_sheet: int, which: int
) -> None:
    order = list(Size)
    larger = year(staff, turnover, balance_sheet)
    smaller = year(
        staff // 2 if which in (0, 3) else staff,
        turnover // 2 if which in (1, 3) else turnover,
        balance_sheet // 2 if which in (2, 3) else balance_sheet,
    )
    for test in SizeTest:
        big, small = (measure(test, each, LIMITS, TODAY).size for each in (larger, smaller))
        assert order.index(Size(str(small))) <= order.index(Size(str(big)))
