"""The problem as one network: the three goals become one worth for each pair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.assigning.problem import Problem
from matching.assigning.result import NOWHERE


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """People, columns of equal seats, and what each pair is worth.

    A place is one column, or two where it has a minimum: the seats that must be filled stand apart.
    Which sets of seats can be filled together is a matroid (a transversal one), so that any set of
    greatest weight is the same for all weights of one order (Edmonds 1971). Hence a seat's goal is
    a small rank: 1 for the lowest priority, up by one for each next, and one more for the seats
    that must be filled; every rank is above 0, so that the most people are placed. With scores
    brought into [0, 1], `step` = people + 1 times the rank outweighs all scores together: one
    number a pair, `worth`, holds the goals in their order.

    `rows`, `cols`, `worth`: (edges,), by person. `seats`, `ranks`, `place_of`: (columns,),
    the `ordinary` ones first. A score is `lowest` + `unit` times its part in [0, 1] of the worth.
    """

    people: int
    rows: np.ndarray
    cols: np.ndarray
    worth: np.ndarray
    seats: np.ndarray
    ranks: np.ndarray
    place_of: np.ndarray
    ordinary: int
    step: int
    unit: float
    lowest: float

    @property
    def tolerance(self) -> float:
        """What rounding alone may make of a difference of two worths."""
        return max(1e-9, self.step * float(self.ranks.max(initial=1)) * 2.0**-46)

    def places(self, columns: np.ndarray) -> np.ndarray:
        """(people,) places of (people,) columns."""
        return np.where(columns == NOWHERE, NOWHERE, np.append(self.place_of, NOWHERE)[columns])

    def missing(self, columns: np.ndarray) -> dict[int, int]:
        """How many seats stay empty of those that must be filled, by place."""
        filled = np.bincount(columns[columns != NOWHERE], minlength=self.seats.size)
        must = range(self.ordinary, self.seats.size)
        short = {int(self.place_of[c]): int(self.seats[c] - filled[c]) for c in must}
        return {place: count for place, count in short.items() if count}


def build_network(problem: Problem) -> Network:
    """Ranks, worths and columns of a problem; a minimum counts where the place may not close."""
    must = np.flatnonzero((problem.needs > 0) & ~problem.may_close)
    column = np.full(problem.places, NOWHERE, np.int64)
    column[must] = problem.places + np.arange(must.size)
    plain = problem.seats.copy()
    plain[must] -= problem.needs[must]
    levels, ranks = np.unique(problem.priorities, return_inverse=True)
    ranks = np.concatenate([ranks + 1, np.full(must.size, levels.size + 1)])
    ordinary, special = plain[problem.cols] > 0, column[problem.cols] != NOWHERE
    rows = np.concatenate([problem.rows[ordinary], problem.rows[special]])
    cols = np.concatenate([problem.cols[ordinary], column[problem.cols[special]]])
    scores = np.concatenate([problem.scores[ordinary], problem.scores[special]])
    if must.size:
        order = np.argsort(rows, kind="stable")
        rows, cols, scores = rows[order], cols[order], scores[order]
    lowest = float(scores.min(initial=np.inf)) if scores.size else 0.0
    unit = float(np.ptp(scores)) if scores.size else 0.0
    step = problem.people - len(problem.locked) + 1
    worth = (scores - lowest) / (unit or 1.0) + float(step) * ranks[cols]
    return Network(
        people=problem.people,
        rows=rows,
        cols=cols,
        worth=worth,
        seats=np.concatenate([plain, problem.needs[must]]),
        ranks=ranks,
        place_of=np.concatenate([np.arange(problem.places), must]),
        ordinary=problem.places,
        step=step,
        unit=unit or 1.0,
        lowest=lowest,
    )
