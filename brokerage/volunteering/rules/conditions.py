"""What is needed between a host's yes and a sure place, and by when. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from brokerage.checks.rules import REQUIREMENT_LABELS, Requirement
from brokerage.errors import DomainError

DAYS_TO_MEET = 28
"""How long a seat is held for someone who still needs something."""
REMIND_DAYS_BEFORE = 3
KEPT_FOR_A_HOST = frozenset({Requirement.REFERENCES})
"""What a person has once for all roles of a host; training and induction are of one role."""
HOST_CONDITIONS = KEPT_FOR_A_HOST | {Requirement.TRAINING, Requirement.INDUCTION}
"""What the host ticks off itself, for each person; all else is kept with the person's checks."""


HOST_ONCE_SEEN = "the host, once it has seen it from you"
HOST_ONCE_DONE = "the host, once you have done it"


class Source(StrEnum):
    """Who says that a condition is met."""

    HOST = "host"
    CHECK = "check"
    LEAVE = "leave"


@dataclass(frozen=True, kw_only=True)
class OpenCondition:
    """Something that is still needed, in words; `key` tells it from the others."""

    source: Source
    key: str
    label: str
    who: str
    """Whose turn it is, in words for the volunteer: “you”, “the host”, “your manager”."""
    label_to_host: str = ""
    """The same in words for the host, where these differ."""


def host_condition(requirement: str) -> OpenCondition:
    """Return the open condition of a requirement that the host ticks off."""
    return OpenCondition(
        source=Source.HOST,
        key=requirement,
        label=REQUIREMENT_LABELS[requirement],
        who=HOST_ONCE_SEEN if requirement in KEPT_FOR_A_HOST else HOST_ONCE_DONE,
    )


def check_condition(requirement: str, *, asks_lead: bool) -> OpenCondition:
    """Return the open condition of a check; never whether its holder has one and does not share."""
    return OpenCondition(
        source=Source.CHECK,
        key=requirement,
        label=REQUIREMENT_LABELS[requirement],
        who="the host, which asks its DBS lead" if asks_lead else HOST_ONCE_SEEN,
    )


def leave_condition() -> OpenCondition:
    """Return the open condition of leave that a manager has not decided on."""
    return OpenCondition(
        source=Source.LEAVE,
        key="leave",
        label="Your manager’s OK",
        who="your manager",
        label_to_host="An OK from the volunteer’s manager",
    )


def list_host_conditions(requirements: Collection[str]) -> list[str]:
    """Return which of a role's requirements the host ticks off, in the usual order."""
    return [each for each in REQUIREMENT_LABELS if each in requirements and each in HOST_CONDITIONS]


def labels_of(requirements: Collection[str]) -> list[str]:
    """Return in words what a role asks for, in the usual order."""
    return [label for each, label in REQUIREMENT_LABELS.items() if each in requirements]


def meet_by(today: date, session_day: date | None) -> date:
    """Return the day by which everything must be there: never after the day before a date.

    For a date that is today or tomorrow that is today, and the host can still tick things off.
    """
    latest = today + timedelta(days=DAYS_TO_MEET)
    if session_day is None:
        return latest
    return max(today, min(latest, session_day - timedelta(days=1)))


def longer(due: date, today: date, session_day: date | None) -> date:
    """Return the later day a host may give, or refuse: the date itself is the last."""
    later = max(due, today) + timedelta(days=DAYS_TO_MEET)
    if session_day is not None:
        later = min(later, session_day)
    if later <= due:
        raise DomainError("There is no later day to give: the date itself is the last one.")
    return later


def is_to_remind(due: date, today: date, *, was_reminded: bool) -> bool:
    """Say whether both sides are reminded today; once, and not on a day that has passed."""
    return not was_reminded and today <= due <= today + timedelta(days=REMIND_DAYS_BEFORE)


def has_lapsed(due: date, today: date) -> bool:
    """Say whether the day by which everything had to be there is over."""
    return due < today


def check_ticks(wanted: Collection[str], known: Collection[str]) -> None:
    """Refuse to tick off what the role does not require."""
    if not set(wanted) <= set(known):
        raise DomainError("Select from the list", "met")


def newly_met(before: Mapping[str, bool], wanted: Collection[str]) -> Sequence[str]:
    """Return what is ticked now and was not before."""
    return [each for each, is_met in before.items() if each in wanted and not is_met]


def newly_open(before: Mapping[str, bool], wanted: Collection[str]) -> Sequence[str]:
    """Return what was ticked before and is not any more."""
    return [each for each, is_met in before.items() if each not in wanted and is_met]
