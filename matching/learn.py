"""Weights of parts learned from decisions, within bounds around the published ones."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from matching.decisions import DECLINE_SPEAKS_OF, DECLINED, SHOWN, ShownCandidate, ShownList
from matching.scoring import CONTENT, DEFAULT_WEIGHTS, PARTS, Floats, check_weights

USUAL_SEVERITY = 1.0  # where too little was decided to estimate it: attention as 1 / rank
FEWEST_ENGAGED = 50  # decisions below which the severity is not estimated
MOST_SEVERE = 3.0
_SCALES = (math.log(0.01), math.log(1_000.0))
_STARTS = tuple(math.log(scale) for scale in (1.0, 4.0, 16.0, 64.0))


@dataclass(frozen=True, slots=True)
class Propensity:
    """The chance that what stands at a rank is looked at: rank ** -severity, at least `least`.

    `least` bounds the weight of a single decision far down a list at 1 / least.
    Raises ValueError for a negative severity, or a least chance outside (0, 1].
    """

    severity: float = USUAL_SEVERITY
    least: float = 0.1

    def __post_init__(self) -> None:
        if not (math.isfinite(self.severity) and self.severity >= 0 and 0 < self.least <= 1):
            raise ValueError("A severity is not negative, and a least chance is over 0, at most 1.")

    def at(self, ranks: NDArray[np.int64]) -> Floats:
        """The chance at each rank, counted from 1."""
        return np.maximum(self.least, ranks.astype(np.float64) ** -self.severity)


def estimate_severity(lists: Sequence[ShownList], parts: Sequence[str]) -> float:
    """How fast attention falls with rank, by maximum likelihood; the usual one with too few data.

    The position-based click model: decided on = looked at × relevant, relevance a logistic
    regression on the values of the parts, so that what stood high because it fits is not taken
    for what was chosen because it stood high (Wang et al., "Position bias estimation for unbiased
    learning to rank in personal search", WSDM 2018).
    """
    shown = [each for each in lists if each.candidates]
    engaged = np.asarray([c.outcome != SHOWN for each in shown for c in each.candidates], float)
    if engaged.sum() < FEWEST_ENGAGED:
        return USUAL_SEVERITY
    ranks = np.log([c.rank for each in shown for c in each.candidates])
    values = np.vstack([each.matrix(parts) for each in shown])

    def loss(point: Floats) -> tuple[float, Floats]:
        severity, offset, slopes = point[0], point[1], point[2:]
        relevant = expit(offset + values @ slopes)
        chance = np.clip(np.exp(-severity * ranks) * relevant, 1e-12, 1 - 1e-9)
        lost = -np.sum(engaged * np.log(chance) + (1 - engaged) * np.log1p(-chance))
        by_log = -(engaged - (1 - engaged) * chance / (1 - chance))  # of the logarithm of chance
        by_logit = by_log * (1 - relevant)
        slope = np.concatenate(
            [[-by_log @ ranks], [by_logit.sum()], by_logit @ values + 0.01 * slopes]
        )
        return float(lost + 0.005 * slopes @ slopes), slope

    start = np.concatenate([[USUAL_SEVERITY, 0.0], np.zeros(len(parts))])
    bounds = [(0.0, MOST_SEVERE), (-30.0, 30.0), *[(-100.0, 100.0)] * len(parts)]
    return float(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x[0])


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Preferred less passed over, of one list.

    `differences` (pairs × parts) of what is learned, `offsets` of pinned parts already weighed,
    what each pair `counts`, and how many decisions they came from.
    """

    differences: Floats
    offsets: Floats
    counts: Floats
    decisions: int


class WeightLearner(BaseEstimator):
    """Pairwise logistic regression of decisions on the parts of a score.

    A pair is two candidates of one list of which more was decided for the first; the model gives
    the first the higher score with the chance expit(scale × difference of scores). A pair counts
    1 / the chance that its first was looked at (inverse propensity: Joachims, Swaminathan and
    Schnabel, "Unbiased learning-to-rank with biased feedback", WSDM 2017), so a decision at rank
    20 counts more than one at rank 1. The pairs of one decision count as one together.

    `published`: weights by part, the start and what the L2 penalty (`l2`, on the logarithm of the
    ratio to the published weight, against one unit a decision) draws back to; `lower`, `upper`:
    bounds of that ratio; `propensity`: the chance of being looked at, None to estimate it from the
    lists; `least_propensity`: its lower bound where it is estimated.

    After `fit`: `parts_`, `weights_` (by part), `coef_` (the same as an array), `n_pairs_`,
    `n_lists_` (those with a pair), `propensity_`. A part published with 0 stays 0, and one in
    `scoring.CONTENT` above 0.
    """

    def __init__(
        self,
        *,
        published: Mapping[str, float] | None = None,
        propensity: Propensity | None = None,
        least_propensity: float = 0.1,
        lower: float = 0.5,
        upper: float = 2.0,
        l2: float = 10.0,
    ) -> None:
        self.published = published
        self.propensity = propensity
        self.least_propensity = least_propensity
        self.lower = lower
        self.upper = upper
        self.l2 = l2

    def fit(self, lists: Sequence[ShownList], y: object = None) -> WeightLearner:
        """Learn from lists; ones in which nothing was decided teach nothing.

        Raises ValueError for bounds that do not hold the published weights, a negative `l2`, or
        published weights that mean nothing.
        """
        published = self._checked()
        lists = list(lists)
        self.parts_ = tuple(published)
        self.propensity_ = self.propensity or Propensity(
            estimate_severity(lists, self.parts_), self.least_propensity
        )
        start = np.asarray(list(published.values()), np.float64)
        found = [
            pairs
            for each in lists
            if (pairs := _pairs(each, self.parts_, start, self.propensity_)) is not None
        ]
        self.n_lists_ = len(found)
        self.n_pairs_ = sum(each.counts.size for each in found)
        self.coef_ = self._solve(found, start) if found else start
        self.weights_ = dict(zip(self.parts_, self.coef_.tolist(), strict=True))
        return self

    def predict(self, lists: Sequence[ShownList]) -> list[Floats]:
        """The scores of the candidates of each list under the learned weights."""
        check_is_fitted(self, "weights_")
        return [each.score(self.weights_) for each in lists]

    def _checked(self) -> dict[str, float]:
        published = dict(DEFAULT_WEIGHTS if self.published is None else self.published)
        check_weights(published, known=PARTS)
        if not any(published.get(name) for name in CONTENT):
            raise ValueError("At least one of words, categories, causes and skills must weigh.")
        if not (0 < self.lower <= 1 <= self.upper and math.isfinite(self.upper)):
            raise ValueError("The lower bound is over 0 and at most 1, the upper one at least 1.")
        if not (math.isfinite(self.l2) and self.l2 >= 0):
            raise ValueError("The penalty l2 is a number that is not negative.")
        return published

    def _solve(self, found: list[_Pairs], start: Floats) -> Floats:
        differences = np.vstack([each.differences for each in found])
        offsets = np.concatenate([each.offsets for each in found])
        counts = np.concatenate([each.counts for each in found])
        # Self-normalised: the decisions count 1 on average, whatever the propensities.
        counts *= sum(each.decisions for each in found) / counts.sum()

        def loss(point: Floats) -> tuple[float, Floats]:
            scale, weights = math.exp(point[0]), start * np.exp(point[1:])
            margins = scale * (differences @ weights + offsets)
            lost = counts @ np.logaddexp(0.0, -margins) + self.l2 / 2 * point[1:] @ point[1:]
            slopes = -counts * expit(-margins)
            by_ratio = scale * weights * (slopes @ differences) + self.l2 * point[1:]
            return float(lost), np.concatenate([[slopes @ margins], by_ratio])

        ratios = [(math.log(self.lower), math.log(self.upper))] * start.size

        def solved(point: Floats, scales: tuple[float, float]) -> Any:
            bounds = [scales, *ratios]
            return minimize(loss, point, jac=True, method="L-BFGS-B", bounds=bounds)

        # Where the published order is wrong, the scale would fall to nothing before the weights
        # moved: so they move first at each of some scales, and then all from the best of these.
        held = [
            solved(np.asarray([scale, *[0.0] * start.size]), (scale, scale)) for scale in _STARTS
        ]
        best = solved(min(held, key=lambda each: float(each.fun)).x, _SCALES).x
        return np.clip(start * np.exp(best[1:]), self.lower * start, self.upper * start)


def _pairs(
    shown: ShownList, parts: Sequence[str], published: Floats, propensity: Propensity
) -> _Pairs | None:
    """The pairs of one list, None where nothing was preferred to anything."""
    candidates = shown.candidates
    grades = np.asarray([each.grade for each in candidates])
    speaks_of = np.asarray([_passed_over_for(each, parts) for each in candidates], bool)
    better, worse = np.nonzero(grades[:, None] > grades[None, :])
    says = speaks_of.reshape(len(candidates), len(parts))[worse].any(axis=1)
    better, worse = better[says], worse[says]
    if not better.size:
        return None
    values, masks = shown.matrix(parts), speaks_of[worse]
    differences = (values[better] - values[worse]) * masks
    weights = shown.weights(dict(zip(parts, published, strict=True)), parts)
    is_pinned = np.asarray([name in shown.pinned for name in parts])
    total = weights.sum() or 1.0
    ranks = np.asarray([each.rank for each in candidates])
    pairs_each = np.bincount(better, minlength=len(candidates))
    return _Pairs(
        differences * ~is_pinned / total,
        differences @ (weights * is_pinned) / total,
        1 / propensity.at(ranks[better]) / pairs_each[better],
        int(np.count_nonzero(pairs_each)),
    )


def _passed_over_for(candidate: ShownCandidate, parts: Sequence[str]) -> list[bool]:
    """Of which parts not choosing this candidate says something."""
    if candidate.outcome != DECLINED:
        return [True] * len(parts)
    speaks_of = DECLINE_SPEAKS_OF.get(candidate.reason, frozenset())
    return [name in speaks_of for name in parts]
