"""The input of an assignment, checked and brought into one form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from matching.assigning.result import NOWHERE, Goals, InfeasibleError

LARGEST_SCORE = 1e12  # beyond, sums lose the digits that goals are compared by
LARGEST_COUNT = 2**31 - 1

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Free people and free seats; what is locked is set apart, and its seats taken off.

    `rows`, `cols`, `scores`: (edges,) the pairs that may be made, by person, then place.
    `seats`, `needs`, `may_close`, `priorities`: (places,). `liftable`: the forbidden pairs that
    would be eligible otherwise, by person, then place.
    """

    people: int
    places: int
    rows: np.ndarray
    cols: np.ndarray
    scores: np.ndarray
    seats: np.ndarray
    needs: np.ndarray
    may_close: np.ndarray
    priorities: np.ndarray
    locked: dict[int, int]
    locked_score: float
    forbidden: set[Pair]
    liftable: tuple[Pair, ...]

    def goals(self, places: np.ndarray) -> Goals:
        """The goals that (people,) places reach, the locked ones included."""
        chosen = places[self.rows] == self.cols
        placed = places[places != NOWHERE]
        score = float(np.sum(self.scores[chosen], dtype=np.longdouble)) + self.locked_score
        return Goals(int(placed.size), float(self.priorities[placed].sum()), score)

    def start(self) -> np.ndarray:
        """(people,) places with the locked ones only."""
        places = np.full(self.people, NOWHERE, np.int64)
        places[list(self.locked)] = list(self.locked.values())
        return places

    def with_decided(self, closed: Sequence[int], opened: Sequence[int]) -> Problem:
        """The same with some places shut, and some held to their minimums."""
        seats, may_close = self.seats.copy(), self.may_close.copy()
        needs = self.needs.copy()
        seats[closed] = 0
        needs[closed] = 0
        may_close[opened] = False
        return replace(self, seats=seats, needs=needs, may_close=may_close)


def read_problem(
    scores: ArrayLike | sparse.spmatrix,
    eligible: ArrayLike | sparse.spmatrix | None,
    *,
    capacities: ArrayLike,
    minimums: ArrayLike | None,
    priorities: ArrayLike | None,
    may_close: ArrayLike | None,
    locked: Iterable[Pair],
    forbidden: Iterable[Pair],
) -> Problem:
    """Check the input of `assign`; its docstring says what may come."""
    (people, places), rows, cols, values = _edges(scores, eligible)
    seats = _counts("capacities", capacities, places)
    needs = _counts("minimums", np.zeros(places) if minimums is None else minimums, places)
    _check_minimums(needs, seats)
    weights = _reals("priorities", np.zeros(places) if priorities is None else priorities, places)
    barred = _pairs("forbidden", forbidden, people, places)
    codes = rows * places + cols
    held, fixed = _check_locks(_pairs("locked", locked, people, places), barred, codes, places)
    _check_locked_seats(held, seats)
    liftable = {pair: spot for pair in sorted(barred) if (spot := _find(codes, pair, places)) >= 0}
    free = _free(rows, people, held, liftable.values())
    taken = np.bincount(list(held.values()), minlength=places)
    return Problem(
        people=people,
        places=places,
        rows=rows[free],
        cols=cols[free],
        scores=values[free],
        seats=seats - taken,
        needs=np.maximum(needs - taken, 0),
        may_close=_flags(may_close, places) & (taken == 0) & (needs > 0),
        priorities=weights,
        locked=held,
        locked_score=float(values[fixed].sum()),
        forbidden=barred,
        liftable=tuple(liftable),
    )


def _free(rows: np.ndarray, people: int, held: Iterable[int], barred: Iterable[int]) -> np.ndarray:
    """(edges,) true for the pairs of people who are not locked, less those barred."""
    staying = np.zeros(people, np.bool_)
    staying[list(held)] = True
    free = ~staying[rows]
    free[list(barred)] = False
    return free


def _check_minimums(needs: np.ndarray, seats: np.ndarray) -> None:
    if (above := np.flatnonzero(needs > seats)).size:
        place = int(above[0])
        raise ValueError(
            f"Place {place} has a minimum of {needs[place]}, above its capacity of {seats[place]}."
        )


def _edges(
    scores: ArrayLike | sparse.spmatrix, eligible: ArrayLike | sparse.spmatrix | None
) -> tuple[tuple[int, int], np.ndarray, np.ndarray, np.ndarray]:
    """The shape, and people, places and scores of the pairs that may be made, in order."""
    grid = sparse.coo_array(scores) if sparse.issparse(scores) else _dense(scores)
    if grid.ndim != 2:
        raise ValueError(f"Scores are people × places: 2 dimensions, not {grid.ndim}.")
    shape = (int(grid.shape[0]), int(grid.shape[1]))
    allowed = None if eligible is None else _allowed(eligible, shape)
    if isinstance(grid, np.ndarray):
        within = np.ones(shape, np.bool_) if allowed is None else allowed
        rows, cols = (each.astype(np.int64) for each in within.nonzero())
        values = grid[rows, cols]
    else:
        rows, cols, values = _stored(grid, allowed)
    if (wrong := np.flatnonzero(~(np.abs(values) <= LARGEST_SCORE))).size:
        first = wrong[0]
        raise ValueError(
            f"The score of person {rows[first]} at place {cols[first]} is {values[first]}: "
            f"scores are numbers of at most {LARGEST_SCORE:g} in size."
        )
    return shape, rows, cols, values


def _dense(scores: ArrayLike | sparse.spmatrix) -> np.ndarray:
    try:
        return np.asarray(scores, np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError("Scores are numbers, one for each person and place.") from error


def _allowed(eligible: ArrayLike | sparse.spmatrix, shape: tuple[int, int]) -> np.ndarray:
    if sparse.issparse(eligible):
        eligible = sparse.csr_array(eligible).toarray()
    dense = np.asarray(eligible)
    if dense.shape != shape:
        raise ValueError(
            f"Scores are {_shape(shape)}, eligible is {_shape(dense.shape)}: "
            "give both the same shape."
        )
    if dense.size and dense.dtype != np.bool_:
        raise ValueError("Eligible holds true or false for each person and place.")
    return dense.astype(np.bool_)


def _stored(
    grid: sparse.coo_array, allowed: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    grid.sum_duplicates()
    rows, cols = (each.astype(np.int64) for each in grid.coords)
    values = grid.data.astype(np.float64)
    order = np.lexsort((cols, rows))
    if allowed is not None:
        order = order[allowed[rows[order], cols[order]]]
    return rows[order], cols[order], values[order]


def _shape(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) or "one value"


def _reals(name: str, values: ArrayLike, places: int) -> np.ndarray:
    try:
        numbers = np.asarray(values, np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"The {name} are numbers, one a place.") from error
    if numbers.shape != (places,):
        raise ValueError(
            f"There are {places} places: give as many {name}, not {_shape(numbers.shape)}."
        )
    if (wrong := np.flatnonzero(~(np.abs(numbers) <= LARGEST_SCORE))).size:
        raise ValueError(f"The {name} hold {numbers[wrong[0]]} for place {wrong[0]}: not a number.")
    return numbers


def _counts(name: str, values: ArrayLike, places: int) -> np.ndarray:
    numbers = _reals(name, values, places)
    wrong = np.flatnonzero((numbers < 0) | (numbers > LARGEST_COUNT) | (numbers % 1 != 0))
    if wrong.size:
        raise ValueError(
            f"The {name} hold {numbers[wrong[0]]:g} for place {wrong[0]}: "
            "give whole numbers of people, 0 or more."
        )
    return numbers.astype(np.int64)


def _flags(values: ArrayLike | None, places: int) -> np.ndarray:
    flags = np.zeros(places, np.bool_) if values is None else np.asarray(values)
    if flags.shape != (places,) or (flags.size and flags.dtype != np.bool_):
        raise ValueError(f"may_close holds true or false for each of the {places} places.")
    return flags.astype(np.bool_)


def _pairs(name: str, pairs: Iterable[Pair], people: int, places: int) -> set[Pair]:
    found = set()
    for pair in pairs:
        try:
            person, place = (int(each) for each in pair)
            whole = (person, place) == tuple(pair)
        except (TypeError, ValueError, OverflowError):
            whole = False
        if not whole:
            raise ValueError(f"The {name} pairs are (person, place), not {pair!r}.")
        if not (0 <= person < people and 0 <= place < places):
            raise ValueError(
                f"The {name} pair ({person}, {place}) is out of range: "
                f"there are {people} people and {places} places, counted from 0."
            )
        found.add((person, place))
    return found


def _check_locks(
    locked: set[Pair], forbidden: set[Pair], codes: np.ndarray, places: int
) -> tuple[dict[int, int], list[int]]:
    """The place of each locked person, and where these pairs are among the codes."""
    held: dict[int, int] = {}
    spots = []
    for person, place in sorted(locked):
        if person in held:
            raise InfeasibleError(
                f"Person {person} is locked to place {held[person]} and to place {place}: "
                "each person gets one place."
            )
        if (person, place) in forbidden:
            raise InfeasibleError(
                f"Person {person} is locked to place {place} but forbidden there."
            )
        spots.append(_find(codes, (person, place), places))
        if spots[-1] < 0:
            raise InfeasibleError(
                f"Person {person} is locked to place {place} but is not eligible there."
            )
        held[person] = place
    return held, spots


def _find(codes: np.ndarray, pair: Pair, places: int) -> int:
    """Where a pair is among the sorted codes of all pairs; -1 where it is not."""
    code = pair[0] * places + pair[1]
    spot = int(np.searchsorted(codes, code))
    return spot if spot < codes.size and codes[spot] == code else -1


def _check_locked_seats(held: dict[int, int], seats: np.ndarray) -> None:
    for place, count in sorted(Counter(held.values()).items()):
        if count > seats[place]:
            raise InfeasibleError(
                f"Place {place} has a capacity of {seats[place]} and {count} locked to it."
            )
