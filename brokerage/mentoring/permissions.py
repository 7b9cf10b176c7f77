"""What may be done with mentoring, on plain facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from brokerage.permissions import Permission, Subject, brokers, signed_in


@dataclass(frozen=True, kw_only=True)
class PairFacts:
    """What a permission on one pair looks at."""

    mentor_id: int
    mentee_id: int


def pair_facts(pair: Any) -> PairFacts:
    """Return what a permission looks at, from a pair."""
    return PairFacts(mentor_id=pair.mentor_id, mentee_id=pair.mentee_id)


def is_side(subject: Subject, facts: PairFacts) -> bool:
    """The mentor and the mentee; whose turn it is, is a rule."""
    return subject.user_id in (facts.mentor_id, facts.mentee_id)


EDIT_OWN = "mentoring:profile:edit-own"
LIST_CARDS = "mentoring:card:list"
LIST_OWN = "mentoring:pair:list-own"
VIEW_OWN = "mentoring:pair:view-own"
OVERSEE = "mentoring:pair:oversee"

PERMISSIONS = (
    Permission(EDIT_OWN, signed_in),
    Permission(LIST_CARDS, signed_in),
    Permission(LIST_OWN, signed_in),
    Permission(VIEW_OWN, signed_in, is_side),
    Permission(OVERSEE, brokers),
)
