"""How close in meaning the rows of a block are to a query, by sentence vectors."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.vectors import Vectors, unpack
from matching.words import Block, Shares

LOW, HIGH = 0.2, 1.0
"""Cosines at which two texts have nothing in common, and say the same (all-MiniLM-L6-v2)."""


class Wanted(NamedTuple):
    """The vector of a query, at length 1, and in how many signs a close one agrees at least."""

    vector: NDArray[np.float32]
    least_signs: int

    @classmethod
    def of(cls, packed: bytes) -> Wanted:
        """The vector that was packed."""
        vector = unpack(packed)
        length = float(np.linalg.norm(vector)) or 1.0
        return cls(vector / np.float32(length), least_signs(LOW, vector.size))


def least_signs(cosine: float, dimensions: int) -> int:
    """In how many signs two vectors with this cosine agree on average.

    Those that agree in fewer are not looked at: of the ones just above the cosine some are passed
    over, that count for next to nothing. Of two vectors with the angle t, the share 1 - t/pi of
    the signs agrees (Charikar, 2002).
    """
    share = 1 - np.arccos(cosine) / np.pi
    return int(np.ceil(share * dimensions))


def closeness(block: Block, wanted: Wanted) -> Shares:
    """For each row the closeness of its closest vector: 0 up to a cosine of LOW, 1 from HIGH.

    A vector whose signs agree with too few of the query's is not looked at and counts as 0.
    """
    vectors, found = block.vectors, np.zeros(block.size, np.float32)
    if vectors.dimensions != wanted.vector.size:
        return found  # there are no vectors, or those of another encoder
    for first, end in block.runs:
        start, stop = vectors.starts[first], vectors.starts[end]
        agrees = vectors.agreement(wanted.vector, int(start), int(stop)) >= wanted.least_signs
        numbers = np.flatnonzero(agrees) + start
        values = scaled(vectors.cosine(wanted.vector, numbers))
        np.maximum.at(found, vectors.rows_of(numbers), values)
    return found


def closest(vectors: Vectors, row: int, wanted: Wanted) -> int:
    """Which of a row's vectors is the closest; where there are sentences, not the whole."""
    first, end = vectors.starts[row : row + 2].tolist()
    if end - first == 1:
        return 0
    return int(np.argmax(vectors.cosine(wanted.vector, np.arange(first + 1, end)))) + 1


def scaled(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cosines as closeness, 0 to 1."""
    spread = (cosines - np.float32(LOW)) / np.float32(HIGH - LOW)
    return np.asarray(np.clip(spread, 0, 1), np.float32)
