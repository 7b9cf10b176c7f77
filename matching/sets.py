"""Which rows have which tags, areas, causes…: bit masks for many rows, lists for a few new ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matching.postings import Postings, Rows, planes
from matching.terms import Arrays, TermTable

Mask = NDArray[np.bool_]

_BITS = 64


class Sets(Protocol):
    """One set of strings a row."""

    def any_of(self, values: Iterable[str], rows: Rows) -> Mask:
        """For each of the rows, whether its set has one of the values."""


class Bits:
    """Sets from a short list of values: a bit each, `bits` is words × rows (uint64)."""

    def __init__(self, values: TermTable, bits: NDArray[np.uint64]) -> None:
        self.values = values
        self.bits = bits

    @classmethod
    def of(cls, sets: Sequence[Iterable[str]]) -> Bits:
        """Number the values in the order in which they come up first, of one row sorted."""
        numbers: defaultdict[str, int] = defaultdict()
        numbers.default_factory = numbers.__len__
        masks = [sum(1 << numbers[value] for value in sorted(set(each))) for each in sets]
        words = max(1, -(-len(numbers) // _BITS))
        whole = (1 << _BITS) - 1
        bits = np.empty((words, len(sets)), np.uint64)
        for word in range(words):
            bits[word] = [(mask >> (_BITS * word)) & whole for mask in masks]
        return cls(TermTable.of(numbers), bits)

    def any_of(self, values: Iterable[str], rows: Rows) -> Mask:
        """For each of the rows, whether its set has one of the values."""
        found = np.zeros(rows.size, np.bool_)
        masks: defaultdict[int, int] = defaultdict(int)
        for value in values:
            number = self.values.number(value)
            if number is not None:
                masks[number // _BITS] |= 1 << number % _BITS
        for word, mask in masks.items():
            found |= (self.bits[word][rows] & np.uint64(mask)) != 0
        return found

    def arrays(self) -> Arrays:
        """Everything of it, to be kept."""
        return self.values.arrays | {"bits": self.bits}


class Listed:
    """Sets of rows that come one after the other; a reader looks at the first `size` only."""

    def __init__(self, rows_by: dict[str, list[int]], size: int) -> None:
        self._rows_by = rows_by
        self._size = size

    def any_of(self, values: Iterable[str], rows: Rows) -> Mask:
        """For each of the rows, whether its set has one of the values."""
        return planes(self._size, (self.rows(value) for value in values))[rows]

    def rows(self, value: str) -> Rows:
        """The rows whose set has a value."""
        return below(self._rows_by.get(value, ()), self._size)

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._rows_by))  # another thread may be adding to it


def below(rows: Sequence[int], size: int) -> Rows:
    """Of rising rows, those below `size`: the list may have grown since."""
    found = np.array(rows, np.int32)
    return found if not found.size or found[-1] < size else found[: np.searchsorted(found, size)]


class Codes:
    """Category codes by their division (first two digits): only those of one can fit each other."""

    def __init__(self, postings: Postings | Listed) -> None:
        self._postings = postings
        self._divisions: defaultdict[str, list[str]] = defaultdict(list)
        for code in postings.terms if isinstance(postings, Postings) else postings:
            self._divisions[code[:2]].append(code)

    def of_division(self, code: str) -> Iterator[tuple[str, Rows]]:
        """The codes that share a code's first two digits, each with its rows."""
        for each in self._divisions.get(code[:2], ()):
            yield each, self._postings.rows(each)

    def postings(self) -> Postings:
        """The rows by code, as they are kept; TypeError for those of a journal."""
        if not isinstance(self._postings, Postings):
            raise TypeError("Only a base has its codes as arrays.")
        return self._postings
