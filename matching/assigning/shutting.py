"""Which places to shut, as a mixed programme: one yes or no a place that may close."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

from matching.assigning.problem import Problem
from matching.assigning.result import Goals

FEW_EDGES = 10_000  # for which each edge may have a row of its own, which tightens the programme
NODES = 1_000  # of HiGHS's own tree, for each goal
TOLERANCE = 1e-6  # to which HiGHS proves what it finds


def best_shut(problem: Problem, nodes: int = NODES) -> tuple[tuple[int, ...], Goals] | None:
    """The places to shut for the best goals, and what the goals cannot exceed; None if unknown.

    One goal after another, each held for the next; a goal that `nodes` do not prove ends it there.
    """
    programme = _Programme(problem, nodes)
    aims = (np.ones(problem.rows.size), problem.priorities[problem.cols], problem.scores)
    limits = [np.inf, np.inf, np.inf]
    shut = None
    for goal, gains in enumerate(aims):
        answer = programme.best(gains)
        if answer.x is None:
            break
        shut = programme.shut(answer.x)
        room = TOLERANCE * max(1.0, abs(answer.fun))
        limits[goal] = -answer.mip_dual_bound
        if answer.fun - answer.mip_dual_bound > room:
            break
        programme.hold(gains, -answer.fun - room / 1_000)
    if shut is None:
        return None
    placed = list(problem.locked.values())
    people = problem.people if np.isinf(limits[0]) else int(limits[0] + TOLERANCE) + len(placed)
    priority = limits[1] + float(problem.priorities[placed].sum())
    return shut, Goals(people, priority, limits[2] + problem.locked_score)


class _Programme:
    """Shares of edges and decisions on places: for any decisions the best shares are whole.

    That holds on the face of a goal as well, so that goals may be fixed one after another.
    """

    def __init__(self, problem: Problem, nodes: int) -> None:
        self.problem, self.nodes = problem, nodes
        self.closable = np.flatnonzero(problem.may_close)
        self.edges = problem.rows.size
        self.size = self.edges + self.closable.size
        self.rows = [*self._limits()]

    def _limits(self) -> list[LinearConstraint]:
        problem, edges = self.problem, np.arange(self.edges)
        ones, places = np.ones(self.edges), problem.places
        person = self._matrix(ones, problem.rows, edges, problem.people)
        at = self._matrix(ones, problem.cols, edges, places)
        switches = self.edges + np.arange(self.closable.size)
        seats, needs = problem.seats.astype(float), problem.needs.astype(float)
        full = self._matrix(seats[self.closable], self.closable, switches, places)
        least = self._matrix(needs[self.closable], self.closable, switches, places)
        seats[self.closable], needs[self.closable] = 0.0, 0.0
        limits = [
            LinearConstraint(person, -np.inf, 1.0),
            LinearConstraint(at - full, -np.inf, seats),
            LinearConstraint(at - least, needs, np.inf),
        ]
        if self.edges <= FEW_EDGES:
            index = np.full(places, -1)
            index[self.closable] = switches
            own = np.flatnonzero(problem.may_close[problem.cols])
            pairs = np.concatenate([own, index[problem.cols[own]]])
            signs = np.repeat([1.0, -1.0], own.size)
            each = self._matrix(signs, np.tile(np.arange(own.size), 2), pairs, own.size)
            limits.append(LinearConstraint(each, -np.inf, 0.0))
        return limits

    def _matrix(
        self, values: np.ndarray, rows: np.ndarray, columns: np.ndarray, height: int
    ) -> sparse.csr_array:
        return sparse.csr_array((values, (rows, columns)), shape=(height, self.size))

    def best(self, gains: np.ndarray) -> OptimizeResult:
        """Maximise (edges,) gains; what comes back is HiGHS's answer for their negative."""
        whole = np.arange(self.size) >= self.edges
        return milp(
            np.concatenate([-gains, np.zeros(self.closable.size)]),
            integrality=whole.astype(int),
            bounds=Bounds(0, 1),
            constraints=self.rows,
            options={"mip_rel_gap": 0.0, "node_limit": self.nodes},
        )

    def shut(self, shares: np.ndarray) -> tuple[int, ...]:
        """The places that a solution shuts."""
        return tuple(int(p) for p in self.closable[shares[self.edges :] < 0.5])

    def hold(self, gains: np.ndarray, least: float) -> None:
        """From now on the (edges,) gains reach at least so much."""
        row = sparse.csr_array(np.concatenate([gains, np.zeros(self.closable.size)])[None, :])
        self.rows.append(LinearConstraint(row, least, np.inf))
