"""Doing a booking in work time: who may ask, and what becomes of the leave. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from brokerage.leave.rules.wallet import OPEN_REQUESTS, RequestStatus, Why
from brokerage.volunteering.rules.bookings import HAS_PLACE, BookingStatus

MOST_ASKED_A_DAY = 10
NOT_NOW = "You cannot ask for work time for this booking now."
NO_LEAVE = "No employer of yours gives leave for this day."
NOTHING_TO_TAKE_BACK = "There is no leave to give back for this booking."
ASKABLE = HAS_PLACE | {BookingStatus.ASKED}
ASKS_AGAIN = frozenset({RequestStatus.WITHDRAWN, RequestStatus.RELEASED})
"""After a no one does not ask a manager again; after all else one may."""
STATE_WORDS: Mapping[str, str] = {
    RequestStatus.ASKED: "Your manager has been asked",
    RequestStatus.NOT_NEEDED: "Your leave is reserved. No manager has to agree",
    RequestStatus.APPROVED: "Your manager agrees",
    RequestStatus.DECLINED: "Your manager said no",
    RequestStatus.WITHDRAWN: "You took it back: this is in your own time",
    RequestStatus.RELEASED: "The leave is yours again",
    RequestStatus.TAKEN: "The leave counts as used",
}
STATE_WORDS_OF_OTHERS: Mapping[str, str] = {
    RequestStatus.ASKED: "Their manager has been asked",
    RequestStatus.NOT_NEEDED: "Their leave is reserved. No manager has to agree",
    RequestStatus.APPROVED: "Their manager agrees",
    RequestStatus.DECLINED: "Their manager said no",
    RequestStatus.WITHDRAWN: "They took it back: this is in their own time",
    RequestStatus.RELEASED: "The leave is theirs again",
    RequestStatus.TAKEN: "The leave counts as used",
}
"""The same, for somebody who acts for them."""
WHY_SETTLED: Mapping[str, Why] = {
    BookingStatus.WITHDRAWN: Why.WITHDRAWN,
    BookingStatus.DECLINED: Why.CALLED_OFF,
    BookingStatus.CANCELLED: Why.CALLED_OFF,
    BookingStatus.LAPSED: Why.CALLED_OFF,
    BookingStatus.NO_SHOW: Why.NO_SHOW,
}
"""Why leave is not needed once its booking is in this state."""
SETTLES = frozenset({*WHY_SETTLED, BookingStatus.ATTENDED})


def may_ask(
    booking_status: str, starts_at: datetime | None, now: datetime, request_status: str | None
) -> bool:
    """Say whether leave can be asked for: a date to come, and no request that stands."""
    is_to_come = starts_at is not None and starts_at > now
    is_free = request_status is None or request_status in ASKS_AGAIN
    return booking_status in ASKABLE and is_to_come and is_free


def may_take_back(request_status: str | None, starts_at: datetime | None, now: datetime) -> bool:
    """Say whether someone can still do it in their own time."""
    is_to_come = starts_at is not None and starts_at > now
    return request_status in OPEN_REQUESTS and is_to_come
