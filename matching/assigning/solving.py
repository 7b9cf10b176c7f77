"""From a problem to its best assignment with a proof, a few edges a person at first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import ModuleType

import numpy as np

from matching.assigning.engines import by_flow, by_matching, by_program
from matching.assigning.network import Network, build_network
from matching.assigning.prices import Priced, price
from matching.assigning.problem import Problem
from matching.assigning.result import NOWHERE, Goals

ALL_AT_ONCE = 150_000  # edges that are not worth choosing from
_ROUNDING = 1e-9  # of a total: two totals nearer than this are one


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """The best of a problem whose closable places may fall short of their minimums."""

    network: Network
    kept: np.ndarray
    columns: np.ndarray
    priced: Priced
    places: np.ndarray
    goals: Goals
    bound: Goals
    method: str

    @property
    def counts(self) -> np.ndarray:
        """How many people each place has, without those locked."""
        placed = self.network.place_of[self.columns[self.columns != NOWHERE]]
        return np.bincount(placed, minlength=self.network.ordinary)


def solve(problem: Problem, *, keep: int, ortools: ModuleType | None) -> Solution:
    """Match on the best edges, price, add the edges that beat their person's own, until none does.

    The answer is exact whatever `keep`: it ends only when all edges agree with the prices.
    """
    network = build_network(problem)
    chosen = _first_edges(network, keep)
    priced: Priced | None = None
    while True:
        kept = np.flatnonzero(chosen)
        found = None if priced is None or ortools is not None else _again(network, kept, priced)
        columns, method = found or _match(network, kept, ortools)
        priced = price(network, kept, columns)
        if chosen[priced.better].all():
            break
        chosen[priced.better] = True
    places = problem.start()
    free = places == NOWHERE
    places[free] = network.places(columns)[free]
    goals = problem.goals(places)
    return Solution(
        network=network,
        kept=kept,
        columns=columns,
        priced=priced,
        places=places,
        goals=goals,
        bound=_bound(network, columns, priced, goals),
        method=method,
    )


def _again(network: Network, kept: np.ndarray, priced: Priced) -> tuple[np.ndarray, str] | None:
    """Match on worth less price, which takes a tenth of the time at prices that are nearly right.

    What seats cost adds to a worth only where they are filled: the answer is the best by worth as
    well if every column with a price is full. Else None.
    """
    columns = by_matching(replace(network, worth=priced.surplus), kept)
    if columns is None:
        return None
    filled = np.bincount(columns[columns != NOWHERE], minlength=network.seats.size)
    sound = (filled == network.seats) | (priced.prices == 0)
    return (columns, "matching") if sound.all() else None


def _match(
    network: Network, kept: np.ndarray, ortools: ModuleType | None
) -> tuple[np.ndarray, str]:
    if ortools is not None:
        return by_flow(network, kept, ortools), "min-cost flow"
    columns = by_matching(network, kept)
    if columns is not None:
        return columns, "matching"
    return by_program(network, kept), "linear programme"


def _first_edges(network: Network, keep: int) -> np.ndarray:
    """(edges,) true for the `keep` best of each person, and twice its seats for each column."""
    size = network.worth.size
    if size <= ALL_AT_ONCE:
        return np.ones(size, np.bool_)
    share = network.worth - network.step * network.ranks[network.cols]
    wanted = np.full(network.people, keep)
    return _best(network.rows, share, wanted) | _best(network.cols, share, 2 * network.seats)


def _best(groups: np.ndarray, share: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """(edges,) true for the `wanted` edges of each group that have the largest share in [0, 1]."""
    order = np.argsort(2.0 * groups - share, kind="stable")
    starts = np.cumsum(np.bincount(groups, minlength=wanted.size)) - np.bincount(
        groups, minlength=wanted.size
    )
    sorted_groups = groups[order]
    best = np.zeros(groups.size, np.bool_)
    best[order] = np.arange(groups.size) - starts[sorted_groups] < wanted[sorted_groups]
    return best


def _bound(network: Network, columns: np.ndarray, priced: Priced, goals: Goals) -> Goals:
    """What the prices prove of each goal.

    More people or priority would be worth at least one `step` more than the ranks reached: where
    the bound is below that, the first two goals are best, and what is left bounds the score.
    """
    ranks = int(network.ranks[columns[columns != NOWHERE]].sum())
    more = int((priced.bound - network.tolerance) // network.step) - ranks
    if more > 0:
        return Goals(goals.people + more, np.inf, np.inf)
    room = max(priced.bound - priced.reached, 0.0) * network.unit
    return Goals(goals.people, goals.priority, goals.score + room)


def gap_between(bound: Goals, goals: Goals) -> float:
    """Bound less goals in the first goal where they differ; 0 where only rounding does."""
    if bound.people != goals.people:
        return float(bound.people - goals.people)
    for most, reached in ((bound.priority, goals.priority), (bound.score, goals.score)):
        if most - reached > _ROUNDING * max(1.0, abs(reached)):
            return most - reached
    return 0.0
