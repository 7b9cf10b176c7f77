"""What a brief may be and how it goes on. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum

from brokerage.errors import DomainError

LONGEST_TITLE = 120
SHORTEST_TITLE = 5
LONGEST_NEED = 4000
SHORTEST_NEED = 30
LONGEST_PLACE_NAME = 120
LONGEST_NOTE = 1000
MOST_CATEGORIES = 8
MOST_VALUE_PENCE = 100_000_000_00
MOST_DRAFTS_A_DAY = 30
MOST_SEARCHES_A_DAY = 200
MOST_COMPARED = 4
LATEST_NEED = timedelta(days=5 * 366)
SOONEST_DECISION = timedelta(days=2)
LATEST_DECISION = timedelta(days=366)


class BriefStatus(StrEnum):
    """Where a brief is on its way."""

    DRAFT = "draft"
    LOOKING = "looking"
    """Finished: suppliers are looked for, shortlisted and asked."""
    CLOSED = "closed"


STATUS_LABELS: Mapping[str, str] = {
    BriefStatus.DRAFT: "Draft",
    BriefStatus.LOOKING: "Looking for suppliers",
    BriefStatus.CLOSED: "Closed",
}
TRANSITIONS: Mapping[BriefStatus, frozenset[BriefStatus]] = {
    BriefStatus.DRAFT: frozenset({BriefStatus.LOOKING, BriefStatus.CLOSED}),
    BriefStatus.LOOKING: frozenset({BriefStatus.CLOSED}),
    BriefStatus.CLOSED: frozenset(),
}


class Visibility(StrEnum):
    """Who may know of a brief: it only ever sorts a ranking, this decides who reads it."""

    PRIVATE = "private"
    OPEN = "open"


VISIBILITY_LABELS: Mapping[str, str] = {
    Visibility.PRIVATE: "Private: only your organisation’s buyers and colleagues you share it with",
    Visibility.OPEN: "Open: every approved supplier can read it and answer, and it is published as "
    "open data",
}


class BuyerKind(StrEnum):
    """What kind of buyer a brief is for: it decides which rules on location hold."""

    COUNCIL = "council"
    COUNCIL_COMPANY = "council-company"
    SCHOOL = "school"
    OTHER = "other"


BUYER_KIND_LABELS: Mapping[str, str] = {
    BuyerKind.COUNCIL: "A council",
    BuyerKind.COUNCIL_COMPANY: "A company owned by a council",
    BuyerKind.SCHOOL: "A school",
    BuyerKind.OTHER: "A university, hospital or other large employer",
}


def weighs_location(kind: str) -> bool:
    """Say whether distance and priority place may count in a ranking for this buyer.

    For a council they may not: outside a reservation decided before inviting, a contractor's
    location is a non-commercial matter (Local Government Act 1988 s.17(4), (5)(e)). For the
    others this product holds no rule, and says so.
    """
    return kind != BuyerKind.COUNCIL


LOCATION_SENTENCES: Mapping[str, str] = {
    BuyerKind.COUNCIL: (
        "Distance and priority places count for nothing in this order. A council may not weigh "
        "where a supplier is based, unless it has lawfully reserved the contract first (Local "
        "Government Act 1988, section 17). Only suppliers who serve the place of delivery are "
        "shown."
    ),
    BuyerKind.COUNCIL_COMPANY: (
        "How near a supplier is counts a little in this order. We hold no rule on location for "
        "companies owned by a council: check your own before you rely on it."
    ),
    BuyerKind.SCHOOL: (
        "How near a supplier is counts a little in this order. The part of the Procurement Act "
        "on contracts below the threshold does not apply to schools (section 84): check your own "
        "rules before you rely on it."
    ),
    BuyerKind.OTHER: (
        "How near a supplier is counts a little in this order. We hold no rule on location for "
        "this kind of buyer: check your own before you rely on it."
    ),
}
MARKET_ENGAGEMENT = (
    "An enquiry is market engagement: it asks who could do the work. It is not an invitation to "
    "tender, and answering it promises nothing to either side."
)


class SocialValue(StrEnum):
    """What good a buyer would like a purchase to do besides."""

    LIVING_WAGE = "living-wage"
    LOCAL_JOBS = "local-jobs"
    SOCIAL_PURPOSE = "social-purpose"
    INCLUSIVE = "inclusive-recruitment"
    COMMUNITY = "community"
    ENVIRONMENT = "environment"


SOCIAL_VALUE_LABELS: Mapping[str, str] = {
    SocialValue.LIVING_WAGE: "Pays a living wage",
    SocialValue.LOCAL_JOBS: "Jobs and training for people from here",
    SocialValue.SOCIAL_PURPOSE: "Trades for a social purpose",
    SocialValue.INCLUSIVE: "Recruits people who are often left out",
    SocialValue.COMMUNITY: "Gives time, skills or goods to the community",
    SocialValue.ENVIRONMENT: "Does less harm to nature and climate",
}

SOCIAL_VALUE_HINTS: Mapping[str, str] = {
    SocialValue.LIVING_WAGE: "Everyone who works for them earns enough to live on here",
    SocialValue.LOCAL_JOBS: "They take on apprentices, trainees or people who look for work",
    SocialValue.SOCIAL_PURPOSE: "A charity, co-operative or social enterprise: profit goes back "
    "into what it is for",
    SocialValue.INCLUSIVE: "For example disabled people, carers, refugees or people who leave "
    "prison",
    SocialValue.COMMUNITY: "For example staff who volunteer, or a room lent to a local group",
    SocialValue.ENVIRONMENT: "For example less waste, less driving or cleaner energy",
}


class Step(StrEnum):
    """The pages on which a brief is written, one thing each, in order."""

    NEED = "need"
    CATEGORIES = "categories"
    VALUE = "value"
    DELIVERY = "delivery"
    SOCIAL_VALUE = "social-value"
    VISIBILITY = "visibility"


STEP_LABELS: Mapping[str, str] = {
    Step.NEED: "What you need",
    Step.CATEGORIES: "What that is called",
    Step.VALUE: "How much, and by when",
    Step.DELIVERY: "Where it is delivered",
    Step.SOCIAL_VALUE: "What good it should do",
    Step.VISIBILITY: "Who may see it",
}


class Outcome(StrEnum):
    """What became of a brief."""

    CHOSEN = "chosen"
    TO_TENDER = "to-tender"
    NONE_SUITABLE = "none-suitable"
    NOT_NEEDED = "not-needed"


OUTCOME_LABELS: Mapping[str, str] = {
    Outcome.CHOSEN: "A supplier was chosen",
    Outcome.TO_TENDER: "It goes to tender or quotation",
    Outcome.NONE_SUITABLE: "No suitable supplier was found",
    Outcome.NOT_NEEDED: "It is not needed any more",
}


def check_transition(now: str, then: str) -> None:
    """Refuse a step that a brief in this state cannot take."""
    if then not in TRANSITIONS[BriefStatus(now)]:
        raise DomainError(f"This brief is {STATUS_LABELS[now].lower()}, so that cannot be done.")


def check_changeable(status: str) -> None:
    """Refuse to change what is closed: it is kept as it was."""
    if status == BriefStatus.CLOSED:
        raise DomainError("This brief is closed. Copy it to begin again.")


def next_step(answered: Collection[str]) -> str | None:
    """Return the first step without an answer, or None where all have one."""
    return next((step for step in Step if step not in answered), None)


def previous_step(step: str) -> str | None:
    """Return the step before this one, or None for the first."""
    steps = list(Step)
    place = steps.index(Step(step))
    return steps[place - 1] if place else None


def check_needed_by(needed_by: date | None, today: date) -> None:
    """Refuse a day that has gone by, or one too far away to be meant."""
    if needed_by is None:
        return
    if needed_by < today:
        raise DomainError("The day you need it by must be today or later", "needed_by")
    if needed_by > today + LATEST_NEED:
        raise DomainError("The day you need it by must be within 5 years", "needed_by")


def check_decide_by(visibility: str, decide_by: date | None, today: date) -> None:
    """Refuse to open a brief to all without a day on which those who answer hear from the buyer."""
    if visibility != Visibility.OPEN:
        return
    if decide_by is None:
        raise DomainError("Enter the day by which you decide: suppliers are told it", "decide_by")
    if decide_by < today + SOONEST_DECISION:
        raise DomainError("The day you decide must be at least 2 days from now", "decide_by")
    if decide_by > today + LATEST_DECISION:
        raise DomainError("The day you decide must be within a year", "decide_by")


def check_confirmed(categories: Collection[str]) -> None:
    """Refuse more kinds of work than one need has."""
    if len(categories) > MOST_CATEGORIES:
        raise DomainError(f"Select {MOST_CATEGORIES} kinds of work or fewer", "categories")


def check_looking(status: str) -> None:
    """Refuse to close what never began: a draft is deleted."""
    if status == BriefStatus.DRAFT:
        raise DomainError("This brief is a draft. Delete it instead.")
    check_changeable(status)


def check_deletable(status: str) -> None:
    """Refuse to delete what others may have seen: it is closed, and kept."""
    if status != BriefStatus.DRAFT:
        raise DomainError("Only a draft can be deleted. Close this brief instead.")


def check_complete(answered: Collection[str]) -> None:
    """Refuse to look for suppliers with an unfinished brief, and name what is missing."""
    missing = [STEP_LABELS[step].lower() for step in Step if step not in answered]
    if missing:
        raise DomainError(f"Some answers are missing: {', '.join(missing)}.")
