"""What the benchmark asks of the matcher, and the matcher as it answers that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.bench_population import Vectors
from matching.matcher import Matcher
from matching.profile import Profile, Seeker
from matching.scoring import idf, lowest
from matching.text import Analyser

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

    reranks = False
    shares = False

    def build(self, profiles: Iterable[Profile], vectors: Iterable[Vectors]) -> None:
        """Fit it."""
        self._matcher = Matcher().fit(profiles)

    def text(self, text: str, count: int) -> list[int]:
        """Rank for a seeker who gives a text only."""
        return self._ranked(Seeker(text=text), count)

    def whole(self, seeker: Seeker, vector: Vectors, count: int) -> list[int]:
        """Rank."""
        return self._ranked(seeker, count)

    def add(self, profile: Profile, vector: Vectors) -> None:
        """Fit one more."""
        self._matcher.partial_fit([profile])

    def remove(self, profile_id: int) -> None:
        """Forget one."""
        self._matcher.remove([profile_id])

    def batch(self, texts: Sequence[str], count: int) -> Found:
        """Take the best of each row of the product."""
        queries, documents = self.product(texts)
        ids = self._matcher.snapshot_.ids
        found = np.full((len(texts), count), -1, np.int64)
        best = np.zeros((len(texts), count))
        for row in range(len(texts)):
            product = queries[row] @ documents
            first = lowest(-product.data, ids[product.indices], seed=0, count=count)
            found[row, : first.size] = ids[product.indices[first]]
            best[row, : first.size] = product.data[first]
        return found, best

    def product(self, texts: Sequence[str]) -> tuple[Any, Any]:
        """Plain BM25 of the base: rarity on the query's side, counts and length on the other."""
        snapshot = self._matcher.snapshot_
        segment, norms = snapshot.segments[0], snapshot.norms[0]
        held = segment.counts.copy()
        held.data /= held.data + np.repeat(norms, np.diff(held.indptr))
        analyse, known = Analyser(), segment.vocabulary
        rows = [[known[t] for t in analyse(text) if t in known] for text in texts]
        starts = np.cumsum([0, *map(len, rows)])
        columns = np.concatenate([np.asarray(row, np.int32) for row in rows])
        ones = np.ones(columns.size, np.float32)
        queries = sparse.csr_matrix((ones, columns, starts), shape=(len(texts), held.shape[1]))
        queries.sum_duplicates()
        frequency = np.bincount(held.indices, minlength=held.shape[1])
        queries.data *= [idf(int(frequency[c]), held.shape[0]) for c in queries.indices]
        return queries, held.T.tocsr()

    def save(self, folder: Path) -> None:
        """Do nothing: there is no index on disk yet."""

    def open_shared(self, folder: Path) -> None:
        """Do nothing: there is no index on disk yet."""

    def _ranked(self, seeker: Seeker, count: int) -> list[int]:
        return [match.id for match in self._matcher.rank(seeker, limit=count).matches]
