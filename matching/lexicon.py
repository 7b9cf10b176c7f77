"""The words of an index by what they mean, to find those that may stand in for a query's.

A word's vector is that of its commonest written form. Of two words with the cosine c one stands in
for the other with the weight ((c - 0.3) / 0.7)², for the eight closest.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.closeness import least_signs
from matching.terms import Arrays, TermTable
from matching.text import STOP_WORDS, word_terms, words
from matching.vectors import Vectors, pack

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
STAND_INS = 8
STRANGER = 0.3  # cosine of two words at and below which one says nothing of the other
MOST_WORDS = 24  # different words of a query that are looked up
_REMEMBERED = 20_000


class Understanding(NamedTuple):
    """What a text means: its packed vector, and (term, term, weight) of words that stand in."""

    vector: bytes
    near_words: tuple[tuple[str, str, float], ...]


class Lexicon:
    """Terms with their vectors, term n with vector n; all values are fixed once it is made."""

    def __init__(self, terms: TermTable, vectors: Vectors) -> None:
        self.terms = terms
        self.vectors = vectors

    @classmethod
    def of(
        cls, written: Mapping[str, str], encode: Encode, known: Lexicon | None = None
    ) -> Lexicon:
        """Embed terms by their written forms; those that `known` has keep their vectors."""
        terms = sorted(written)
        old = {term: known.vector(term) for term in terms} if known else {}
        new = [term for term in terms if not old.get(term)]
        made = encode([written[term] for term in new]) if new else ()
        fresh = {term: pack(vector) for term, vector in zip(new, made, strict=True)}
        packed = [(fresh.get(term) or old.get(term) or b"",) for term in terms]
        return cls(TermTable.of(terms), Vectors.of(packed))

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Lexicon:
        """What `arrays` gave."""
        return cls(TermTable(arrays), Vectors(arrays))

    def arrays(self) -> Arrays:
        """Everything of it, to be kept."""
        return self.terms.arrays | self.vectors.arrays

    def vector(self, term: str) -> bytes:
        """The packed vector of a term, empty for one that is not here."""
        number = self.terms.number(term)
        return b"" if number is None else self.vectors.values[number].tobytes()

    def near(self, term: str, packed: bytes) -> list[tuple[str, float]]:
        """The terms that may stand in for one with this vector, the best first, with weights."""
        count, size = len(self.terms), len(packed)
        if not count or self.vectors.dimensions != size:
            return []
        numbers = self.vectors.agreeing(packed, [(0, count)], least_signs(STRANGER, size))
        cosines = self.vectors.cosine(packed, numbers)
        best = np.lexsort((numbers, -cosines))[: STAND_INS + 1]
        found = []
        for number, cosine in zip(numbers[best].tolist(), cosines[best].tolist(), strict=True):
            other, worth = self.terms.term(number), (cosine - STRANGER) / (1 - STRANGER)
            if other != term and worth > 0:
                found.append((other, round(min(1.0, worth) ** 2, 6)))
        return found[:STAND_INS]


def written_forms(texts: Iterable[str]) -> dict[str, str]:
    """The commonest written form of each term of some texts; of two as common the first of a–z."""
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word in words(text):
            own = word_terms(word)
            if len(own) == 1:
                forms[own[0]][word.casefold()] += 1
            else:
                for term in own:
                    forms[term].setdefault(term, 0)
    return {
        term: min(counts, key=lambda form: (-counts[form], form))
        for term, counts in forms.items()
        if not term.isdigit()
    }


def reader(encode: Encode, lexicon: Lexicon | None) -> Callable[[str], Understanding]:
    """A function that understands texts, remembering the latest of them and their words."""

    @lru_cache(maxsize=_REMEMBERED)
    def near(term: str, word: str) -> tuple[tuple[str, str, float], ...]:
        if lexicon is None:
            return ()
        packed = lexicon.vector(term) or pack(encode([word])[0])
        return tuple((term, *each) for each in lexicon.near(term, packed))

    @lru_cache(maxsize=_REMEMBERED // 10)
    def understand(text: str) -> Understanding:
        spoken = {term: word for word in reversed(words(text)) for term in word_terms(word)}
        asked = [(t, w.casefold()) for t, w in reversed(spoken.items()) if t not in STOP_WORDS]
        found = [near(*each) for each in asked[:MOST_WORDS] if not each[0].isdigit()]
        return Understanding(pack(encode([text])[0]), tuple(w for own in found for w in own))

    return understand
