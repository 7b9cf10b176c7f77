"""Hours: who may do what with them, what counts, and what can be logged at all."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.errors import DomainError
from brokerage.volunteering.rules import check_in
from brokerage.volunteering.rules import hours as rules
from brokerage.volunteering.rules.bookings import BookingStatus, Side
from brokerage.volunteering.rules.hours import HoursStatus

ALLOWED = {
    (Side.HOST, "waiting", "approved"),
    (Side.HOST, "waiting", "declined"),
    (Side.HOST, "approved", "approved"),
    (Side.HOST, "approved", "waiting"),
    (Side.HOST, "approved", "declined"),
    (Side.HOST, "declined", "waiting"),
    (Side.VOLUNTEER, "waiting", "withdrawn"),
}
TODAY = date(2026, 5, 4)
FUTURE = "Enter a day that is not in the future"
FIRST = date(2026, 4, 1)
STARTS = datetime(2026, 5, 4, 9, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=3)


@pytest.mark.parametrize(
    ("side", "now", "then"), list(product(Side, HoursStatus, HoursStatus)), ids=str
)
def test_each_side_takes_its_own_steps_only(side: Side, now: str, then: str) -> None:
    if (side, now, then) in ALLOWED:
        rules.check_hours_move(now, then, side)
        return
    with pytest.raises(DomainError, match=f"“{rules.HOURS_LABELS[now].lower()}” now"):
        rules.check_hours_move(now, then, side)


def test_every_state_has_words() -> None:
    assert set(rules.HOURS_LABELS) == set(HoursStatus)
    assert set(rules.ORIGIN_LABELS) == set(rules.Origin)


steps = st.lists(st.tuples(st.sampled_from(HoursStatus), st.integers(15, 1440)), max_size=12)


@given(steps)
def test_amounts_add_up_to_what_counts(steps: list[tuple[HoursStatus, int]]) -> None:
    """Whatever is done: the sum is the minutes of an approved entry, and nothing of another."""
    status, counted, total = HoursStatus.WAITING, 60, 0
    for then, minutes in steps:
        if then not in rules.HOURS_MOVES[Side.HOST][status]:
            continue
        after = minutes if then == HoursStatus.APPROVED else counted
        total += rules.change_of(status, counted, then, after)
        status, counted = then, after
        assert total == (counted if status == HoursStatus.APPROVED else 0)
        assert total >= 0


@pytest.mark.parametrize("minutes", [15, 16, 1439, 1440])
def test_a_turn_takes_from_a_quarter_of_an_hour_to_a_day(minutes: int) -> None:
    rules.check_minutes(minutes)


@pytest.mark.parametrize("minutes", [-1, 0, 14, 1441])
def test_no_other_time_is_given(minutes: int) -> None:
    with pytest.raises(DomainError) as refusal:
        rules.check_minutes(minutes)
    assert refusal.value.sentence == "Enter a time from 15 minutes to 24 hours"
    assert refusal.value.field == "hours"


def log(status: str = "confirmed", done_on: date = TODAY, session_day: date | None = None) -> None:
    rules.check_to_log(
        status, done_on=done_on, first_day=FIRST, session_day=session_day, today=TODAY
    )


@pytest.mark.parametrize("status", ["confirmed", "attended"])
@pytest.mark.parametrize(
    ("done_on", "session_day"), [(TODAY, None), (FIRST, None), (FIRST, FIRST), (TODAY, TODAY)]
)
def test_hours_of_a_sure_place_are_logged(
    status: str, done_on: date, session_day: date | None
) -> None:
    log(status, done_on, session_day)


def test_a_date_before_the_answer_is_its_own_day() -> None:
    early = FIRST - timedelta(days=1)
    log("confirmed", early, early)


@pytest.mark.parametrize("status", sorted(set(BookingStatus) - {"confirmed", "attended"}))
def test_hours_of_no_place_are_not(status: str) -> None:
    sentence = "Hours can be logged for a place that is confirmed."
    if status == "no-show":
        sentence = "The host noted that you were not there. Ask the host to put that right first."
    with pytest.raises(DomainError) as refusal:
        log(status)
    assert refusal.value.sentence == sentence


@pytest.mark.parametrize(
    ("done_on", "session_day", "sentence"),
    [
        (TODAY + timedelta(days=1), None, FUTURE),
        (TODAY + timedelta(days=1), TODAY + timedelta(days=1), FUTURE),
        (TODAY, FIRST, "Hours of a date belong to that day."),
        (FIRST - timedelta(days=1), None, "Enter a day since the host said yes"),
    ],
)
def test_a_day_that_cannot_be_is_refused(
    done_on: date, session_day: date | None, sentence: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        log("confirmed", done_on, session_day)
    assert refusal.value.sentence == sentence
    assert refusal.value.field == "done_on"


def test_a_turn_has_one_name() -> None:
    assert rules.source_of(7, TODAY, has_session=True) == "booking:7"
    assert rules.source_of(7, TODAY, has_session=False) == "booking:7:2026-05-04"
    assert rules.own_day_source(7) == "own-day:7"


def test_nobody_decides_on_their_own_hours() -> None:
    rules.check_decider(1, 2)
    rules.check_decider(None, 2)
    with pytest.raises(DomainError) as refusal:
        rules.check_decider(2, 2)
    assert refusal.value.sentence == (
        "These are your own hours. Ask a colleague to decide on them."
    )


def test_a_day_is_that_of_the_clock_in_england() -> None:
    assert rules.day_of(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 7, 2)
    assert rules.day_of(datetime(2026, 12, 1, 23, 30, tzinfo=UTC)) == date(2026, 12, 1)
    assert rules.length_of(STARTS, ENDS) == 180
    assert rules.length_of(STARTS, STARTS + timedelta(seconds=119)) == 1


def test_totals_have_words() -> None:
    assert rules.total_in_words(150) == "2 hours 30 minutes"
    assert rules.total_in_words(1) == "1 minute"
    assert rules.total_in_words(0) == "no hours"


@given(st.integers(1, 2**31), st.integers(1, 2**31))
def test_a_code_belongs_to_one_date_and_one_site(session_id: int, other: int) -> None:
    code = check_in.check_in_code("a secret", session_id)
    assert len(code) == check_in.CODE_LENGTH
    assert code != check_in.check_in_code("another secret", session_id)
    assert (code == check_in.check_in_code("a secret", other)) == (session_id == other)
    typed = f" {check_in.in_groups(code).lower().replace(' ', '-')} "
    assert check_in.find_session("a secret", typed, [other, session_id]) == session_id
    assert check_in.find_session("a secret", typed, []) is None


def test_what_looks_alike_is_put_right() -> None:
    assert check_in.tidy("a0-b1 c8é") == "AOBICB"
    assert check_in.in_groups("ABCD2345") == "ABCD 2345"


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        (
            STARTS - timedelta(hours=1, seconds=1),
            "It is too early: check in from one hour before it starts.",
        ),
        (STARTS - timedelta(hours=1), None),
        (ENDS + timedelta(hours=2), None),
        (
            ENDS + timedelta(hours=2, seconds=1),
            "This is over. Ask the host to note that you were there.",
        ),
    ],
)
def test_people_check_in_around_the_time(moment: datetime, sentence: str | None) -> None:
    assert check_in.is_open_for_check_in(STARTS, ENDS, moment) == (sentence is None)
    if sentence is None:
        check_in.check_open_for_check_in(STARTS, ENDS, moment)
        return
    with pytest.raises(DomainError) as refusal:
        check_in.check_open_for_check_in(STARTS, ENDS, moment)
    assert refusal.value.sentence == sentence
