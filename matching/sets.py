"""Which rows have which tags, areas, causes…: bit masks for many rows, lists for a few new ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matching.postings import Postings, Rows, planes
from matching.terms import Arrays, TermTable

Mask = NDArray[np.bool_]

_BITS = 64
_RARE = 256  # a value that fewer than one row in so many has is listed: that is smaller


class Sets(Protocol):
    """One set of strings a row."""

    def any_of(self, values: Iterable[str], rows: Rows) -> Mask:
        """For each of the rows, whether its set has one of the values."""


class Bits:
    """Sets of many rows: a bit a row for what is common, a list of rows for what is rare.

    Values are numbered, the common ones first. `bits` (uint64, words × rows) has a bit for each of
    those; the others have their rows in `rows` (int32), rising, from `starts` (int64) on. A value
    that one row alone has would cost as much as one that all have, if it had a bit in each.
    """

    def __init__(self, values: TermTable, arrays: Arrays) -> None:
        self.values = values
        self.bits = arrays["bits"]
        self._starts, self._rows = arrays["starts"], arrays["rows"]
        self._common = len(values) + 1 - self._starts.size

    @classmethod
    def of(cls, sets: Sequence[Iterable[str]]) -> Bits:
        """Number the values: within the common and the rare by name."""
        own = [set(each) for each in sets]
        counts = Counter(chain.from_iterable(own))
        rare = {value for value, count in counts.items() if count * _RARE < len(own)}
        ordered = [*sorted(counts.keys() - rare), *sorted(rare)]
        numbers = {value: number for number, value in enumerate(ordered)}
        size, common = sum(map(len, own)), len(ordered) - len(rare)
        at = np.repeat(np.arange(len(own), dtype=np.int32), [len(each) for each in own])
        number = np.fromiter((numbers[value] for each in own for value in each), np.int64, size)
        bits = np.zeros((max(1, -(-common // _BITS)), len(own)), np.uint64)
        is_common = number < common
        word, bit = np.divmod(number[is_common], _BITS)
        np.bitwise_or.at(bits, (word, at[is_common]), np.uint64(1) << bit.astype(np.uint64))
        listed, rows = number[~is_common] - common, at[~is_common]
        counted = np.bincount(listed, minlength=len(rare))
        arrays: Arrays = {
            "bits": bits,
            "starts": np.concatenate([[0], np.cumsum(counted)]).astype(np.int64),
            "rows": rows[np.argsort(listed, kind="stable")],
        }
        return cls(TermTable.of(ordered), arrays)

    def any_of(self, values: Iterable[str], rows: Rows) -> Mask:
        """For each of the rows, whether its set has one of the values."""
        found = np.zeros(rows.size, np.bool_)
        masks: defaultdict[int, int] = defaultdict(int)
        listed = []
        for value in values:
            number = self.values.number(value)
            if number is not None and number < self._common:
                masks[number // _BITS] |= 1 << number % _BITS
            elif number is not None:
                listed.append(self._listed(number - self._common))
        for word, mask in masks.items():
            found |= (self.bits[word][rows] & np.uint64(mask)) != 0
        if listed:
            found |= planes(self.bits.shape[1], listed)[rows]
        return found

    def arrays(self) -> Arrays:
        """Everything of it, to be kept."""
        own = {"bits": self.bits, "starts": self._starts, "rows": self._rows}
        return self.values.arrays | own

    def _listed(self, rare: int) -> Rows:
        start, end = self._starts[rare : rare + 2].tolist()
        return self._rows[start:end]


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
