"""Sentence vectors of many profiles: a byte a dimension, and its signs to find the close ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.terms import Arrays

_FULL = 127
_BITS = 64
_BLOCK = 32_768  # rows whose sign bits stay in the cache
_READ = 2_048  # vectors that are spread out to four bytes a dimension at once
_FEW_WORDS = 3  # of signs, whose counts fit a byte together


def pack(vector: NDArray[np.float32]) -> bytes:
    """A vector of length 1 as one signed byte a dimension (an error of 1/254 each at most)."""
    return np.clip(np.rint(vector * _FULL), -_FULL, _FULL).astype(np.int8).tobytes()


class Vectors:
    """Vectors laid end to end: those of row r are numbers `vector_starts[r]` to `[r + 1]`.

    `vector_rows` is the row of each, `vectors` is vectors × dimensions (int8), `signs` words ×
    vectors (uint64): bit d of a vector says whether its dimension d is positive.
    """

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self.starts, self.values = arrays["vector_starts"], arrays["vectors"]
        self._rows, self._signs = arrays["vector_rows"], arrays["signs"]

    @classmethod
    def of(cls, packed: Sequence[tuple[bytes, ...]]) -> Vectors:
        """The packed vectors of each row; ValueError where they differ in their dimensions."""
        flat = [each for own in packed for each in own]
        sizes = {len(each) for each in flat}
        if len(sizes) > 1:
            raise ValueError("All sentence vectors of one index come from one encoder.")
        values = np.frombuffer(b"".join(flat), np.int8).reshape(len(flat), *sizes or (0,))
        starts = np.cumsum([0, *map(len, packed)], dtype=np.int64)
        rows = np.repeat(np.arange(len(packed), dtype=np.int32), [len(own) for own in packed])
        return cls(
            {
                "vector_starts": starts,
                "vector_rows": rows,
                "vectors": values,
                "signs": _signs(values),
            }
        )

    @property
    def dimensions(self) -> int:
        """How long a vector is; 0 where there are none."""
        return int(self.values.shape[1])

    def rows_of(self, numbers: NDArray[np.int64]) -> NDArray[np.int32]:
        """The row of each of these vectors."""
        return np.asarray(self._rows[numbers])

    def agreeing(
        self, packed: bytes, runs: Iterable[tuple[int, int]], least: int
    ) -> NDArray[np.int64]:
        """The numbers of the vectors in these runs that share `least` signs or more with one."""
        mine = _signs(np.frombuffer(packed, np.int8)[np.newaxis])
        most = self.dimensions - least
        found = [np.empty(0, np.int64)]
        for start, stop in runs:
            for first in range(start, stop, _BLOCK):
                theirs = self._signs[:, first : min(first + _BLOCK, stop)]
                found.append(np.flatnonzero(_differing(theirs, mine) <= most) + first)
        return np.concatenate(found)

    def cosine(self, packed: bytes, numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosine of each of these vectors with a packed one.

        The products are sums of whole numbers that stay below 2^24, as no packed vector is longer
        than about 127: exact in float32, in whatever order a library adds them up.
        """
        wanted = np.frombuffer(packed, np.int8).astype(np.float32)
        length = np.float32(_FULL * (float(np.linalg.norm(wanted)) or 1.0))
        products = np.empty(numbers.size, np.float32)
        for first in range(0, numbers.size, _READ):
            some = slice(first, first + _READ)
            products[some] = self.values[numbers[some]].astype(np.float32) @ wanted
        return products / length


def _differing(signs: NDArray[np.uint64], mine: NDArray[np.uint64]) -> NDArray[np.uint16]:
    """In how many signs each column of words differs from the one given."""
    differing = np.zeros(signs.shape[1], np.uint16)
    for first in range(0, len(signs), _FEW_WORDS):
        few = slice(first, first + _FEW_WORDS)
        counts = np.bitwise_count(signs[few] ^ mine[few])
        for other in counts[1:]:
            counts[0] += other  # at most 3 × 64: no byte overflows, and bytes are added fastest
        differing += counts[0]
    return differing


def _signs(values: NDArray[np.int8]) -> NDArray[np.uint64]:
    count, dimensions = values.shape
    padded = np.zeros((count, -(-dimensions // _BITS) * _BITS), np.bool_)
    padded[:, :dimensions] = values > 0
    words = np.packbits(padded, axis=1, bitorder="little").view("<u8")
    return np.ascontiguousarray(words.astype(np.uint64, copy=False).T)
