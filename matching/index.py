"""The inverted index: a base, a journal of what came since, and snapshots of which rows live."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.analysis import Document
from matching.journal import Journal, View
from matching.near import NearTerms
from matching.profile import Profile
from matching.segment import Mention, Segment
from matching.vectors import Vectors

JOURNAL_ROWS = 1_000  # changes beyond which the journal is worth folding into the base


@dataclass(frozen=True)
class Snapshot:
    """What readers see. Never changed after it was made: a writer makes another.

    Rows are numbered through the base and the journal; `gone` are those that no longer live,
    rising. Frequencies are counted over what lives, so that a snapshot ranks exactly as one built
    from its profiles alone.
    """

    base: Segment
    view: View
    generation: int
    gone: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    gone_documents: int = 0

    @classmethod
    def of(cls, base: Segment, generation: int) -> Snapshot:
        """A snapshot of a base, all of it alive."""
        return cls(base, View(Journal()), generation)

    def add(self, changed: Sequence[tuple[Profile, list[Document]]]) -> Snapshot:
        """With profiles added, or put in the place of those with the same id."""
        kept = self.remove(profile.id for profile, _ in changed)
        journal = self.view.journal
        for profile, documents in changed:
            journal.add(profile, documents, self.base.words.terms)
        return replace(kept, view=View.of(journal))

    def remove(self, ids: Iterable[int]) -> Snapshot:
        """Without these ids; unknown ones are passed over. The generation counts the change."""
        found = [row for each in dict.fromkeys(ids) if (row := self.row(each)) is not None]
        generation, documents = self.generation + 1, 0
        for row in found:
            self.view.journal.take_out(self._terms_of(row), generation)
            documents += len(self.documents_of(row))
        gone = np.union1d(self.gone, np.array(found, np.int64)) if found else self.gone
        return replace(
            self,
            generation=generation,
            gone=gone,
            gone_documents=self.gone_documents + documents,
        )

    def changes_since(self, before: Snapshot) -> tuple[list[int], list[Profile]]:
        """The ids that are gone or replaced since an earlier snapshot of the same base, and what
        of the profiles that came since is alive."""
        gone = np.setdiff1d(self.gone, before.gone)
        late = range(before.rows, self.rows)
        added = [self.profile(row) for row in late if not self._is_gone(row)]
        return self.ids_of(gone).tolist(), added

    @property
    def rows(self) -> int:
        """How many rows there are, living or not."""
        return self.base.size + self.view.size

    @property
    def size(self) -> int:
        """How many profiles are alive."""
        return self.rows - self.gone.size

    @property
    def documents(self) -> int:
        """How many documents the living profiles have."""
        return self.all_documents - self.gone_documents

    @property
    def all_documents(self) -> int:
        """How many documents there are, of living profiles or not."""
        return self.base.documents + self.view.documents

    @property
    def has_changed(self) -> bool:
        """Whether anything has changed since the base."""
        return bool(self.view.size or self.gone.size)

    @property
    def is_worth_folding(self) -> bool:
        """Whether so much has changed that a new base would be faster."""
        return self.view.size > JOURNAL_ROWS or self.gone.size > JOURNAL_ROWS

    def frequency(self, term: str) -> int:
        """How many documents of living profiles hold a term."""
        found = self.base.words.count(term)
        if self.has_changed:
            found += self.view.count(term)
            found -= self.view.journal.removed_at(term, self.generation)
        return found

    @cached_property
    def near(self) -> tuple[NearTerms, ...]:
        """Terms by their letters: those of the base, and those that only came later."""
        return (self.base.near, self.view.near) if self.view.late else (self.base.near,)

    def near_terms(self, term: str, *, slips: bool = False) -> list[tuple[str, float]]:
        """Living terms that share a term's letters, the closest first, with their likeness."""
        found = sorted(
            (-like, other) for near in self.near for other, like in near.find(term, slips=slips)
        )
        return [(other, -like) for like, other in found if self.frequency(other)]

    def row(self, profile_id: int) -> int | None:
        """The row of a living profile."""
        rows = self.base.size + np.flatnonzero(self.view.ids == profile_id)
        mine = self.base.row_of(profile_id)
        for row in (*rows[::-1].tolist(), mine):
            if row is not None and not self._is_gone(row):
                return int(row)
        return None

    def ids_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The profile id of each row."""
        if not self.view.size:
            return self.base.ids[rows]
        size = self.base.size
        is_base = rows < size
        found = np.empty(rows.size, np.int64)
        found[is_base] = self.base.ids[rows[is_base]]
        found[~is_base] = self.view.ids[rows[~is_base] - size]
        return found

    def profiles(self) -> list[Profile]:
        """The living profiles, by id."""
        return [self.profile(row) for row in self.living.tolist()]

    @property
    def living(self) -> NDArray[np.int64]:
        """The rows of the living profiles, by id."""
        rows = np.setdiff1d(np.arange(self.rows), self.gone)
        return rows[np.argsort(self.ids_of(rows), kind="stable")]

    def names_of(self, rows: NDArray[np.int64]) -> list[str]:
        """The name of each row, read without its profile."""
        names, late, size = self.base.names, self.view.journal.profiles, self.base.size
        return [names[row] if row < size else late[row - size].name for row in rows.tolist()]

    def profile(self, row: int) -> Profile:
        """The profile of a row."""
        if row < self.base.size:
            return self.base.profiles[row]
        return self.view.journal.profiles[row - self.base.size]

    def mentions_of(self, terms: Iterable[str]) -> Callable[[int], list[Mention]]:
        """For a row, where its own texts have any of these terms, in reading order."""
        wanted, table, size = frozenset(terms), self.base.words.terms, self.base.size
        numbers = {number: term for term in wanted if (number := table.number(term)) is not None}

        def mentions(row: int) -> list[Mention]:
            if row < size:
                return self.base.mentions(row, numbers)
            return self.view.mentions(row - size, wanted)

        return mentions

    def vectors_of(self, row: int) -> tuple[Vectors, int]:
        """The sentence vectors that those of a row are among, and its row there."""
        size = self.base.size
        return (self.base.vectors, row) if row < size else (self.view.vectors, row - size)

    def _is_gone(self, row: int) -> bool:
        place = int(np.searchsorted(self.gone, row))
        return place < self.gone.size and int(self.gone[place]) == row

    def _terms_of(self, row: int) -> Sequence[str]:
        if row < self.base.size:
            return self.base.terms_of(row)
        return self.view.journal.terms_of[row - self.base.size]

    def documents_of(self, row: int) -> list[int]:
        """The documents of a row, its own first, numbered through the base and the journal."""
        base = self.base
        if row < base.size:
            others = range(int(base.accepted_starts[row]), int(base.accepted_starts[row + 1]))
            return [row, *(base.size + each for each in others)]
        owned = np.flatnonzero(self.view.owners == row - base.size)
        return (base.documents + owned).tolist()
