"""What a mentor or a mentee says of themselves, and whether two of them could meet. Pure.

Mentoring here is between adults: there is never a mentor for a child.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from brokerage.accounts.rules import AgeBand
from brokerage.errors import DomainError
from brokerage.places.rules import is_within, metres
from brokerage.scheduling.rules import DAY_PART_LABELS, DAY_PARTS

LONGEST_OWN_WORDS = 300
MOST_TOPICS = 6
MOST_MILES = 100
MOST_MEETINGS = 24
MOST_PLACES = 5
"""How many mentees one mentor can have at once."""
ADDRESS_BYTES = 18
ADULTS_ONLY = "Mentoring here is between adults: both must be 18 or over."


class Side(StrEnum):
    """The two sides of mentoring."""

    MENTOR = "mentor"
    MENTEE = "mentee"

    @property
    def other(self) -> Side:
        """The side this one looks for."""
        return Side.MENTEE if self == Side.MENTOR else Side.MENTOR


class Step(StrEnum):
    """The questions, one page each, in order."""

    TOPICS = "topics"
    WAYS = "ways"
    TIMES = "times"
    PACE = "pace"


class Way(StrEnum):
    """How two people meet."""

    IN_PERSON = "in-person"
    VIDEO = "video"
    PHONE = "phone"


WAY_LABELS: Mapping[str, str] = {
    Way.IN_PERSON: "In person",
    Way.VIDEO: "By video call",
    Way.PHONE: "By phone",
}
WAYS_FROM_AFAR = frozenset({Way.VIDEO, Way.PHONE})


class Pace(StrEnum):
    """How often two people meet."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


PACE_LABELS: Mapping[str, str] = {
    Pace.WEEKLY: "Every week",
    Pace.FORTNIGHTLY: "Every two weeks",
    Pace.MONTHLY: "Every month",
}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What decides whether someone can be in a pair: the live facts."""

    user_id: int
    band: str
    ways: frozenset[str]
    point: tuple[int, int] | None
    miles: int | None
    is_complete: bool
    has_room: bool


def next_step(answered: Collection[str]) -> str | None:
    """Return the first question without an answer, or None where all have one."""
    return next((step for step in Step if step not in answered), None)


def previous_step(step: str) -> str | None:
    """Return the question before this one."""
    number = list(Step).index(Step(step))
    return list(Step)[number - 1] if number else None


def check_adult(band: str) -> None:
    """Refuse anyone who is not an adult, on either side."""
    if band != AgeBand.ADULT:
        raise DomainError(ADULTS_ONLY)


def check_topics(topics: Collection[str], listed: Collection[str]) -> None:
    """Refuse none, too many, and what is not on the vetted list."""
    if not topics:
        raise DomainError("Select at least one topic", "topics")
    if len(topics) > MOST_TOPICS:
        raise DomainError(f"Select {MOST_TOPICS} topics or fewer", "topics")
    if not set(topics) <= set(listed):
        raise DomainError("Select topics from the list", "topics")


def check_ways(ways: Collection[str], *, has_place: bool, miles: int | None) -> None:
    """Refuse no way to meet, and meeting in person from nowhere or without a distance."""
    if not ways or not set(ways) <= set(Way):
        raise DomainError("Select how you can meet", "ways")
    if Way.IN_PERSON not in ways:
        return
    if not has_place:
        raise DomainError("Enter a postcode, so that we know who is near", "postcode")
    if miles is None or not 1 <= miles <= MOST_MILES:
        raise DomainError(f"Enter how many miles, from 1 to {MOST_MILES}", "miles")


def check_times(parts: Collection[str]) -> None:
    """Refuse no time at all, and what is none of the 21 day-parts."""
    if not parts or not set(parts) <= set(DAY_PARTS):
        raise DomainError("Select when you are free", "day_parts")


def check_meetings(pace: str | None, meetings: int | None) -> None:
    """Refuse what no two people could agree on."""
    if pace not in set(Pace):
        raise DomainError("Select how often", "pace")
    if meetings is None or not 1 <= meetings <= MOST_MEETINGS:
        raise DomainError(f"Enter how many meetings, from 1 to {MOST_MEETINGS}", "meetings")


def check_places(side: str, places: int | None, taken: int) -> int:
    """Return how many people at once: a mentee has one mentor, a mentor no fewer than now."""
    if side == Side.MENTEE:
        return 1
    if places is None or not 1 <= places <= MOST_PLACES:
        raise DomainError(f"Enter how many mentees, from 1 to {MOST_PLACES}", "places")
    if places < taken:
        raise DomainError(f"You have {taken} now. End one first, or enter {taken}", "places")
    return places


def check_complete(answered: Collection[str]) -> None:
    """Refuse to show a card that does not say enough."""
    if next_step(answered) is not None:
        raise DomainError("Answer every question first.")


def shared_ways(one: Standing, other: Standing) -> list[str]:
    """Return how the two can meet, in the order of the list."""
    shared = one.ways & other.ways
    return [way for way in Way if way in shared and (way in WAYS_FROM_AFAR or are_near(one, other))]


def are_near(one: Standing, other: Standing) -> bool:
    """Say whether the two are no further apart than each is willing to go."""
    if one.point is None or other.point is None:
        return False
    reach = min(one.miles or 0, other.miles or 0)
    return is_within(one.point, other.point, metres(reach))


def find_reason_against(one: Standing, other: Standing) -> str | None:
    """Return why these two cannot be a pair, or None where nothing is against it."""
    reasons = (
        (not one.band == other.band == AgeBand.ADULT, ADULTS_ONLY),
        (one.user_id == other.user_id, "Nobody can mentor themselves."),
        (
            not (one.is_complete and other.is_complete),
            "One of you has not answered every question.",
        ),
        (not one.has_room, "You have no room for one more now. End a pair first."),
        (not other.has_room, "They have no room for one more now. Look at the others."),
        (not shared_ways(one, other), "There is no way to meet that suits you both."),
    )
    return next((sentence for is_against, sentence in reasons if is_against), None)


def check_pair(one: Standing, other: Standing) -> None:
    """Refuse two who cannot be a pair."""
    reason = find_reason_against(one, other)
    if reason is not None:
        raise DomainError(reason)


def card_address(secret: str, side: str, seeker_id: int, user_id: int) -> str:
    """Return where a seeker's card of this person is: without the secret it points to nobody.

    It differs from seeker to seeker, so that two people's cards cannot be laid side by side.
    """
    message = f"mentoring:{side}:{seeker_id}:{user_id}".encode()
    digest = hmac.digest(secret.encode(), message, "sha256")
    return base64.urlsafe_b64encode(digest[:ADDRESS_BYTES]).decode()


def times_in_words(parts: list[str]) -> list[str]:
    """Return the day-parts by name; one line for all 21."""
    if set(parts) >= set(DAY_PARTS):
        return ["Any time"]
    return [DAY_PART_LABELS[part] for part in DAY_PARTS if part in parts]


def ways_in_words(ways: Iterable[str]) -> list[str]:
    """Return ways to meet by name."""
    return [WAY_LABELS[way] for way in ways]
