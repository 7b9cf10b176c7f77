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
        dice = 2 * shared / (self.grams_.arrays["sizes"][others] + len(parts))
        found = {}
        for place in np.flatnonzero(dice >= bar).tolist():
            other, like = self.table_.term(int(others[place])), float(dice[place])
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
    """The terms by gram, each gram with the first letter of the terms before it.

    `sizes` among its arrays is how many grams each term has.
    """
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    columns: list[int] = []
    sizes: list[int] = []
    for term in table:
        grams = grams_of(term) if has_family(term) else []
        columns += [numbers[term[0] + gram] for gram in grams]
        sizes.append(len(grams))
    rows = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    found = Postings.of(TermTable.of(numbers), np.array(columns, np.int32), rows, None)
    found.arrays["sizes"] = np.array(sizes, np.int32)
    return found
