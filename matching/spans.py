"""The runs of rows that a search has to look at, where it is limited to a distance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.columns import Columns
from matching.postings import Impacts, Rows, TermPair
from matching.profile import Seeker
from matching.segment import NOWHERE, SQUARE_M, Segment, square_at
from matching.vectors import Vectors
from matching.words import Block, Shares


@dataclass(frozen=True)
class Within:
    """A base of which only some runs of rows are looked at; `edges` are their starts and ends.

    `document_edges` are the same runs and those of their rows' accepted texts.
    """

    base: Segment
    edges: NDArray[np.int64]
    document_edges: NDArray[np.int64]

    @classmethod
    def of(cls, base: Segment, seeker: Seeker) -> Block:
        """The rows that can be within the seeker's distance; all of them where there is none."""
        if seeker.place is None or seeker.within_m is None:
            return base
        place, within = seeker.place, seeker.within_m
        low = np.searchsorted(base.squares, NOWHERE, side="right")
        runs = [(0, int(low))]
        north = (place.northing - within) // SQUARE_M * SQUARE_M
        while north <= place.northing + within:
            first = square_at(north, place.easting - within)
            last = square_at(north, place.easting + within)
            ends = np.searchsorted(base.squares, [first, last + 1]).tolist()
            runs.append((ends[0], ends[1]))
            north += SQUARE_M
        edges = np.array([edge for run in runs if run[0] < run[1] for edge in run], np.int64)
        accepted = base.size + base.accepted_starts[edges]
        return cls(base, edges, np.concatenate([edges, accepted]))

    @property
    def size(self) -> int:
        """How many rows the base has."""
        return self.base.size

    @property
    def documents(self) -> int:
        """How many documents the base has."""
        return self.base.documents

    @property
    def columns(self) -> Columns:
        """Everything about the rows that is not words."""
        return self.base.columns

    @property
    def vectors(self) -> Vectors:
        """The sentence vectors of the rows."""
        return self.base.vectors

    @property
    def runs(self) -> list[tuple[int, int]]:
        """The runs of rows to look at."""
        return [(a, b) for a, b in self.edges.reshape(-1, 2).tolist()]

    def posting(self, term: str) -> tuple[Rows, Impacts]:
        """The documents within the runs that hold a term, and its impact in each."""
        documents, impacts = self.base.posting(term)
        cuts = np.searchsorted(documents, self.document_edges).reshape(-1, 2).tolist()
        held = [slice(a, b) for a, b in cuts if a < b]
        if not held:
            return documents[:0], impacts[:0]
        return (
            np.concatenate([documents[each] for each in held]),
            np.concatenate([impacts[each] for each in held]),
        )

    def beside(self, pairs: Sequence[TermPair], documents: Rows) -> NDArray[np.bool_]:
        """Pairs × documents: whether the two terms of a pair stand side by side in each."""
        return self.base.beside(pairs, documents)

    def documents_of(self, rows: Rows) -> tuple[Rows, Rows]:
        """All documents of these rows, and for each the place of its row among them."""
        return self.base.documents_of(rows)

    def rows_of(self, documents: Rows) -> Rows:
        """The row of each document."""
        return self.base.rows_of(documents)

    def best_of_rows(self, values: Shares) -> Shares:
        """For each row, the best value among its documents, not below 0."""
        return self.base.best_of_rows(values)
