"""What a score means: the chance that a match is a good one, and the band it lies in.

The chance is a logistic curve of the score (Platt, 1999), fitted on matches that were judged. It is
a map beside the score: no score changes by it, and no order. Until there are judged matches of a
site's own, bands go by the thresholds below, and no percentage is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from matching.time_columns import Floats

STRONG, GOOD, POSSIBLE = "strong", "good", "possible"
THRESHOLDS = ((0.4, STRONG), (0.25, GOOD))
"""Scores from which a band begins. Of the first ten matches of labelled sets with one right answer
each, one in two in "strong" was right, one in seven in "good" and one in thirty in "possible"."""
_BINS = 10
_RIDGE = 1e-5  # on the slope: with all matches good or all bad it would grow without end


class ScoreCalibration(BaseEstimator):
    """The chance of being relevant by score; `slope_` and `offset_` of a logistic curve."""

    def fit(self, scores: Sequence[float], relevant: Sequence[bool]) -> ScoreCalibration:
        """Learn from judged matches; ValueError for none, other lengths, or what is no score."""
        given, right = np.asarray(scores, np.float64), np.asarray(relevant, np.float64)
        if not given.size or given.shape != right.shape or not np.isfinite(given).all():
            raise ValueError("Give each of some judged matches one score that is a number.")

        def loss(line: Floats) -> tuple[float, Floats]:
            chance = expit(line[0] * given + line[1])
            fault = -np.mean(np.log(np.where(right > 0, chance, 1 - chance) + 1e-12))
            wrong = chance - right
            slope = np.mean(wrong * given) + 2 * _RIDGE * line[0]
            return float(fault + _RIDGE * line[0] ** 2), np.array([slope, np.mean(wrong)])

        line = minimize(loss, np.zeros(2), jac=True, method="L-BFGS-B").x
        self.slope_, self.offset_ = float(line[0]), float(line[1])
        return self

    def predict(self, scores: Sequence[float]) -> Floats:
        """The chance of each, 0 to 1."""
        check_is_fitted(self, "slope_")
        return np.asarray(expit(self.slope_ * np.asarray(scores, np.float64) + self.offset_))


def band_of(score: float) -> str:
    """The band of a score by the published thresholds."""
    return next((name for bar, name in THRESHOLDS if score >= bar), POSSIBLE)


def calibration_error(chances: Sequence[float] | Floats, relevant: Sequence[bool]) -> float:
    """Expected calibration error over ten bins of equal width (Naeini and others, 2015), 0 to 1."""
    given, right = np.asarray(chances, np.float64), np.asarray(relevant, np.float64)
    bins: NDArray[Any] = np.minimum((given * _BINS).astype(np.int64), _BINS - 1)
    held = np.bincount(bins, minlength=_BINS)
    gaps = np.abs(np.bincount(bins, given - right, _BINS))
    return float(gaps.sum() / max(1, held.sum()))
