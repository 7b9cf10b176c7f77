"""What a cohort and its places may be, and which places come first. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from brokerage.errors import DomainError

LONGEST_NAME = 80
LONGEST_DESCRIPTION = 1_000
LONGEST_REASON = 200
MOST_PLACES = 400
MOST_SEATS = 500
MOST_PRIORITY = 9
FEWEST_ANSWER_DAYS, MOST_ANSWER_DAYS = 2, 20
USUAL_ANSWER_DAYS = 5


class CohortStatus(StrEnum):
    """A draft is the host's alone; volunteers join an open one; a closed one rests."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


STATUS_LABELS: Mapping[str, str] = {
    CohortStatus.DRAFT: "Draft",
    CohortStatus.OPEN: "Open",
    CohortStatus.CLOSED: "Closed",
}
DECILE_POINTS: Mapping[int, int] = {1: 4, 2: 3, 3: 1}
"""By deprivation decile of the neighbourhood, 1 the most deprived."""
BAND_POINTS: Mapping[str, int] = {"10%": 4, "20%": 3, "priority ward": 1}
"""By the band of the priority place that a point lies in."""
BAND_LABELS: Mapping[str, str] = {
    "10%": "among the 10% most deprived areas of England",
    "20%": "among the 20% most deprived areas of England",
    "priority ward": "a priority ward",
}


class PairKind(StrEnum):
    """What a person has decided on one member and one place."""

    LOCK = "lock"
    FORBID = "forbid"


PAIR_LABELS: Mapping[str, str] = {
    PairKind.LOCK: "Always here",
    PairKind.FORBID: "Never here",
}


def area_priority(decile: int | None, bands: Collection[tuple[str, str]]) -> tuple[int, list[str]]:
    """Return how many points a place's area gives, and the facts that say so.

    `bands`: the name and the band of each priority place that the point lies in. The most of
    what holds counts, never the sum: two lists may tell of one and the same deprivation.
    """
    points, facts = [0], []
    if decile is not None and decile in DECILE_POINTS:
        points.append(DECILE_POINTS[decile])
        facts.append(f"Neighbourhood in deprivation decile {decile} of 10 (1 is the most deprived)")
    for name, band in bands:
        if band in BAND_POINTS:
            points.append(BAND_POINTS[band])
            facts.append(f"{name}: {BAND_LABELS[band]}")
    return max(points), facts


def check_place(capacity: int, minimum: int, seats: int) -> None:
    """Refuse a capacity that the date or role does not have, or a minimum above it."""
    if capacity > seats:
        raise DomainError(f"There are only {seats} places there", "capacity")
    if minimum > capacity:
        raise DomainError("The fewest cannot be more than the most", "minimum")


def check_open(status: str, places: int) -> None:
    """Refuse to open a cohort that nobody could be placed in."""
    if status == CohortStatus.OPEN:
        raise DomainError("This group is open already.")
    if not places:
        raise DomainError("Add at least one place first.")


def check_runnable(members: int, places: int) -> None:
    """Refuse to place nobody, or nowhere."""
    if not places:
        raise DomainError("Add at least one place first.")
    if not members:
        raise DomainError("Nobody has joined yet. Share the page of the group first.")


def check_joinable(status: str, missing: Collection[str], *, is_own_host: bool) -> None:
    """Refuse a join that could lead nowhere."""
    if status != CohortStatus.OPEN:
        raise DomainError("This group does not take anyone in now.")
    if is_own_host:
        raise DomainError("You act for this host, so you cannot join its volunteers.")
    if missing:
        raise DomainError(f"Tell us first: {', '.join(missing)}.")
