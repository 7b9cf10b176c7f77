"""Sentence vectors of many profiles: a byte a dimension, and its signs to find the close ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.terms import Arrays

_FULL = 127
_BITS = 64
_BLOCK = 16_384  # rows whose sign bits stay in the cache


def pack(vector: NDArray[np.float32]) -> bytes:
    """A vector of length 1 as one signed byte a dimension (an error of 1/254 each at most)."""
    return np.clip(np.rint(vector * _FULL), -_FULL, _FULL).astype(np.int8).tobytes()


def unpack(packed: bytes) -> NDArray[np.float32]:
    """The vector that was packed, as float32."""
    return np.frombuffer(packed, np.int8).astype(np.float32) / np.float32(_FULL)


class Vectors:
    """Vectors laid end to end: those of row r are numbers `vector_starts[r]` to `[r + 1]`.

    `vectors` is vectors × dimensions (int8), `signs` words × vectors (uint64): bit d of a vector
    says whether its dimension d is positive.
    """

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self.starts, self.values = arrays["vector_starts"], arrays["vectors"]
        self._signs = arrays["signs"]

    @classmethod
    def of(cls, packed: Sequence[tuple[bytes, ...]]) -> Vectors:
        """The packed vectors of each row; ValueError where they differ in their dimensions."""
        flat = [each for own in packed for each in own]
        sizes = {len(each) for each in flat}
        if len(sizes) > 1:
            raise ValueError("All sentence vectors of one index come from one encoder.")
        values = np.frombuffer(b"".join(flat), np.int8).reshape(len(flat), *sizes or (0,))
        starts = np.cumsum([0, *map(len, packed)], dtype=np.int64)
        return cls({"vector_starts": starts, "vectors": values, "signs": _signs(values)})

    @property
    def dimensions(self) -> int:
        """How long a vector is; 0 where there are none."""
        return int(self.values.shape[1])

    def rows_of(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """The row of each of these vectors."""
        return np.searchsorted(self.starts, numbers, side="right") - 1

    def agreement(self, wanted: NDArray[np.float32], start: int, stop: int) -> NDArray[np.uint16]:
        """In how many dimensions each vector from `start` to `stop` has the wanted one's sign."""
        mine = _signs(np.sign(wanted).astype(np.int8)[np.newaxis])
        differ = np.empty(stop - start, np.uint16)
        for first in range(start, stop, _BLOCK):
            last = min(first + _BLOCK, stop)
            counts = np.bitwise_count(self._signs[:, first:last] ^ mine)
            np.sum(counts, axis=0, dtype=np.uint16, out=differ[first - start : last - start])
        return np.asarray(self.dimensions - differ, np.uint16)

    def cosine(
        self, wanted: NDArray[np.float32], numbers: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """The cosine of each of these vectors with the wanted one of length 1.

        Row by row: a matrix product would round them by how many there are.
        """
        scaled = wanted / np.float32(_FULL)
        return np.asarray(np.einsum("ij,j->i", self.values[numbers].astype(np.float32), scaled))


def _signs(values: NDArray[np.int8]) -> NDArray[np.uint64]:
    count, dimensions = values.shape
    padded = np.zeros((count, -(-dimensions // _BITS) * _BITS), np.bool_)
    padded[:, :dimensions] = values > 0
    words = np.packbits(padded, axis=1, bitorder="little").view("<u8")
    return np.ascontiguousarray(words.astype(np.uint64, copy=False).T)
