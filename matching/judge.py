"""Whether learned weights are better than those in force, and fair enough to take their place."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

import numpy as np

from matching.decisions import ShownList
from matching.fairness import attention, shares_by_group
from matching.learn import Propensity, WeightLearner
from matching.scoring import Floats, tie_keys

CONFIDENCE = 0.95
RESAMPLES = 2_000
FEWEST_NEEDS = 30  # with something decided, below which an interval says too little
LATER_SHARE = 0.3  # of the needs, the newest, that judge what was learned from the others


@dataclass(frozen=True, slots=True)
class ExposureChange:
    """The share of exposure of one group, 0 to 1, under the weights before and after."""

    dimension: str
    group: str
    before: float
    after: float

    @property
    def fall(self) -> float:
        """The share of its exposure that the group loses; negative where it gains."""
        return 1 - self.after / self.before if self.before else 0.0


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What weights were learned from, how they were judged, and the verdict.

    Days are those of the lists, learned from and judged by. `gain` is the mean difference of
    position-corrected nDCG over needs, `interval` its bootstrap interval. `verdict` is "adopt",
    "too-few", "no-gain" or "exposure-falls"; `sentence` says it in words.
    """

    first_day: date | None
    last_day: date | None
    lists_judged: int
    needs_judged: int
    severity: float
    weights_before: Mapping[str, float]
    weights_after: Mapping[str, float]
    ndcg_before: float
    ndcg_after: float
    gain: float
    interval: tuple[float, float]
    exposure: tuple[ExposureChange, ...]
    most_fall: float
    verdict: str
    sentence: str
    lists_learned_from: int = 0
    pairs: int = 0

    @property
    def is_adopted(self) -> bool:
        """Whether the weights may be used."""
        return self.verdict == "adopt"

    @property
    def version(self) -> str:
        """What names exactly this card: a digest of its content."""
        return sha256(json.dumps(self._content(), sort_keys=True).encode()).hexdigest()[:16]

    def as_plain(self) -> dict[str, Any]:
        """The card as JSON can hold it, with its version."""
        return self._content() | {"version": self.version}

    def _content(self) -> dict[str, Any]:
        days = {
            name: day.isoformat() if day else None
            for name, day in (("first_day", self.first_day), ("last_day", self.last_day))
        }
        weights = {
            "weights_before": dict(self.weights_before),
            "weights_after": dict(self.weights_after),
        }
        exposure = [asdict(each) for each in self.exposure]
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return plain | days | weights | {"exposure": exposure, "interval": list(self.interval)}


def split_by_time(
    lists: Sequence[ShownList], *, later_share: float = LATER_SHARE
) -> tuple[list[ShownList], list[ShownList]]:
    """Lists of the earlier and of the newest needs; all lists of one need stay together.

    A need is as old as its first list. Raises ValueError for a share outside (0, 1).
    """
    if not 0 < later_share < 1:
        raise ValueError("The share that judges is more than 0 and less than 1.")
    first: dict[int, tuple[date, int]] = {}
    for each in lists:
        key = (each.day, each.seeker_group_id)
        first[each.seeker_group_id] = min(first.get(each.seeker_group_id, key), key)
    needs = sorted(first, key=first.__getitem__)
    later = set(needs[len(needs) - round(len(needs) * later_share) :])
    return (
        [each for each in lists if each.seeker_group_id not in later],
        [each for each in lists if each.seeker_group_id in later],
    )


def learn_and_judge(
    lists: Sequence[ShownList],
    learner: WeightLearner,
    *,
    current: Mapping[str, float],
    most_fall: float = 0.1,
    seed: int = 0,
) -> ModelCard:
    """Learn from the earlier needs and judge on the newest; the card of what came of it.

    `current` are the weights in force. `most_fall` and `seed` as in `judge`.
    """
    earlier, later = split_by_time(lists)
    learner.fit(earlier)
    card = judge(
        later,
        current,
        learner.weights_,
        propensity=learner.propensity_,
        most_fall=most_fall,
        seed=seed,
    )
    first_day, last_day = _days(lists)
    return replace(
        card,
        first_day=first_day,
        last_day=last_day,
        lists_learned_from=len(earlier),
        pairs=learner.n_pairs_,
    )


def judge(
    lists: Sequence[ShownList],
    current: Mapping[str, float],
    candidate: Mapping[str, float],
    *,
    propensity: Propensity,
    most_fall: float = 0.1,
    seed: int = 0,
) -> ModelCard:
    """Compare two sets of weights on lists that neither was learned from.

    The gain is that of nDCG with each decision counted 1 / the chance that it was looked at,
    averaged by need, with a paired bootstrap interval over needs (`seed`). The candidate is
    adopted only where the interval lies above 0 and no group (of the labels of candidates) loses
    more than `most_fall` of its share of exposure.
    Raises ValueError for a fall outside [0, 1].
    """
    if not 0 <= most_fall <= 1:
        raise ValueError("The most that exposure may fall is a share from 0 to 1.")
    before, after = (_by_need(lists, each, propensity, seed) for each in (current, candidate))
    gain = _gain(before, after, seed)
    exposure = _changes(lists, current, candidate, seed)
    verdict = _verdict(gain, exposure, most_fall)
    return ModelCard(
        first_day=_days(lists)[0],
        last_day=_days(lists)[1],
        lists_judged=len(lists),
        needs_judged=gain.needs,
        severity=propensity.severity,
        weights_before=dict(current),
        weights_after=dict(candidate),
        ndcg_before=_mean(before),
        ndcg_after=_mean(after),
        gain=gain.mean,
        interval=gain.interval,
        exposure=exposure,
        most_fall=most_fall,
        verdict=verdict,
        sentence=_sentence(verdict, gain, exposure),
    )


def _days(lists: Sequence[ShownList]) -> tuple[date | None, date | None]:
    days = [each.day for each in lists]
    return min(days, default=None), max(days, default=None)


@dataclass(frozen=True, slots=True)
class _Gain:
    """The mean gain over needs with its interval."""

    needs: int
    mean: float
    interval: tuple[float, float]


def _gain(before: Mapping[int, float], after: Mapping[int, float], seed: int) -> _Gain:
    gains = np.asarray([after[need] - before[need] for need in sorted(before)])
    mean = float(gains.mean()) if gains.size else 0.0
    return _Gain(gains.size, mean, _interval(gains, seed))


def _order(shown: ShownList, weights: Mapping[str, float], seed: int) -> list[int]:
    ids = np.asarray([each.id for each in shown.candidates], np.int64)
    # Rounded as far as scores can differ by the order of a sum, so that ties are ties.
    scores = np.round(shown.score(weights), 12)
    return np.lexsort((ids, tie_keys(seed, ids), -scores)).tolist()


def _by_need(
    lists: Sequence[ShownList], weights: Mapping[str, float], propensity: Propensity, seed: int
) -> dict[int, float]:
    """Position-corrected DCG by need, where anything was decided for anybody.

    It is divided by the mean of what the best order would have, not list by list: a list in
    which only the first was looked at would then seem perfect, and every change of order a loss.
    """
    found: defaultdict[int, list[float]] = defaultdict(list)
    ideal: defaultdict[int, list[float]] = defaultdict(list)
    for each in lists:
        ranks = np.asarray([candidate.rank for candidate in each.candidates], np.int64)
        grades = np.asarray([candidate.grade for candidate in each.candidates])
        if not grades.any():
            continue
        gains, discounts = grades / propensity.at(ranks), attention(grades.size)
        found[each.seeker_group_id].append(float(gains[_order(each, weights, seed)] @ discounts))
        ideal[each.seeker_group_id].append(float(np.sort(gains)[::-1] @ discounts))
    best = _mean({need: float(np.mean(values)) for need, values in ideal.items()})
    return {need: float(np.mean(values)) / best for need, values in found.items()}


def _mean(values: Mapping[int, float]) -> float:
    return float(np.mean(list(values.values()))) if values else 0.0


def _interval(gains: Floats, seed: int) -> tuple[float, float]:
    """The percentile bootstrap interval of the mean, over needs."""
    if not gains.size:
        return (0.0, 0.0)
    generator = np.random.default_rng(seed)
    means = [gains[generator.integers(0, gains.size, gains.size)].mean() for _ in range(RESAMPLES)]
    low, high = np.quantile(means, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(low), float(high)


def _changes(
    lists: Sequence[ShownList],
    current: Mapping[str, float],
    candidate: Mapping[str, float],
    seed: int,
) -> tuple[ExposureChange, ...]:
    before, after = (_shares(lists, each, seed) for each in (current, candidate))
    return tuple(ExposureChange(*key, before[key], after[key]) for key in before)


def _shares(
    lists: Sequence[ShownList], weights: Mapping[str, float], seed: int
) -> dict[tuple[str, str], float]:
    """The share of exposure of each group, by the labels that each had when it was shown."""
    seen: dict[int, float] = {}
    labels: dict[int, Mapping[str, str]] = {}
    for each in lists:
        order = _order(each, weights, seed)
        for at, worth in zip(order, attention(len(order)).tolist(), strict=True):
            seen[len(labels)] = worth
            labels[len(labels)] = each.candidates[at].groups
    return shares_by_group(seen, labels)


def _verdict(gain: _Gain, exposure: Sequence[ExposureChange], most_fall: float) -> str:
    if gain.needs < FEWEST_NEEDS:
        return "too-few"
    if gain.interval[0] <= 0:
        return "no-gain"
    return "exposure-falls" if any(each.fall > most_fall for each in exposure) else "adopt"


def _sentence(verdict: str, gain: _Gain, exposure: Sequence[ExposureChange]) -> str:
    low, high = gain.interval
    measured = f"{gain.mean:+.3f} (from {low:+.3f} to {high:+.3f})"
    if verdict == "too-few":
        return f"Decisions on {gain.needs} needs are too few to judge by: at least {FEWEST_NEEDS}."
    if verdict == "no-gain":
        return f"The order would not surely be better: the gain in nDCG is {measured}."
    if verdict == "adopt":
        return f"The order is better: the gain in nDCG is {measured}, and no group loses out."
    worst = max(exposure, key=lambda each: each.fall)
    return (
        f"The order would be better by {measured}, but {worst.dimension} “{worst.group}” would "
        f"lose {worst.fall:.0%} of how much it is seen."
    )
