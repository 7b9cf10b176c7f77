"""From a profile to its documents: the terms of each with their impact on a search (BM25).

An impact is c / (c + k1 · (1 - b + b · length / typical)) for a weighted count c (Robertson &
Zaragoza, "The Probabilistic Relevance Framework", 2009). The typical length is a constant and not
the average of an index, so that the impacts of a profile depend on nothing but itself: adding or
removing others never touches them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from matching.postings import Impacts
from matching.profile import Profile
from matching.text import word_terms, words, words_with_starts

K1 = 0.9  # how soon more mentions of a word stop counting
B = 0.5  # how much a long text is discounted
TYPICAL_LENGTH = 60.0  # weighted words; from 40 to 80 the labelled sets differ by less than 0.005
CATEGORY_FIELD = "categories"
ACCEPTED_FIELD = "accepted"
MAX_WORDS = 4_000
MOST_MENTIONS = 4.0  # of a word that count: who says it again gains nothing
BREAK = ""  # no term: nothing stands beside what is on its other side


@dataclass(frozen=True, slots=True)
class Document:
    """One text of a profile as a search sees it: its terms, each once, with their impacts.

    `sequence` are the terms of its own words in reading order, with `BREAK` after each field;
    `starts` says for each where its word begins in the text of its field.
    """

    terms: tuple[str, ...]
    impacts: Impacts
    sequence: tuple[str, ...]
    starts: tuple[int, ...]


def exact_weights(field_weights: Mapping[str, float]) -> dict[str, float]:
    """Weights of fields in sixteenths, so that sums of them are exact in any order."""
    return {name: round(weight * 16) / 16 for name, weight in field_weights.items()}


def documents_of(
    profile: Profile, weights: Mapping[str, float], lent: tuple[str, ...]
) -> list[Document]:
    """A profile's own document first, then one for each text that it was accepted for.

    Where there are such texts, one more holds all of them together with its own words: a query
    that spans several is answered too. A search goes by the best of a profile's documents.

    `weights` by field, 1 for those without. The words `lent` by its lists count at the weight of
    "categories", but make no text longer.
    """
    counts: dict[str, float] = {}
    sequence = _Sequence([], [])
    for name, text in (("name", profile.name), *profile.fields.items()):
        _count(text, weights.get(name, 1.0), counts, sequence)
    length = sum(counts.values())
    lent_weight = weights.get(CATEGORY_FIELD, 1.0)
    for text in lent if lent_weight else ():
        for term, times in _terms_of(text):
            counts[term] = counts.get(term, 0.0) + lent_weight * times
    return [_document(counts, length, sequence), *_accepted(profile, weights)]


def _accepted(profile: Profile, weights: Mapping[str, float]) -> list[Document]:
    weight = weights.get(ACCEPTED_FIELD, 1.0)
    if not (profile.accepted and weight):
        return []
    each = list(dict.fromkeys(profile.accepted))
    everything = (profile.name, *profile.fields.values(), *each)
    return [_plain_document((text,), weight) for text in each] + [
        _plain_document(everything, weight)
    ]


def _plain_document(texts: Iterable[str], weight: float) -> Document:
    counts: dict[str, float] = {}
    sequence = _Sequence([], [])
    for text in texts:
        _count(text, weight, counts, sequence)
    return _document(counts, sum(counts.values()), sequence)


class _Sequence(NamedTuple):
    """Terms in reading order, and where the word of each begins."""

    terms: list[str]
    starts: list[int]


def _count(text: str, weight: float, counts: dict[str, float], sequence: _Sequence) -> None:
    terms, starts = sequence
    for start, word in words_with_starts(text)[:MAX_WORDS] if weight else ():
        for term in word_terms(word):
            terms.append(term)
            starts.append(start)
            counts[term] = counts.get(term, 0.0) + weight
    terms.append(BREAK)
    starts.append(0)


def _document(counts: Mapping[str, float], length: float, sequence: _Sequence) -> Document:
    held = np.fromiter(counts.values(), np.float32, len(counts))
    held = np.minimum(held, np.float32(MOST_MENTIONS))
    impacts = held / (held + np.float32(norm(length)))
    return Document(tuple(counts), impacts, tuple(sequence.terms), tuple(sequence.starts))


def norm(length: float) -> float:
    """What a count is held against in a text of so many weighted words."""
    return K1 * (1 - B + B * length / TYPICAL_LENGTH)


@lru_cache(maxsize=4_000)  # the lists lend the same few texts to a great many profiles
def _terms_of(text: str) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for word in words(text)[:MAX_WORDS]:
        for term in word_terms(word):
            counts[term] = counts.get(term, 0) + 1
    return tuple(counts.items())
