"""Terms that share their letters with a term: word families and misspellings."""

from __future__ import annotations

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
        parts = grams_of(term)
        bar = WORTH_SPELLING if slips else self.family
        numbers = np.concatenate([self.grams_.rows(term[0] + part) for part in parts])
        others, shared = np.unique(numbers, return_counts=True)
        # A term has at least as many parts as it shares: what cannot reach the bar is not read.
        could = 2 * shared >= bar * (shared + len(parts))
        found = {}
        for number, common in zip(others[could].tolist(), shared[could].tolist(), strict=True):
            other = self.table_.term(number)
            dice = 2 * common / (len(grams_of(other)) + len(parts))
            spelt = OSA.normalized_similarity(term, other) if slips and dice >= bar else 0.0
            like = spelt if spelt >= self.slip else dice * (dice >= self.family)
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
    """The terms by gram, each gram with the first letter of the terms before it."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    columns: list[int] = []
    rows: list[int] = []
    for row, term in enumerate(table):
        if has_family(term):
            own = [numbers[term[0] + gram] for gram in grams_of(term)]
            columns += own
            rows += [row] * len(own)
    return Postings.of(
        TermTable.of(numbers), np.array(columns, np.int32), np.array(rows, np.int32), None
    )
