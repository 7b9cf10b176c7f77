"""When a session may be; times as people write them; the two nights on which clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.errors import DomainError
from brokerage.scheduling.rules import (
    DAY_PART_LABELS,
    DAY_PARTS,
    FURTHEST_AHEAD,
    check_open,
    check_session,
    day_parts_of,
    in_london,
    parse_clock,
    session_times,
)
from matching import times

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
CLOCKS_GO_FORWARD = date(2027, 3, 28)
CLOCKS_GO_BACK = date(2027, 10, 31)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("10:00", time(10)),
        ("10.30", time(10, 30)),
        ("10", time(10)),
        ("9am", time(9)),
        ("9.30 AM", time(9, 30)),
        ("  2 pm ", time(14)),
        ("2:15 p.m.", time(14, 15)),
        ("2p", time(14)),
        ("1430", time(14, 30)),
        ("02:00", time(2)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("12", time(12)),
        ("23:59", time(23, 59)),
        ("0:00", time(0)),
        ("midday", time(12)),
        ("Noon", time(12)),
        ("midnight", time(0)),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, expected: time) -> None:
    assert parse_clock(typed) == expected


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "24:00", "25", "10:60", "13pm", "0am", "10m", "-1", "1e3", "٣:٠٠", "9" * 400],
)
def test_what_is_no_time_is_refused_in_words(typed: str) -> None:
    with pytest.raises(DomainError, match="Enter a time, like 10:00"):
        parse_clock(typed)


@pytest.mark.parametrize("typed", ["2", "2:30", "5.15"])
def test_a_time_that_comes_twice_a_day_is_asked_about(typed: str) -> None:
    with pytest.raises(DomainError, match=f"Enter am or pm after {typed}"):
        parse_clock(typed)


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_refused(typed: str) -> None:
    try:
        assert isinstance(parse_clock(typed), time)
    except DomainError as refusal:
        assert refusal.sentence


@given(st.times().map(lambda at: at.replace(second=0, microsecond=0)))
def test_what_is_shown_is_read_back(at: time) -> None:
    assert parse_clock(f"{at:%H:%M}") == at


def test_times_are_those_of_the_clock_in_england() -> None:
    starts_at, ends_at = session_times(date(2027, 7, 1), time(10), time(13))
    assert starts_at == datetime(2027, 7, 1, 9, tzinfo=UTC)
    assert ends_at - starts_at == 3 * HOUR


def test_a_night_ends_on_the_next_morning() -> None:
    starts_at, ends_at = session_times(date(2027, 7, 1), time(22), time(2))
    assert ends_at - starts_at == 4 * HOUR


def test_a_slip_in_the_day_is_no_night() -> None:
    starts_at, ends_at = session_times(date(2027, 7, 1), time(10), time(1))
    with pytest.raises(DomainError, match="must end after it starts"):
        check_session(starts_at, ends_at, 5, NOW)


@pytest.mark.parametrize(
    ("day", "at", "sentence"),
    [
        (CLOCKS_GO_FORWARD, time(1, 30), "is not there"),
        (CLOCKS_GO_BACK, time(1, 30), "comes twice"),
    ],
)
def test_an_hour_that_is_missing_or_double_is_refused(day: date, at: time, sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence) as refused:
        session_times(day, at, time(9))
    assert refused.value.field == "starts_time"
    with pytest.raises(DomainError, match=sentence) as refused:
        session_times(day - timedelta(days=1), time(22), at)
    assert refused.value.field == "ends_time"


@pytest.mark.parametrize("day", [CLOCKS_GO_FORWARD, CLOCKS_GO_BACK])
def test_the_hours_around_the_change_are_fine(day: date) -> None:
    starts_at, ends_at = session_times(day, time(2), time(4))
    assert ends_at.astimezone(UTC) - starts_at.astimezone(UTC) == 2 * HOUR
    starts_at, ends_at = session_times(day, time(10), time(12))
    assert ends_at.astimezone(UTC) - starts_at.astimezone(UTC) == 2 * HOUR


@pytest.mark.parametrize(
    ("start", "end", "places", "field"),
    [
        (NOW, NOW + HOUR, 5, "starts_on"),
        (NOW + FURTHEST_AHEAD + HOUR, NOW + FURTHEST_AHEAD + 2 * HOUR, 5, "starts_on"),
        (NOW + 2 * HOUR, NOW + 2 * HOUR, 5, "ends_time"),
        (NOW + HOUR, NOW + 16 * HOUR, 5, "ends_time"),
        (NOW + HOUR, NOW + 2 * HOUR, 0, "places"),
        (NOW + HOUR, NOW + 2 * HOUR, 501, "places"),
    ],
)
def test_a_session_that_cannot_be_held_is_refused(
    start: datetime, end: datetime, places: int, field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        check_session(start, end, places, NOW)
    assert refused.value.field == field


def test_what_was_cancelled_or_has_begun_stays_as_it_is() -> None:
    check_open(NOW + HOUR, is_cancelled=False, now=NOW)
    with pytest.raises(DomainError, match="was cancelled"):
        check_open(NOW + HOUR, is_cancelled=True, now=NOW)
    with pytest.raises(DomainError, match="has begun"):
        check_open(NOW, is_cancelled=False, now=NOW)


def test_the_day_parts_a_session_touches() -> None:
    monday = date(2027, 7, 5)
    times = (in_london(monday, time(11)), in_london(monday, time(13)))
    assert day_parts_of(*times) == {"MondayMorning", "MondayAfternoon"}
    over_noon = (in_london(monday, time(11, 45)), in_london(monday, time(12, 10)))
    assert day_parts_of(*over_noon) == {"MondayMorning", "MondayAfternoon"}
    until_noon = (in_london(monday, time(11, 45)), in_london(monday, time(12)))
    assert day_parts_of(*until_noon) == {"MondayMorning"}
    night = (in_london(monday, time(1)), in_london(monday, time(5)))
    assert day_parts_of(*night) == {"SundayEvening"}


def test_each_day_part_has_its_words() -> None:
    assert tuple(DAY_PART_LABELS) == DAY_PARTS == times.DAY_PARTS  # the matcher stands alone
    assert DAY_PART_LABELS["TuesdayMorning"] == "Tuesday morning"
