"""How an ask for a place is answered. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from brokerage.errors import DomainError
from brokerage.organisations.rules.working_days import after_working_days
from brokerage.volunteering.rules.opportunities import OpportunityStatus, is_old_enough

LONGEST_NOTE = 1000
WORKING_DAYS_TO_ANSWER = 5
ONE_DAY = timedelta(days=1)
MOST_ASKS_A_DAY = 20
MOST_INVITATIONS_A_DAY = 20
ALTERNATIVES_OF_A_SILENT_HOST = 2


class BookingStatus(StrEnum):
    """Where one person's ask for one place is."""

    ASKED = "asked"
    ALTERNATIVE = "alternative"
    """The host cannot say yes to this one and proposes another; the volunteer answers."""
    ACCEPTED = "accepted"
    """The host said yes and the seat is held; something is still needed before the first day."""
    CONFIRMED = "confirmed"
    """Nothing is needed any more: the place is sure."""
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    """The host called it off after a yes."""
    LAPSED = "lapsed"
    """What was needed was not there by its day, so the seat went back."""
    ATTENDED = "attended"
    NO_SHOW = "no-show"


BOOKING_LABELS: Mapping[str, str] = {
    BookingStatus.ASKED: "Waiting for the host",
    BookingStatus.ALTERNATIVE: "The host proposes another time or role",
    BookingStatus.ACCEPTED: "Accepted: a place is held for you",
    BookingStatus.CONFIRMED: "Confirmed: the place is yours",
    BookingStatus.DECLINED: "Not this time",
    BookingStatus.WITHDRAWN: "Withdrawn",
    BookingStatus.CANCELLED: "Called off by the host",
    BookingStatus.LAPSED: "The place went back",
    BookingStatus.ATTENDED: "You were there",
    BookingStatus.NO_SHOW: "Marked as not there",
}
HOST_LABELS: Mapping[str, str] = {
    BookingStatus.ASKED: "Waiting for your answer",
    BookingStatus.ALTERNATIVE: "You suggested something else",
    BookingStatus.ACCEPTED: "Accepted, not confirmed yet",
    BookingStatus.CONFIRMED: "Confirmed",
    BookingStatus.DECLINED: "Declined",
    BookingStatus.WITHDRAWN: "Withdrawn by the volunteer",
    BookingStatus.CANCELLED: "Cancelled by you",
    BookingStatus.LAPSED: "The place went back",
    BookingStatus.ATTENDED: "Was there",
    BookingStatus.NO_SHOW: "Was not there",
}


class Side(StrEnum):
    """The two who answer each other, and the site, which keeps the clock."""

    VOLUNTEER = "volunteer"
    HOST = "host"
    SITE = "site"


Moves = Mapping[BookingStatus, frozenset[BookingStatus]]
_NONE: frozenset[BookingStatus] = frozenset()
_OVER: Moves = {
    BookingStatus.DECLINED: _NONE,
    BookingStatus.WITHDRAWN: _NONE,
    BookingStatus.CANCELLED: _NONE,
    BookingStatus.LAPSED: _NONE,
}
MOVES: Mapping[Side, Moves] = {
    Side.VOLUNTEER: {
        BookingStatus.ASKED: frozenset({BookingStatus.WITHDRAWN}),
        BookingStatus.ALTERNATIVE: frozenset({BookingStatus.ACCEPTED, BookingStatus.WITHDRAWN}),
        BookingStatus.ACCEPTED: frozenset({BookingStatus.WITHDRAWN}),
        BookingStatus.CONFIRMED: frozenset({BookingStatus.WITHDRAWN}),
        BookingStatus.ATTENDED: _NONE,
        BookingStatus.NO_SHOW: _NONE,
        **_OVER,
    },
    Side.HOST: {
        BookingStatus.ASKED: frozenset(
            {BookingStatus.ACCEPTED, BookingStatus.DECLINED, BookingStatus.ALTERNATIVE}
        ),
        # What was suggested may be gone before the volunteer answers: the host may try again.
        BookingStatus.ALTERNATIVE: frozenset({BookingStatus.ALTERNATIVE, BookingStatus.DECLINED}),
        # Who is not confirmed cannot be there: what is needed comes first, on the day itself too.
        BookingStatus.ACCEPTED: frozenset({BookingStatus.CANCELLED}),
        BookingStatus.CONFIRMED: frozenset(
            {BookingStatus.CANCELLED, BookingStatus.ATTENDED, BookingStatus.NO_SHOW}
        ),
        BookingStatus.ATTENDED: frozenset({BookingStatus.NO_SHOW}),
        BookingStatus.NO_SHOW: frozenset({BookingStatus.ATTENDED}),
        **_OVER,
    },
    Side.SITE: {
        BookingStatus.ASKED: _NONE,
        BookingStatus.ALTERNATIVE: _NONE,
        BookingStatus.ACCEPTED: frozenset({BookingStatus.CONFIRMED, BookingStatus.LAPSED}),
        BookingStatus.CONFIRMED: _NONE,
        BookingStatus.ATTENDED: _NONE,
        BookingStatus.NO_SHOW: _NONE,
        **_OVER,
    },
}
"""What each side may do to a booking in each state."""
HAS_PLACE = frozenset({BookingStatus.ACCEPTED, BookingStatus.CONFIRMED})
"""Has the seat, sure or held, and the day is still to come or not noted yet."""
UNANSWERED = frozenset({BookingStatus.ASKED, BookingStatus.ALTERNATIVE})
OPEN_BOOKINGS = UNANSWERED | HAS_PLACE
TURNED_DOWN = frozenset({BookingStatus.DECLINED, BookingStatus.CANCELLED, BookingStatus.LAPSED})
WENT_BY = frozenset({BookingStatus.ATTENDED, BookingStatus.NO_SHOW})
HOLDS_SEAT = HAS_PLACE | WENT_BY
"""Whoever did not come had the seat all the same: nobody else could take it."""


class DeclineReason(StrEnum):
    """Why a host says no; the volunteer reads the sentence, the matcher the code."""

    FULL = "full"
    TIMES = "times"
    SKILLS = "skills"
    REQUIREMENTS = "requirements"
    PLANS_CHANGED = "plans-changed"
    OTHER = "other"


DECLINE_LABELS: Mapping[str, str] = {
    DeclineReason.FULL: "All the places have gone",
    DeclineReason.TIMES: "The times do not fit",
    DeclineReason.SKILLS: "We need someone with other skills for this one",
    DeclineReason.REQUIREMENTS: "What the role requires cannot be in place in time",
    DeclineReason.PLANS_CHANGED: "Our plans have changed",
    DeclineReason.OTHER: "Another reason, in the note",
}


def answer_by(today: date) -> date:
    """Return the day by which whoever is asked today should answer, in working days."""
    return after_working_days(today, WORKING_DAYS_TO_ANSWER)


def is_silent(status: str, answer_by: date, today: date, *, was_noted: bool) -> bool:
    """Say whether a host has let its day to answer pass and nobody was told of it yet.

    The clock runs while it is the host's turn: not while a suggestion waits for the volunteer.
    """
    return status == BookingStatus.ASKED and answer_by < today and not was_noted


def check_move(now: str, then: str, side: Side) -> None:
    """Refuse a step that this side cannot take with a booking in this state."""
    if then not in MOVES[side][BookingStatus(now)]:
        labels = BOOKING_LABELS if side == Side.VOLUNTEER else HOST_LABELS
        raise DomainError(f"This is “{labels[now].lower()}” now, so that cannot be done.")


def has_begun(starts_at: datetime | None, now: datetime) -> bool:
    """Say whether a booking's date has begun; one without a date never has."""
    return starts_at is not None and starts_at <= now


def check_not_begun(starts_at: datetime | None, now: datetime) -> None:
    """Refuse to take back a place whose date has begun: then it counts who was there."""
    if has_begun(starts_at, now):
        raise DomainError("This has begun already, so the place cannot be taken back.")


def check_attendance(starts_at: datetime | None, now: datetime) -> None:
    """Refuse to say who was there before it has begun."""
    if starts_at is not None and not has_begun(starts_at, now):
        raise DomainError("This has not begun yet. Come back once it has.")


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What decides whether someone may ask: the live facts, read just before."""

    status: str
    is_host_approved: bool
    minimum_band: str
    band: str
    has_session: bool
    is_flexible: bool
    is_session_open: bool
    seats_left: int
    is_own_host: bool


def check_open(ask: Ask) -> None:
    """Refuse what nobody can take part in any more, whoever asks or answers."""
    _check_public(ask)
    if ask.has_session and not ask.is_session_open:
        raise DomainError("That date has gone or was called off. Choose another", "session_id")


def check_ask(ask: Ask) -> None:
    """Refuse an ask that could not be granted (DomainError, with what to do)."""
    check_volunteer(ask)
    if ask.has_session == ask.is_flexible:
        raise DomainError("Choose one of the dates", "session_id")
    check_open(ask)
    if ask.seats_left < 1:
        where = "date" if ask.has_session else "role"
        raise DomainError(f"That {where} is full. Choose another", "session_id")


def check_volunteer(ask: Ask) -> None:
    """Refuse an opportunity that this person cannot ask for, whatever the date."""
    _check_public(ask)
    if ask.is_own_host:
        raise DomainError("You act for this host, so you cannot ask it for a place.")
    if not is_old_enough(ask.band, ask.minimum_band):
        raise DomainError("This role is for people aged 18 or over.")


def _check_public(ask: Ask) -> None:
    if ask.status != OpportunityStatus.PUBLISHED or not ask.is_host_approved:
        raise DomainError("This opportunity is not open any more.")


def do_overlap(first: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    """Say whether two spans of time share a moment; one may begin as the other ends."""
    return first[0] < other[1] and other[0] < first[1]
