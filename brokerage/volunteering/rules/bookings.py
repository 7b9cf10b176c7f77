"""How an ask for a place is answered. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from brokerage.errors import DomainError
from brokerage.volunteering.rules.opportunities import OpportunityStatus, is_old_enough

LONGEST_NOTE = 1000
WORKING_DAYS_TO_ANSWER = 5
MOST_ASKS_A_DAY = 20
MOST_INVITATIONS_A_DAY = 20


class BookingStatus(StrEnum):
    """Where one person's ask for one place is."""

    ASKED = "asked"
    ALTERNATIVE = "alternative"
    """The host cannot say yes to this one and proposes another; the volunteer answers."""
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    """The host called it off after a yes."""
    ATTENDED = "attended"
    NO_SHOW = "no-show"


BOOKING_LABELS: Mapping[str, str] = {
    BookingStatus.ASKED: "Waiting for the host",
    BookingStatus.ALTERNATIVE: "The host proposes another time or role",
    BookingStatus.ACCEPTED: "Accepted: the place is yours",
    BookingStatus.DECLINED: "Not this time",
    BookingStatus.WITHDRAWN: "Withdrawn",
    BookingStatus.CANCELLED: "Called off by the host",
    BookingStatus.ATTENDED: "You were there",
    BookingStatus.NO_SHOW: "Marked as not there",
}
BOOKING_TRANSITIONS: Mapping[BookingStatus, frozenset[BookingStatus]] = {
    BookingStatus.ASKED: frozenset(
        {
            BookingStatus.ACCEPTED,
            BookingStatus.DECLINED,
            BookingStatus.ALTERNATIVE,
            BookingStatus.WITHDRAWN,
        }
    ),
    BookingStatus.ALTERNATIVE: frozenset({BookingStatus.ACCEPTED, BookingStatus.WITHDRAWN}),
    BookingStatus.ACCEPTED: frozenset(
        {
            BookingStatus.WITHDRAWN,
            BookingStatus.CANCELLED,
            BookingStatus.ATTENDED,
            BookingStatus.NO_SHOW,
        }
    ),
    BookingStatus.DECLINED: frozenset(),
    BookingStatus.WITHDRAWN: frozenset(),
    BookingStatus.CANCELLED: frozenset(),
    BookingStatus.ATTENDED: frozenset({BookingStatus.NO_SHOW}),
    BookingStatus.NO_SHOW: frozenset({BookingStatus.ATTENDED}),
}
OPEN_BOOKINGS = frozenset({BookingStatus.ASKED, BookingStatus.ALTERNATIVE, BookingStatus.ACCEPTED})


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


def check_booking_transition(now: str, then: str) -> None:
    """Refuse a step that an ask in this state cannot take."""
    if then not in BOOKING_TRANSITIONS[BookingStatus(now)]:
        raise DomainError(f"This is “{BOOKING_LABELS[now].lower()}” now, so that cannot be done.")


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


def check_ask(ask: Ask) -> None:
    """Refuse an ask that could not be granted (DomainError, with what to do)."""
    if ask.status != OpportunityStatus.PUBLISHED or not ask.is_host_approved:
        raise DomainError("This opportunity is not open any more.")
    if ask.is_own_host:
        raise DomainError("You act for this host, so you cannot ask it for a place.")
    if not is_old_enough(ask.band, ask.minimum_band):
        raise DomainError("This role is for people aged 18 or over.")
    if ask.has_session == ask.is_flexible:
        raise DomainError("Choose one of the dates", "session_id")
    if ask.has_session and not ask.is_session_open:
        raise DomainError("That date has gone or was called off. Choose another", "session_id")
    if ask.has_session and ask.seats_left < 1:
        raise DomainError("That date is full. Choose another", "session_id")
