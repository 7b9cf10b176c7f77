"""Places that may close: branch on each that would run below its minimum."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from types import ModuleType
from typing import NamedTuple

import numpy as np

from matching.assigning.problem import Problem
from matching.assigning.result import NOWHERE, Goals, InfeasibleError
from matching.assigning.shutting import TOLERANCE, best_shut
from matching.assigning.solving import Solution, solve

MOST_EDGES = 60_000  # that a mixed programme is asked to decide on


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """A solution that keeps every minimum, the bound over all others, and the places shut."""

    solution: Solution
    bound: Goals
    closed: tuple[int, ...]


class Branch(NamedTuple):
    """The places shut, and those held to their minimum."""

    closed: frozenset[int]
    opened: frozenset[int]

    def apply(self, problem: Problem) -> Problem:
        """The problem with these places decided."""
        return problem.with_decided(sorted(self.closed), sorted(self.opened))


class _Node(NamedTuple):
    """A solved branch in the queue: the first two fields order it, and no two are alike."""

    order: tuple[float, float, float]
    number: int
    bound: Goals
    branch: Branch
    short: tuple[int, ...]
    solution: Solution | None


def settle(problem: Problem, *, keep: int, ortools: ModuleType | None, branches: int) -> Settled:
    """Search best bound first: the first answer without a half-run place is the best there is.

    After `branches` solved problems HiGHS decides on all places at once; where there are too many
    pairs for it, what runs short is shut, and the bound stays that of the problem it came from.
    Raises InfeasibleError for minimums that cannot be met. Method: branch and bound (Land and Doig
    1960).
    """
    root = solve(problem, keep=keep, ortools=ortools)
    if root.network.missing(root.columns):
        raise InfeasibleError(_why_not(problem, root))
    queue: list[_Node] = []
    _add(queue, problem, root, Branch(frozenset(), frozenset()), 1)
    count = 1
    while True:
        node = heappop(queue)
        if node.solution is not None:
            return _settled(problem, node.solution, node.bound)
        if count >= branches:
            return _at_once(problem, node, keep, ortools) or _shut_all(problem, node, keep, ortools)
        for branch in _both_ways(node):
            count += 1
            solution = solve(branch.apply(problem), keep=keep, ortools=ortools)
            if not solution.network.missing(solution.columns):
                _add(queue, problem, solution, branch, count)


def _add(
    queue: list[_Node], problem: Problem, solution: Solution, branch: Branch, number: int
) -> None:
    """Keep what is whole, and of the rest only where to go on: networks are large."""
    short = _half_run(branch.apply(problem), solution)
    order = (-solution.bound.people, -solution.bound.priority, -solution.bound.score)
    whole = None if short else solution
    heappush(queue, _Node(order, number, solution.bound, branch, short, whole))


def _both_ways(node: _Node) -> tuple[Branch, Branch]:
    place, (closed, opened) = node.short[0], node.branch
    return Branch(closed | {place}, opened), Branch(closed, opened | {place})


def _half_run(problem: Problem, solution: Solution) -> tuple[int, ...]:
    """The places that may close and run below their minimum, those that lack least first."""
    counts = solution.counts
    short = np.flatnonzero(problem.may_close & (counts > 0) & (counts < problem.needs))
    lacking = problem.needs[short] - counts[short]
    return tuple(int(p) for p in short[np.argsort(lacking, kind="stable")])


def _at_once(
    problem: Problem, node: _Node, keep: int, ortools: ModuleType | None
) -> Settled | None:
    """What a mixed programme shuts, solved exactly; None where it is too large or finds nothing."""
    found = best_shut(problem) if problem.rows.size <= MOST_EDGES else None
    if found is None:
        return None
    shut, bound = found
    opened = frozenset(np.flatnonzero(problem.may_close).tolist()) - set(shut)
    branch = Branch(frozenset(shut), opened)
    solution = solve(branch.apply(problem), keep=keep, ortools=ortools)
    if solution.network.missing(solution.columns):
        return None
    goals = solution.goals
    proved = (bound.people, bound.priority - goals.priority, bound.score - goals.score)
    near = TOLERANCE * max(1.0, abs(goals.priority), abs(goals.score))
    if proved[0] == goals.people and max(proved[1:]) <= near:
        bound = solution.bound
    return _settled(problem, solution, min(bound, node.bound))


def _shut_all(problem: Problem, node: _Node, keep: int, ortools: ModuleType | None) -> Settled:
    """Shut the half-run places until there is none: always possible, seldom the best."""
    branch, short = node.branch, node.short
    while True:
        branch = Branch(branch.closed | set(short), branch.opened)
        solution = solve(branch.apply(problem), keep=keep, ortools=ortools)
        short = _half_run(branch.apply(problem), solution)
        if not short:
            return _settled(problem, solution, node.bound)


def _settled(problem: Problem, solution: Solution, bound: Goals) -> Settled:
    empty = problem.may_close & (solution.counts == 0)
    return Settled(solution, bound, tuple(int(p) for p in np.flatnonzero(empty)))


def _why_not(problem: Problem, solution: Solution) -> str:
    """The cut that shows why minimums cannot be met: places that need more than can come.

    From a seat that stays empty, over everyone who could take it, to the seats that they hold and
    that must be filled as well, and so on: too few people for all these places (Hall 1935).
    """
    network, columns = solution.network, solution.columns
    filled = np.bincount(columns[columns != NOWHERE], minlength=network.seats.size)
    lacking = np.flatnonzero((filled < network.seats)[network.ordinary :])
    reached = np.zeros(network.seats.size, np.bool_)
    reached[network.ordinary + lacking[0]] = True
    while True:
        size = np.count_nonzero(reached)
        people = np.unique(network.rows[reached[network.cols]])
        reached[columns[people]] = True
        if np.count_nonzero(reached) == size:
            break
    places = np.sort(network.place_of[reached])
    return _cut_sentence(problem, places, int(people.size))


def _cut_sentence(problem: Problem, places: np.ndarray, eligible: int) -> str:
    needed = int(problem.needs[places].sum())
    people = "1 person" if needed == 1 else f"{needed} people"
    are = "none is" if eligible == 0 else "only 1 is" if eligible == 1 else f"only {eligible} are"
    beside = " beside those locked" if problem.locked else ""
    if places.size == 1:
        return (
            f"Place {places[0]} needs {people}{beside} and {are} eligible there: "
            "its minimum cannot be met."
        )
    names = ", ".join(map(str, places[:-1])) + f" and {places[-1]}"
    return (
        f"Places {names} need {people} between them{beside} and {are} eligible at any of them: "
        "their minimums cannot be met."
    )
