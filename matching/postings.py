"""Postings by term as arrays, and the two loops that a search lives on: add up, and take the best.

Both stay in C: one call a term adds its impacts into an accumulator; the best are found by the
maxima of blocks, because partitioning mostly empty scores is slow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.terms import Arrays, TermTable

Rows = NDArray[np.integer[Any]]
Impacts = NDArray[np.float32]
TermPair = tuple[str, str]

_BLOCK = 512
_NO_ROWS = np.empty(0, np.int32)
_NO_IMPACTS = np.empty(0, np.float32)
_NO_ROWS.flags.writeable = _NO_IMPACTS.flags.writeable = False


class Postings:
    """By term the rows that hold it, rising, with the impact of the term in each.

    `starts` is terms + 1 long; without impacts a row just has the term.
    """

    def __init__(self, terms: TermTable, arrays: Arrays) -> None:
        self.terms = terms
        self.arrays = arrays
        self._starts, self._rows = arrays["starts"], arrays["rows"]
        self._impacts = arrays.get("impacts")

    @classmethod
    def of(cls, terms: TermTable, columns: Rows, rows: Rows, impacts: Impacts | None) -> Postings:
        """Sort (column, row) pairs by column, then row."""
        size = len(terms)
        given = np.ones(rows.size, np.float32) if impacts is None else impacts
        height = int(rows.max()) + 1 if rows.size else 0
        # Two counting sorts by the sparse library cost a tenth of one sort of the pairs.
        matrix = sparse.coo_matrix((given, (rows, columns)), shape=(height, size)).tocsc()
        matrix.sort_indices()
        arrays: Arrays = {
            "starts": matrix.indptr.astype(np.int64),
            "rows": matrix.indices.astype(np.int32, copy=False),
        }
        if impacts is not None:
            arrays["impacts"] = matrix.data.astype(np.float32, copy=False)
        return cls(terms, arrays)

    def posting(self, term: str) -> tuple[Rows, Impacts]:
        """The rows of a term and its impacts; both empty for a term that is not there."""
        number = self.terms.number(term)
        return (_NO_ROWS, _NO_IMPACTS) if number is None else self.at(number)

    def rows(self, term: str) -> Rows:
        """The rows of a term."""
        return self.posting(term)[0]

    def at(self, number: int) -> tuple[Rows, Impacts]:
        """The rows and impacts of the term with this number."""
        held = slice(int(self._starts[number]), int(self._starts[number + 1]))
        return self._rows[held], _NO_IMPACTS if self._impacts is None else self._impacts[held]

    def count(self, term: str) -> int:
        """How many rows hold a term."""
        number = self.terms.number(term)
        return 0 if number is None else int(self._starts[number + 1] - self._starts[number])


def _add_in_numpy(rows: Rows, impacts: Impacts, weight: float, into: Impacts) -> None:
    into[rows] += impacts * np.float32(weight)


def _compiled_add() -> Callable[[Rows, Impacts, float, Impacts], None]:
    """SciPy's matrix-vector loop on one column, checked against the public product, or NumPy's.

    The loop is private to SciPy: where it is gone or answers otherwise, NumPy serves, slower.
    """
    try:
        from scipy.sparse import _sparsetools  # noqa: PLC0415  # private: may not be there

        loop: Any = _sparsetools.csc_matvec
    except (ImportError, AttributeError):
        return _add_in_numpy

    def add(rows: Rows, impacts: Impacts, weight: float, into: Impacts) -> None:
        span = np.array((0, rows.size), np.int32)
        loop(into.size, 1, span, rows, impacts, np.array((weight,), np.float32), into)

    tried, wanted = np.ones(4, np.float32), np.array([1, 2, 1, 1.5], np.float32)
    add(np.array([1, 3], np.int32), np.array([2, 1], np.float32), 0.5, tried)
    return add if np.array_equal(tried, wanted) else _add_in_numpy


add_impacts = _compiled_add()
"""`add_impacts(rows, impacts, weight, into)`: into[rows] += weight × impacts, each row once."""


def bar_of(values: NDArray, count: int) -> float:
    """A value that the `count` best of the values reach at least, close below the last of them.

    Found from the maxima of blocks: of these the `count` largest stand in rows of their own.
    -inf where there are no more than `count` values.
    """
    if not 0 < count < values.size:
        return -np.inf
    if values.size <= count * _BLOCK:
        return float(np.partition(values, values.size - count)[values.size - count])
    whole = values.size // _BLOCK * _BLOCK
    tops = values[:whole].reshape(-1, _BLOCK).max(axis=1)
    if whole < values.size:
        tops = np.append(tops, values[whole:].max())
    return float(np.partition(tops, tops.size - count)[tops.size - count])


def planes(size: int, rows: Iterable[Rows]) -> NDArray[np.bool_]:
    """One truth a row: whether any of these lists of rows has it."""
    plane = np.zeros(size, np.bool_)
    for many in rows:
        plane[many] = True
    return plane
