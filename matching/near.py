"""Terms that share their letters with a term: word families and misspellings."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from rapidfuzz.distance import OSA
from sklearn.base import BaseEstimator

from matching.postings import Postings
from matching.terms import TermTable

REMEMBERED = 20_000  # words whose near terms are kept
WORTH_SPELLING = 0.3  # share of letters below which a word is no slip of another

Near = tuple[tuple[str, float], ...]


class NearTerms(BaseEstimator):
    """Terms by their letters.

    Likeness is the Dice coefficient of character 3- and 4-grams: "plumber" and "plumb" 0.64.
    Where that is low, one or two slips of the finger still count: "plummer" and "plumber" 0.86.
    The first letter must agree: people seldom miss it, and "bike" is not "like".
    """

    def __init__(self, *, family: float = 0.55, slip: float = 0.75) -> None:
        self.family = family
        self.slip = slip

    def fit(self, terms: Iterable[str], y: object = None) -> NearTerms:
        """Learn the terms to choose from."""
        return self.fit_table(TermTable.of(sorted(set(terms))))

    def fit_table(self, table: TermTable, grams: Postings | None = None) -> NearTerms:
        """Learn a table of sorted terms; `grams` are those of the same table, made before."""
        self.table_ = table
        self.grams_ = grams or _postings_of(table)
        self.sizes_ = self.grams_.arrays["sizes"]
        self._found: dict[tuple[str, bool], Near] = {}
        return self

    def find(self, term: str, *, slips: bool = False) -> Near:
        """Other terms with their likeness in (0, 1], the closest first; slips only when asked."""
        key = (term, slips)
        found = self._found.get(key)
        if found is None:
            found = self._search(term, slips=slips) if has_family(term) else ()
            if len(self._found) >= REMEMBERED:
                self._found = {}
            self._found[key] = found
        return found

    def _search(self, term: str, *, slips: bool) -> Near:
        # The table is sorted, so the terms with one first letter are one run of numbers.
        first = bisect_left(self.table_, term[0])
        last = bisect_left(self.table_, chr(ord(term[0]) + 1))
        parts = grams_of(term)
        shared = np.zeros(last - first, np.int32)
        for part in parts:
            numbers = self.grams_.posting(part)[0]
            start, end = np.searchsorted(numbers, (first, last))
            shared[numbers[start:end] - first] += 1
        dice = 2 * shared / (self.sizes_[first:last] + len(parts))
        places = np.flatnonzero(dice >= (WORTH_SPELLING if slips else self.family))
        found = {}
        for place in places.tolist():
            other, like = self.table_.term(first + place), float(dice[place])
            spelt = OSA.normalized_similarity(term, other) if slips else 0.0
            like = spelt if spelt >= self.slip else like * (like >= self.family)
            if like and other != term:
                found[other] = like
        return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def grams_of(term: str) -> list[str]:
    """The runs of 3 and 4 letters of a term, its ends marked."""
    marked = f"^{term}$"
    return list(
        dict.fromkeys(marked[i : i + n] for n in (3, 4) for i in range(len(marked) - n + 1))
    )


def has_family(term: str) -> bool:
    """Whether likeness by letters says anything of a term."""
    return len(term) > 3 and not any(c.isdigit() for c in term)


def _postings_of(table: TermTable) -> Postings:
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    columns: list[int] = []
    rows: list[int] = []
    for row, term in enumerate(table):
        if has_family(term):
            own = [numbers[gram] for gram in grams_of(term)]
            columns += own
            rows += [row] * len(own)
    grams = Postings.of(
        TermTable.of(numbers), np.array(columns, np.int32), np.array(rows, np.int32), None
    )
    # Kept beside the postings, so that a worker that maps them need not count.
    grams.arrays["sizes"] = np.bincount(rows, minlength=len(table)).astype(np.int32)
    return grams
