"""When the weekly list goes out, what is in it, how long a pause is."""

from datetime import UTC, date, datetime

import pytest

from brokerage.digests import rules
from brokerage.digests.rules import Entry, Section, State


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def entry(key: str) -> Entry:
    return Entry(key=key, title=key, host_name="", when="", where="", left="", link="")


def section(heading: str, keys: str) -> Section:
    return Section(heading=heading, entries=[entry(key) for key in keys])


@pytest.mark.parametrize(
    ("now", "is_time"),
    [
        ("2026-11-25T23:59", False),  # Wednesday
        ("2026-11-26T06:59", False),
        ("2026-11-26T07:00", True),
        ("2026-11-29T23:59", True),  # Sunday
        ("2026-11-30T00:00", False),
        ("2026-07-02T05:59", False),
        ("2026-07-02T06:00", True),  # seven in England, in summer
    ],
)
def test_the_list_goes_out_from_thursday_morning_in_england(now, is_time):
    assert rules.is_time(moment(now)) is is_time


@pytest.mark.parametrize(
    ("now", "week"),
    [
        ("2026-11-28T12:00", "2026-W48"),
        ("2026-06-07T22:59", "2026-W23"),
        ("2026-06-07T23:00", "2026-W24"),  # Monday in England already
        ("2027-01-02T12:00", "2026-W53"),
    ],
)
def test_a_week_is_one_of_england(now, week):
    assert rules.week_of(moment(now)) == week


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 15), date(2027, 1, 15)),
    ],
)
def test_a_month_after(day, after):
    assert rules.a_month_after(day) == after


def test_a_pause_ends_on_its_day_and_an_end_is_an_end():
    day = date(2026, 12, 15)
    assert rules.state_of(None, day, date(2026, 12, 14)) == State.PAUSED
    assert rules.state_of(None, day, day) == State.ON
    assert rules.state_of(None, None, day) == State.ON
    assert rules.state_of(moment("2026-01-01"), day, date(2026, 12, 14)) == State.OFF


def test_the_list_is_cut_and_nothing_stands_in_it_twice():
    kept = rules.shorten([section("New", "abc"), section("Soon", "cd"), section("Near", "ab")], 4)
    assert [(each.heading, [e.key for e in each.entries]) for each in kept] == [
        ("New", ["a", "b", "c"]),
        ("Soon", ["d"]),
    ]
    assert rules.count_entries(kept) == 4
    assert rules.shorten([section("New", "abcdef")], 4)[0].entries == [entry(key) for key in "abcd"]
    assert rules.shorten([section("New", "")]) == []
