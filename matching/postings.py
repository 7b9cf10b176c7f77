"""Postings by term as arrays, and the two loops that a search lives on: add up, and take the best.

Both stay in C: one call adds the impacts of all terms into an accumulator; the best are found by
the maxima of strides, because partitioning mostly empty scores is slow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.terms import Arrays, TermTable

Rows = NDArray[np.integer[Any]]
Impacts = NDArray[np.float32]
TermPair = tuple[str, str]
Span = tuple[int, int, float]

_STRIDE = 2_048  # columns that values are laid out in: the maxima of these come at one pass
_FEW = 256  # maxima that are cheap to partition
_LOOSE = 8  # maxima for each of the best, so that few of these share one
_REMEMBERED = 20_000  # terms whose spans are kept: people ask for the same words again
_WIDEST = np.iinfo(np.int32).max  # places that the compiled loop can name
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
        self._spans: dict[str, tuple[int, int]] = {}

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

    def span(self, term: str) -> tuple[int, int]:
        """From where to where the postings of a term stand; (0, 0) for one that is not there."""
        span = self._spans.get(term)
        if span is None:
            if len(self._spans) >= _REMEMBERED:
                self._spans = {}
            number = self.terms.number(term)
            ends = (0, 0) if number is None else self._starts[number : number + 2].tolist()
            span = self._spans[term] = (ends[0], ends[1])
        return span

    def posting(self, term: str) -> tuple[Rows, Impacts]:
        """The rows of a term and its impacts; both empty for a term that is not there."""
        start, end = self.span(term)
        held = slice(start, end)
        return self._rows[held], _NO_IMPACTS if self._impacts is None else self._impacts[held]

    def add(self, weights: Mapping[str, float], into: Impacts) -> None:
        """For each term add its impacts times its weight; `into` has a place for each row.

        From the last word of the alphabet to the first, so that sums are always rounded alike.
        """
        spans = sorted(
            ((*self.span(term), weight) for term, weight in weights.items()), reverse=True
        )
        if spans:
            add_spans(spans, self._rows, self.arrays["impacts"], into)

    def rows(self, term: str) -> Rows:
        """The rows of a term."""
        return self.posting(term)[0]

    def count(self, term: str) -> int:
        """How many rows hold a term."""
        start, end = self.span(term)
        return end - start


def add_impacts(rows: Rows, impacts: Impacts, weight: float, into: Impacts) -> None:
    """into[rows] += weight × impacts, each row once."""
    add_spans([(0, rows.size, weight)], rows, impacts, into)


def _add_in_numpy(spans: Sequence[Span], rows: Rows, impacts: Impacts, into: Impacts) -> None:
    for start, end, weight in spans:
        into[rows[start:end]] += impacts[start:end] * np.float32(weight)


def _compiled_add() -> Callable[[Sequence[Span], Rows, Impacts, Impacts], None]:
    """SciPy's matrix-vector loop, checked against what NumPy adds, or NumPy.

    The loop is private to SciPy: where it is gone or answers otherwise, NumPy serves, slower.
    """
    try:
        from scipy.sparse import _sparsetools  # noqa: PLC0415  # private: may not be there

        loop: Any = _sparsetools.csc_matvec
    except (ImportError, AttributeError):
        return _add_in_numpy

    def add(spans: Sequence[Span], rows: Rows, impacts: Impacts, into: Impacts) -> None:
        if rows.size > _WIDEST:
            return _add_in_numpy(spans, rows, impacts, into)
        # Each span is a column, and so is what lies between two: it ends before it begins.
        edges = np.array([edge for span in spans for edge in span[:2]], np.int32)
        factors = np.zeros(edges.size - 1, np.float32)
        factors[::2] = [span[2] for span in spans]
        loop(into.size, factors.size, edges, rows, impacts, factors, into)
        return None

    tried, wanted = np.ones((2, 4), np.float32)
    sample = [(2, 4, 0.5), (1, 1, 2.0), (0, 2, 0.25)]
    held = np.array([1, 3, 0, 1], np.int32), np.array([2, 1, 4, 3], np.float32)
    add(sample, *held, tried)
    _add_in_numpy(sample, *held, wanted)
    return add if np.array_equal(tried, wanted) else _add_in_numpy


add_spans = _compiled_add()
"""`add_spans(spans, rows, impacts, into)`: for each (start, end, weight), the last first,
into[rows[start:end]] += weight × impacts[start:end]; spans that do not overlap."""


def bar_of(values: NDArray, count: int) -> float:
    """A value that the `count` best of the values reach at least, close below the last of them.

    Found from the maxima of strides: of these the `count` largest stand in rows of their own.
    -inf where there are no more than `count` values.
    """
    if not 0 < count < values.size:
        return -np.inf
    for width in (_STRIDE, _FEW):
        if values.size >= 2 * width >= 2 * _LOOSE * count:
            values = _tops(values, width)
    return float(np.partition(values, values.size - count)[values.size - count])


def leading(values: Impacts, count: int, least: float) -> tuple[NDArray[np.int64], float]:
    """The rows that reach `least` and a bar that the `count` best reach, and the higher of both.

    In any order. `values` are as many as `padded` gives. Only those columns are looked at, of
    values laid out in strides, whose maximum reaches the bar.
    """
    tops = _tops(values, _STRIDE)
    bar = max(least, bar_of(tops, count))
    columns = np.flatnonzero(tops >= bar)
    held = values.reshape(-1, _STRIDE).take(columns, axis=1)
    lines, places = np.divmod(np.flatnonzero(held >= bar), max(1, columns.size))
    return lines * _STRIDE + columns[places], bar


def padded(size: int) -> int:
    """The next size that strides lay out in full."""
    return max(1, -(-size // _STRIDE)) * _STRIDE


def _tops(values: NDArray, width: int) -> NDArray:
    """For each column the best of its values in rows of this width; a last part row is left out."""
    whole = values.size // width * width
    return np.asarray(values[:whole].reshape(-1, width).max(axis=0))


def planes(size: int, rows: Iterable[Rows]) -> NDArray[np.bool_]:
    """One truth a row: whether any of these lists of rows has it."""
    plane = np.zeros(size, np.bool_)
    for many in rows:
        plane[many] = True
    return plane
