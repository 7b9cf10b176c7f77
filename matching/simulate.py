"""Seekers with known preferences who look at lists as people do: more at the top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from scipy.special import expit

from matching.decisions import ShownCandidate, ShownList
from matching.scoring import Floats, tie_keys

FIRST_DAY = date(2026, 1, 1)
GROUPS: Mapping[str, tuple[str, ...]] = {
    "size": ("micro", "small", "medium"),
    "age": ("new", "established"),
    "place": ("city", "market town", "village"),
    "kind": ("business", "charity"),
}


@dataclass(frozen=True, slots=True)
class Town:
    """What is simulated.

    Candidates are ordered by `published` weights; a seeker finds one relevant with the chance
    expit(`sharpness` × (its score under `preferences` - `bar`)), looks at it with the chance
    rank ** -`severity`, and accepts what is both. With a sharpness of 0 relevance is chance.
    Candidates called "new" have every value of the part `held_by_established` at a fifth.
    """

    published: Mapping[str, float]
    preferences: Mapping[str, float]
    lists: int = 400
    candidates: int = 20
    severity: float = 1.0
    sharpness: float = 12.0
    bar: float = 0.6
    held_by_established: str = ""
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(GROUPS))


def simulate(town: Town, *, seed: int) -> list[ShownList]:
    """The lists that the town's seekers were shown and what they accepted, one a need and day."""
    generator = np.random.default_rng(seed)
    return [_simulated(town, number, seed, generator) for number in range(town.lists)]


def _simulated(town: Town, number: int, seed: int, generator: np.random.Generator) -> ShownList:
    parts, size = list(town.published), town.candidates
    labels = [
        {name: choices[generator.integers(len(choices))] for name, choices in town.groups.items()}
        for _ in range(size)
    ]
    values = generator.beta(1.5, 1.5, (size, len(parts)))
    if town.held_by_established:
        is_new = np.asarray([each.get("age") == "new" for each in labels])
        values[is_new, parts.index(town.held_by_established)] /= 5
    ids = np.arange(size, dtype=np.int64) + number * size
    order = np.lexsort((tie_keys(seed, ids), -_score(values, parts, town.published)))
    relevant = expit(town.sharpness * (_score(values, parts, town.preferences) - town.bar))
    ranks = np.argsort(order) + 1
    looked_at = generator.random(size) < ranks.astype(float) ** -town.severity
    accepted = looked_at & (generator.random(size) < relevant)
    candidates = tuple(
        ShownCandidate(
            id=int(ids[row]),
            rank=rank,
            values=dict(zip(parts, values[row].tolist(), strict=True)),
            outcome="accepted" if accepted[row] else "shown",
            groups=labels[row],
        )
        for rank, row in enumerate(order.tolist(), 1)
    )
    return ShownList(number, number, FIRST_DAY + timedelta(days=number // 5), candidates)


def _score(values: Floats, parts: list[str], weights: Mapping[str, float]) -> Floats:
    share = np.asarray([weights[name] for name in parts])
    return np.asarray(values @ (share / share.sum()))
