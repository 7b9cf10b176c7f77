"""The best rows by words alone: the plain sum of weighted impacts, without stand-ins or reasons."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from matching.index import Snapshot
from matching.postings import add_impacts, bar_of
from matching.scoring import lowest

_kept = threading.local()


def best_rows(
    snapshot: Snapshot, weights: Mapping[str, float], count: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Of living rows that hold any of these terms the `count` best with their scores, best first.

    A row scores what the best of its documents does. Equal ones are ordered by their ids' keys.
    """
    rows, scores = _candidates(snapshot, weights, count)
    chosen = lowest(-scores.astype(np.float64), snapshot.ids_of(rows), seed=0, count=count)
    return rows[chosen], scores[chosen]


def _candidates(
    snapshot: Snapshot, weights: Mapping[str, float], count: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    base, view, gone = snapshot.base, snapshot.view, snapshot.gone
    of_base = blank(base.documents)
    of_view = np.zeros(view.documents, np.float32)
    for term, weight in weights.items():
        documents, impacts = base.posting(term)
        if documents.size:
            add_impacts(documents, impacts, weight, of_base)
        if term in view.journal.postings:
            documents, impacts = view.posting(term)
            add_impacts(documents, impacts, weight, of_view)
    best = base.best_of_rows(of_base)
    border = int(np.searchsorted(gone, base.size))
    best[gone[:border]] = 0
    late = view.best_of_rows(of_view)
    late[gone[border:] - base.size] = 0
    bar = max(bar_of(best, count), float(np.finfo(np.float32).tiny))
    rows, others = np.flatnonzero(best >= bar), np.flatnonzero(late > 0)
    return np.concatenate([rows, others + base.size]), np.concatenate([best[rows], late[others]])


def blank(size: int) -> NDArray[np.float32]:
    """Zeros that this thread uses again: new ones by the million cost more than their use."""
    held: NDArray[np.float32] | None = getattr(_kept, "zeros", None)
    if held is None or held.size < size:
        held = _kept.zeros = np.zeros(size, np.float32)
        return held[:size]
    held[:size] = 0
    return held[:size]
