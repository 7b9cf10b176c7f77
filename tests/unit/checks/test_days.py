"""More than 3 days in any 30, over all hosts: the window against counting by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.checks.rules.days import (
    counted_groups,
    days_near,
    find_tipping,
    most_in_window,
    tips_over,
)
from brokerage.checks.rules.levels import Level
from tests.factories.checks import LIMITS, make_facts, read_rules

RULES = read_rules()
START = date(2026, 11, 1)
DAYS = st.lists(st.integers(0, 90).map(lambda n: START + timedelta(days=n)), max_size=20)


def day(number: int) -> date:
    return START + timedelta(days=number)


def windows_by_hand(days: list[date], window: int) -> list[set[date]]:
    """Every run of `window` days that could hold one of the days."""
    if not days:
        return [set()]
    first = min(days) - timedelta(days=window)
    runs = range((max(days) - first).days + 1)
    return [
        {each for each in days if 0 <= (each - first - timedelta(days=n)).days < window}
        for n in runs
    ]


@given(DAYS, st.integers(1, 40))
def test_the_window_counts_as_by_hand(days: list[date], window: int) -> None:
    by_hand = max(len(found) for found in windows_by_hand(days, window))
    assert most_in_window(days, window) == by_hand


@given(DAYS, DAYS, st.integers(0, 6), st.integers(1, 40))
def test_tipping_is_as_by_hand(known: list[date], new: list[date], most: int, window: int) -> None:
    by_hand = any(
        len(found) > most and not found.isdisjoint(new)
        for found in windows_by_hand(known + new, window)
    )
    assert tips_over(known, new, most_days=most, window_days=window) is by_hand


@given(DAYS, st.integers(0, 90))
def test_a_day_that_counts_already_adds_nothing(known: list[date], number: int) -> None:
    days = [*known, day(number)]
    if most_in_window(days, 30) <= 3:
        assert not tips_over(days, [day(number)], most_days=3, window_days=30)


def test_the_edges_of_thirty_days() -> None:
    known = [day(0), day(1), day(2)]
    assert tips_over(known, [day(29)], most_days=3, window_days=30)
    assert not tips_over(known, [day(30)], most_days=3, window_days=30)
    assert most_in_window([day(0), day(29)], 30) == 2
    assert most_in_window([day(0), day(30)], 30) == 1
    assert most_in_window([], 30) == 0
    assert most_in_window([day(0)] * 5, 30) == 1


def test_a_window_that_was_too_full_before_does_not_stop_what_is_far_from_it() -> None:
    known = [day(n) for n in range(10)]
    assert not tips_over(known, [day(60)], most_days=3, window_days=30)
    assert tips_over(known, [day(20)], most_days=3, window_days=30)


def test_days_near_share_a_window() -> None:
    assert days_near([day(0), day(1), day(30)], [day(29)], 30) == {day(0), day(1), day(29), day(30)}
    assert days_near([day(0)], [day(30)], 30) == {day(30)}


COUNTED = (
    ({}, {"children"}),
    ({"is_supervised": False}, {"children"}),
    ({"activities": {"personal-care"}}, set()),
    ({"activities": {"contact"}, "setting": "community"}, set()),
    ({"people": {"adults"}, "activities": {"care"}}, {"adults"}),
    ({"people": {"adults"}, "activities": {"contact"}, "setting": "care-home"}, {"adults"}),
    ({"people": {"children", "adults"}}, {"children", "adults"}),
    ({"people": {"neither"}}, set()),
)


@pytest.mark.parametrize(("facts", "groups"), COUNTED)
def test_a_day_counts_where_the_law_asks_how_often(facts: dict, groups: set[str]) -> None:
    assert counted_groups(make_facts(**facts), RULES, START) == groups


def test_rules_of_another_time_count_nothing() -> None:
    assert counted_groups(make_facts(), RULES, date(2012, 9, 9)) == frozenset()


def test_one_day_more_asks_for_another_check_and_says_why() -> None:
    known = {"children": {day(0), day(7), day(14)}}
    tipping = find_tipping(make_facts(), RULES, LIMITS, known, [day(21)])
    assert tipping is not None
    assert tipping.answer.level == Level.ENHANCED_CHILDREN
    assert tipping.answer.on_day == day(21)
    assert tipping.to_volunteer.startswith(
        "With this you would be with children on more than 3 days in 30, all hosts"
    )
    for days, new in (
        ({"children": {day(0), day(7)}}, [day(21)]),
        ({"adults": {day(0), day(7), day(14)}}, [day(21)]),
        (known, []),
        (known, [day(60)]),
    ):
        assert find_tipping(make_facts(), RULES, LIMITS, days, new) is None
    assert find_tipping(make_facts(), RULES, None, known, [day(21)]) is None


def test_a_role_that_asks_for_the_check_anyway_is_not_tipped() -> None:
    known = {"children": {day(0), day(7), day(14)}}
    for facts in (
        {"is_weekly": True},
        {"activities": {"contact"}, "setting": "community"},
        {"people": set()},
    ):
        assert find_tipping(make_facts(**facts), RULES, LIMITS, known, [day(21)]) is None


def test_many_days_at_once_tip_by_themselves() -> None:
    new = [day(0), day(1), day(2), day(3)]
    tipping = find_tipping(make_facts(), RULES, LIMITS, {}, new)
    assert tipping is not None
    assert find_tipping(make_facts(), RULES, LIMITS, {}, new[:3]) is None
    assert (tipping.people, tipping.most_days, tipping.window_days) == ("children", 3, 30)
