"""Several judgements of the same classes made into one probability, and chances that hold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.base import BaseEstimator

Floats = NDArray[np.float64]

_PULL = 1e-3  # towards equal shares where there is too little to learn from
_CONSIDERED = 2  # of each text, the classes whose chance is calibrated: those that are shown first
_LEAST = 1e-6


def softmax(scores: Floats) -> Floats:
    """Rows that sum to 1."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


class ConditionalLogit(BaseEstimator):
    """One weight a judgement, shared by all classes: few enough to learn from few texts.

    McFadden's conditional logit (1974): p(class) ∝ exp(Σ weight · judgement of that class), the
    weights not negative. Fit it on judgements of texts that the judges had not learned from.
    """

    def fit(self, judgements: Sequence[Floats], right: NDArray[np.int64]) -> ConditionalLogit:
        """Learn from arrays of texts × classes, one a judge, and each text's class."""
        stacked = np.stack(judgements, axis=2).astype(np.float64)
        spread = (stacked - stacked.mean(axis=1, keepdims=True)).std(axis=(0, 1))
        scale = np.where(spread > _LEAST, spread, 1.0)
        rows = np.arange(len(right))

        def loss(weights: Floats) -> tuple[float, Floats]:
            chances = softmax(stacked @ (weights / scale))
            missed = -float(np.log(chances[rows, right] + 1e-12).mean())
            chances[rows, right] -= 1.0
            slope = np.einsum("nc,nck->k", chances, stacked) / scale / len(rows)
            return missed + _PULL * float(weights @ weights), slope + 2 * _PULL * weights

        count = stacked.shape[2]
        found = minimize(
            loss, np.ones(count), jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * count
        )
        self.weights_ = np.asarray(found.x / scale)
        return self

    def predict_proba(self, judgements: Sequence[Floats]) -> Floats:
        """Texts × classes, rows that sum to 1."""
        parts = [w * each for w, each in zip(self.weights_, judgements, strict=True)]
        return softmax(np.sum(parts, axis=0, dtype=np.float64))


class Chance(BaseEstimator):
    """From a class's probability to the measured chance that it is right (Platt, 1999).

    Learned from the likeliest classes of texts that the judges had not learned from.
    """

    def fit(self, probabilities: Floats, right: NDArray[np.int64]) -> Chance:
        """Learn intercept and slope over log-odds; the slope is never negative."""
        best = np.argsort(-probabilities, axis=1, kind="stable")[:, :_CONSIDERED]
        odds = _log_odds(np.take_along_axis(probabilities, best, axis=1)).ravel()
        hit = (best == right[:, None]).astype(np.float64).ravel()

        def loss(line: Floats) -> tuple[float, Floats]:
            score = line[0] + line[1] * odds
            missed = np.logaddexp(0.0, score) - hit * score
            wrong = 1 / (1 + np.exp(-score)) - hit
            slope = np.array([wrong.mean(), (wrong * odds).mean()])
            return float(missed.mean()), slope

        found = minimize(
            loss,
            np.array([0.0, 1.0]),
            jac=True,
            method="L-BFGS-B",
            bounds=[(None, None), (0, None)],
        )
        self.line_ = np.asarray(found.x)
        return self

    def transform(self, probabilities: Floats) -> Floats:
        """Chances in (0, 1), in the same order."""
        score = self.line_[0] + self.line_[1] * _log_odds(probabilities)
        return np.asarray(1 / (1 + np.exp(-score)))


def _log_odds(probabilities: Floats) -> Floats:
    kept = np.clip(probabilities, _LEAST, 1 - _LEAST)
    return np.asarray(np.log(kept / (1 - kept)))
