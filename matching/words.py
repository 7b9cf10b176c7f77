"""How far the documents of a block have the words of a query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matching.columns import Columns
from matching.postings import Impacts, Rows, TermPair, add_impacts
from matching.query import Alternatives, Concept, Pair
from matching.scratch import zeros
from matching.sets import Mask
from matching.suggest import Meaning
from matching.vectors import Vectors

SHORT_QUERY = 3  # telling words up to which a match must have an average one of them
ALMOST = 1 - 1e-9  # equal shares must not fail by a rounding

Shares = NDArray[np.float32]


class Block(Protocol):
    """A part of a snapshot: the base, or what came since. Documents belong to rows."""

    @property
    def size(self) -> int:
        """How many rows."""

    @property
    def documents(self) -> int:
        """How many documents."""

    @property
    def runs(self) -> list[tuple[int, int]]:
        """The runs of rows that are looked at."""

    @property
    def columns(self) -> Columns:
        """Everything about the rows that is not words."""

    @property
    def vectors(self) -> Vectors:
        """The sentence vectors of the rows."""

    def posting(self, term: str) -> tuple[Rows, Impacts]:
        """The documents that hold a term, and its impact in each."""

    def beside(self, pairs: Sequence[TermPair], documents: Rows) -> Mask:
        """Pairs × documents: whether the two terms of a pair stand side by side in each."""

    def documents_of(self, rows: Rows) -> tuple[Rows, Rows]:
        """All documents of these rows, and for each the place of its row among them."""

    def rows_of(self, documents: Rows) -> Rows:
        """The row of each document."""

    def best_of_rows(self, values: Shares) -> Shares:
        """For each row, the best value among its documents, not below 0."""


def words_share(block: Block, concepts: tuple[Concept, ...]) -> tuple[Shares, Shares]:
    """For each row, the share of the measure that its words reach, and without stand-ins.

    Of all that serves for a concept the best counts, so that naming many words for one thing
    gains nothing. The second share says whether a row fits: what a model takes for much the same
    decides an order, never who is in it.
    """
    share = zeros("share", block.documents)
    has_stand_ins = any(concept.stand_ins for concept in concepts)
    said = zeros("said", block.documents) if has_stand_ins else share
    for concept in concepts:
        _join(block, concept.share, concept.alternatives, said)
        if has_stand_ins:
            both = (*concept.alternatives, *concept.stand_ins)
            _join(block, concept.share, both, share)
    said_by_row = block.best_of_rows(said)
    return block.best_of_rows(share) if has_stand_ins else said_by_row, said_by_row


def _join(block: Block, worth: float, alternatives: Alternatives, into: Shares) -> None:
    """Add a concept's worth where something serves for it."""
    found = [(*block.posting(term), weight) for term, weight in alternatives]
    found = [each for each in found if each[0].size]
    if len(found) == 1:
        rows, impacts, weight = found[0]
        add_impacts(rows, impacts, worth * weight, into)
    elif found:
        held = zeros("held", into.size)
        for rows, impacts, weight in found:
            held[rows] = np.maximum(held[rows], impacts * np.float32(weight))
        for rows, _, _ in found:
            into[rows] += np.float32(worth) * held[rows]
            held[rows] = 0  # a document of two alternatives is counted once


def order_share(block: Block, pairs: Sequence[Pair], rows: Rows) -> Shares:
    """For each of the rows, the share of a query's pairs that a text of it has side by side."""
    documents, places = block.documents_of(rows)
    share = np.zeros(documents.size, np.float32)
    terms = [(pair.first, pair.second) for pair in pairs]
    for pair, holds in zip(pairs, block.beside(terms, documents), strict=True):
        share[holds] += np.float32(pair.share)
    best = np.zeros(rows.size, np.float32)
    np.maximum.at(best, places, share)
    return np.minimum(1, best)


def means(block: Block, meanings: Sequence[Meaning]) -> Rows:
    """The rows, rising, that have a document with all the terms of a phrase the query means."""
    found: list[Rows] = [np.empty(0, np.int32)]
    for phrase in (phrase for meaning in meanings for phrase in meaning.phrases):
        documents = block.posting(phrase[0])[0]
        for term in phrase[1:]:
            documents = np.intersect1d(documents, block.posting(term)[0], assume_unique=True)
        found.append(block.rows_of(documents))
    return np.unique(np.concatenate(found))


def covers(block: Block, concepts: tuple[Concept, ...], rows: Rows) -> Mask:
    """Say for each of the rows whether it has the worth of an average word of a short query.

    "Fixed prices" are no answer to "fix a boiler": the telling half is missing. Words that
    nobody uses are not held against anyone, and a longer query is left to the floor.
    """
    known = [concept for concept in concepts if concept.alternatives]
    if not 1 < len(known) <= SHORT_QUERY:
        return np.ones(rows.size, np.bool_)
    needed = sum(concept.share for concept in known) / len(known)
    covered = np.zeros(rows.size)
    for concept in known:
        has_it = np.zeros(block.size, np.bool_)
        for term, _ in concept.alternatives:
            has_it[block.rows_of(block.posting(term)[0])] = True
        covered[has_it[rows]] += concept.share
    return np.asarray(covered >= needed * ALMOST)
