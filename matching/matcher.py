"""The matcher: fit profiles, add and remove them, rank them for a seeker, say why and why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Literal, get_args

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from matching.advice import ruled_out, ways_to_widen
from matching.columns import Columns
from matching.explain import Match, Ranking, WhyNot, explain
from matching.found import lent_words
from matching.index import Segment, Snapshot, name_key
from matching.profile import Profile, Seeker
from matching.query import Concept, meaning_rows, read_query, words_coverage, words_share
from matching.scoring import (
    CONTENT,
    DEFAULT_FIELD_WEIGHTS,
    DEFAULT_WEIGHTS,
    MEANING_SHARE,
    PARTS,
    banded,
    check_weights,
    exact,
    lowest,
    nearness,
    saturate,
)
from matching.suggest import Meaning, Thesaurus
from matching.time_columns import Floats, Mask
from matching.wording import ORGANISATION, Wording

_FEW = 3  # matches below which ways to widen the search are offered
Order = Literal["relevance", "distance", "soonest"]


@dataclass(frozen=True)
class _Scored:
    """Every row of a snapshot judged for one seeker."""

    concepts: tuple[Concept, ...]
    meanings: tuple[Meaning, ...]
    parts: dict[str, Floats]
    score: Floats
    fits: Mask
    rules: dict[str, Mask]
    distance: Floats
    next_day: Floats

    @cached_property
    def allowed(self) -> Mask:
        return reduce(np.logical_and, self.rules.values())


class Matcher(BaseEstimator):
    """Ranks profiles for a seeker: hard rules first, then a score that is the sum of its parts.

    `field_weights` by field name ("name" and "categories", the words that come with a category,
    among them; others count 1), `weights` by part (`scoring.PARTS`), `floor`: the share of the
    words, categories, causes and skills asked for, 0 to 1, below which a candidate is no match,
    `wording`: how candidates are spoken of.

    One writer at a time; any number of readers meanwhile, each on the snapshot it began with.
    """

    def __init__(
        self,
        *,
        field_weights: Mapping[str, float] | None = None,
        weights: Mapping[str, float] | None = None,
        floor: float = 0.2,
        wording: Wording = ORGANISATION,
    ) -> None:
        self.field_weights = field_weights
        self.weights = weights
        self.floor = floor
        self.wording = wording

    def fit(self, profiles: Iterable[Profile], expansions: Thesaurus | None = None) -> Matcher:
        """Index the profiles afresh; of several with one id the last counts.

        `expansions` gives profiles the everyday words of their categories, causes and skills, at
        a low weight. Raises ValueError for weights or a floor that mean nothing.
        """
        weights = _joined(DEFAULT_WEIGHTS, self.weights)
        fields = dict(DEFAULT_FIELD_WEIGHTS) | dict(self.field_weights or {})
        check_weights(fields)
        if not 0 <= self.floor <= 1:
            raise ValueError("The floor is a number from 0 to 1.")
        self.weights_, self.field_weights_ = weights, fields
        self.thesaurus_ = expansions or Thesaurus()
        before: Snapshot | None = getattr(self, "snapshot_", None)
        generation = 1 if before is None else before.generation + 1
        self.snapshot_ = Snapshot.of(self._segment(profiles), generation).warmed()
        return self

    def partial_fit(self, profiles: Iterable[Profile]) -> Matcher:
        """Add profiles, or replace those with the same id; readers see all of them or none."""
        if not hasattr(self, "snapshot_"):
            return self.fit(profiles)
        self.snapshot_ = self.snapshot_.add(self._segment(profiles)).warmed()
        return self

    def remove(self, ids: Iterable[int]) -> Matcher:
        """Forget these profiles; unknown ids are passed over."""
        check_is_fitted(self, "snapshot_")
        self.snapshot_ = self.snapshot_.remove(ids).warmed()
        return self

    def rank(
        self,
        seeker: Seeker,
        *,
        limit: int = 20,
        offset: int = 0,
        tie_seed: int = 0,
        order: Order = "relevance",
        weights: Mapping[str, float] | None = None,
    ) -> Ranking:
        """One page of the matches for a seeker; the same arguments give the same answer.

        A seeker who asks for nothing browses what passes the filters, by distance from the place
        or else by name. In the order "soonest" the next date that suits decides, of one day the
        best comes first, and what has no date comes last. Ties are broken by `tie_seed` and id.
        `weights` of parts hold for this call, over those it was fitted with; a part that weighs 0
        is no part of the score.
        Raises ValueError for a negative limit or offset, another order or weights that mean
        nothing, NotFittedError (a ValueError) before `fit`.
        """
        check_is_fitted(self, "snapshot_")
        if limit < 0 or offset < 0 or order not in get_args(Order):
            raise ValueError(
                "Rank by relevance, distance or soonest, with no negative limit or offset."
            )
        snapshot = self.snapshot_
        scored = self._score(snapshot, seeker, _joined(self.weights_, weights))
        rows = np.flatnonzero(scored.fits & scored.allowed)
        page = slice(offset, offset + limit)
        if seeker.browses and seeker.place is None and order != "soonest":
            chosen = _by_name(snapshot, rows, page.stop)[page]
        else:
            keys = _keys(scored, "distance" if seeker.browses and order == "relevance" else order)
            best = lowest(keys[rows], snapshot.ids[rows], seed=tie_seed, count=page.stop)
            chosen = rows[best][page].tolist()
        matches = tuple(self._match(snapshot, seeker, scored, row) for row in chosen)
        widen = self._widen(snapshot, seeker, scored) if rows.size < _FEW else ()
        return Ranking(matches, int(rows.size), snapshot.generation, widen)

    def explain(
        self, seeker: Seeker, profile_id: int, *, weights: Mapping[str, float] | None = None
    ) -> Match | WhyNot:
        """The match that this profile is for the seeker, or the first rule that keeps it out.

        `weights` as in `rank`.
        """
        check_is_fitted(self, "snapshot_")
        snapshot = self.snapshot_
        row = snapshot.row(profile_id)
        if row is None:
            return WhyNot("absent", self.wording.absent)
        scored = self._score(snapshot, seeker, _joined(self.weights_, weights))
        for rule, passed in scored.rules.items():
            if not passed[row]:
                profile = snapshot.profile(row)
                return WhyNot(rule, ruled_out(rule, seeker, profile, self.wording))
        if not scored.fits[row]:
            return WhyNot("floor", self.wording.below_floor)
        return self._match(snapshot, seeker, scored, row)

    def frozen(self) -> Matcher:
        """Itself as it is now: what is added or removed later does not reach the copy."""
        check_is_fitted(self, "snapshot_")
        return copy(self)

    def profiles(self) -> list[Profile]:
        """What can be found now, by id."""
        check_is_fitted(self, "snapshot_")
        return self.snapshot_.profiles()

    def _segment(self, profiles: Iterable[Profile]) -> Segment:
        latest = list({profile.id: profile for profile in profiles}.values())
        return Segment.build(latest, self.field_weights_, self._category_words)

    def _category_words(self, profile: Profile) -> str:
        return " . ".join(lent_words(profile, self.thesaurus_))

    def _score(self, snapshot: Snapshot, seeker: Seeker, weights: Mapping[str, float]) -> _Scored:
        columns = [segment.columns for segment in snapshot.segments]
        distances = [c.distance(seeker.place) for c in columns]
        rules = [c.rules(seeker, d) for c, d in zip(columns, distances, strict=True)]
        passed = {rule: np.concatenate([r[rule] for r in rules]) for rule in rules[0]}
        distance = banded(np.concatenate(distances), self.wording.bands)
        concepts = read_query(seeker.text, snapshot, self.thesaurus_)
        meanings = self.thesaurus_.meanings(seeker.text)
        values = _values(columns, seeker, distance)
        if seeker.text.strip():
            means = meaning_rows(snapshot, meanings)
            values["words"] = saturate(words_share(snapshot, concepts) + MEANING_SHARE * means)
            if self.floor:
                values["words"][~(words_coverage(snapshot, concepts) | means)] = 0.0
        parts = _weigh(values, weights)
        fits = snapshot.living & self._fits(values, seeker, weights, snapshot.living.size)
        score = reduce(np.add, parts.values(), np.zeros(fits.size))
        next_day = np.concatenate([c.times.next_day(seeker) for c in columns])
        return _Scored(concepts, meanings, parts, score, fits, passed, distance, next_day)

    def _fits(
        self, values: dict[str, Floats], seeker: Seeker, weights: Mapping[str, float], size: int
    ) -> Mask:
        """Which rows reach the floor."""
        content = [name for name in CONTENT if name in values]
        if not content:
            return np.ones(size, np.bool_)
        if seeker.any_suffices:
            best = reduce(np.maximum, [values[name] for name in content])
            return np.asarray((best > 0) & (best >= self.floor))
        reached = sum(values[name] * weights[name] for name in content)
        asked = sum(weights[name] for name in content)
        return np.asarray((reached > 0) & (reached >= self.floor * asked))

    def _widen(self, snapshot: Snapshot, seeker: Seeker, scored: _Scored) -> tuple[str, ...]:
        if not snapshot.size:
            return (self.wording.nothing_yet,)
        return ways_to_widen(
            seeker, self.wording, fits=scored.fits, rules=scored.rules, concepts=scored.concepts
        )

    def _match(self, snapshot: Snapshot, seeker: Seeker, scored: _Scored, row: int) -> Match:
        values = {name: float(part[row]) for name, part in scored.parts.items()}
        distance = float(scored.distance[row])
        known = distance if np.isfinite(distance) else None
        profile = snapshot.profile(row)
        return explain(
            profile,
            seeker,
            self.thesaurus_,
            self.wording,
            concepts=scored.concepts,
            meanings=scored.meanings,
            values=values,
            distance_m=known,
        )


def _joined(fitted: Mapping[str, float], own: Mapping[str, float] | None) -> dict[str, float]:
    """Weights with others over them; what a candidate has to fit in at all weighs something."""
    weights = dict(fitted) | dict(own or {})
    check_weights(weights, known=PARTS)
    if not all(weights[name] for name in CONTENT):
        raise ValueError("The weights of words, categories, causes and skills must be above 0.")
    return weights


def _weigh(values: dict[str, Floats], weights: Mapping[str, float]) -> dict[str, Floats]:
    """Parts as exact shares of the score."""
    total = sum(weights[name] for name in values)
    return {
        name: exact(values[name] * (weights[name] / total))
        for name in PARTS
        if name in values and weights[name]
    }


def _values(columns: list[Columns], seeker: Seeker, distance: Floats) -> dict[str, Floats]:
    """The value of each part but words that this seeker asks for, 0 to 1."""
    if seeker.browses:
        return {}

    def together(value: Callable[[Columns], Floats]) -> Floats:
        return np.concatenate([value(each) for each in columns])

    values = {"evidence": together(lambda c: c.evidence_value(seeker.evidence))}
    if seeker.categories:
        values["categories"] = together(lambda c: c.category_value(seeker.categories))
    if seeker.causes:
        values["causes"] = together(lambda c: c.cause_value(seeker.causes))
    if seeker.skills:
        values["skills"] = together(lambda c: c.skill_value(seeker.skills))
    if seeker.times:
        values["times"] = together(lambda c: c.times.value(seeker))
    if seeker.place is not None:
        remote = np.concatenate([c.is_remote for c in columns])
        values["place"] = nearness(distance, remote, seeker.within_m)
    return values


def _keys(scored: _Scored, order: Order) -> Floats:
    """What is lowest for the first in an order."""
    if order == "distance":
        return np.nan_to_num(scored.distance, nan=np.inf)
    if order == "soonest":
        return scored.next_day - scored.score / 2  # days are whole numbers, a score is at most 1
    return -scored.score


def _by_name(snapshot: Snapshot, rows: np.ndarray, count: int) -> list[int]:
    """The first rows by name: the best of each segment, then put together."""
    best: list[int] = []
    start = 0
    for segment in snapshot.segments:
        end = start + len(segment.profiles)
        mine = rows[(rows >= start) & (rows < end)]
        ranks = segment.name_order[mine - start]
        best += mine[lowest(ranks, snapshot.ids[mine], seed=0, count=count)].tolist()
        start = end
    return sorted(best, key=lambda row: name_key(snapshot.profile(row)))
