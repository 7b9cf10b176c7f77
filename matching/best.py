"""The best rows by words alone: the plain sum of weighted impacts, without stand-ins or reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.index import Snapshot
from matching.postings import leading, padded
from matching.scoring import tie_keys
from matching.scratch import zeros

Best = tuple[NDArray[np.int64], NDArray[np.float32]]

_ABOVE_NOTHING = float(np.finfo(np.float32).tiny)


def best_rows(snapshot: Snapshot, weights: Mapping[str, float], count: int) -> Best:
    """Of living rows that hold any of these terms the `count` best with their scores, best first.

    A row scores what the best of its documents does. Equal ones are ordered by their ids' keys.
    """
    rows, scores = _candidates(snapshot, weights, count)
    ids = snapshot.ids_of(rows)
    chosen = np.lexsort((ids, tie_keys(0, ids), -scores))[:count]
    return rows[chosen], scores[chosen]


def best_of_many(
    snapshot: Snapshot, many: Sequence[Mapping[str, float]], count: int
) -> Iterator[Best]:
    """What `best_rows` gives for each of many, ordered at one go."""
    found = [_candidates(snapshot, weights, count) for weights in many]
    if not found:
        return
    rows, scores = (np.concatenate(column) for column in zip(*found, strict=True))
    sizes = [each.size for each, _ in found]
    ends = np.cumsum(sizes)
    owners = np.repeat(np.arange(len(found)), sizes)
    ids = snapshot.ids_of(rows)
    order = np.lexsort((ids, tie_keys(0, ids), -scores, owners))
    rows, scores = rows[order], scores[order]
    for end, size in zip(ends.tolist(), sizes, strict=True):
        held = slice(end - size, min(end, end - size + count))
        yield rows[held], scores[held]


def _candidates(snapshot: Snapshot, weights: Mapping[str, float], count: int) -> Best:
    """The rows that may be among the best, in any order."""
    base, view = snapshot.base, snapshot.view
    sums = zeros("sums", padded(base.documents))
    base.words.add(weights, sums)
    if base.accepted_count:
        sums[: base.size] = base.best_of_rows(sums[: base.documents])
        sums[base.size :] = 0
    border = int(snapshot.gone.searchsorted(base.size))
    sums[snapshot.gone[:border]] = 0
    rows, bar = leading(sums, count, _ABOVE_NOTHING)
    if not view.documents:
        return rows, sums[rows]
    late = view.best_of_rows(view.sums(weights))
    late[snapshot.gone[border:] - base.size] = 0
    others = np.flatnonzero(late >= bar)
    return np.concatenate([rows, others + base.size]), np.concatenate([sums[rows], late[others]])
