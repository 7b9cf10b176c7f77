"""What stands where on the board, and how bookings stand in a calendar."""

from datetime import UTC, datetime, timedelta

import pytest

from brokerage.calendars.rules import EventState
from brokerage.volunteering.rules import board, calendar
from brokerage.volunteering.rules.bookings import BookingStatus

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("ahead", "is_soon"),
    [(timedelta(0), False), (SECOND, True), (board.SOON, True), (board.SOON + SECOND, False)],
)
def test_what_is_soon(ahead, is_soon):
    assert board.is_soon(NOW + ahead, NOW) is is_soon


@pytest.mark.parametrize(
    ("places", "taken", "is_short"),
    [(1, 0, False), (2, 0, True), (2, 1, False), (10, 4, True), (10, 5, False), (11, 5, True)],
)
def test_what_is_short_of_people(places, taken, is_short):
    assert board.is_short(places, taken, NOW + SECOND, NOW) is is_short
    assert not board.is_short(places, taken, NOW + board.SOON + SECOND, NOW)


def test_every_section_has_its_words():
    assert set(board.SECTION_LABELS) == set(board.SECTION_MEANINGS) == set(board.BoardSection)


def test_every_state_of_a_booking_has_its_place_in_a_calendar():
    told = {status: calendar.state_of_booking(status) for status in BookingStatus}
    assert told[BookingStatus.ACCEPTED] == EventState.TENTATIVE
    sure = {BookingStatus.ATTENDED, BookingStatus.NO_SHOW, "confirmed"}
    assert {status for status, state in told.items() if state == EventState.CONFIRMED} == (
        sure & set(BookingStatus)
    )
    assert calendar.state_of_booking("confirmed") == EventState.CONFIRMED
    assert calendar.state_of_booking("lapsed") == EventState.CANCELLED


def test_a_date_is_described_a_line_for_each_name():
    assert calendar.describe_session(0, 5, []) == "0 of 5 places taken"
    named = calendar.describe_session(2, 5, ["Ann\nEve", "Bob"])
    assert named.split("\n") == ["2 of 5 places taken", "Confirmed:", "Ann Eve", "Bob"]
