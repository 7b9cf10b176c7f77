"""What an opportunity may be and how it comes to be found. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any

from brokerage.accounts.rules import AgeBand
from brokerage.checks.rules import REQUIREMENT_LABELS
from brokerage.errors import DomainError
from brokerage.organisations.rules import Status, Want
from brokerage.scheduling.rules import DAY_PARTS

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
    OpportunityStatus.CLOSED: frozenset({OpportunityStatus.PUBLISHED, OpportunityStatus.DRAFT}),
}
EDITABLE = frozenset(
    {OpportunityStatus.DRAFT, OpportunityStatus.CHANGES_ASKED, OpportunityStatus.PUBLISHED}
)
NOT_EDITABLE: Mapping[str, str] = {
    OpportunityStatus.SUBMITTED: "A broker is reading this now. You can change it after that.",
    OpportunityStatus.CLOSED: "This is closed. Open it again to change it.",
}


class Step(StrEnum):
    """The pages on which an opportunity is written, one thing each, in order."""

    ROLE = "role"
    FIT = "fit"
    TIME = "time"
    PLACE = "place"
    PEOPLE = "people"
    NEEDS = "needs"
    PRACTICAL = "practical"


STEP_LABELS: Mapping[str, str] = {
    Step.ROLE: "What you will do",
    Step.FIT: "Cause and skills",
    Step.TIME: "How much time",
    Step.PLACE: "Where",
    Step.PEOPLE: "Who a volunteer is with",
    Step.NEEDS: "What a volunteer needs",
    Step.PRACTICAL: "Access and expenses",
}


def check_opportunity_transition(now: str, then: str) -> None:
    """Refuse a step that an opportunity in this state cannot take."""
    if then not in OPPORTUNITY_TRANSITIONS[OpportunityStatus(now)]:
        raise _out_of_turn(now)


def check_status(now: str, wanted: str) -> None:
    """Refuse what is done to opportunities in one state only, whatever it leads to."""
    if now != wanted:
        raise _out_of_turn(now)


def _out_of_turn(now: str) -> DomainError:
    return DomainError(f"This is {STATUS_LABELS[now].lower()}, so that cannot be done.")


def is_old_enough(band: str, minimum_band: str) -> bool:
    """Say whether someone of this band may do a role with this minimum."""
    return minimum_band == AgeBand.SIXTEEN or band == AgeBand.ADULT


def next_step(answered: Collection[str]) -> str | None:
    """Return the first step without an answer, or None where all have one."""
    return next((step for step in Step if step not in answered), None)


def previous_step(step: str) -> str | None:
    """Return the step before this one, or None for the first."""
    steps = list(Step)
    place = steps.index(Step(step))
    return steps[place - 1] if place else None


def list_missing(
    answered: Collection[str], *, is_flexible: bool, coming_sessions: int
) -> list[str]:
    """Return what has still to be answered before this can be published."""
    missing = [STEP_LABELS[step].lower() for step in Step if step not in answered]
    if not is_flexible and not coming_sessions:
        missing.append("a date to come")
    return missing


def check_complete(answered: Collection[str], *, is_flexible: bool, coming_sessions: int) -> None:
    """Refuse to publish what is not finished, and name what is missing."""
    missing = list_missing(answered, is_flexible=is_flexible, coming_sessions=coming_sessions)
    if missing:
        raise DomainError(f"Some answers are missing: {', '.join(missing)}.")


def is_host(status: str, wants: Collection[str]) -> bool:
    """Say whether an organisation in this state that wants these things may host volunteers."""
    return status == Status.APPROVED and Want.HOST_VOLUNTEERS in wants


def check_host(status: str, wants: Collection[str]) -> None:
    """Refuse what only an approved host may do, and say what to do about it."""
    if status != Status.APPROVED:
        raise DomainError("A broker has to approve your organisation first.")
    if Want.HOST_VOLUNTEERS not in wants:
        raise DomainError("Say first that your organisation wants to host volunteers.")


def check_editable(status: str) -> None:
    """Refuse to change what a broker is reading, or what is closed."""
    if status not in EDITABLE:
        raise DomainError(NOT_EDITABLE[status])


def check_takes_dates(status: str, *, is_flexible: bool) -> None:
    """Refuse dates where there can be none."""
    check_editable(status)
    if is_flexible:
        raise DomainError("This role has no dates: you and the volunteer agree them.")


def check_decider(role_in_host: str | None) -> None:
    """Refuse a broker's decision on their own organisation's opportunity."""
    if role_in_host is not None:
        raise DomainError("You are a member of this host, so another broker decides on this.")


def status_when_published(status: str, *, has_published_before: bool) -> OpportunityStatus:
    """Return where publishing leads: the first one of a host goes to a broker."""
    is_draft = status == OpportunityStatus.DRAFT
    is_trusted = is_draft and has_published_before
    return OpportunityStatus.PUBLISHED if is_trusted else OpportunityStatus.SUBMITTED


def check_time(answers: Mapping[str, Any], *, was_published: bool, was_flexible: bool) -> None:
    """Refuse an answer on time that says too little, or turns dates into none."""
    is_flexible = answers["is_flexible"]
    if was_published and is_flexible != was_flexible:
        raise DomainError(
            "People have seen this with or without dates. To change that, copy it and close "
            "this one",
            "kind_of_dates",
        )
    if not LEAST_MINUTES <= answers["minutes"] <= MOST_MINUTES:
        raise DomainError("Enter how long one turn takes, in hours", "hours")
    if not is_flexible:
        return
    if not 1 <= answers["flexible_places"] <= MOST_FLEXIBLE_PLACES:
        raise DomainError("Enter how many people you want", "flexible_places")
    if not set(answers["day_parts"]) <= set(DAY_PARTS):
        raise DomainError("Select times from the list", "day_parts")


def check_fit(causes: Collection[str], skills: Collection[str]) -> None:
    """Refuse more causes or skills than anyone reads."""
    if len(causes) > MOST_CAUSES:
        raise DomainError(f"Select {MOST_CAUSES} causes or fewer", "causes")
    if len(skills) > MOST_SKILLS:
        raise DomainError(f"Select {MOST_SKILLS} skills or fewer", "skills")


def check_requirements(requirements: Collection[str]) -> None:
    """Refuse what is no requirement, and two levels of one DBS check."""
    if not set(requirements) <= set(REQUIREMENT_LABELS):
        raise DomainError("Select from the list", "requirements")
    if sum(name.startswith("dbs-") for name in requirements) > 1:
        raise DomainError("Select one level of DBS check only", "requirements")
