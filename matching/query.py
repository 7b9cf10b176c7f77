"""What a seeker's words stand for among the terms of a snapshot, and how far a row has them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from matching.columns import Floats, Mask
from matching.index import Segment, Snapshot
from matching.scoring import COUNTED_WORDS, idf
from matching.suggest import Meaning, Thesaurus
from matching.text import word_terms, words

READ_TERMS = 400  # different terms of a long text that are looked at
CONCEPTS = 40  # of these, the rarest that are searched for
FAMILY_WEIGHT = 0.3  # a word of the same family counts this much of the word itself
SLIP_WEIGHT = 0.8  # a known word in the place of an unknown one
SYNONYM_WEIGHT = 0.25  # a word that a trade uses for the same thing
ALTERNATIVES = 8
SLIPS = 3
FEW_WORDS = 6  # up to so many telling words, each that nobody has is worth a hint
SHORT_QUERY = 3  # telling words up to which a match must have an average one of them
ALMOST = 1 - 1e-9  # equal shares must not fail by a rounding


@dataclass(frozen=True, slots=True, eq=False)
class Concept:
    """One word of the query as typed, its term, its share of the measure, and what serves for it.

    `alternatives` are (term, weight) with weights in (0, 1]; the term itself first where known.
    """

    word: str
    term: str
    share: float
    alternatives: tuple[tuple[str, float], ...]


def read_query(text: str, snapshot: Snapshot, thesaurus: Thesaurus) -> tuple[Concept, ...]:
    """The telling words of a text, the most telling first; shares of the measure sum to ≥ 1."""
    seen: dict[str, tuple[str, int]] = {}
    for word in words(text):
        for term in word_terms(word):
            first, times = seen.get(term, (word, 0))
            seen[term] = (first, min(3, times + 1))
        if len(seen) >= READ_TERMS:
            break
    rarity = {term: idf(snapshot.frequency(term), snapshot.size) for term in seen}
    telling = sorted(seen, key=lambda term: (-rarity[term] * seen[term][1], term))[:CONCEPTS]
    drafts = []
    for rank, term in enumerate(telling):
        found = _alternatives(term, snapshot, thesaurus, widely=rank < COUNTED_WORDS)
        known = [idf(snapshot.frequency(other), snapshot.size) for other, _ in found[:1]]
        weight = (known[0] if known else rarity[term]) * seen[term][1]
        drafts.append((seen[term][0], term, weight, found))
    measure = sum(sorted((d[2] for d in drafts), reverse=True)[:COUNTED_WORDS])
    return tuple(Concept(word, term, weight / measure, a) for word, term, weight, a in drafts)


def _alternatives(
    term: str, snapshot: Snapshot, thesaurus: Thesaurus, *, widely: bool
) -> tuple[tuple[str, float], ...]:
    """What may serve for a term, a common word for a rare one discounted by how common it is."""
    if snapshot.frequency(term):
        found = {term: 1.0}
        wider = _wider(term, snapshot, thesaurus) if widely else {}
    elif thesaurus.knows(term):
        found, wider = {}, _wider(term, snapshot, thesaurus) if widely else {}
    elif widely:
        slips = _slips(term, snapshot, thesaurus)
        found = {other: SLIP_WEIGHT * like for other, like in slips if snapshot.frequency(other)}
        wider = _wider(term, snapshot, thesaurus)
        for meant, _ in slips[:1]:
            further = _wider(meant, snapshot, thesaurus)
            wider = {other: weight * SLIP_WEIGHT for other, weight in further.items()} | wider
    else:
        return ()
    limit = idf(snapshot.frequency(next(iter(found))), snapshot.size) if found else math.inf
    for other, weight in sorted(wider.items(), key=lambda pair: (-pair[1], pair[0])):
        rarity = idf(snapshot.frequency(other), snapshot.size)
        found.setdefault(other, weight * (1.0 if limit == math.inf else min(1.0, rarity / limit)))
    return tuple(found.items())[:ALTERNATIVES]


def _wider(term: str, snapshot: Snapshot, thesaurus: Thesaurus) -> dict[str, float]:
    """Living terms of the same family or trade, with their weights."""
    near = snapshot.near_terms(term)[:ALTERNATIVES]
    synonyms = [other for other in thesaurus.synonyms(term) if snapshot.frequency(other)]
    weights = dict.fromkeys(synonyms, SYNONYM_WEIGHT)
    return weights | {other: FAMILY_WEIGHT * like for other, like in near}


def _slips(term: str, snapshot: Snapshot, thesaurus: Thesaurus) -> list[tuple[str, float]]:
    """The likeliest words for one that is nowhere, by letters, from profiles and trade words."""
    likely = dict(thesaurus.near.find(term, slips=True))
    likely |= dict(snapshot.near_terms(term, slips=True))
    ordered = sorted(likely.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(other, like) for other, like in ordered if like >= ordered[0][1] - 0.1][:SLIPS]


def meaning_rows(snapshot: Snapshot, meanings: tuple[Meaning, ...]) -> Mask:
    """Say for each row whether it has all the terms of one phrase of what the query means."""
    phrases = [phrase for meaning in meanings for phrase in meaning.phrases]
    return np.concatenate([_segment_meaning(segment, phrases) for segment in snapshot.segments])


def _segment_meaning(segment: Segment, phrases: list[tuple[str, ...]]) -> Mask:
    means = np.zeros(len(segment.profiles), np.bool_)
    for phrase in phrases:
        rows = segment.posting(phrase[0])[0]
        for term in phrase[1:]:
            rows = np.intersect1d(rows, segment.posting(term)[0], assume_unique=True)
        means[rows] = True
    return means


def words_coverage(snapshot: Snapshot, concepts: tuple[Concept, ...]) -> Mask:
    """Say for each row whether it has at least the worth of an average word of a short query.

    "Fixed prices" are no answer to "fix a boiler": the telling half is missing. Words that
    nobody uses are not held against anyone, and a longer query is left to the floor.
    """
    known = [concept for concept in concepts if concept.alternatives]
    if not 1 < len(known) <= SHORT_QUERY:
        return np.ones(snapshot.living.size, np.bool_)
    needed = sum(concept.share for concept in known) / len(known)
    parts = [_segment_coverage(segment, concepts) for segment in snapshot.segments]
    return np.asarray(np.concatenate(parts) >= needed * ALMOST)


def _segment_coverage(segment: Segment, concepts: tuple[Concept, ...]) -> Floats:
    covered = np.zeros(len(segment.profiles))
    for concept in concepts:
        has_it = np.zeros(covered.size, np.bool_)
        for term, _ in concept.alternatives:
            has_it[segment.posting(term)[0]] = True
        covered[has_it] += concept.share
    return covered


def words_share(snapshot: Snapshot, concepts: tuple[Concept, ...]) -> Floats:
    """For each row, the share of the measure that its words reach: 0 for none of them."""
    parts = [
        _segment_share(segment, norms, concepts)
        for segment, norms in zip(snapshot.segments, snapshot.norms, strict=True)
    ]
    return np.concatenate(parts)


def _segment_share(segment: Segment, norms: np.ndarray, concepts: tuple[Concept, ...]) -> Floats:
    """BM25 over one segment; what serves for a concept is joined as independent signs of it."""
    share = np.zeros(len(segment.profiles))
    for concept in concepts:
        lacks = np.ones(share.size, np.float32) if len(concept.alternatives) > 1 else None
        for term, weight in concept.alternatives:
            rows, counts = segment.posting(term)
            held = np.float32(weight) * (counts / (counts + norms[rows]))
            if lacks is None:
                share[rows] += concept.share * held
            else:
                lacks[rows] *= 1 - held
        if lacks is not None:
            share += concept.share * (1 - lacks)
    return share
