"""Three engines for the same question: the matching of greatest worth with seats to columns."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

import numpy as np
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from matching.assigning.network import Network
from matching.assigning.result import NOWHERE


def _installed() -> ModuleType | None:
    try:
        return import_module("ortools.graph.python.min_cost_flow")
    except ImportError:
        return None


ORTOOLS = _installed()
MOST_SEAT_EDGES = 40_000_000  # of one seat each: 0.5 GB; with more the linear programme is used
_COST_BITS = 60  # of a cost times the nodes, below what the solver's integers hold


def by_matching(network: Network, kept: np.ndarray) -> np.ndarray | None:
    """(people,) columns by shortest augmenting paths over single seats; None where too many.

    `kept`: (n,) edges to use. A column with a seat for each who could come needs no seats: its
    edge competes only with staying away. Method: LAPJVsp (Jonker and Volgenant 1987), in SciPy.
    """
    rows, cols, worth = network.rows[kept], network.cols[kept], network.worth[kept]
    wide = np.bincount(cols, minlength=network.seats.size) <= network.seats
    private, choice = _best_wide(network, rows, cols, worth, wide[cols])
    tight = ~wide[cols]
    rows, cols, worth = rows[tight], cols[tight], worth[tight]
    seats = np.where(wide, 0, network.seats)
    copies = seats[cols]
    total = int(copies.sum())
    if total > MOST_SEAT_EDGES:
        return None
    first = np.cumsum(seats) - seats
    offsets = np.arange(total) - np.repeat(np.cumsum(copies) - copies, copies)
    singles = np.repeat(first[cols], copies) + offsets
    people, home = np.arange(network.people), int(seats.sum())
    gains = np.concatenate([np.repeat(worth, copies), private])
    costs = gains.max(initial=0.0) + 1.0 - gains  # SciPy takes a 0 for no edge
    where = (
        np.concatenate([np.repeat(rows, copies), people]),
        np.concatenate([singles, home + people]),
    )
    graph = sparse.csr_array((costs, where), shape=(network.people, home + network.people))
    found = min_weight_full_bipartite_matching(graph)[1]
    columns = np.searchsorted(first, found, side="right") - 1
    return np.where(found >= home, choice, columns)


def _best_wide(
    network: Network, rows: np.ndarray, cols: np.ndarray, worth: np.ndarray, wide: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(people,) the best worth that nobody else competes for, 0 for none, and its column."""
    rows, cols, worth = rows[wide], cols[wide], worth[wide]
    order = np.argsort(worth, kind="stable")
    best, choice = np.zeros(network.people), np.full(network.people, NOWHERE, np.int64)
    best[rows[order]], choice[rows[order]] = worth[order], cols[order]
    return best, choice


def by_program(network: Network, kept: np.ndarray) -> np.ndarray:
    """(people,) columns by linear programming: slower, but blind to how many seats there are.

    The matrix is totally unimodular, so that a vertex is whole (Hoffman and Kruskal 1956).
    """
    rows, cols = network.rows[kept], network.cols[kept]
    ones, index = np.ones(2 * kept.size), np.arange(kept.size)
    limits = np.concatenate([np.ones(network.people), network.seats])
    matrix = sparse.csr_array(
        (ones, (np.concatenate([rows, network.people + cols]), np.tile(index, 2))),
        shape=(limits.size, kept.size),
    )
    answer = linprog(-network.worth[kept], A_ub=matrix, b_ub=limits, method="highs-ds")
    if answer.x is None:
        raise ArithmeticError(f"The linear programme did not end: {answer.message}")
    chosen = answer.x > 0.5
    columns = np.full(network.people, NOWHERE, np.int64)
    columns[rows[chosen]] = cols[chosen]
    return columns


def by_flow(network: Network, kept: np.ndarray, solver: ModuleType) -> np.ndarray:
    """(people,) columns by OR-tools' min-cost flow, on whole costs as fine as its integers."""
    rows, cols = network.rows[kept], network.cols[kept]
    people, columns = network.people, network.seats.size
    sink = people + columns
    largest = float(network.worth.max(initial=1.0))
    scale = 2.0 ** np.floor(_COST_BITS - np.log2(largest * (sink + 2)))
    costs = -np.round(network.worth[kept] * scale).astype(np.int64)
    tails = np.concatenate([rows, np.arange(people), people + np.arange(columns)])
    heads = np.concatenate([people + cols, np.full(people + columns, sink)])
    room = np.concatenate([np.ones(kept.size + people, np.int64), network.seats])
    flow = solver.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        tails, heads, room, np.concatenate([costs, np.zeros(people + columns, np.int64)])
    )
    supplies = np.concatenate([np.ones(people, np.int64), np.zeros(columns, np.int64), [-people]])
    flow.set_nodes_supplies(np.arange(sink + 1), supplies)
    if flow.solve() != flow.OPTIMAL:
        raise ArithmeticError("OR-tools found no flow.")
    used = flow.flows(arcs[: kept.size]) > 0
    chosen = np.full(people, NOWHERE, np.int64)
    chosen[rows[used]] = cols[used]
    return chosen
