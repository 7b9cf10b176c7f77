"""The arithmetic of a score: weights, exact parts, saturation, ties and the best rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from matching.wording import METRES_IN_A_MILE

Floats = NDArray[np.float64]

# The order in which parts are shown; the first six say whether a candidate fits at all.
PARTS = (
    "words",
    "order",
    "meaning",
    "categories",
    "causes",
    "skills",
    "times",
    "place",
    "evidence",
)
CONTENT = PARTS[:6]
# What a candidate can add to: where it is, and how a text reads, are not its to change.
CHANGEABLE = ("categories", "causes", "skills", "times", "evidence")

DEFAULT_WEIGHTS: Mapping[str, float] = {
    "words": 0.6, "order": 0.375, "meaning": 0.5, "categories": 0.5, "causes": 0.3, "skills": 0.3,
    "times": 0.2, "place": 0.15, "evidence": 0.05,
}  # fmt: skip
DEFAULT_FIELD_WEIGHTS: Mapping[str, float] = {"name": 1.5, "categories": 0.25}

HALFWAY = 0.6  # share of the query's words at which they are near half of what has to fit
MEANING_SHARE = 0.3  # of the query's words, what a phrase for the category it means is worth
CLOSE_FLOOR = 0.25  # closeness (a cosine of 0.4) from which what shares no word with a query fits
COUNTED_WORDS = 12  # the rarest words of a query are the measure; a long brief is not held to all
DEFAULT_REACH_M = 8_000.0  # where nobody gave a distance, the place part halves at half of this
REMOTE_VALUE = 0.5  # the place part of those who work remotely: neither near nor far
_STEP = 2.0**30
_GOLDEN, _LAST_SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(31)
_MIXING = (
    (np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)),
    (np.uint64(27), np.uint64(0x94D049BB133111EB)),
)


def check_weights(weights: Mapping[str, float], *, known: tuple[str, ...] | None = None) -> None:
    """Raise ValueError for a negative or non-finite weight, or a name that is not known."""
    for name, weight in weights.items():
        if known is not None and name not in known:
            raise ValueError(f"There is no part called {name!r}: choose from {', '.join(known)}.")
        if not (np.isfinite(weight) and weight >= 0):
            raise ValueError(f"The weight of {name!r} must be a number that is not negative.")


def exact(values: Floats) -> Floats:
    """Round down to steps of 2^-30: sums of such values are exact in any order."""
    steps = np.floor(values * _STEP)
    steps /= _STEP
    return np.asarray(steps)


def saturate(share: Floats) -> Floats:
    """How well words fit that are a share of the query's best possible: the first count most."""
    return np.minimum(1.0, share * (1 + HALFWAY) / (share + HALFWAY))


def unsaturated(value: float) -> float:
    """The share at which words fit so well; infinite for a value above 1."""
    return value * HALFWAY / (1 + HALFWAY - value) if value <= 1 else np.inf


def banded(distance: Floats, bands: Sequence[int]) -> Floats:
    """Distances as the ends of their bands in miles, infinite beyond the last; unknown stays so."""
    if not bands:
        return distance
    edges = np.append(np.array(bands) * METRES_IN_A_MILE, np.inf)
    ends = edges[np.minimum(np.searchsorted(edges, distance), len(bands))]
    return np.where(np.isnan(distance), np.nan, ends)


def nearness(distance: Floats, is_remote: NDArray[np.bool_], within_m: float | None) -> Floats:
    """1 at the place itself, a half at half the distance asked for, 0 where it is unknown."""
    half = max(1.0, (DEFAULT_REACH_M if within_m is None else within_m) / 2)
    near = np.nan_to_num(half / (half + distance), nan=0.0)
    return np.where(is_remote, np.maximum(near, REMOTE_VALUE), near)


@lru_cache(maxsize=100_000)
def idf(frequency: int, size: int) -> float:
    """Rarity of a term found in `frequency` of `size` documents (BM25, never negative)."""
    return float(np.log1p((size - frequency + 0.5) / (frequency + 0.5)))


def tie_keys(seed: int, ids: NDArray[np.int64]) -> NDArray[np.uint64]:
    """A stable pseudo-random key an id: BLAKE2b of the seed, mixed with the id by SplitMix64."""
    keys = ids.astype(np.uint64) * _GOLDEN + _start_of(seed)
    for shift, factor in _MIXING:
        keys ^= keys >> shift
        keys *= factor
    keys ^= keys >> _LAST_SHIFT
    return keys


@lru_cache(maxsize=1_000)
def _start_of(seed: int) -> np.uint64:
    return np.uint64(int.from_bytes(blake2b(str(seed).encode(), digest_size=8).digest(), "big"))


def lowest(keys: Floats, ids: NDArray[np.int64], *, seed: int, count: int) -> NDArray[np.int64]:
    """Positions of the `count` smallest keys in order, equal ones by their tie key, then id."""
    chosen = np.arange(keys.size)
    if 0 < count < keys.size:
        bar = np.partition(keys, count - 1)[count - 1]
        chosen = np.flatnonzero(keys <= bar)
    ties = tie_keys(seed, ids[chosen])
    return np.asarray(chosen[np.lexsort((ids[chosen], ties, keys[chosen]))][:count])
