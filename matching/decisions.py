"""What was shown and what was decided, as plain frozen values that weights are learned from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from matching.scoring import CONTENT, Floats

SHOWN, DECLINED = "shown", "declined"
GRADES: Mapping[str, float] = {
    SHOWN: 0.0, "shortlisted": 1.0, "invited": 2.0, "enquired": 2.0, "answered": 2.0,
    "accepted": 3.0, "chosen": 3.0, DECLINED: 0.0,
}  # fmt: skip
"""How much a decision says for a candidate; a decline is judged by its reason besides."""
ACCEPTING = frozenset({"accepted", "chosen"})

DECLINE_SPEAKS_OF: Mapping[str, frozenset[str]] = {
    "not-our-work": frozenset(CONTENT),
    "better-fit": frozenset(CONTENT),
    "not-my-thing": frozenset(CONTENT),
    "too-far": frozenset({"place"}),
    "not-free": frozenset({"times"}),
    "evidence": frozenset({"evidence"}),
}
"""The parts that a reason for declining is a negative for.

Every other reason (busy, price, too big, no answer, no longer needed, none given) says nothing
about the score, and such a candidate is neither a positive nor a negative.
"""


@dataclass(frozen=True, slots=True)
class ShownCandidate:
    """One candidate as a list showed it.

    `rank` counts from 1; `values` are the values of the parts in [0, 1] before any weight;
    `outcome` is a key of `GRADES`, `reason` the code of a decline; `groups` are labels by
    dimension, {"size": "micro", "place": "Oxford"}.
    Raises ValueError for a rank, value or outcome that means nothing.
    """

    id: int
    rank: int
    values: Mapping[str, float]
    outcome: str = SHOWN
    reason: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.rank < 1:
            raise ValueError("The rank of a candidate that was shown counts from 1.")
        if self.outcome not in GRADES:
            raise ValueError(f"There is no outcome {self.outcome!r}: use {', '.join(GRADES)}.")
        for name, value in self.values.items():
            if not (math.isfinite(value) and 0 <= value <= 1):
                raise ValueError(f"The value of the part {name!r} must be from 0 to 1.")

    @property
    def grade(self) -> float:
        """How much was decided for it, 0 to 3."""
        return GRADES[self.outcome]


@dataclass(frozen=True, slots=True)
class ShownList:
    """What one seeker was shown on one day, and what became of each candidate.

    Lists of one need share a `seeker_group_id`: they are never parted between learning and
    judging. `pinned` are weights that the search itself set, by law or by what it asked for:
    they are neither learned from this list nor replaced when it is judged.
    """

    id: int
    seeker_group_id: int
    day: date
    candidates: tuple[ShownCandidate, ...]
    pinned: Mapping[str, float] = field(default_factory=dict)

    def matrix(self, parts: Sequence[str]) -> Floats:
        """Values of the candidates: candidates × parts, 0 for a part that a candidate lacks."""
        rows = [[each.values.get(name, 0.0) for name in parts] for each in self.candidates]
        return np.asarray(rows, np.float64).reshape(len(rows), len(parts))

    def weights(self, weights: Mapping[str, float], parts: Sequence[str]) -> Floats:
        """What each part weighs in this list: its pinned weight, or else that of `weights`.

        A part that no candidate has a value of was not asked for, and weighs 0.
        """
        asked = {name for each in self.candidates for name in each.values}
        own = dict(weights) | dict(self.pinned)
        return np.asarray([own.get(name, 0.0) * (name in asked) for name in parts])

    def score(self, weights: Mapping[str, float]) -> Floats:
        """The score of each candidate in [0, 1] under these weights."""
        parts = sorted({*weights, *self.pinned})
        share = self.weights(weights, parts)
        return np.asarray(self.matrix(parts) @ (share / (share.sum() or 1.0)))


def furthest(steps: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """The one outcome, with its reason, of what became of a candidate step by step, oldest first.

    A decline with a reason that speaks of a part counts, as does one after nothing else. After a
    decline for any other reason what was decided before still stands: who was chosen and was then
    too busy had been a good match.
    """
    best, grade, last = (SHOWN, ""), 0.0, (SHOWN, "")
    for outcome, reason in steps:
        last = (outcome, reason)
        if GRADES[outcome] > grade:
            best, grade = (outcome, ""), GRADES[outcome]
    if last[0] == DECLINED and (last[1] in DECLINE_SPEAKS_OF or not grade):
        return last
    return best
