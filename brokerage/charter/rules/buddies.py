"""Buddies: who carries out what another has just pledged, and why these two fit. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import hypot

from brokerage.errors import DomainError

MOST_SUGGESTED = 5
MOST_AT_ONCE = 3
"""How many a buddy can look after at the same time."""
NEAR_MILES = 5
METRES_A_MILE = 1609.344
LONGEST_WORDS = 500


class PairStatus(StrEnum):
    """Where a pair stands."""

    ASKED = "asked"
    ACTIVE = "active"
    DECLINED = "declined"
    TAKEN_BACK = "taken-back"
    ENDED = "ended"


PAIR_LABELS: Mapping[str, str] = {
    PairStatus.ASKED: "Asked: waits for an answer",
    PairStatus.ACTIVE: "Buddies",
    PairStatus.DECLINED: "Said no",
    PairStatus.TAKEN_BACK: "Taken back",
    PairStatus.ENDED: "Ended",
}
TRANSITIONS: Mapping[str, frozenset[str]] = {
    PairStatus.ASKED: frozenset({PairStatus.ACTIVE, PairStatus.DECLINED, PairStatus.TAKEN_BACK}),
    PairStatus.ACTIVE: frozenset({PairStatus.ENDED}),
    PairStatus.DECLINED: frozenset(),
    PairStatus.TAKEN_BACK: frozenset(),
    PairStatus.ENDED: frozenset(),
}
LIVE = frozenset({PairStatus.ASKED, PairStatus.ACTIVE})


@dataclass(frozen=True, kw_only=True)
class SignatoryFacts:
    """What is compared: facts of an organisation, none of a person."""

    kind: str | None = None
    categories: frozenset[str] = field(default_factory=frozenset)
    causes: frozenset[str] = field(default_factory=frozenset)
    size: str | None = None
    authority_code: str | None = None
    point: tuple[int, int] | None = None


def check_step(now: str, then: str) -> None:
    """Refuse a step that a pair in this state cannot take."""
    if then not in TRANSITIONS[now]:
        raise DomainError(f"This cannot be done now. The pair is: {PAIR_LABELS[now].lower()}.")


def list_reasons(one: SignatoryFacts, other: SignatoryFacts) -> list[str]:
    """Return why two signatories fit, each a fact both can check."""
    reasons = []
    if one.categories & other.categories or one.causes & other.causes:
        reasons.append("You work in the same field")
    if one.kind is not None and one.kind == other.kind:
        reasons.append("You are the same kind of organisation")
    if one.size is not None and one.size == other.size:
        reasons.append("You are about the same size")
    miles = miles_between(one.point, other.point)
    if miles is not None and miles <= NEAR_MILES:
        reasons.append(f"You are {say_miles(miles)} apart")
    elif one.authority_code is not None and one.authority_code == other.authority_code:
        reasons.append("You are in the same council’s area")
    return reasons


def miles_between(one: tuple[int, int] | None, other: tuple[int, int] | None) -> float | None:
    """Return how far apart two points of the national grid are, in miles."""
    if one is None or other is None:
        return None
    return hypot(one[0] - other[0], one[1] - other[1]) / METRES_A_MILE


def say_miles(miles: float) -> str:
    """Return a distance in whole miles, as one says it."""
    whole = round(miles)
    if whole < 1:
        return "less than a mile"
    return "1 mile" if whole == 1 else f"{whole} miles"


def rank(reasons: Mapping[int, Collection[str]]) -> list[int]:
    """Return the keys with the most reasons first; ties in the order of the key."""
    return sorted(reasons, key=lambda key: (-len(reasons[key]), key))
