"""What may become of an ask: who may do what in which state, when, and for whom."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.errors import DomainError
from brokerage.organisations.rules.working_days import is_working_day
from brokerage.volunteering.rules import bookings as rules
from brokerage.volunteering.rules.bookings import Ask, BookingStatus, Side
from brokerage.volunteering.rules.cards import card_address, count_in_words
from brokerage.volunteering.rules.opportunities import OpportunityStatus

ALLOWED = {
    (Side.HOST, "asked", "accepted"),
    (Side.HOST, "asked", "declined"),
    (Side.HOST, "asked", "alternative"),
    (Side.HOST, "alternative", "alternative"),
    (Side.HOST, "alternative", "declined"),
    (Side.HOST, "accepted", "cancelled"),
    (Side.HOST, "confirmed", "cancelled"),
    (Side.HOST, "confirmed", "attended"),
    (Side.HOST, "confirmed", "no-show"),
    (Side.HOST, "attended", "no-show"),
    (Side.HOST, "no-show", "attended"),
    (Side.VOLUNTEER, "asked", "withdrawn"),
    (Side.VOLUNTEER, "alternative", "accepted"),
    (Side.VOLUNTEER, "alternative", "withdrawn"),
    (Side.VOLUNTEER, "accepted", "withdrawn"),
    (Side.VOLUNTEER, "confirmed", "withdrawn"),
    (Side.SITE, "accepted", "confirmed"),
    (Side.SITE, "accepted", "lapsed"),
}
FINE = Ask(
    status=OpportunityStatus.PUBLISHED,
    is_host_approved=True,
    minimum_band="16-17",
    band="16-17",
    has_session=True,
    is_flexible=False,
    is_session_open=True,
    seats_left=1,
    is_own_host=False,
)
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
moments = st.integers(0, 200).map(lambda hours: NOW + timedelta(hours=hours))
spans = st.tuples(moments, st.integers(1, 48)).map(
    lambda pair: (pair[0], pair[0] + timedelta(hours=pair[1]))
)


@pytest.mark.parametrize(
    ("side", "now", "then"), list(product(Side, BookingStatus, BookingStatus)), ids=str
)
def test_each_side_takes_its_own_steps_only(
    side: Side, now: BookingStatus, then: BookingStatus
) -> None:
    if (side, now, then) in ALLOWED:
        rules.check_move(now, then, side)
        return
    with pytest.raises(DomainError, match="cannot be done"):
        rules.check_move(now, then, side)


def test_what_is_over_stays_over() -> None:
    for status in set(BookingStatus) - rules.OPEN_BOOKINGS:
        reachable = set().union(*(rules.MOVES[side][status] for side in Side))
        assert not reachable & rules.OPEN_BOOKINGS


def test_every_state_has_words_for_both() -> None:
    assert set(rules.BOOKING_LABELS) == set(rules.HOST_LABELS) == set(BookingStatus)
    assert set(rules.DECLINE_LABELS) == set(rules.DeclineReason)


def test_a_good_ask_passes() -> None:
    rules.check_ask(FINE)
    rules.check_ask(replace(FINE, has_session=False, is_flexible=True, is_session_open=False))


CLOSED = "This opportunity is not open any more."
ONE_OF = "Choose one of the dates"


@pytest.mark.parametrize(
    ("change", "sentence", "field"),
    [
        ({"status": "draft"}, CLOSED, None),
        ({"status": "closed"}, CLOSED, None),
        ({"is_host_approved": False}, CLOSED, None),
        ({"is_own_host": True}, "You act for this host, so you cannot ask it for a place.", None),
        ({"minimum_band": "18+"}, "This role is for people aged 18 or over.", None),
        ({"has_session": False}, ONE_OF, "session_id"),
        ({"is_flexible": True}, ONE_OF, "session_id"),
        (
            {"is_session_open": False},
            "That date has gone or was called off. Choose another",
            "session_id",
        ),
        ({"seats_left": 0}, "That date is full. Choose another", "session_id"),
        (
            {"seats_left": 0, "has_session": False, "is_flexible": True},
            "That role is full. Choose another",
            "session_id",
        ),
    ],
)
def test_an_ask_that_cannot_be_granted_is_refused(
    change: dict[str, object], sentence: str, field: str | None
) -> None:
    with pytest.raises(DomainError) as refusal:
        rules.check_ask(replace(FINE, **change))
    assert (refusal.value.sentence, refusal.value.field) == (sentence, field)


def test_grown_ups_may_ask_for_what_is_for_grown_ups() -> None:
    rules.check_ask(replace(FINE, band="18+", minimum_band="18+"))


@pytest.mark.parametrize(
    ("side", "label"),
    [(Side.VOLUNTEER, "not this time"), (Side.HOST, "declined"), (Side.SITE, "declined")],
)
def test_each_side_reads_its_own_words(side: Side, label: str) -> None:
    with pytest.raises(DomainError) as refusal:
        rules.check_move("declined", "asked", side)
    assert refusal.value.sentence == f"This is “{label}” now, so that cannot be done."


def test_what_follows_at_once_does_not_overlap() -> None:
    first, second = (NOW, NOW + timedelta(hours=1)), (NOW + timedelta(hours=1), NOW + timedelta(1))
    assert not rules.do_overlap(first, second)
    assert not rules.do_overlap(second, first)


@given(
    st.builds(
        Ask,
        status=st.sampled_from(OpportunityStatus),
        is_host_approved=st.booleans(),
        minimum_band=st.sampled_from(["16-17", "18+"]),
        band=st.sampled_from(["16-17", "18+"]),
        has_session=st.booleans(),
        is_flexible=st.booleans(),
        is_session_open=st.booleans(),
        seats_left=st.integers(-1, 3),
        is_own_host=st.booleans(),
    )
)
def test_whoever_may_ask_may_be_accepted_and_has_a_place_to_take(ask: Ask) -> None:
    try:
        rules.check_ask(ask)
    except DomainError as refusal:
        assert refusal.sentence
        return
    rules.check_open(ask)
    rules.check_volunteer(ask)
    assert ask.seats_left > 0
    assert ask.is_session_open or ask.is_flexible
    assert (ask.band, ask.minimum_band) != ("16-17", "18+")


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_an_answer_is_due_after_five_working_days(today: date) -> None:
    due = rules.answer_by(today)
    days = [today + timedelta(days=n + 1) for n in range((due - today).days)]
    assert is_working_day(due)
    assert sum(is_working_day(day) for day in days) == rules.WORKING_DAYS_TO_ANSWER


@given(spans, spans)
def test_spans_overlap_where_they_share_a_moment(
    first: tuple[datetime, datetime], other: tuple[datetime, datetime]
) -> None:
    shared = min(first[1], other[1]) - max(first[0], other[0])
    assert rules.do_overlap(first, other) == rules.do_overlap(other, first)
    assert rules.do_overlap(first, other) == (shared > timedelta(0))


@pytest.mark.parametrize("minutes", [-1, 0, 1])
def test_a_place_is_given_back_before_it_begins_and_attended_from_then_on(minutes: int) -> None:
    starts_at = NOW + timedelta(minutes=minutes)
    check = rules.check_attendance if minutes > 0 else rules.check_not_begun
    with pytest.raises(DomainError) as refusal:
        check(starts_at, NOW)
    assert refusal.value.sentence == (
        "This has not begun yet. Come back once it has."
        if minutes > 0
        else "This has begun already, so the place cannot be taken back."
    )
    other = rules.check_not_begun if minutes > 0 else rules.check_attendance
    other(starts_at, NOW)


def test_a_role_without_dates_is_left_and_attended_at_any_time() -> None:
    rules.check_not_begun(None, NOW)
    rules.check_attendance(None, NOW)


def test_a_handful_is_not_counted() -> None:
    assert {count_in_words(number) for number in range(5)} == {"fewer than 5 volunteers"}
    assert count_in_words(5) == "5 volunteers"
    assert count_in_words(1234) == "1,234 volunteers"


@given(st.integers(1, 2**31), st.integers(1, 2**31), st.integers(1, 2**31))
def test_a_cards_address_says_nothing_and_differs_from_role_to_role(
    role: int, other: int, user_id: int
) -> None:
    address = card_address("a secret", role, user_id)
    assert len(address) == 24
    assert address == card_address("a secret", role, user_id)
    assert address != card_address("another secret", role, user_id)
    assert (address == card_address("a secret", other, user_id)) == (role == other)
