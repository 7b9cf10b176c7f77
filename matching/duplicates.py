"""Profiles that copy each other, and texts that repeat their words to be found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from matching.profile import Profile
from matching.text import word_terms, words

Hashes = NDArray[np.uint64]

LIKENESS = 0.8
FEWEST_TERMS = 12  # below which two honest profiles may well say the same
_WIDTH = 3  # terms in a shingle
_BANDS, _ROWS = 32, 2
_SEED = 20_261
_PROBABLE = 0.1  # Jaccard likeness by signature below which a pair is not compared in full

PLAIN_MENTIONS = 4  # of one word that any text may have
PLAIN_SHARE = 0.06  # or this share of the words of a longer one
STUFFED_SHARE = 0.15
_PASSAGE = 5  # terms that nobody says twice in the same order but by copying


def near_duplicates(
    profiles: Iterable[Profile], *, likeness: float = LIKENESS, fewest_terms: int = FEWEST_TERMS
) -> tuple[tuple[int, ...], ...]:
    """Groups of ids of profiles whose own words are nearly the same, by the lowest id of each.

    Two belong together where at least `likeness` of the shorter one's distinct runs of three
    terms are in the other: a copy with words of its own added is found too, a name set on top
    changes nothing. Candidates come from MinHash signatures in bands (Broder, "On the resemblance
    and containment of documents", 1997; Leskovec, Rajaraman and Ullman, "Mining of massive
    datasets", chapter 3), and each is compared in full; what shares a band is compared with its
    first and its neighbour there, so the time grows as the number of profiles. The same profiles
    give the same groups in any order. Profiles of fewer than `fewest_terms` terms are left out.
    Raises ValueError for a likeness outside (0, 1].
    """
    if not 0 < likeness <= 1:
        raise ValueError("A likeness is more than 0 and at most 1.")
    latest = {profile.id: profile for profile in profiles}
    ids, shingles = _shingled([latest[each] for each in sorted(latest)], fewest_terms)
    if len(ids) < 2:
        return ()
    signatures = _signatures(shingles)
    parents = list(range(len(ids)))
    for one, other in _pairs(signatures):
        roots = _root(parents, one), _root(parents, other)
        if roots[0] != roots[1] and _contained(shingles[one], shingles[other]) >= likeness:
            parents[max(roots)] = min(roots)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for row, profile_id in enumerate(ids):
        groups[_root(parents, row)].append(profile_id)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def _shingled(profiles: Sequence[Profile], fewest: int) -> tuple[list[int], list[Hashes]]:
    """The ids of profiles that say enough, and the hashes of their runs of terms, each once."""
    hashes = _WordHashes()
    ids, shingles = [], []
    for profile in profiles:
        # Fields in the order of their names: the same words under other headings are a copy too.
        texts = [words(text) for _, text in sorted(profile.fields.items())]
        fields = [np.array([h for w in text for h in hashes[w]], np.uint64) for text in texts]
        if sum(each.size for each in fields) >= fewest:
            ids.append(profile.id)
            shingles.append(np.unique(np.concatenate([_runs(each) for each in fields])))
    return ids, shingles


class _WordHashes(dict[str, tuple[int, ...]]):
    """The hashes of the terms of each surface word."""

    def __missing__(self, word: str) -> tuple[int, ...]:
        digests = (blake2b(term.encode(), digest_size=8).digest() for term in word_terms(word))
        self[word] = tuple(int.from_bytes(digest, "big") for digest in digests)
        return self[word]


def _runs(terms: Hashes) -> Hashes:
    """One number a run of `_WIDTH` terms; a shorter text is one run."""
    width = min(_WIDTH, terms.size)
    mixed = np.zeros(max(0, terms.size - width + 1) if width else 0, np.uint64)
    for place in range(width):
        mixed = (mixed ^ terms[place : place + mixed.size]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _signatures(shingles: Sequence[Hashes]) -> Hashes:
    """The least of each hash function over the runs of each profile: profiles × functions."""
    joined = np.concatenate(shingles)
    starts = np.cumsum([0, *(each.size for each in shingles[:-1])])
    generator = np.random.default_rng(_SEED)
    keys = generator.integers(1, 2**63, (_BANDS * _ROWS, 2), dtype=np.uint64)
    signatures = np.empty((len(shingles), len(keys)), np.uint64)
    for column, (factor, offset) in enumerate(keys):
        mixed = (joined ^ offset) * (factor | np.uint64(1))
        mixed ^= mixed >> np.uint64(32)
        signatures[:, column] = np.minimum.reduceat(mixed, starts)
    return signatures


def _pairs(signatures: Hashes) -> Iterator[tuple[int, int]]:
    """Rows that share a band, each with the first and with the one before it there; once."""
    found: set[tuple[int, int]] = set()
    for band in range(_BANDS):
        mine = signatures[:, band * _ROWS : (band + 1) * _ROWS]
        order = np.lexsort(mine.T[::-1])
        same = np.r_[False, (mine[order[1:]] == mine[order[:-1]]).all(axis=1)]
        first = order[np.maximum.accumulate(np.where(same, 0, np.arange(order.size)))]
        before = np.r_[order[0], order[:-1]]
        for others in (first, before):
            found.update(zip(others[same].tolist(), order[same].tolist(), strict=True))
    ordered = sorted(found)
    if ordered:
        pairs = np.asarray(ordered)
        alike = (signatures[pairs[:, 0]] == signatures[pairs[:, 1]]).mean(axis=1)
        yield from ((one, other) for one, other in pairs[alike >= _PROBABLE].tolist())


def _contained(one: Hashes, other: Hashes) -> float:
    """The share of the runs of the shorter that the other has as well."""
    shared = np.intersect1d(one, other, assume_unique=True).size
    return float(shared / min(one.size, other.size))


def _root(parents: list[int], row: int) -> int:
    while parents[row] != row:
        parents[row] = parents[parents[row]]
        row = parents[row]
    return row


@dataclass(frozen=True, slots=True)
class Stuffing:
    """How far a text repeats itself: `share` of its terms, 0 to 1, are said once too often.

    `terms` are the words said too often, each as it is first written, with their counts, the most
    frequent first: none where passages are said again with no word more often than is plain.
    """

    share: float
    terms: tuple[tuple[str, int], ...]

    @property
    def is_stuffed(self) -> bool:
        """Whether a person should look at it."""
        return self.share >= STUFFED_SHARE


def stuffed_terms(text: str) -> Stuffing:
    """The terms that a text says more often than a reader needs.

    `PLAIN_MENTIONS` of a word, or `PLAIN_SHARE` of the terms of a long text, are plain speech:
    about where BM25 is saturated and more of them should be worth nothing. What is said beyond
    that is too much, and so is what ends a run of `_PASSAGE` terms that was said before.
    """
    said = [(term, word) for word in words(text) for term in word_terms(word)]
    terms = [term for term, _ in said]
    plain = max(PLAIN_MENTIONS, int(PLAIN_SHARE * len(terms)))
    # A text too short for such a run may still be one that says all of itself again.
    half = len(terms) // 2
    passage = half if half and terms[:half] == terms[half : 2 * half] else _PASSAGE
    passage = min(passage, _PASSAGE)
    counts: Counter[str] = Counter()
    runs: set[tuple[str, ...]] = set()
    excess = 0
    for end, term in enumerate(terms, 1):
        counts[term] += 1
        run = tuple(terms[end - passage : end]) if end >= passage else ()
        excess += counts[term] > plain or run in runs
        runs |= {run} - {()}
    spoken = {term: word.casefold() for term, word in reversed(said)}
    often = [(spoken[term], count) for term, count in counts.items() if count > plain]
    often.sort(key=lambda pair: (-pair[1], pair[0]))
    return Stuffing(excess / len(terms) if terms else 0.0, tuple(often))
