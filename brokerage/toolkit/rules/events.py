"""What an event may be, who comes, and what is counted afterwards. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from brokerage.calendars.rules import EventState as CalendarState
from brokerage.errors import DomainError
from brokerage.scheduling.rules import session_times
from brokerage.toolkit.rules import check_link

LONGEST_TITLE = 120
SHORTEST_TITLE = 5
LONGEST_ABOUT = 6000
SHORTEST_ABOUT = 20
LONGEST_PLACE = 300
LONGEST_NOTE = 300
LONGEST_REASON = 500
SHORTEST_REASON = 5
MOST_WAITING = 200
MOST_OTHERS = 5000
MOST_EVENTS_A_DAY = 20
MOST_SIGN_UPS_A_DAY = 40
REMIND_BEFORE = timedelta(hours=30)
"""A job that looks every quarter of an hour then reminds in daylight of the day before."""
NOTES_KEPT = timedelta(days=30)
SEAT = "event-place"
HOSTED = "hosted-event"
OWNER_KIND = "toolkit-event"
HOSTING_ROLES = frozenset({"owner", "editor", "buyer"})
"""Who of an organisation looks after its events: a council's buyers hold the Meet the Buyer."""

HAS_ONE = "You have signed up for this already"
OVER = "This event has begun or is over"
CLOSED = "You cannot sign up: this event is not open"
TOO_MANY = "So many people wait for this already that one more would wait in vain"


class EventKind(StrEnum):
    """What kind of meeting it is."""

    HR_NETWORK = "hr-network"
    MEET_THE_BUYER = "meet-the-buyer"
    TRAINING = "training"
    SHOWCASE = "showcase"
    OTHER = "other"


KIND_LABELS: Mapping[str, str] = {
    EventKind.HR_NETWORK: "HR network",
    EventKind.MEET_THE_BUYER: "Meet the Buyer",
    EventKind.TRAINING: "Training",
    EventKind.SHOWCASE: "Showcase",
    EventKind.OTHER: "Another meeting",
}


class EventState(StrEnum):
    """Where an event is."""

    SUGGESTED = "suggested"
    DECLINED = "declined"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


STATE_LABELS: Mapping[str, str] = {
    EventState.SUGGESTED: "Waiting for a broker",
    EventState.DECLINED: "Not taken",
    EventState.PUBLISHED: "Open",
    EventState.CANCELLED: "Cancelled",
}
PUBLIC = frozenset({EventState.PUBLISHED, EventState.CANCELLED})
CHANGEABLE = frozenset({EventState.SUGGESTED, EventState.DECLINED, EventState.PUBLISHED})


class SignUpState(StrEnum):
    """Where one person's sign-up is."""

    COMING = "coming"
    WAITING = "waiting"
    LEFT = "left"


SIGN_UP_LABELS: Mapping[str, str] = {
    SignUpState.COMING: "You have a place",
    SignUpState.WAITING: "You are on the waiting list",
    SignUpState.LEFT: "You gave your place back",
}
LIVE = frozenset({SignUpState.COMING, SignUpState.WAITING})


@dataclass(frozen=True, kw_only=True)
class EventAnswers:
    """What a form says of an event; times are on the clock in England."""

    kind: str
    title: str
    about: str
    starts_on: date
    starts_time: time
    ends_time: time
    places: int
    place: str = ""
    online_link: str = ""

    @property
    def times(self) -> tuple[datetime, datetime]:
        """When it starts and ends (DomainError where the clocks change)."""
        return session_times(self.starts_on, self.starts_time, self.ends_time)


@dataclass(frozen=True, kw_only=True)
class Attendance:
    """What became of the events of one kind."""

    kind: str
    events: int
    """That took place, and whose host has said who came."""
    people: int
    """Who came, signed up or not; someone who came to two events counts twice."""
    not_recorded: int
    """Events that are over and whose host has not said yet who came."""


def check_answers(answers: EventAnswers) -> None:
    """Refuse an event that nobody could find."""
    if not answers.place and not answers.online_link:
        raise DomainError("Say where it is: a place, a link, or both", "place")
    check_link(answers.online_link, "online_link")


def check_over(starts_at: datetime, now: datetime) -> None:
    """Refuse to say who came before it has begun."""
    if starts_at > now:
        raise DomainError("It has not begun yet. Come back once it has.")


def check_state(state: str, allowed: frozenset[EventState]) -> None:
    """Refuse a step from a state that does not allow it."""
    if state not in allowed:
        raise DomainError(f"This event is {STATE_LABELS[state].lower()}, so that cannot be done.")


def state_in_calendar(event_state: str, sign_up_state: str) -> CalendarState:
    """Return how sure a place is for the calendar of the one whose it is."""
    is_on = event_state == EventState.PUBLISHED and sign_up_state == SignUpState.COMING
    return CalendarState.CONFIRMED if is_on else CalendarState.CANCELLED
