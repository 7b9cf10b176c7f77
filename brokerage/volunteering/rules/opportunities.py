"""What an opportunity may be and how it comes to be found. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from brokerage.accounts.rules import AgeBand
from brokerage.errors import DomainError

LONGEST_TITLE = 120
SHORTEST_TITLE = 5
LONGEST_DESCRIPTION = 4000
SHORTEST_DESCRIPTION = 40
LONGEST_PRACTICAL = 600
LONGEST_PLACE_NAME = 120
LONGEST_ALT_TEXT = 200
LONGEST_REASON = 1000
MOST_CAUSES = 4
MOST_SKILLS = 8
MOST_SESSIONS = 60
MOST_FLEXIBLE_PLACES = 500
MOST_DRAFTS_A_DAY = 20
LEAST_MINUTES = 15
MOST_MINUTES = 10 * 24 * 60


class Commitment(StrEnum):
    """Once, or again and again: a hard rule, never a preference to be traded."""

    ONE_OFF = "one-off"
    REGULAR = "regular"


COMMITMENT_LABELS: Mapping[str, str] = {
    Commitment.ONE_OFF: "One-off: a single day or a few hours",
    Commitment.REGULAR: "Regular: every week or month",
}


class TimeNeeded(StrEnum):
    """How much time one turn takes."""

    HOUR = "hour"
    HALF_DAY = "half-day"
    DAY = "day"
    LONGER = "longer"


TIME_LABELS: Mapping[str, str] = {
    TimeNeeded.HOUR: "Up to 2 hours",
    TimeNeeded.HALF_DAY: "Half a day",
    TimeNeeded.DAY: "A day",
    TimeNeeded.LONGER: "More than a day",
}
_MOST_MINUTES: Mapping[str, int] = {
    TimeNeeded.HOUR: 120,
    TimeNeeded.HALF_DAY: 240,
    TimeNeeded.DAY: 600,
}


def time_needed(minutes: int) -> TimeNeeded:
    """Return the class of a turn of this many minutes."""
    fitting = (TimeNeeded(name) for name, most in _MOST_MINUTES.items() if minutes <= most)
    return next(fitting, TimeNeeded.LONGER)


def time_in_words(minutes: int) -> str:
    """Return "45 minutes", "1 hour", "2 hours 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = [_counted(number, noun) for number, noun in ((hours, "hour"), (rest, "minute"))]
    return " ".join(filter(None, parts))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""


BAND_LABELS: Mapping[str, str] = {
    AgeBand.SIXTEEN: "16 or over",
    AgeBand.ADULT: "18 or over",
}
"""The youngest who may do a role, in words."""


class OpportunityStatus(StrEnum):
    """Where an opportunity is on its way."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_ASKED = "changes-asked"
    PUBLISHED = "published"
    CLOSED = "closed"


STATUS_LABELS: Mapping[str, str] = {
    OpportunityStatus.DRAFT: "Draft",
    OpportunityStatus.SUBMITTED: "Waiting for a broker",
    OpportunityStatus.CHANGES_ASKED: "Changes asked for",
    OpportunityStatus.PUBLISHED: "Published",
    OpportunityStatus.CLOSED: "Closed",
}
OPPORTUNITY_TRANSITIONS: Mapping[OpportunityStatus, frozenset[OpportunityStatus]] = {
    OpportunityStatus.DRAFT: frozenset(
        {OpportunityStatus.SUBMITTED, OpportunityStatus.PUBLISHED, OpportunityStatus.CLOSED}
    ),
    OpportunityStatus.SUBMITTED: frozenset(
        {OpportunityStatus.PUBLISHED, OpportunityStatus.CHANGES_ASKED, OpportunityStatus.CLOSED}
    ),
    OpportunityStatus.CHANGES_ASKED: frozenset(
        {OpportunityStatus.SUBMITTED, OpportunityStatus.CLOSED}
    ),
    OpportunityStatus.PUBLISHED: frozenset({OpportunityStatus.CLOSED}),
    OpportunityStatus.CLOSED: frozenset({OpportunityStatus.PUBLISHED}),
}
EDITABLE = frozenset(
    {OpportunityStatus.DRAFT, OpportunityStatus.CHANGES_ASKED, OpportunityStatus.PUBLISHED}
)


class Step(StrEnum):
    """The pages on which an opportunity is written, one thing each, in order."""

    ROLE = "role"
    FIT = "fit"
    TIME = "time"
    PLACE = "place"
    NEEDS = "needs"
    PRACTICAL = "practical"


STEP_LABELS: Mapping[str, str] = {
    Step.ROLE: "What you will do",
    Step.FIT: "Cause and skills",
    Step.TIME: "How much time",
    Step.PLACE: "Where",
    Step.NEEDS: "What a volunteer needs",
    Step.PRACTICAL: "Access and expenses",
}


def check_opportunity_transition(now: str, then: str) -> None:
    """Refuse a step that an opportunity in this state cannot take."""
    if then not in OPPORTUNITY_TRANSITIONS[OpportunityStatus(now)]:
        raise DomainError(f"This is {STATUS_LABELS[now].lower()}, so that cannot be done.")


def is_old_enough(band: str, minimum_band: str) -> bool:
    """Say whether someone of this band may do a role with this minimum."""
    return minimum_band == AgeBand.SIXTEEN or band == AgeBand.ADULT


def next_step(answered: Collection[str]) -> str | None:
    """Return the first step without an answer, or None where all have one."""
    return next((step for step in Step if step not in answered), None)


def check_complete(answered: Collection[str], *, is_flexible: bool, coming_sessions: int) -> None:
    """Refuse to publish what is not finished, and name what is missing."""
    missing = [STEP_LABELS[step].lower() for step in Step if step not in answered]
    if not is_flexible and not coming_sessions:
        missing.append("a date to come")
    if missing:
        raise DomainError(f"Some answers are missing: {', '.join(missing)}.")
