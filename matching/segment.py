"""A base of an index: many profiles as arrays that never change, in memory or mapped from files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.analysis import BREAK, Document, documents_of
from matching.columns import SETS, Columns, numbers_as_arrays, numbers_of, sets_of
from matching.near import NearTerms
from matching.postings import Impacts, Postings, Rows, TermPair
from matching.profile import Profile
from matching.sets import Bits, Codes
from matching.terms import TermTable
from matching.time_columns import TimeColumns, time_facts
from matching.vectors import Vectors


class Entries(NamedTuple):
    """Which term stands in which document, with its impact: three arrays of one length."""

    terms: NDArray[np.int32]
    documents: Rows
    impacts: Impacts


class Sequences(NamedTuple):
    """The terms of documents in reading order: those of document d from `starts[d]` on.

    `letters` says for each where its word begins in the text of its field.
    """

    starts: NDArray[np.int64]
    terms: NDArray[np.int32]
    letters: NDArray[np.uint16]

    @classmethod
    def of(cls, terms: Sequence[Sequence[int]], letters: Sequence[Sequence[int]]) -> Sequences:
        """Lay them end to end."""
        starts = np.cumsum([0, *map(len, terms)], dtype=np.int64)
        size = int(starts[-1])
        return cls(
            starts,
            np.fromiter(chain.from_iterable(terms), np.int32, size),
            np.fromiter(chain.from_iterable(letters), np.uint16, size),
        )


class Mention(NamedTuple):
    """A term in a text of a profile: the number of the field, where its word begins, the term.

    Field 0 is the name.
    """

    field: int
    start: int
    term: str


Lend = Callable[[Profile], tuple[str, ...]]
SQUARE_M = 10_000.0
NOWHERE = -1
NO_TERM = -1
_HALF = 1_024  # squares on either side of the grid's origin: `profile.Place` allows 1,000


@dataclass(frozen=True)
class Segment:
    """Profiles counted once, a row each, those of one square of 10 km together.

    The documents of `words` are the profiles' own first (document r is row r's), then the texts
    that they were accepted for: those of row r are numbers `accepted_starts[r]` to `[r + 1]` of
    these. `forward` gives the terms of each document, for taking it out of the counts again, and
    `sequence` the terms of its own words in reading order, -1 after each field, and
    `letters` where the word of each begins in its field. `by_id` are the rows by rising id, `names`
    those of the profiles: all of them are wanted where the profiles themselves stay on disk.
    """

    profiles: Sequence[Profile]
    names: Sequence[str]
    ids: NDArray[np.int64]
    by_id: NDArray[np.int64]
    words: Postings
    forward_starts: NDArray[np.int64]
    forward: NDArray[np.int32]
    sequence_starts: NDArray[np.int64]
    sequence: NDArray[np.int32]
    letters: NDArray[np.uint16]
    accepted_starts: NDArray[np.int64]
    columns: Columns
    vectors: Vectors
    squares: NDArray[np.int32]
    name_ranks: NDArray[np.int32]
    near: NearTerms

    @classmethod
    def build(
        cls, profiles: Iterable[Profile], field_weights: Mapping[str, float], lend: Lend
    ) -> Segment:
        """Analyse profiles."""
        ordered = in_row_order(profiles)
        own: list[Document] = []
        accepted: list[list[Document]] = []
        for profile in ordered:
            first, *others = documents_of(profile, field_weights, lend(profile))
            own.append(first)
            accepted.append(others)
        documents = [*own, *chain.from_iterable(accepted)]
        vocabulary = sorted({term for document in documents for term in document.terms})
        numbers = {term: number for number, term in enumerate(vocabulary)}
        counts = [len(document.terms) for document in documents]
        entries = Entries(
            np.fromiter(
                (numbers[term] for document in documents for term in document.terms),
                np.int32,
                sum(counts),
            ),
            np.repeat(np.arange(len(documents), dtype=np.int32), counts),
            np.concatenate([np.empty(0, np.float32), *(each.impacts for each in documents)]),
        )
        numbers[BREAK] = NO_TERM
        sequences = Sequences.of(
            [[numbers[t] for t in each.sequence] for each in documents],
            [each.starts for each in documents],
        )
        counted = [len(each) for each in accepted]
        return cls.of(ordered, TermTable.of(vocabulary), entries, sequences, counted)

    @classmethod
    def of(
        cls,
        profiles: Sequence[Profile],
        vocabulary: TermTable,
        entries: Entries,
        sequences: Sequences,
        accepted: Sequence[int],
    ) -> Segment:
        """Profiles in row order with their counted words, and how many accepted texts each has."""
        starts = np.cumsum([0, *accepted], dtype=np.int64)
        by_document = sparse.csr_matrix(
            (np.ones(entries.terms.size, np.bool_), (entries.documents, entries.terms)),
            shape=(len(profiles) + int(starts[-1]), len(vocabulary)),
        )
        by_document.sort_indices()
        ids = np.array([profile.id for profile in profiles], np.int64)
        return cls(
            profiles=profiles,
            names=[profile.name for profile in profiles],
            ids=ids,
            by_id=np.argsort(ids, kind="stable"),
            words=Postings.of(vocabulary, entries.terms, entries.documents, entries.impacts),
            forward_starts=by_document.indptr.astype(np.int64),
            forward=by_document.indices.astype(np.int32),
            sequence_starts=sequences.starts,
            sequence=sequences.terms,
            letters=sequences.letters,
            accepted_starts=starts,
            columns=columns_of(profiles),
            vectors=Vectors.of([profile.vectors for profile in profiles]),
            squares=np.array([square_of(profile) for profile in profiles], np.int32),
            name_ranks=_name_ranks(profiles),
            near=NearTerms().fit_table(vocabulary),
        )

    @property
    def size(self) -> int:
        """How many rows there are."""
        return int(self.ids.size)

    @property
    def accepted_count(self) -> int:
        """How many accepted texts there are."""
        return int(self.accepted_starts[-1])

    @property
    def documents(self) -> int:
        """How many documents there are."""
        return self.size + self.accepted_count

    @property
    def runs(self) -> list[tuple[int, int]]:
        """The runs of rows to look at: one of all."""
        return [(0, self.size)]

    def posting(self, term: str) -> tuple[Rows, Impacts]:
        """The documents that hold a term, and its impact in each."""
        return self.words.posting(term)

    def beside(self, pairs: Sequence[TermPair], documents: Rows) -> NDArray[np.bool_]:
        """Pairs × documents: whether the two terms of a pair stand side by side in each."""
        counts = self.sequence_starts[documents + 1] - self.sequence_starts[documents]
        ends = np.cumsum(counts)
        shift = np.repeat(self.sequence_starts[documents] - (ends - counts), counts)
        terms = self.sequence[np.arange(shift.size) + shift]
        found = np.zeros((len(pairs), documents.size), np.bool_)
        for holds, pair in zip(found, pairs, strict=True):
            first, second = map(self.words.terms.number, pair)
            if first is not None and second is not None:
                # Each sequence ends with a break: no pair reaches from one into the next, and
                # a term is never the last of all.
                at = np.flatnonzero(terms == first)
                holds[np.searchsorted(ends, at[terms[at + 1] == second], side="right")] = True
        return found

    def mentions(self, row: int, wanted: Mapping[int, str]) -> list[Mention]:
        """Where a row's own texts have any of the wanted terms, by their numbers."""
        first, end = self.sequence_starts[row : row + 2].tolist()
        found, field = [], 0
        for at, number in enumerate(self.sequence[first:end].tolist(), first):
            if number in wanted:
                found.append(Mention(field, int(self.letters[at]), wanted[number]))
            elif number == NO_TERM:
                field += 1
        return found

    def documents_of(self, rows: Rows) -> tuple[Rows, Rows]:
        """All documents of these rows, and for each the place of its row among them."""
        places = np.arange(rows.size)
        if not self.accepted_count:
            return rows, places
        firsts = self.accepted_starts[rows]
        counts = self.accepted_starts[rows + 1] - firsts
        shift = np.repeat(firsts - (np.cumsum(counts) - counts), counts)
        others = self.size + np.arange(shift.size) + shift
        return np.concatenate([rows, others]), np.concatenate([places, np.repeat(places, counts)])

    def rows_of(self, documents: Rows) -> Rows:
        """The row of each document."""
        if not self.accepted_count:
            return documents
        is_own = documents < self.size
        return np.where(is_own, documents, self._owners(documents - self.size))

    def best_of_rows(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """For each row, the best value among its documents, not below 0."""
        best = values[: self.size]
        if self.accepted_count:
            texts = np.flatnonzero(values[self.size :])
            np.maximum.at(best, self._owners(texts), values[self.size + texts])
        return best

    def _owners(self, texts: Rows) -> Rows:
        """The row of each accepted text."""
        found = np.searchsorted(self.accepted_starts, texts, side="right") - 1
        return found.astype(np.int32)

    def row_of(self, profile_id: int) -> int | None:
        """The row of a profile, None for one that is not there."""
        place = int(np.searchsorted(self.ids, profile_id, sorter=self.by_id))
        if place == self.size:
            return None
        row = int(self.by_id[place])
        return row if self.ids[row] == profile_id else None

    def terms_of(self, row: int) -> list[str]:
        """The terms of all documents of a row; a term of several documents as often."""
        texts = range(int(self.accepted_starts[row]), int(self.accepted_starts[row + 1]))
        found: list[str] = []
        for document in (row, *(self.size + text for text in texts)):
            held = slice(*self.forward_starts[document : document + 2].tolist())
            found += map(self.words.terms.term, self.forward[held].tolist())
        return found


def in_row_order(profiles: Iterable[Profile]) -> list[Profile]:
    """Profiles as a segment has them: by square, then id."""
    return sorted(profiles, key=lambda profile: (square_of(profile), profile.id))


def square_of(profile: Profile) -> int:
    """The square of 10 km that a row stands in, by northing, then easting.

    Those without a place, or who work anywhere, are in none: `NOWHERE`, before all squares.
    """
    place = profile.place
    if place is None or profile.is_remote:
        return NOWHERE
    return square_at(place.northing, place.easting)


def square_at(northing: float, easting: float) -> int:
    """The number of a square: those of one band of northing follow each other."""
    north, east = (int(metres // SQUARE_M) + _HALF for metres in (northing, easting))
    return north * 2 * _HALF + east


def name_key(profile: Profile) -> tuple[str, int]:
    """How profiles are ordered by name."""
    return profile.name.casefold(), profile.id


def columns_of(profiles: Sequence[Profile]) -> Columns:
    """Everything about profiles that is not words."""
    sets = [sets_of(profile) for profile in profiles]
    codes = [tuple(dict.fromkeys(profile.categories)) for profile in profiles]
    known = sorted({code for own in codes for code in own})
    numbers = {code: number for number, code in enumerate(known)}
    rows = np.repeat(np.arange(len(profiles), dtype=np.int32), [len(own) for own in codes])
    of_row = np.array([numbers[code] for own in codes for code in own], np.int32)
    return Columns(
        numbers=numbers_as_arrays([numbers_of(profile) for profile in profiles]),
        sets={name: Bits.of([each[name] for each in sets]) for name in SETS},
        codes=Codes(Postings.of(TermTable.of(known), of_row, rows, None)),
        times=TimeColumns.from_facts([time_facts(profile.times) for profile in profiles]),
    )


def _name_ranks(profiles: Sequence[Profile]) -> NDArray[np.int32]:
    order = sorted(range(len(profiles)), key=lambda row: name_key(profiles[row]))
    ranks = np.empty(len(order), np.int32)
    ranks[order] = np.arange(len(order))
    return ranks
