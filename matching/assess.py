"""Every profile of a snapshot assessed for one seeker: hard rules, content, and then the rest.

What is costly is done for few rows: the content of all rows that could reach the floor, the rules
for those that do, the other parts for those that could still be among the best.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.asked import Asked
from matching.content import content_of
from matching.index import Snapshot
from matching.postings import Rows, bar_of
from matching.scoring import banded, exact, nearness
from matching.sets import Mask
from matching.spans import Within
from matching.time_columns import Floats
from matching.words import Block, order_share

_TRIED = 5  # times as many as are wanted: how well these do says which others still could


class _Piece(NamedTuple):
    """What fits in one block: rows of the block, and facts of each."""

    rows: Rows
    values: dict[str, Floats]
    distance: Floats
    rules: dict[str, Mask]


class Scored(NamedTuple):
    """Places in `Assessed.rows`, and the exact parts of the score of each by name, in order."""

    places: NDArray[np.int64]
    parts: dict[str, Floats]

    @property
    def scores(self) -> Floats:
        """The sum of the parts of each."""
        return reduce(np.add, self.parts.values(), np.zeros(self.places.size))

    def take(self, chosen: NDArray[np.int64]) -> Scored:
        """Some of these, in the order in which they are named."""
        return Scored(
            self.places[chosen], {name: each[chosen] for name, each in self.parts.items()}
        )


@dataclass(frozen=True)
class Assessed:
    """The rows that reach the floor, rules aside, with the value of each content part, 0 to 1."""

    asked: Asked
    snapshot: Snapshot
    rows: NDArray[np.int64]
    values: dict[str, Floats]
    distance: Floats
    rules: dict[str, Mask]

    @cached_property
    def allowed(self) -> Mask:
        """Which of the rows pass every rule."""
        return reduce(np.logical_and, self.rules.values())

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """The places, in `rows`, of the matches."""
        return np.flatnonzero(self.allowed)

    def scored(self, places: NDArray[np.int64]) -> Scored:
        """The exact parts of the score of these."""
        rising = np.sort(places)
        parts = self._parts_but_order(rising)
        if "order" in self.asked.shares:
            parts["order"] = self._order(rising)
        given = np.searchsorted(rising, places)
        return Scored(places, {name: parts[name][given] for name in self.asked.shares})

    def contenders(self, count: int) -> Scored:
        """Those of the matches that are not certain to come after `count` others.

        What costs most to find out is found out for those alone that could still be among the
        first: first from the parts that say whether a row fits, then from all but the order.
        """
        places, shares = self.places, self.asked.shares
        if places.size <= count or not shares:
            return self.scored(places)
        least = np.zeros(places.size)
        for name, each in self.values.items():
            least += exact(each[places] * shares[name])
        open_ = sum(share for name, share in shares.items() if name not in self.values)
        places = places[least + open_ >= bar_of(least, count)]
        parts = self._parts_but_order(places)
        if "order" in shares:
            kept = self._kept(places, reduce(np.add, parts.values()), count)
            places, parts = places[kept], {name: each[kept] for name, each in parts.items()}
            parts["order"] = self._order(places)
        return Scored(places, {name: parts[name] for name in shares})

    def _kept(self, places: NDArray[np.int64], scores: Floats, count: int) -> NDArray[np.int64]:
        """Which of the places order could still bring among the first `count`."""
        tried = _TRIED * count
        if not 0 < tried < places.size:
            return np.arange(places.size)
        first = np.sort(np.argpartition(scores, -tried)[-tried:])
        bar = np.partition(scores[first] + self._order(places[first]), -count)[-count]
        return np.flatnonzero(scores + self.asked.shares["order"] >= bar)

    def _parts_but_order(self, places: NDArray[np.int64]) -> dict[str, Floats]:
        """The exact parts by name; `places` rise, as for `_order`."""
        seeker, shares = self.asked.seeker, self.asked.shares
        values = {name: each[places] for name, each in self.values.items()}
        if "times" in shares:
            values["times"] = self._over_blocks(
                places, lambda b, r: b.columns.times.value(seeker, r)
            )
        if "place" in shares:
            remote = self._over_blocks(places, lambda b, r: b.columns.is_remote(r))
            values["place"] = nearness(self.distance[places], remote, seeker.within_m)
        if "evidence" in shares:
            asked = seeker.evidence
            values["evidence"] = self._over_blocks(
                places, lambda b, r: b.columns.evidence_value(asked, r)
            )
        return {name: exact(values[name] * shares[name]) for name in shares if name != "order"}

    def _order(self, places: NDArray[np.int64]) -> Floats:
        pairs, share = self.asked.pairs, self.asked.shares["order"]
        return exact(self._over_blocks(places, lambda b, r: order_share(b, pairs, r)) * share)

    def next_day(self, places: NDArray[np.int64]) -> Floats:
        """The number of the first day of each that suits the seeker."""
        seeker = self.asked.seeker
        return self._over_blocks(places, lambda b, r: b.columns.times.next_day(seeker, r))

    def _over_blocks(
        self, places: NDArray[np.int64], value: Callable[[Block, Rows], NDArray]
    ) -> NDArray:
        rows, base = self.rows[places], self.snapshot.base
        # Rows of the base come first, in `rows` and so in any rising selection of them.
        border = int(np.searchsorted(rows, base.size))
        own = value(base, rows[:border])
        if border == rows.size:
            return own
        return np.concatenate([own, value(self.snapshot.view, rows[border:] - base.size)])


def assess(
    snapshot: Snapshot, asked: Asked, *, only: int | None = None, everywhere: bool = False
) -> Assessed:
    """Find the rows that reach the floor; with `only`, look at this one row.

    Rows too far away for the seeker are left out without a look, unless `everywhere`.
    """
    size = snapshot.base.size
    base = snapshot.base if everywhere else Within.of(snapshot.base, asked.seeker)
    pieces = [_assess_block(base, asked, snapshot.gone, only)]
    if snapshot.view.size:
        late = None if only is None else only - size
        piece = _assess_block(snapshot.view, asked, snapshot.gone - size, late)
        pieces.append(piece._replace(rows=piece.rows + size))
    first = pieces[0]
    return Assessed(
        asked,
        snapshot,
        np.concatenate([piece.rows for piece in pieces]).astype(np.int64),
        {name: np.concatenate([piece.values[name] for piece in pieces]) for name in first.values},
        np.concatenate([piece.distance for piece in pieces]),
        {name: np.concatenate([piece.rules[name] for piece in pieces]) for name in first.rules},
    )


def assess_all(snapshot: Snapshot, bare: Asked, asked: Asked) -> Assessed:
    """Assess every row, those too without any content asked for; `bare` asks for none."""
    every = assess(snapshot, bare, everywhere=True)
    fitting = assess(snapshot, asked, everywhere=True)
    at = np.searchsorted(every.rows, fitting.rows)
    values = {name: np.zeros(every.rows.size) for name in fitting.values}
    for name, some in fitting.values.items():
        values[name][at] = some
    return replace(
        fitting, rows=every.rows, values=values, distance=every.distance, rules=every.rules
    )


def _assess_block(block: Block, asked: Asked, gone: Rows, only: int | None) -> _Piece:
    rows, values = content_of(block, asked, gone, only)
    distance = block.columns.distance(asked.seeker.place, rows)
    rules = block.columns.rules(asked.seeker, rows, distance)
    return _Piece(rows, values, banded(distance, asked.bands), rules)
