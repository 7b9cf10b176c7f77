"""The plain way, to compare with: the best pair again and again."""

from __future__ import annotations

import numpy as np

from matching.assigning.problem import Problem
from matching.assigning.result import NOWHERE

_AT_ONCE = 50_000  # pairs looked at in a go: most of the later ones are gone before their turn


def greedy(problem: Problem) -> np.ndarray:
    """(people,) places by taking the highest score that is still free; minimums are not heeded."""
    places, left = problem.start(), problem.seats.copy()
    order = np.argsort(-problem.scores, kind="stable")
    for start in range(0, order.size, _AT_ONCE):
        part = order[start : start + _AT_ONCE]
        rows, cols = problem.rows[part], problem.cols[part]
        still = (places[rows] == NOWHERE) & (left[cols] > 0)
        for person, place in np.column_stack((rows, cols))[still].tolist():
            if places[person] == NOWHERE and left[place]:
                places[person] = place
                left[place] -= 1
    return places
