"""What a seeker's words stand for among the terms of a snapshot."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from matching.index import Snapshot
from matching.scoring import COUNTED_WORDS, idf
from matching.suggest import Thesaurus
from matching.text import word_terms, words

READ_TERMS = 400  # different terms of a long text that are looked at
CONCEPTS = 40  # of these, the rarest that are searched for
FAMILY_WEIGHT = 0.3  # a word of the same family counts this much of the word itself
SLIP_WEIGHT = 0.8  # a known word in the place of an unknown one
SYNONYM_WEIGHT = 0.25  # a word that a trade uses for the same thing
ALTERNATIVES = 8
SLIPS = 3
FEW_WORDS = 6  # up to so many telling words, each that nobody has is worth a hint


Alternatives = tuple[tuple[str, float], ...]
NearWords = tuple[tuple[str, str, float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Concept:
    """One word of the query as typed, its term, its share of the measure, and what serves for it.

    `alternatives` are (term, weight) with weights in (0, 1]; the term itself first where known.
    `stand_ins` are words that a model takes for much the same.
    """

    word: str
    term: str
    share: float
    alternatives: Alternatives
    stand_ins: Alternatives = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two different terms that stand side by side in a query, and what that is worth."""

    first: str
    second: str
    share: float


def pairs_of(text: str, concepts: tuple[Concept, ...]) -> tuple[Pair, ...]:
    """The neighbouring pairs of a text's telling words; one is worth the mean of its two words."""
    shares = {concept.term: concept.share for concept in concepts if concept.alternatives}
    terms = [term for word in words(text)[:READ_TERMS] for term in word_terms(word)]
    pairs = dict.fromkeys(pairwise(terms))
    return tuple(
        Pair(one, other, (shares[one] + shares[other]) / 2)
        for one, other in pairs
        if one != other and one in shares and other in shares
    )


def read_query(
    text: str, snapshot: Snapshot, thesaurus: Thesaurus, near_words: NearWords = ()
) -> tuple[Concept, ...]:
    """The telling words of a text, the most telling first; shares of the measure sum to ≥ 1.

    `near_words` are (term, term that may stand in for it, weight).
    """
    stand_ins: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for term, other, weight in near_words:
        stand_ins[term][other] = weight
    seen: dict[str, tuple[str, int]] = {}
    for word in words(text):
        for term in word_terms(word):
            first, times = seen.get(term, (word, 0))
            seen[term] = (first, min(3, times + 1))
        if len(seen) >= READ_TERMS:
            break
    rarity = {term: idf(snapshot.frequency(term), snapshot.documents) for term in seen}
    telling = sorted(seen, key=lambda term: (-rarity[term] * seen[term][1], term))[:CONCEPTS]
    drafts = []
    for rank, term in enumerate(telling):
        found = _alternatives(term, snapshot, thesaurus, widely=rank < COUNTED_WORDS)
        others = _stand_ins(found, stand_ins[term], snapshot)
        known = [idf(snapshot.frequency(other), snapshot.documents) for other, _ in found[:1]]
        weight = (known[0] if known else rarity[term]) * seen[term][1]
        drafts.append((seen[term][0], term, weight, found, others))
    measure = sum(sorted((d[2] for d in drafts), reverse=True)[:COUNTED_WORDS])
    return tuple(Concept(word, term, weight / measure, a, s) for word, term, weight, a, s in drafts)


def _stand_ins(
    found: Alternatives, stand_ins: dict[str, float], snapshot: Snapshot
) -> Alternatives:
    """The living words that mean much the same, where that is more than what serves already."""
    weights = dict(found)
    return tuple(
        (other, weight)
        for other, weight in stand_ins.items()
        if weight > weights.get(other, 0.0) and snapshot.frequency(other)
    )


def _alternatives(
    term: str, snapshot: Snapshot, thesaurus: Thesaurus, *, widely: bool
) -> Alternatives:
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
    limit = idf(snapshot.frequency(next(iter(found))), snapshot.documents) if found else math.inf
    for other, weight in sorted(wider.items(), key=lambda pair: (-pair[1], pair[0])):
        rarity = idf(snapshot.frequency(other), snapshot.documents)
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
