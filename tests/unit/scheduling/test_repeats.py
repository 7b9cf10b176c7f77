"""The days of repeating sessions, worked out by hand and by property."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.errors import DomainError
from brokerage.scheduling.rules import in_london, session_times
from brokerage.scheduling.rules.repeats import MOST_TIMES, Repeat, Span, find_days

TERMS = (
    Span(kind="term", name="Spring", starts_on=date(2027, 1, 4), ends_on=date(2027, 2, 12)),
    Span(kind="term", name="Spring 2", starts_on=date(2027, 2, 22), ends_on=date(2027, 3, 25)),
    Span(kind="closed", name="training", starts_on=date(2027, 1, 19), ends_on=date(2027, 1, 19)),
)


def days(**fields: object) -> list[date]:
    return list(find_days(Repeat(**fields), TERMS).days)


def test_weekly_in_term_time_leaves_holidays_and_closed_days_out() -> None:
    found = find_days(
        Repeat(
            pattern="weeks",
            first_on=date(2027, 1, 5),
            until=date(2027, 4, 30),
            in_term_only=True,
        ),
        TERMS,
    )
    assert found.days == tuple(
        date(2027, month, day)
        for month, day in [
            (1, 5), (1, 12), (1, 26), (2, 2), (2, 9), (2, 23), (3, 2), (3, 9), (3, 16), (3, 23),
        ]
    )  # fmt: skip
    reasons = dict(found.skipped)
    assert reasons[date(2027, 1, 19)] == "training"
    assert reasons[date(2027, 2, 16)] == "school holidays"
    assert reasons[date(2027, 3, 30)] == "after the last term that is loaded"


def test_times_count_only_days_that_are_held() -> None:
    found = find_days(
        Repeat(pattern="weeks", first_on=date(2027, 1, 5), times=12, in_term_only=True), TERMS
    )
    assert (len(found.days), found.is_cut) == (10, True)


def test_term_time_without_terms_is_refused_not_guessed() -> None:
    with pytest.raises(DomainError, match="No term dates are loaded"):
        find_days(Repeat(pattern="weeks", first_on=date(2027, 1, 5), times=3, in_term_only=True))


def test_every_third_week() -> None:
    assert days(pattern="weeks", every=3, first_on=date(2027, 1, 5), times=3) == [
        date(2027, 1, 5),
        date(2027, 1, 26),
        date(2027, 2, 16),
    ]


def test_the_second_tuesday_and_the_last_friday() -> None:
    assert days(pattern="monthly-weekday", first_on=date(2027, 1, 12), times=4) == [
        date(2027, 1, 12),
        date(2027, 2, 9),
        date(2027, 3, 9),
        date(2027, 4, 13),
    ]
    assert days(pattern="monthly-weekday", first_on=date(2027, 1, 29), times=3) == [
        date(2027, 1, 29),
        date(2027, 2, 26),
        date(2027, 3, 26),
    ]


def test_the_31st_is_left_out_where_there_is_none() -> None:
    found = find_days(Repeat(pattern="monthly-date", first_on=date(2027, 1, 31), times=3))
    assert found.days == (date(2027, 1, 31), date(2027, 3, 31), date(2027, 5, 31))
    assert dict(found.skipped)[date(2027, 2, 28)] == "this month has no 31st"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "times"),
        ({"times": 3, "until": date(2027, 3, 1)}, "times"),
        ({"times": 1}, "times"),
        ({"times": MOST_TIMES + 1}, "times"),
        ({"until": date(2027, 1, 5)}, "until"),
        ({"times": 3, "every": 0}, "every"),
    ],
)
def test_what_makes_no_sense_is_refused(fields: dict[str, object], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        find_days(Repeat(pattern="weeks", first_on=date(2027, 1, 5), **fields))
    assert refused.value.field == field


def test_ten_o_clock_stays_ten_o_clock_when_the_clocks_change() -> None:
    found = days(pattern="weeks", first_on=date(2027, 3, 23), times=2)
    before, after = (session_times(day, *_ten_to_noon())[0] for day in found)
    assert (before.hour, after.hour) == (10, 10)
    assert after.astimezone(tz=None) - before.astimezone(tz=None) == timedelta(days=7, hours=-1)
    assert in_london(found[1], _ten_to_noon()[0]) == after


@given(
    pattern=st.sampled_from(["weeks", "monthly-weekday", "monthly-date"]),
    first_on=st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    every=st.integers(1, 12),
    times=st.integers(2, MOST_TIMES),
)
def test_days_are_as_many_as_asked_in_order_and_keep_their_weekday_or_date(
    pattern: str, first_on: date, every: int, times: int
) -> None:
    found = days(pattern=pattern, first_on=first_on, every=every, times=times)
    assert len(found) == times
    assert found == sorted(set(found))
    assert found[0] == first_on
    if pattern == "monthly-date":
        assert {day.day for day in found} == {first_on.day}
    else:
        assert {day.weekday() for day in found} == {first_on.weekday()}


def _ten_to_noon() -> tuple[time, time]:
    return time(10), time(12)
