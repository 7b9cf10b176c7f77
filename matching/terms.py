"""A frozen table from words to numbers as plain arrays, so that a file of it can be mapped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray]

_EMPTY = -1
_REMEMBERED = 20_000  # terms whose numbers are kept: people ask for the same words again
_MOST_FILLED = 2  # slots a term: half of them stay empty, so that probes stay short


class TermTable:
    """Terms numbered from 0 in the order given: `number(term)` and `term(number)`.

    `blob` holds the UTF-8 bytes end to end, `ends` (int64) where each term stops, `slots` (int32)
    an open-addressing hash table by CRC-32 with linear probing.
    """

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        # Views of the same memory: Python reads one number of them faster than one of an array.
        self._blob, self._ends, self._slots = (
            arrays[name].data for name in ("blob", "ends", "slots")
        )
        self._mask = len(self._slots) - 1
        self._looked_up: dict[str, int | None] = {}

    @classmethod
    def of(cls, terms: Iterable[str]) -> TermTable:
        """Number terms, each of which is given once."""
        encoded = [term.encode("utf-8", "surrogatepass") for term in terms]
        size = 1 << max(1, (len(encoded) * _MOST_FILLED - 1).bit_length())
        slots = [_EMPTY] * size
        for number, raw in enumerate(encoded):
            slot = crc32(raw) & (size - 1)
            while slots[slot] != _EMPTY:
                slot = (slot + 1) & (size - 1)
            slots[slot] = number
        return cls(
            {
                "blob": np.frombuffer(b"".join(encoded), np.uint8),
                "ends": np.cumsum([len(raw) for raw in encoded], dtype=np.int64),
                "slots": np.array(slots, np.int32),
            }
        )

    def __len__(self) -> int:
        return len(self._ends)

    def __iter__(self) -> Iterator[str]:
        return (self.term(number) for number in range(len(self)))

    def __contains__(self, term: str) -> bool:
        return self.number(term) is not None

    def __getitem__(self, number: int) -> str:
        return self.term(number)

    def term(self, number: int) -> str:
        """The term with this number."""
        return self._raw(number).tobytes().decode("utf-8", "surrogatepass")

    def number(self, term: str) -> int | None:
        """The number of a term, None for one that is not there."""
        if term in self._looked_up:
            return self._looked_up[term]
        if len(self._looked_up) >= _REMEMBERED:
            self._looked_up = {}
        number = self._looked_up[term] = self._find(term)
        return number

    def _find(self, term: str) -> int | None:
        raw = term.encode("utf-8", "surrogatepass")
        slot = crc32(raw) & self._mask
        while (number := self._slots[slot]) != _EMPTY:
            if self._raw(number) == raw:
                return number
            slot = (slot + 1) & self._mask
        return None

    def _raw(self, number: int) -> memoryview:
        return self._blob[self._ends[number - 1] if number else 0 : self._ends[number]]
