"""Every profile of a snapshot assessed for one seeker: hard rules, content, and then the rest.

What is costly is done for few rows: the content of all rows that have any, the rules for those
that reach the floor, the other parts for those that could still be among the best.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.closeness import Wanted, closeness
from matching.columns import Columns
from matching.index import Snapshot
from matching.postings import Rows, bar_of
from matching.profile import Seeker
from matching.query import Concept, Pair
from matching.scoring import (
    CLOSE_FLOOR,
    CONTENT,
    MEANING_SHARE,
    PARTS,
    banded,
    exact,
    nearness,
    saturate,
)
from matching.sets import Mask
from matching.spans import Within
from matching.suggest import Meaning
from matching.time_columns import Floats
from matching.words import Block, covers, means, order_share, words_share


@dataclass(frozen=True)
class Asked:
    """A seeker with what its text was read as, and how a match is assessed.

    `weights` by part; `floor` as the matcher has it; `bands` in miles, none for exact distances.
    """

    seeker: Seeker
    concepts: tuple[Concept, ...]
    pairs: tuple[Pair, ...]
    meanings: tuple[Meaning, ...]
    weights: Mapping[str, float]
    floor: float
    bands: tuple[int, ...]

    @cached_property
    def wanted(self) -> Wanted | None:
        """The vector of the text, None where it has none."""
        return Wanted.of(self.seeker.vector) if self.seeker.vector else None

    @cached_property
    def content(self) -> tuple[str, ...]:
        """The parts asked for that say whether a candidate fits at all."""
        seeker = self.seeker
        given = {
            "words": seeker.text.strip(),
            "order": self.pairs,
            "meaning": self.wanted is not None,
            "categories": seeker.categories,
            "causes": seeker.causes,
            "skills": seeker.skills,
        }
        return tuple(name for name in CONTENT if given.get(name))

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """All parts of a score, in their order; none for one who browses."""
        if self.seeker.browses:
            return ()
        others = {
            "times": bool(self.seeker.times),
            "place": self.seeker.place is not None,
            "evidence": True,
        }
        return tuple(name for name in PARTS if name in self.content or others.get(name))

    @cached_property
    def shares(self) -> dict[str, float]:
        """By part, the share of the score that it decides; what weighs 0 is no part."""
        total = sum(self.weights[name] for name in self.parts)
        return {name: self.weights[name] / total for name in self.parts if self.weights[name]}


SAID = "said"
"""The share of the words without stand-ins: no part of a score, but what says who fits."""


class _Piece(NamedTuple):
    """What fits in one block: rows of the block, and facts of each."""

    rows: Rows
    values: dict[str, Floats]
    distance: Floats
    rules: dict[str, Mask]


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

    def parts(self, places: NDArray[np.int64]) -> dict[str, Floats]:
        """The exact parts of the score of these, by name."""
        seeker, shares = self.asked.seeker, self.asked.shares
        distance = self.distance[places]
        values = {name: each[places] for name, each in self.values.items()}
        if "times" in shares:
            values["times"] = self._over_blocks(places, lambda c, r: c.times.value(seeker, r))
        if "place" in shares:
            remote = self._over_blocks(places, Columns.is_remote)
            values["place"] = nearness(distance, remote, seeker.within_m)
        if "evidence" in shares:
            asked = seeker.evidence
            values["evidence"] = self._over_blocks(places, lambda c, r: c.evidence_value(asked, r))
        return {name: exact(values[name] * share) for name, share in shares.items()}

    def contenders(self, count: int) -> NDArray[np.int64]:
        """Of the places those that could be among the `count` best, whatever their other parts."""
        places, shares = self.places, self.asked.shares
        if places.size <= count:
            return places
        least = np.zeros(places.size)
        for name in self.asked.content:
            if name in shares:
                least += exact(self.values[name][places] * shares[name])
        open_ = sum(share for name, share in shares.items() if name not in self.asked.content)
        return places[least + open_ >= bar_of(least, count)]

    def next_day(self, places: NDArray[np.int64]) -> Floats:
        """The number of the first day of each that suits the seeker."""
        return self._over_blocks(places, lambda c, r: c.times.next_day(self.asked.seeker, r))

    def _over_blocks(
        self, places: NDArray[np.int64], value: Callable[[Columns, Rows], NDArray]
    ) -> NDArray:
        rows, size = self.rows[places], self.snapshot.base.size
        # Rows of the base come first, in `rows` and so in any rising selection of them.
        border = int(np.searchsorted(rows, size))
        return np.concatenate(
            [
                value(self.snapshot.base.columns, rows[:border]),
                value(self.snapshot.view.columns, rows[border:] - size),
            ]
        )


def assess(
    snapshot: Snapshot, asked: Asked, *, only: int | None = None, everywhere: bool = False
) -> Assessed:
    """Find the rows that reach the floor; with `only`, look at this one row.

    Rows too far away for the seeker are left out without a look, unless `everywhere`.
    """
    size = snapshot.base.size
    base = snapshot.base if everywhere else Within.of(snapshot.base, asked.seeker)
    blocks: tuple[tuple[Block, int], ...] = ((base, 0), (snapshot.view, size))
    pieces = []
    for block, first in blocks:
        is_looked_at = np.ones(block.size, np.bool_)
        if only is not None:
            is_looked_at[:] = False
            is_looked_at[[only - first] if first <= only < first + block.size else []] = True
        gone = snapshot.gone
        is_looked_at[gone[(gone >= first) & (gone < first + block.size)] - first] = False
        pieces.append(_assess_block(block, asked, is_looked_at))
    own, late = pieces
    return Assessed(
        asked,
        snapshot,
        np.concatenate([own.rows, late.rows + size]).astype(np.int64),
        {name: np.concatenate([own.values[name], late.values[name]]) for name in own.values},
        np.concatenate([own.distance, late.distance]),
        {name: np.concatenate([own.rules[name], late.rules[name]]) for name in own.rules},
    )


def _assess_block(block: Block, asked: Asked, is_looked_at: Mask) -> _Piece:
    rows, values = _content(block, asked, is_looked_at)
    fits = _fits(values, asked, rows.size)
    rows = rows[fits]
    values = {name: values[name][fits] for name in asked.content}
    exact_distance = block.columns.distance(asked.seeker.place, rows)
    rules = block.columns.rules(asked.seeker, rows, exact_distance)
    return _Piece(rows, values, banded(exact_distance, asked.bands), rules)


def _content(block: Block, asked: Asked, is_looked_at: Mask) -> tuple[Rows, dict[str, Floats]]:
    """The rows that have any of the content asked for, and how much of each part."""
    if not asked.content:
        return _within(block, is_looked_at), {}
    has_meaning = means(block, asked.meanings)
    of_all = _text_values(block, asked, has_meaning) | _listed_values(block, asked)
    rows = _within(block, is_looked_at, *of_all.values())
    values = {name: each[rows].astype(np.float64) for name, each in of_all.items()}
    if "words" in values:
        values["words"] = np.minimum(1.0, values["words"])
        if asked.floor:
            lacks = ~(covers(block, asked.concepts, rows) | has_meaning[rows])
            values["words"][lacks] = values[SAID][lacks] = 0
    return rows, values


def _text_values(block: Block, asked: Asked, has_meaning: Mask) -> dict[str, NDArray[Any]]:
    """What the text asks for, of all rows."""
    values: dict[str, NDArray[Any]] = {}
    if "words" in asked.content:
        values["words"], values[SAID] = words_share(block, asked.concepts)
        for name in ("words", SAID):
            values[name][has_meaning] += np.float32(MEANING_SHARE)
    if "order" in asked.content:
        values["order"] = order_share(block, asked.pairs)
    if asked.wanted is not None:
        values["meaning"] = closeness(block, asked.wanted)
    return values


def _listed_values(block: Block, asked: Asked) -> dict[str, NDArray[Any]]:
    """What is asked for from lists, of all rows."""
    seeker, columns, everyone = asked.seeker, block.columns, np.arange(block.size)
    values: dict[str, NDArray[Any]] = {}
    if seeker.categories:
        values["categories"] = columns.category_value(seeker.categories)
    if seeker.causes:
        values["causes"] = columns.cause_value(seeker.causes, everyone)
    if seeker.skills:
        values["skills"] = columns.skill_value(seeker.skills, everyone)
    return values


def _within(block: Block, is_looked_at: Mask, *values: NDArray) -> Rows:
    """The rows to look at that have any of the values."""
    found = []
    for first, end in block.runs:
        looked_at = is_looked_at[first:end]
        if values:
            has_any = reduce(np.logical_or, [each[first:end] > 0 for each in values])
            looked_at = looked_at & has_any
        found.append(np.flatnonzero(looked_at) + first)
    return np.concatenate(found) if found else np.empty(0, np.int64)


def _fits(values: dict[str, Floats], asked: Asked, size: int) -> Mask:
    """Which rows reach the floor."""
    if not asked.content:
        return np.ones(size, np.bool_)
    ordering = ("order", "meaning", SAID)
    needed = {name: each for name, each in values.items() if name not in ordering}
    if "words" in needed:
        # Words that only a model takes for much the same let nobody in, unless there is no floor.
        needed["words"] = saturate(values[SAID] if asked.floor else values["words"])
    if asked.seeker.any_suffices:
        best = reduce(np.maximum, needed.values(), np.zeros(size))
        fits = (best > 0) & (best >= asked.floor)
    else:
        reached = sum((each * asked.weights[name] for name, each in needed.items()), np.zeros(size))
        wanted = sum(asked.weights[name] for name in needed)
        fits = (reached > 0) & (reached >= asked.floor * wanted)
    if "meaning" in values:  # what is said in other words fits as well, but has to be close
        fits |= (values["meaning"] > 0) & (values["meaning"] >= CLOSE_FLOOR * bool(asked.floor))
    return np.asarray(fits)
