"""Who may ask to do a booking in work time, and what a booking's state says of its leave."""

from datetime import UTC, datetime, timedelta

import pytest

from brokerage.leave.rules.wallet import RequestStatus
from brokerage.volunteering.rules import work_time as rules
from brokerage.volunteering.rules.bookings import OPEN_BOOKINGS, BookingStatus

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=9)


@pytest.mark.parametrize("status", BookingStatus)
def test_work_time_is_for_what_is_asked_for_or_holds_a_place(status: BookingStatus) -> None:
    may = status in {"asked", "accepted", "confirmed"}
    assert rules.may_ask(status, LATER, NOW, None) == may


def test_the_date_is_to_come() -> None:
    assert not rules.may_ask("confirmed", None, NOW, None)
    assert not rules.may_ask("confirmed", NOW, NOW, None)
    assert not rules.may_take_back("approved", NOW, NOW)
    assert not rules.may_take_back("approved", None, NOW)


@pytest.mark.parametrize("status", RequestStatus)
def test_a_manager_who_said_no_is_not_asked_again(status: RequestStatus) -> None:
    may = status in {"withdrawn", "released"}
    assert rules.may_ask("confirmed", LATER, NOW, status) == may
    is_open = status in {"asked", "not-needed", "approved"}
    assert rules.may_take_back(status, LATER, NOW) == is_open
    assert rules.STATE_WORDS[status]


def test_every_end_of_a_booking_settles_its_leave() -> None:
    assert frozenset(BookingStatus) - OPEN_BOOKINGS == rules.SETTLES
