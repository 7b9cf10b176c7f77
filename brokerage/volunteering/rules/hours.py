"""Hours given: who says them, who approves them, and how they are put right. Pure.

What is counted is the sum of amounts: an approval adds its minutes, a correction adds the
difference, an undo takes them away again. No amount is ever changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from brokerage.errors import DomainError
from brokerage.scheduling.rules import LONDON
from brokerage.volunteering.rules.bookings import BookingStatus, Side
from brokerage.volunteering.rules.opportunities import time_in_words

LEAST_MINUTES = 15
MOST_MINUTES = 24 * 60
LONGEST_NOTE = 500
LONGEST_HOST_NAME = 160
MOST_AT_ONCE = 100
MINUTES_AN_HOUR = 60


class HoursStatus(StrEnum):
    """Where one entry of hours is."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


HOURS_LABELS: Mapping[str, str] = {
    HoursStatus.WAITING: "Waiting for the host",
    HoursStatus.APPROVED: "Approved",
    HoursStatus.DECLINED: "Not approved",
    HoursStatus.WITHDRAWN: "Taken back",
}


class Origin(StrEnum):
    """Where an entry comes from."""

    ATTENDANCE = "attendance"
    VOLUNTEER = "volunteer"
    OWN_DAY = "own-day"


ORIGIN_LABELS: Mapping[str, str] = {
    Origin.ATTENDANCE: "From the host’s check-in list",
    Origin.VOLUNTEER: "Logged by the volunteer",
    Origin.OWN_DAY: "A day they found themselves",
}


class AmountKind(StrEnum):
    """Why an amount was added."""

    APPROVE = "approve"
    CORRECT = "correct"
    UNDO = "undo"


HoursMoves = Mapping[HoursStatus, frozenset[HoursStatus]]
_NONE: frozenset[HoursStatus] = frozenset()
HOURS_MOVES: Mapping[Side, HoursMoves] = {
    Side.HOST: {
        HoursStatus.WAITING: frozenset({HoursStatus.APPROVED, HoursStatus.DECLINED}),
        # To itself is a correction; back to waiting undoes what was decided.
        HoursStatus.APPROVED: frozenset(
            {HoursStatus.APPROVED, HoursStatus.WAITING, HoursStatus.DECLINED}
        ),
        HoursStatus.DECLINED: frozenset({HoursStatus.WAITING}),
        HoursStatus.WITHDRAWN: _NONE,
    },
    Side.VOLUNTEER: {
        HoursStatus.WAITING: frozenset({HoursStatus.WITHDRAWN}),
        HoursStatus.APPROVED: _NONE,
        HoursStatus.DECLINED: _NONE,
        HoursStatus.WITHDRAWN: _NONE,
    },
    Side.SITE: dict.fromkeys(HoursStatus, _NONE),
}
"""What each side may do to an entry in each state."""
LIVE = frozenset({HoursStatus.WAITING, HoursStatus.APPROVED})
"""An entry that counts or may come to count: there is one of these for each turn."""


def check_hours_move(now: str, then: str, side: Side) -> None:
    """Refuse a step that this side cannot take with an entry in this state."""
    if then not in HOURS_MOVES[side][HoursStatus(now)]:
        raise DomainError(f"This is “{HOURS_LABELS[now].lower()}” now, so that cannot be done.")


def check_decider(decider_id: int | None, volunteer_id: int) -> None:
    """Refuse to decide on one's own hours, whatever one's role at the host is."""
    if decider_id is not None and decider_id == volunteer_id:
        raise DomainError("These are your own hours. Ask a colleague to decide on them.")


def change_of(status: str, counted: int, then: str, minutes: int) -> int:
    """Return the amount a step adds, so that all amounts of an entry add up to what counts.

    `counted`: what the entry counts for now; `minutes`: what it shall count for if approved.
    """
    after = minutes if then == HoursStatus.APPROVED else 0
    return after - (counted if status == HoursStatus.APPROVED else 0)


def check_minutes(minutes: int) -> None:
    """Refuse what is no time that one can give in one turn."""
    if not LEAST_MINUTES <= minutes <= MOST_MINUTES:
        raise DomainError("Enter a time from 15 minutes to 24 hours", "hours")


def day_of(moment: datetime) -> date:
    """Return the day on which something begins, by the clock people live by."""
    return moment.astimezone(LONDON).date()


def length_of(starts_at: datetime, ends_at: datetime) -> int:
    """Return how many minutes a date lasts."""
    return (ends_at - starts_at) // timedelta(minutes=1)


def check_to_log(
    status: str, *, done_on: date, first_day: date, session_day: date | None, today: date
) -> None:
    """Refuse hours that cannot have been given with this booking.

    `first_day`: the day on which the host said yes.
    """
    if status == BookingStatus.NO_SHOW:
        raise DomainError(
            "The host noted that you were not there. Ask the host to put that right first."
        )
    if status not in {BookingStatus.CONFIRMED, BookingStatus.ATTENDED}:
        raise DomainError("Hours can be logged for a place that is confirmed.")
    if done_on > today:
        raise DomainError("Enter a day that is not in the future", "done_on")
    if session_day is not None and done_on != session_day:
        raise DomainError("Hours of a date belong to that day.", "done_on")
    if session_day is None and done_on < first_day:
        raise DomainError("Enter a day since the host said yes", "done_on")


def source_of(booking_id: int, done_on: date, *, has_session: bool) -> str:
    """Return the name of the turn that hours are for: it can be counted once."""
    return f"booking:{booking_id}" if has_session else f"booking:{booking_id}:{done_on.isoformat()}"


def own_day_source(own_day_id: int) -> str:
    """Return the name of a day that someone found themselves."""
    return f"own-day:{own_day_id}"


def total_in_words(minutes: int) -> str:
    """Return "12 hours 30 minutes", or "no hours"."""
    return time_in_words(minutes) if minutes > 0 else "no hours"
