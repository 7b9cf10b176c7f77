"""How close in meaning the rows of a block are to a query, by sentence vectors."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.postings import Rows
from matching.vectors import Vectors
from matching.words import Block, Shares

LOW, HIGH = 0.2, 1.0
"""Cosines at which two texts have nothing in common, and say the same (all-MiniLM-L6-v2)."""


class Wanted(NamedTuple):
    """The packed vector of a query, and in how many signs a close one agrees at least."""

    packed: bytes
    least_signs: int

    @classmethod
    def of(cls, packed: bytes) -> Wanted:
        """The vector that was packed."""
        return cls(packed, least_signs(LOW, len(packed)))


class Close(NamedTuple):
    """Rows, rising, that have anything in common with a query, and the closeness of each."""

    rows: Rows
    values: Shares

    @classmethod
    def none(cls) -> Close:
        """No rows."""
        return cls(np.empty(0, np.int64), np.empty(0, np.float32))

    def at(self, rows: Rows) -> Shares:
        """The closeness of each of the rows, 0 for those that are not among these."""
        if not self.rows.size:
            return np.zeros(rows.size, np.float32)
        places = np.minimum(np.searchsorted(self.rows, rows), self.rows.size - 1)
        return np.where(self.rows[places] == rows, self.values[places], np.float32(0))


def least_signs(cosine: float, dimensions: int) -> int:
    """In how many signs two vectors with this cosine agree on average.

    Those that agree in fewer are not looked at: of the ones just above the cosine some are passed
    over, that count for next to nothing. Of two vectors with the angle t, the share 1 - t/pi of
    the signs agrees (Charikar, 2002).
    """
    share = 1 - np.arccos(cosine) / np.pi
    return int(np.ceil(share * dimensions))


def closeness(block: Block, wanted: Wanted) -> Close:
    """For each row the closeness of its closest vector: 0 up to a cosine of LOW, 1 from HIGH.

    A vector whose signs agree with too few of the query's is not looked at and counts as 0.
    """
    vectors = block.vectors
    if vectors.dimensions != len(wanted.packed):  # there are none, or those of another encoder
        return Close.none()
    runs = [(int(vectors.starts[first]), int(vectors.starts[end])) for first, end in block.runs]
    numbers = vectors.agreeing(wanted.packed, runs, wanted.least_signs)
    values = scaled(vectors.cosine(wanted.packed, numbers))
    is_close = values > 0
    rows, values = vectors.rows_of(numbers[is_close]), values[is_close]
    firsts = np.flatnonzero(np.diff(rows, prepend=-1))
    return Close(rows[firsts], np.maximum.reduceat(values, firsts) if firsts.size else values)


def closest(vectors: Vectors, row: int, wanted: Wanted) -> int:
    """Which of a row's vectors is the closest; where there are sentences, not the whole."""
    first, end = vectors.starts[row : row + 2].tolist()
    if end - first == 1:
        return 0
    return int(np.argmax(vectors.cosine(wanted.packed, np.arange(first + 1, end)))) + 1


def scaled(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cosines as closeness, 0 to 1."""
    spread = (cosines - np.float32(LOW)) / np.float32(HIGH - LOW)
    return np.asarray(np.clip(spread, 0, 1), np.float32)
