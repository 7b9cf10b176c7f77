"""The proof: prices of seats that no better assignment could stand against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.assigning.network import Network
from matching.assigning.result import NOWHERE


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """Prices of a matching against all edges.

    `prices`: (columns,), never below 0. `surplus`: (edges,) worth less price. `gains`: (people,)
    the surplus of the edge that each person has, 0 without one. `bound`, `reached`: the worth that
    no assignment exceeds, and the matching's own. `better`: the edges that a person would rather
    have at these prices; with none, the matching is best (complementary slackness).
    """

    prices: np.ndarray
    surplus: np.ndarray
    gains: np.ndarray
    bound: float
    reached: float
    better: np.ndarray


def price(network: Network, kept: np.ndarray, columns: np.ndarray) -> Priced:
    """Price the seats by the edges `kept`, then look at all edges.

    Any prices ≥ 0 bound every assignment by what all seats cost plus what each person gains at
    most: weak duality, whatever the prices' source.
    """
    prices = seat_prices(network, kept, columns)
    surplus = network.worth - prices[network.cols]
    chosen = columns[network.rows] == network.cols
    gains = np.zeros(network.people)
    gains[network.rows[chosen]] = surplus[chosen]
    best = np.zeros(network.people)
    if network.rows.size:
        starts = np.flatnonzero(np.diff(network.rows, prepend=-1))
        best[network.rows[starts]] = np.maximum(np.maximum.reduceat(surplus, starts), 0.0)
    exact = np.longdouble
    return Priced(
        prices=prices,
        surplus=surplus,
        gains=gains,
        bound=float(best.sum(dtype=exact) + (prices * network.seats).sum(dtype=exact)),
        reached=float(network.worth[chosen].sum(dtype=exact)),
        better=np.flatnonzero(surplus > gains[network.rows] + network.tolerance),
    )


def seat_prices(network: Network, kept: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """(columns,) prices at which each has the best of the edges `kept`, and empty seats cost 0.

    They are longest paths in the graph of who could move where, found by Bellman and Ford's
    rounds over all edges at once. Only a matching that is best on these edges has them: for any
    other the rounds would not end, and stop once they are as many as there are columns.
    """
    size = network.seats.size
    moves = _moves(network, kept, columns)
    filled = np.bincount(columns[columns != NOWHERE], minlength=size)
    spare, peopled = filled < network.seats, filled > 0
    least = _least_worth(network, columns)
    levels = np.zeros(size + 1)  # the last is the world outside: it must end at 0
    for _ in range(2 * size + 2):
        news = levels.copy()
        if moves.gains.size:
            offered = np.maximum.reduceat(levels[moves.sources] + moves.gains, moves.starts)
            news[moves.heads] = np.maximum(news[moves.heads], offered)
        news[:size][peopled] = np.maximum(news[:size][peopled], levels[size])
        outside = np.where(spare, levels[:size], levels[:size] - least)
        news[size] = max(levels[size], outside.max(initial=0.0))
        if (news - levels).max() <= network.tolerance / 16:
            break
        levels = news
    return np.maximum(levels[:size] - levels[size], 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Moves:
    """What a person's move from their column, or from nowhere, would gain, by column moved to."""

    sources: np.ndarray
    gains: np.ndarray
    starts: np.ndarray
    heads: np.ndarray


def _moves(network: Network, kept: np.ndarray, columns: np.ndarray) -> _Moves:
    rows, cols, worth = network.rows[kept], network.cols[kept], network.worth[kept]
    at = columns[rows] == cols
    own = np.zeros(network.people)
    own[rows[at]] = worth[at]
    order = np.argsort(cols, kind="stable")
    order = order[~at[order]]
    cols = cols[order]
    starts = np.flatnonzero(np.diff(cols, prepend=-1))
    return _Moves(
        sources=columns[rows[order]],  # nowhere is -1: the last level
        gains=worth[order] - own[rows[order]],
        starts=starts,
        heads=cols[starts],
    )


def _least_worth(network: Network, columns: np.ndarray) -> np.ndarray:
    """(columns,) the worth of whoever has the least there; infinite for an empty column."""
    at = columns[network.rows] == network.cols
    least = np.full(network.seats.size, np.inf)
    np.minimum.at(least, network.cols[at], network.worth[at])
    return least


def seat_losses(network: Network, kept: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """(columns,) what a best matching loses by one seat less, infinite for a column without any.

    The highest prices that prove it best: whoever has to go takes the best way on, by the edges
    `kept`, that ends at an empty seat or leaves someone without. Shortest paths, all at once.
    """
    size = network.seats.size
    filled = np.bincount(columns[columns != NOWHERE], minlength=size)
    losses = np.where(filled < network.seats, 0.0, _least_worth(network, columns))
    moves = _moves(network, kept, columns)
    ways = moves.sources != NOWHERE
    sources, gains = moves.sources[ways], moves.gains[ways]
    targets = np.repeat(moves.heads, np.diff(moves.starts, append=ways.size))[ways]
    for _ in range(size):
        news = losses.copy()
        np.minimum.at(news, sources, losses[targets] - gains)
        if np.array_equal(news, losses):
            break
        losses = news
    return losses
