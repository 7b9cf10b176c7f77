"""A new base from a snapshot: what lives of the base and the journal, its texts not read again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.analysis import BREAK
from matching.index import Snapshot
from matching.segment import NO_TERM, Entries, Segment, Sequences, in_row_order
from matching.terms import TermTable

_GONE = -1


def fold(snapshot: Snapshot) -> Segment:
    """One base of the living rows of a snapshot, equal to one built from their profiles."""
    profiles = in_row_order(snapshot.profiles())
    rows = [row for profile in profiles if (row := snapshot.row(profile.id)) is not None]
    owned = [snapshot.documents_of(row) for row in rows]
    accepted = [len(each) - 1 for each in owned]
    numbers = np.full(snapshot.all_documents, _GONE, np.int32)
    kept = [each[0] for each in owned] + [number for each in owned for number in each[1:]]
    numbers[kept] = np.arange(len(kept), dtype=np.int32)
    base, late = _of_base(snapshot, numbers), _of_journal(snapshot, numbers)
    terms, of_base = snapshot.base.words.terms, np.unique(base.terms)
    vocabulary = sorted({*map(terms.term, of_base.tolist()), *late})
    table = TermTable.of(vocabulary)
    renumbered = np.zeros(len(terms), np.int32)
    renumbered[of_base] = [_known(table, terms.term(number)) for number in of_base.tolist()]
    pieces = [Entries(renumbered[base.terms], base.documents, base.impacts)]
    for term, (documents, impacts) in late.items():
        pieces.append(Entries(np.full(documents.size, table.number(term)), documents, impacts))
    entries = Entries(*(np.concatenate(columns) for columns in zip(*pieces, strict=True)))
    return Segment.of(profiles, table, entries, _sequences(snapshot, table, kept), accepted)


def _of_base(snapshot: Snapshot, numbers: NDArray[np.int32]) -> Entries:
    arrays = snapshot.base.words.arrays
    terms = np.repeat(
        np.arange(arrays["starts"].size - 1, dtype=np.int32), np.diff(arrays["starts"])
    )
    documents = numbers[arrays["rows"]]
    lives = documents != _GONE
    return Entries(terms[lives], documents[lives], arrays["impacts"][lives])


def _of_journal(
    snapshot: Snapshot, numbers: NDArray[np.int32]
) -> dict[str, tuple[NDArray[np.int32], NDArray[np.float32]]]:
    found = {}
    for term in list(snapshot.view.journal.postings):
        documents, impacts = snapshot.view.posting(term)
        documents = numbers[documents + snapshot.base.documents]
        lives = documents != _GONE
        if lives.any():
            found[term] = (documents[lives], impacts[lives])
    return found


def _sequences(snapshot: Snapshot, table: TermTable, kept: list[int]) -> Sequences:
    """The terms of the kept documents in reading order, by their new numbers."""
    base, journal = snapshot.base, snapshot.view.journal
    known = [table.number(term) for term in base.words.terms]
    renumbered = np.array([NO_TERM if n is None else n for n in (*known, None)], np.int32)
    found: list[Sequence[int]] = []
    letters: list[Sequence[int]] = []
    for document in kept:
        if document < base.documents:
            held = slice(*base.sequence_starts[document : document + 2].tolist())
            found.append(renumbered[base.sequence[held]].tolist())
            letters.append(base.letters[held].tolist())
        else:
            terms = journal.sequences[document - base.documents]
            found.append([NO_TERM if t == BREAK else _known(table, t) for t in terms])
            letters.append(journal.letters[document - base.documents])
    return Sequences.of(found, letters)


def _known(table: TermTable, term: str) -> int:
    number = table.number(term)
    if number is None:
        raise KeyError(term)
    return number
