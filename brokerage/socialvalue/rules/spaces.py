"""Spaces that can be booked: what is said of one, and who has it when. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from brokerage.errors import DomainError

LONGEST_NAME = 100
LONGEST_ABOUT = 1000
SHORTEST_ABOUT = 20
LONGEST_COST = 200
LONGEST_PURPOSE = 300
MOST_PEOPLE = 5_000
FURTHEST = timedelta(days=365)
MOST_ASKS_A_DAY = 20


class SpaceStatus(StrEnum):
    """Whether a space can be found."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"


class Access(StrEnum):
    """What makes a space easier to use."""

    STEP_FREE = "step-free"
    TOILET = "accessible-toilet"
    LOOP = "hearing-loop"
    PARKING = "blue-badge-parking"
    CHANGING = "changing-place"
    QUIET = "quiet-room"


ACCESS_LABELS: Mapping[str, str] = {
    Access.STEP_FREE: "Step-free way in",
    Access.TOILET: "Accessible toilet",
    Access.LOOP: "Hearing loop",
    Access.PARKING: "Blue Badge parking",
    Access.CHANGING: "Changing Places toilet",
    Access.QUIET: "Quiet room",
}


class Suits(StrEnum):
    """What a space is good for."""

    MEETING = "meeting"
    CLASS = "class"
    SPORT = "sport"
    CHILDREN = "children"
    FOOD = "food"
    MAKING = "making"
    PERFORMANCE = "performance"
    ADVICE = "advice"
    PARTY = "party"


SUITS_LABELS: Mapping[str, str] = {
    Suits.MEETING: "Meetings",
    Suits.CLASS: "Classes and training",
    Suits.SPORT: "Sport and exercise",
    Suits.CHILDREN: "Children and families",
    Suits.FOOD: "Cooking and eating together",
    Suits.MAKING: "Arts and making",
    Suits.PERFORMANCE: "Shows and music",
    Suits.ADVICE: "Private talks and advice",
    Suits.PARTY: "Parties",
}


class DayPart(StrEnum):
    """The parts of a day in which a space can be had."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


PART_LABELS: Mapping[str, str] = {
    DayPart.MORNING: "Morning, until 12",
    DayPart.AFTERNOON: "Afternoon, 12 to 6",
    DayPart.EVENING: "Evening, from 6",
}


class AskStatus(StrEnum):
    """Where an ask for a space stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CANCELLED = "cancelled"


ASK_LABELS: Mapping[str, str] = {
    AskStatus.ASKED: "Waiting for an answer",
    AskStatus.ACCEPTED: "Booked",
    AskStatus.DECLINED: "Declined",
    AskStatus.CANCELLED: "Cancelled",
}
TAKEN = "Somebody else has it then. Choose another day or part of the day"


def check_ask(day: date, people: int, capacity: int, today: date) -> None:
    """Refuse a day that is over or too far off, and more people than it holds."""
    if not today <= day <= today + FURTHEST:
        raise DomainError("The day must be today or in the next year", "day")
    if people > capacity:
        raise DomainError(f"It holds {capacity} people", "people")


def check_ask_status(status: str, *wanted: str) -> None:
    """Refuse to answer what is answered already."""
    if status not in wanted:
        raise DomainError(f"This is {ASK_LABELS[status].lower()}, so that cannot be done now.")
