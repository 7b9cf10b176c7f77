"""Who gets seen: exposure by group, and an order that shares it out within a band of scores."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.scoring import Floats, tie_keys

Ids = NDArray[np.int64]
Groups = Mapping[int, Mapping[str, str]]
"""The groups of candidates: by id, the label in each dimension ("size", "place", …)."""

SEEN_PLACES = 10  # of a ranking, whose exposure is counted and shared out
LIMIT_SHARE = 0.49  # of the largest exposure by score alone: the limit that halves it
ROTATION_BAND = 0.85  # with that limit: a band of 0.5 left up to 0.57 of it on labelled sets
LEAN = 0.2  # how much less a score counts at the limit: near equals give way long before it
_ROUNDING = 1e-9  # of sums of exposure
NOTICEABLE = 0.2  # how far a ratio is from 1 before the sentence calls it more or less


def attention(count: int) -> Floats:
    """What each of the first `count` ranks is worth: 1 / log2(rank + 1), as DCG discounts it."""
    return 1 / np.log2(np.arange(2, count + 2))


@dataclass(frozen=True, slots=True)
class ExposureRow:
    """One group of one dimension; `ratio` is its share of exposure by its share of candidates."""

    dimension: str
    group: str
    share_of_exposure: float
    share_of_eligible: float
    ratio: float
    sentence: str


@dataclass(frozen=True, slots=True)
class ExposureReport:
    """Exposure over many rankings: rows by dimension and group, and who was seen most.

    Shares are of all exposure, 0 to 1; `largest_id` is None where nothing was shown.
    """

    rankings: int
    candidates: int
    rows: tuple[ExposureRow, ...]
    largest_share: float
    largest_id: int | None

    def as_plain(self) -> dict[str, Any]:
        """The report as JSON can hold it."""
        return asdict(self)


def exposure_of(rankings: Iterable[Sequence[int]]) -> dict[int, float]:
    """The exposure of each candidate, summed over rankings of ids, best first."""
    total: defaultdict[int, float] = defaultdict(float)
    for ranking in rankings:
        for candidate, seen in zip(ranking, attention(len(ranking)).tolist(), strict=True):
            total[candidate] += seen
    return dict(total)


def shares_by_group(exposure: Mapping[int, float], groups: Groups) -> dict[tuple[str, str], float]:
    """The share of exposure of each (dimension, group); who has no label there counts in none."""
    total: defaultdict[str, float] = defaultdict(float)
    held: defaultdict[tuple[str, str], float] = defaultdict(float)
    for candidate, labels in sorted(groups.items()):
        for dimension, group in labels.items():
            seen = exposure.get(candidate, 0.0)
            total[dimension] += seen
            held[dimension, group] += seen
    return {key: value / (total[key[0]] or 1.0) for key, value in sorted(held.items())}


def report_exposure(rankings: Sequence[Sequence[int]], groups: Groups) -> ExposureReport:
    """How exposure is spread over groups, against how candidates are.

    `groups` names every candidate that could have been shown, whether or not it was.
    """
    exposure = exposure_of(rankings)
    of_exposure = shares_by_group(exposure, groups)
    of_eligible = shares_by_group(dict.fromkeys(groups, 1.0), groups)
    total = math.fsum(exposure.values())
    largest = min(exposure, key=lambda each: (-exposure[each], each), default=None)
    return ExposureReport(
        rankings=len(rankings),
        candidates=len(groups),
        rows=tuple(_row(*key, of_exposure[key], share) for key, share in of_eligible.items()),
        largest_share=0.0 if largest is None else exposure[largest] / total,
        largest_id=largest,
    )


def _row(dimension: str, group: str, seen: float, eligible: float) -> ExposureRow:
    ratio = seen / eligible if eligible else 0.0
    how = "about as much as its share"
    if ratio > 1 + NOTICEABLE:
        how = "more than its share"
    elif ratio < 1 - NOTICEABLE:
        how = "less than its share"
    sentence = f"{group}: {eligible:.0%} of candidates, {seen:.0%} of what was seen, {how}."
    return ExposureRow(dimension, group, seen, eligible, ratio, sentence)


def exposure_limit(by_score: Mapping[int, float], *, share: float = LIMIT_SHARE) -> float:
    """A limit for `rotate`: a share of the largest exposure that a period by score alone gave.

    Never below 1, once at the top: somebody has to stand there.
    """
    return max(1.0, share * max(by_score.values(), default=0.0))


def rotate(
    scores: Sequence[float],
    ids: Sequence[int],
    exposure_so_far: Mapping[int, float],
    *,
    limit: float,
    band: float = ROTATION_BAND,
    seed: int,
    top: int = SEEN_PLACES,
) -> list[int]:
    """Positions of candidates in an order that gives room to those who were seen less.

    `limit` is the exposure (1 is once at the top) that a candidate may have in the period that
    `exposure_so_far` tells of; `exposure_limit` gives one. On the way there a score counts up to
    `LEAN` less, by the square of the share of the limit that is used. Each of the first `top`
    places then goes to the best whom it does not take past the limit, among those whose score is
    within `band` of the best one left (0.1: a tenth); to the best of these where it takes all of
    them past it. So a candidate only ever passes another whose score is within `band` of its own
    and who has been seen more. Other places go by score; equals stand by their tie key
    (`seed`, id). Raises ValueError for a band outside [0, 1), a limit that is not above 0 (it may
    be infinite), scores or exposures that are no numbers from 0 up, and where ids are missing.
    """
    values, names = np.asarray(scores, np.float64), np.asarray(ids, np.int64)
    if not 0 <= band < 1:
        raise ValueError("A band is a share of the score: at least 0 and below 1.")
    if not limit > 0 or top < 0:
        raise ValueError("A limit of exposure is above 0, and a number of places not below it.")
    if values.shape != names.shape or values.ndim != 1:
        raise ValueError("Each score needs one id.")
    seen = np.asarray([exposure_so_far.get(each, 0.0) for each in names.tolist()], np.float64)
    for numbers in (values, seen):
        if not (np.isfinite(numbers).all() and (numbers >= 0).all()):
            raise ValueError("Scores and exposures are numbers that are not negative.")
    leaning = 1 - LEAN * np.minimum(seen / limit, 1.0) ** 2
    keys = tie_keys(seed, names)
    # Of equals by what counts, which is how the places are filled, the better score goes first.
    order = np.lexsort((names, keys, -values, -values * leaning))
    first = order[_filled(values[order], seen[order], limit, band, top)]
    rest = np.lexsort((names, keys, -values))
    return [*first.tolist(), *rest[~np.isin(rest, first)].tolist()]


def _filled(values: Floats, seen: Floats, limit: float, band: float, top: int) -> Ids:
    """Which of the candidates, in the order in which they are asked, stands in each place."""
    left = np.arange(values.size)
    placed: list[int] = []
    for worth in attention(min(top, values.size)).tolist():
        close = left[values[left] >= (1 - band) * values[left].max()]
        free = close[seen[close] + worth <= limit + _ROUNDING]
        chosen = free[0] if free.size else close[0]
        placed.append(int(chosen))
        left = left[left != chosen]
    return np.array(placed, np.int64)


@dataclass(frozen=True, slots=True)
class ScoredList:
    """The candidates of one ranking with their scores and, where known, their relevance."""

    ids: tuple[int, ...]
    scores: tuple[float, ...]
    relevance: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class RotationMeasure:
    """What an exposure-aware order costs and brings; shares and nDCG are from 0 to 1.

    `ndcg_before` and `ndcg_after` are those of each list in which something is relevant.
    """

    limit: float
    ndcg_before: tuple[float, ...]
    ndcg_after: tuple[float, ...]
    largest_share_before: float
    largest_share_after: float

    @property
    def cost(self) -> float:
        """The share of nDCG that was lost, below 0 where some was gained."""
        before = math.fsum(self.ndcg_before)
        return 1 - math.fsum(self.ndcg_after) / before if before else 0.0


def measure_exposure(
    lists: Sequence[ScoredList],
    *,
    band: float = ROTATION_BAND,
    share: float = LIMIT_SHARE,
    seed: int,
    top: int = SEEN_PLACES,
) -> RotationMeasure:
    """The largest share of exposure and nDCG, both at `top`, by score alone and with `rotate`.

    Lists are taken in their order: the exposure of each adds to what the next one knows. The
    limit is `share` of the largest exposure by score alone, as a period before tells it.
    """

    def shown(each: ScoredList, so_far: Mapping[int, float], limit: float) -> list[int]:
        order = rotate(each.scores, each.ids, so_far, limit=limit, band=band, seed=seed, top=top)
        return [each.ids[at] for at in order[:top]]

    plain = [shown(each, {}, math.inf) for each in lists]
    limit = exposure_limit(exposure_of(plain), share=share)
    rotated: list[list[int]] = []
    so_far: defaultdict[int, float] = defaultdict(float)
    for each in lists:
        rotated.append(shown(each, so_far, limit))
        for candidate, worth in exposure_of(rotated[-1:]).items():
            so_far[candidate] += worth
    return RotationMeasure(
        limit=limit,
        ndcg_before=_each_ndcg(plain, lists, top),
        ndcg_after=_each_ndcg(rotated, lists, top),
        largest_share_before=report_exposure(plain, {}).largest_share,
        largest_share_after=report_exposure(rotated, {}).largest_share,
    )


def _each_ndcg(
    rankings: Sequence[Sequence[int]], lists: Sequence[ScoredList], top: int
) -> tuple[float, ...]:
    return tuple(
        ndcg([each.relevance.get(i, 0.0) for i in ranking], list(each.relevance.values()), top)
        for ranking, each in zip(rankings, lists, strict=True)
        if any(grade > 0 for grade in each.relevance.values())
    )


def ndcg(gains: Sequence[float], all_gains: Sequence[float], top: int) -> float:
    """Normalised discounted cumulative gain at `top` of gains in their order; 0 without any."""
    ideal = sorted(all_gains, reverse=True)[:top]
    best = float(np.asarray(ideal) @ attention(len(ideal)))
    found = list(gains)[:top]
    return float(np.asarray(found) @ attention(len(found))) / best if best > 0 else 0.0
