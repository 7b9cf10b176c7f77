"""What was added to an index since its base: lists that only grow, read up to a version."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matching.analysis import BREAK, Document
from matching.columns import SETS, Columns, numbers_as_arrays, numbers_of, sets_of
from matching.near import NearTerms
from matching.postings import Impacts, Rows, TermPair, add_impacts
from matching.profile import Profile
from matching.segment import Mention
from matching.sets import Codes, Listed, below
from matching.terms import TermTable
from matching.time_columns import Occasions, TimeColumns, time_facts
from matching.vectors import Vectors


@dataclass
class Journal:
    """Profiles in the order in which they came, and what was taken out of the counts.

    One writer appends; readers each look at a `View` of the first so many rows and documents, so
    nothing that they see changes.
    """

    profiles: list[Profile] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    """The row of each document."""
    terms_of: list[tuple[str, ...]] = field(default_factory=list)
    """The terms of all documents of each row."""
    sequences: list[tuple[str, ...]] = field(default_factory=list)
    """The terms of each document in reading order."""
    letters: list[tuple[int, ...]] = field(default_factory=list)
    """For each of these terms, where its word begins in the text of its field."""
    postings: dict[str, tuple[list[int], list[float]]] = field(default_factory=dict)
    numbers: list[tuple[float, ...]] = field(default_factory=list)
    times: list[tuple[int, bool, Occasions]] = field(default_factory=list)
    sets: dict[str, defaultdict[str, list[int]]] = field(
        default_factory=lambda: {name: defaultdict(list) for name in (*SETS, "codes")}
    )
    late: list[str] = field(default_factory=list)
    """The terms that the base does not know, in the order in which they came."""
    removed: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """By term, the version of each change that took a document with it out of the counts."""

    def add(self, profile: Profile, documents: Iterable[Document], known: TermTable) -> None:
        """Append a profile with its documents; `known` are the terms of the base."""
        row = len(self.profiles)
        held: list[str] = []
        for document in documents:
            number = len(self.owners)
            self.owners.append(row)
            self.sequences.append(document.sequence)
            self.letters.append(document.starts)
            held += document.terms
            for term, impact in zip(document.terms, document.impacts.tolist(), strict=True):
                posting = self.postings.get(term)
                if posting is None:
                    posting = self.postings[term] = ([], [])
                    if term not in known:
                        self.late.append(term)
                posting[1].append(impact)
                posting[0].append(number)
        self.terms_of.append(tuple(held))
        self.numbers.append(numbers_of(profile))
        self.times.append(time_facts(profile.times))
        for name, values in (*sets_of(profile).items(), ("codes", profile.categories)):
            for value in dict.fromkeys(values):
                self.sets[name][value].append(row)
        self.profiles.append(profile)

    def take_out(self, terms: Iterable[str], version: int) -> None:
        """Count a removed profile's terms as gone from this version on."""
        for term in terms:
            self.removed[term].append(version)

    def removed_at(self, term: str, version: int) -> int:
        """How many documents with a term were gone at a version."""
        versions = self.removed.get(term)
        return bisect_right(versions, version) if versions else 0


@dataclass(frozen=True)
class View:
    """The first `size` profiles of a journal, its first `documents` and `late` terms."""

    journal: Journal
    size: int = 0
    documents: int = 0
    late: int = 0

    @classmethod
    def of(cls, journal: Journal) -> View:
        """A journal as it is now."""
        return cls(journal, len(journal.profiles), len(journal.owners), len(journal.late))

    def count(self, term: str) -> int:
        """How many documents hold a term."""
        return int(self.posting(term)[0].size) if term in self.journal.postings else 0

    @property
    def runs(self) -> list[tuple[int, int]]:
        """The runs of rows to look at: one of all."""
        return [(0, self.size)]

    def posting(self, term: str) -> tuple[Rows, Impacts]:
        """The documents that hold a term, and its impact in each."""
        rows, impacts = self.journal.postings.get(term, ((), ()))
        found = below(rows, self.documents)
        return found, np.array(impacts[: found.size], np.float32)

    def sums(self, weights: Mapping[str, float]) -> Impacts:
        """For each document, the impacts of these terms times their weights, added as in a base."""
        sums = np.zeros(self.documents, np.float32)
        for term in sorted(weights.keys() & self.journal.postings.keys(), reverse=True):
            add_impacts(*self.posting(term), weights[term], sums)
        return sums

    def beside(self, pairs: Sequence[TermPair], documents: Rows) -> NDArray[np.bool_]:
        """Pairs × documents: whether the two terms of a pair stand side by side in each."""
        found = np.zeros((len(pairs), documents.size), np.bool_)
        for at, document in enumerate(documents.tolist()):
            held = set(pairwise(self.journal.sequences[document]))
            found[:, at] = [pair in held for pair in pairs]
        return found

    def mentions(self, row: int, wanted: Container[str]) -> list[Mention]:
        """Where a row's own texts have any of the wanted terms."""
        document = bisect_left(self.journal.owners, row)
        found, number = [], 0
        said = zip(self.journal.sequences[document], self.journal.letters[document], strict=True)
        for term, start in said:
            if term == BREAK:
                number += 1
            elif term in wanted:
                found.append(Mention(number, start, term))
        return found

    def documents_of(self, rows: Rows) -> tuple[Rows, Rows]:
        """All documents of these rows, and for each the place of its row among them."""
        documents = np.flatnonzero(np.isin(self.owners, rows))
        return documents, np.searchsorted(rows, self.owners[documents])

    def rows_of(self, documents: Rows) -> Rows:
        """The row of each document."""
        return self.owners[documents]

    def best_of_rows(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """For each row, the best value among its documents, not below 0."""
        best = np.zeros(self.size, np.float32)
        np.maximum.at(best, self.owners, values)
        return best

    @cached_property
    def owners(self) -> Rows:
        """The row of each document."""
        return np.array(self.journal.owners[: self.documents], np.int32)

    @cached_property
    def columns(self) -> Columns:
        """Everything about the profiles that is not words."""
        sets = {name: Listed(rows, self.size) for name, rows in self.journal.sets.items()}
        codes = Codes(sets.pop("codes"))
        return Columns(
            numbers=numbers_as_arrays(self.journal.numbers[: self.size]),
            sets=dict(sets),
            codes=codes,
            times=TimeColumns.from_facts(self.journal.times[: self.size]),
        )

    @cached_property
    def vectors(self) -> Vectors:
        """Their sentence vectors."""
        return Vectors.of([each.vectors for each in self.journal.profiles[: self.size]])

    @cached_property
    def ids(self) -> NDArray[np.int64]:
        """Profile ids by row."""
        return np.array([each.id for each in self.journal.profiles[: self.size]], np.int64)

    @cached_property
    def near(self) -> NearTerms:
        """The late terms by their letters."""
        return NearTerms().fit(self.journal.late[: self.late])
