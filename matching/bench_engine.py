"""What the benchmark asks of the matcher, and the matcher as it answers that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching import store
from matching.bench_population import Vectors
from matching.best import best_of_many, best_rows
from matching.index import Snapshot
from matching.matcher import Matcher
from matching.profile import Profile, Seeker
from matching.scoring import idf
from matching.text import Analyser
from matching.vectors import pack

Found = tuple[NDArray[np.int64], NDArray[np.float64]]
"""Ids and scores, texts × count, the best first; -1 and 0 where fewer were found."""


class Engine(Protocol):
    """One way to find suppliers; ids are those of the profiles."""

    reranks: bool
    """Whether `whole` uses the sentence vectors."""
    shares: bool
    """Whether `save` and `open_shared` exist: an index that several processes map."""

    def build(self, profiles: Iterable[Profile], vectors: Iterable[Vectors]) -> None:
        """Index profiles; their unit vectors come in blocks of rows, in the same order."""

    def text(self, text: str, count: int) -> list[int]:
        """Find the best by text alone."""

    def whole(self, seeker: Seeker, vector: Vectors, count: int) -> list[int]:
        """Find the best of a whole match with their reasons; `vector` is that of the text."""

    def add(self, profile: Profile, vector: Vectors) -> None:
        """Add one profile, to be found by the next query."""

    def remove(self, profile_id: int) -> None:
        """Remove one profile, to be found no more by the next query."""

    def batch(self, texts: Sequence[str], count: int) -> Found:
        """Find the best for each of many texts, by text alone."""

    def product(self, texts: Sequence[str]) -> tuple[Any, Any]:
        """Matrices texts × terms and terms × profiles whose product `batch` takes the best of."""

    def save(self, folder: Path) -> None:
        """Write the index for other processes to map."""

    def open_shared(self, folder: Path) -> None:
        """Open, in another process, what `save` wrote."""


class MatcherEngine:
    """The matcher, seen by the benchmark."""

    reranks = True
    shares = True

    def build(self, profiles: Iterable[Profile], vectors: Iterable[Vectors]) -> None:
        """Fit it."""
        self._matcher = Matcher().fit(_with_vectors(profiles, vectors))

    def text(self, text: str, count: int) -> list[int]:
        """Take the best of the plain sum of impacts, as the other libraries do."""
        snapshot = self._matcher.snapshot_
        rows, _ = best_rows(snapshot, _weights(snapshot, text), count)
        return snapshot.ids_of(rows).tolist()

    def whole(self, seeker: Seeker, vector: Vectors, count: int) -> list[int]:
        """Rank, with the reasons of each match; `vector` is what the encoder would have given."""
        asked = replace(seeker, vector=pack(vector))
        return [match.id for match in self._matcher.rank(asked, limit=count).matches]

    def add(self, profile: Profile, vector: Vectors) -> None:
        """Fit one more."""
        self._matcher.partial_fit([replace(profile, vectors=(pack(vector),))])

    def remove(self, profile_id: int) -> None:
        """Forget one."""
        self._matcher.remove([profile_id])

    def batch(self, texts: Sequence[str], count: int) -> Found:
        """Find the best for each of many texts, by text alone."""
        snapshot = self._matcher.snapshot_
        found = np.full((len(texts), count), -1, np.int64)
        scores = np.zeros((len(texts), count))
        many = [_weights(snapshot, text) for text in texts]
        for number, (rows, values) in enumerate(best_of_many(snapshot, many, count)):
            found[number, : rows.size] = snapshot.ids_of(rows)
            scores[number, : rows.size] = values
        return found, scores

    def product(self, texts: Sequence[str]) -> tuple[Any, Any]:
        """Rarity on the queries' side, impacts on the other: `batch` ranks their product."""
        snapshot = self._matcher.snapshot_
        base = snapshot.base
        arrays, terms = base.words.arrays, base.words.terms
        shape = (len(terms), base.documents)
        documents = sparse.csr_matrix(
            (arrays["impacts"], arrays["rows"], arrays["starts"]), shape=shape
        )
        rows = [_weights(snapshot, text) for text in texts]
        entries = [
            (row, terms.number(term), weight)
            for row, weights in enumerate(rows)
            for term, weight in weights.items()
        ]
        places, columns, values = zip(*entries, strict=True)
        queries = sparse.csr_matrix(
            (np.array(values, np.float32), (places, columns)), shape=(len(texts), shape[0])
        )
        return queries, documents

    def ids(self) -> list[int]:
        """The id of each column of the product."""
        return self._matcher.snapshot_.base.ids.tolist()

    def save(self, folder: Path) -> None:
        """Write the base."""
        store.save(self._matcher.snapshot_.base, folder, generation=1, note={})

    def open_shared(self, folder: Path) -> None:
        """Map the base."""
        stored = store.open_newest(folder)
        if stored is None:
            raise ValueError("There is no index to open.")
        self._matcher = Matcher().adopt(stored.segment, stored.generation)


def _weights(snapshot: Snapshot, text: str) -> dict[str, float]:
    """The known terms of a text with how often it has them times their rarity."""
    documents = snapshot.documents
    return {
        term: times * idf(frequency, documents)
        for term, times in Counter(Analyser()(text)).items()
        if (frequency := snapshot.frequency(term))
    }


def _with_vectors(profiles: Iterable[Profile], blocks: Iterable[Vectors]) -> Iterator[Profile]:
    vectors = (vector for block in blocks for vector in block)
    for profile, vector in zip(profiles, vectors, strict=True):
        yield replace(profile, vectors=(pack(vector),))
