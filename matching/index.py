"""The inverted index: immutable segments of profiles, and snapshots of which rows are alive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.columns import Columns, Floats, Mask
from matching.profile import Profile
from matching.scoring import K1, B
from matching.text import FieldCounts, NearTerms

DELTA_ROWS = 1_000  # a delta beyond this is folded into the base
CATEGORY_FIELD = "categories"


@dataclass(frozen=True)
class Segment:
    """Profiles counted once. `counts` is profiles × terms, `lengths` their weighted word counts."""

    profiles: tuple[Profile, ...]
    vocabulary: dict[str, int]
    counts: sparse.csr_matrix
    lengths: Floats

    @classmethod
    def build(
        cls,
        profiles: Sequence[Profile],
        field_weights: dict[str, float],
        category_words: Callable[[Profile], str],
    ) -> Segment:
        """Analyse profiles. Words that come with a category count, but make no text longer."""
        own = [{"name": p.name} | dict(p.fields) for p in profiles]
        counter = FieldCounts(field_weights=field_weights)
        lends = field_weights.get(CATEGORY_FIELD, 1.0) > 0
        lent = [{CATEGORY_FIELD: category_words(p)} if lends else {} for p in profiles]
        counts = counter.fit_transform([*own, *lent])
        rows = len(profiles)
        lengths = np.asarray(counts[:rows].sum(axis=1), np.float64).ravel()
        return cls(tuple(profiles), counter.vocabulary_, counts[:rows] + counts[rows:], lengths)

    @cached_property
    def ids(self) -> NDArray[np.int64]:
        """Profile ids by row."""
        return np.array([p.id for p in self.profiles], np.int64)

    @cached_property
    def row_of(self) -> dict[int, int]:
        """Row by profile id."""
        return {p.id: row for row, p in enumerate(self.profiles)}

    @cached_property
    def columns(self) -> Columns:
        """Everything about the profiles that is not words."""
        return Columns(self.profiles)

    @cached_property
    def postings(self) -> sparse.csc_matrix:
        """The counts by term."""
        return self.counts.tocsc()

    @cached_property
    def near(self) -> NearTerms:
        """Terms of this segment by their letters."""
        return NearTerms().fit(self.vocabulary)

    @cached_property
    def name_order(self) -> Floats:
        """Rank of each row by name, then id."""
        order = sorted(range(len(self.profiles)), key=lambda row: name_key(self.profiles[row]))
        ranks = np.empty(len(order))
        ranks[order] = np.arange(len(order))
        return ranks

    def posting(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Rows that hold a term, and its weighted count in each."""
        column = self.vocabulary.get(term)
        if column is None:
            return _NO_ROWS, _NO_COUNTS
        held = slice(*self.postings.indptr[column : column + 2])
        return self.postings.indices[held], self.postings.data[held]


_NO_ROWS = np.empty(0, np.int32)
_NO_COUNTS = np.empty(0, np.float32)


def name_key(profile: Profile) -> tuple[str, int]:
    """How profiles are ordered by name."""
    return profile.name.casefold(), profile.id


def merge(segments: Sequence[Segment], alive: Sequence[Mask]) -> Segment:
    """One segment of the living rows, without analysing their text again."""
    vocabulary: dict[str, int] = {}
    blocks = []
    for segment, living in zip(segments, alive, strict=True):
        kept = segment.counts[np.flatnonzero(living)]
        used = np.flatnonzero(np.bincount(kept.indices, minlength=kept.shape[1]))
        terms = list(segment.vocabulary)
        new_column = np.zeros(kept.shape[1], np.int32)
        for column in used:
            new_column[column] = vocabulary.setdefault(terms[column], len(vocabulary))
        blocks.append((kept.data, new_column[kept.indices], kept.indptr))
    counts = sparse.vstack(
        [
            sparse.csr_matrix((data, indices, indptr), shape=(len(indptr) - 1, len(vocabulary)))
            for data, indices, indptr in blocks
        ],
        format="csr",
    )
    profiles = tuple(
        segment.profiles[row]
        for segment, living in zip(segments, alive, strict=True)
        for row in np.flatnonzero(living)
    )
    lengths = [s.lengths[living] for s, living in zip(segments, alive, strict=True)]
    return Segment(profiles, vocabulary, counts, np.concatenate(lengths))


@dataclass(frozen=True)
class Snapshot:
    """What readers see: a base and at most one small delta, and which of their rows are alive.

    Never changed after it was made: a writer makes another. Rows are numbered through the
    segments. Document frequencies and the average length are counted over living rows only, so
    that a snapshot ranks exactly as one built from its profiles alone.
    """

    segments: tuple[Segment, ...]
    alive: tuple[Mask, ...]
    generation: int

    @classmethod
    def of(cls, segment: Segment, generation: int) -> Snapshot:
        """A snapshot of one segment, all alive."""
        return cls((segment,), (np.ones(len(segment.profiles), np.bool_),), generation)

    def add(self, segment: Segment) -> Snapshot:
        """With the segment's profiles added, or put in the place of those with the same id."""
        kept = self.remove(segment.ids.tolist())
        base, *deltas = kept.segments
        living = [*kept.alive, np.ones(len(segment.profiles), np.bool_)]
        delta = merge([*deltas, segment], living[1:])
        if len(delta.profiles) > DELTA_ROWS:
            return Snapshot.of(merge([*kept.segments, segment], living), kept.generation)
        everyone = np.ones(len(delta.profiles), np.bool_)
        return Snapshot((base, delta), (living[0], everyone), kept.generation)

    def remove(self, ids: Iterable[int]) -> Snapshot:
        """Without these ids; unknown ones are passed over. The generation counts the change."""
        gone = set(ids)
        alive = []
        for segment, living in zip(self.segments, self.alive, strict=True):
            rows = [segment.row_of[i] for i in gone if i in segment.row_of]
            left = living.copy()
            left[rows] = False
            alive.append(left)
        return replace(self, alive=tuple(alive), generation=self.generation + 1)

    @cached_property
    def living(self) -> Mask:
        """Which rows are alive."""
        return np.concatenate(self.alive)

    @cached_property
    def ids(self) -> NDArray[np.int64]:
        """Profile ids by row."""
        return np.concatenate([s.ids for s in self.segments])

    @cached_property
    def size(self) -> int:
        """How many profiles are alive."""
        return int(self.living.sum())

    @cached_property
    def norms(self) -> tuple[NDArray[np.float32], ...]:
        """BM25's discount by length, segment by segment."""
        lengths = [s.lengths for s in self.segments]
        total = sum(float(n[a].sum()) for n, a in zip(lengths, self.alive, strict=True))
        average = (total / self.size if self.size else 0.0) or 1.0
        return tuple((K1 * (1 - B + B * n / average)).astype(np.float32) for n in lengths)

    @cached_property
    def near(self) -> tuple[NearTerms, ...]:
        """Terms by their letters: those of the base, and those that only came later."""
        base, *deltas = self.segments
        late = [t for s in deltas for t in s.vocabulary if t not in base.vocabulary]
        return (base.near, NearTerms().fit(late)) if late else (base.near,)

    def near_terms(self, term: str, *, slips: bool = False) -> list[tuple[str, float]]:
        """Living terms that share a term's letters, the closest first, with their likeness."""
        found = sorted(
            (-like, other) for near in self.near for other, like in near.find(term, slips=slips)
        )
        return [(other, -like) for like, other in found if self.frequency(other)]

    def warmed(self) -> Snapshot:
        """Itself, with everything computed that a first reader would otherwise wait for."""
        for segment in self.segments:
            _ = segment.columns, segment.postings, segment.row_of, segment.name_order
        _ = self.near, self.ids, self.living, self.norms, self.size
        return self

    def frequency(self, term: str) -> int:
        """How many living profiles hold a term."""
        pairs = zip(self.segments, self.alive, strict=True)
        return sum(int(np.count_nonzero(living[s.posting(term)[0]])) for s, living in pairs)

    def row(self, profile_id: int) -> int | None:
        """The row of a living profile."""
        start = 0
        for segment, living in zip(self.segments, self.alive, strict=True):
            row = segment.row_of.get(profile_id)
            if row is not None and living[row]:
                return start + row
            start += len(segment.profiles)
        return None

    def profiles(self) -> list[Profile]:
        """The living profiles, by id."""
        pairs = zip(self.segments, self.alive, strict=True)
        living = [s.profiles[row] for s, alive in pairs for row in np.flatnonzero(alive)]
        return sorted(living, key=lambda profile: profile.id)

    def profile(self, row: int) -> Profile:
        """The profile of a row."""
        for segment in self.segments:
            if row < len(segment.profiles):
                return segment.profiles[row]
            row -= len(segment.profiles)
        raise IndexError(row)
