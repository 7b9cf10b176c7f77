"""The matcher: fit profiles, add and remove them, rank them for a seeker, say why and why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Literal

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from matching.columns import Floats, Mask
from matching.explain import Match, Ranking, WhyNot, explain, miles
from matching.index import Segment, Snapshot, name_key
from matching.profile import Profile, Seeker
from matching.query import Concept, meaning_rows, read_query, words_coverage, words_share
from matching.scoring import (
    CONTENT,
    DEFAULT_FIELD_WEIGHTS,
    DEFAULT_WEIGHTS,
    MEANING_SHARE,
    PARTS,
    check_weights,
    exact,
    lowest,
    nearness,
    saturate,
)
from matching.suggest import Meaning, Thesaurus

_FEW = 3  # matches below which ways to widen the search are offered
_RULES = ("tags", "area", "distance", "reach")


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

    @cached_property
    def allowed(self) -> Mask:
        return reduce(np.logical_and, self.rules.values())


class Matcher(BaseEstimator):
    """Ranks profiles for a seeker: hard rules first, then a score that is the sum of its parts.

    `field_weights` by field name ("name" and "categories", the words that come with a category,
    among them; others count 1), `weights` by part (words, categories, causes, place, evidence),
    `floor`: the share of the words, categories and causes asked for, 0 to 1, below which a
    candidate is no match.

    One writer at a time; any number of readers meanwhile, each on the snapshot it began with.
    """

    def __init__(
        self,
        *,
        field_weights: Mapping[str, float] | None = None,
        weights: Mapping[str, float] | None = None,
        floor: float = 0.2,
    ) -> None:
        self.field_weights = field_weights
        self.weights = weights
        self.floor = floor

    def fit(self, profiles: Iterable[Profile], expansions: Thesaurus | None = None) -> Matcher:
        """Index the profiles afresh; of several with one id the last counts.

        `expansions` gives profiles the everyday words of their categories and causes, at a low
        weight. Raises ValueError for weights or a floor that mean nothing.
        """
        weights = dict(DEFAULT_WEIGHTS) | dict(self.weights or {})
        fields = dict(DEFAULT_FIELD_WEIGHTS) | dict(self.field_weights or {})
        check_weights(weights, known=PARTS)
        check_weights(fields)
        if not all(weights[name] for name in CONTENT):
            raise ValueError("The weights of words, categories and causes must be above 0.")
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
        order: Literal["relevance", "distance"] = "relevance",
    ) -> Ranking:
        """One page of the matches for a seeker; the same arguments give the same answer.

        A seeker who asks for nothing browses what passes the filters, by distance from the place
        or else by name. Ties are broken by `tie_seed` and id. Raises ValueError for a negative
        limit or offset and for another order, NotFittedError (a ValueError) before `fit`.
        """
        check_is_fitted(self, "snapshot_")
        if limit < 0 or offset < 0 or order not in {"relevance", "distance"}:
            raise ValueError("Rank by relevance or distance, with no negative limit or offset.")
        snapshot = self.snapshot_
        scored = self._score(snapshot, seeker)
        rows = np.flatnonzero(scored.fits & scored.allowed)
        page = slice(offset, offset + limit)
        if seeker.browses and seeker.place is None:
            chosen = _by_name(snapshot, rows, page.stop)[page]
        else:
            by_distance = order == "distance" or seeker.browses
            keys = np.nan_to_num(scored.distance, nan=np.inf) if by_distance else -scored.score
            best = lowest(keys[rows], snapshot.ids[rows], seed=tie_seed, count=page.stop)
            chosen = rows[best][page].tolist()
        matches = tuple(self._match(snapshot, seeker, scored, row) for row in chosen)
        widen = _widen(snapshot, seeker, scored) if rows.size < _FEW else ()
        return Ranking(matches, int(rows.size), snapshot.generation, widen)

    def explain(self, seeker: Seeker, profile_id: int) -> Match | WhyNot:
        """The match that this profile is for the seeker, or the first rule that keeps it out."""
        check_is_fitted(self, "snapshot_")
        snapshot = self.snapshot_
        row = snapshot.row(profile_id)
        if row is None:
            return WhyNot("absent", "It is not among those that can be found.")
        scored = self._score(snapshot, seeker)
        for rule in _RULES:
            if rule in scored.rules and not scored.rules[rule][row]:
                return WhyNot(rule, _ruled_out(rule, seeker, snapshot.profile(row)))
        if not scored.fits[row]:
            return WhyNot("floor", "It has too little of what you asked for: no strong match.")
        return self._match(snapshot, seeker, scored, row)

    def _segment(self, profiles: Iterable[Profile]) -> Segment:
        latest = list({profile.id: profile for profile in profiles}.values())
        return Segment.build(latest, self.field_weights_, self._category_words)

    def _category_words(self, profile: Profile) -> str:
        return " . ".join(map(self.thesaurus_.words_of, profile.categories + profile.causes))

    def _score(self, snapshot: Snapshot, seeker: Seeker) -> _Scored:
        columns = [segment.columns for segment in snapshot.segments]
        distances = [c.distance(seeker.place) for c in columns]
        rules = [c.rules(seeker, d) for c, d in zip(columns, distances, strict=True)]
        distance = np.concatenate(distances)
        concepts = read_query(seeker.text, snapshot, self.thesaurus_)
        meanings = self.thesaurus_.meanings(seeker.text)
        values: dict[str, Floats] = {}
        if not seeker.browses:
            values["evidence"] = np.concatenate([c.evidence_value for c in columns])
        if seeker.text.strip():
            means = meaning_rows(snapshot, meanings)
            values["words"] = saturate(words_share(snapshot, concepts) + MEANING_SHARE * means)
            if self.floor:
                values["words"][~(words_coverage(snapshot, concepts) | means)] = 0.0
        if seeker.categories:
            values["categories"] = np.concatenate(
                [c.category_value(seeker.categories) for c in columns]
            )
        if seeker.causes:
            values["causes"] = np.concatenate([c.cause_value(seeker.causes) for c in columns])
        if seeker.place is not None and not seeker.browses:
            remote = np.concatenate([c.is_remote for c in columns])
            values["place"] = nearness(distance, remote, seeker.within_m)
        parts, fits = self._weigh(values, snapshot)
        score = reduce(np.add, parts.values(), np.zeros(fits.size))
        passed = {rule: np.concatenate([r[rule] for r in rules]) for rule in rules[0]}
        return _Scored(concepts, meanings, parts, score, fits, passed, distance)

    def _weigh(
        self, values: dict[str, Floats], snapshot: Snapshot
    ) -> tuple[dict[str, Floats], Mask]:
        """Parts as exact shares of the score, and the living rows that reach the floor."""
        total = sum(self.weights_[name] for name in values)
        parts = {
            name: exact(values[name] * (self.weights_[name] / total))
            for name in PARTS
            if name in values and self.weights_[name]
        }
        content = [name for name in CONTENT if name in values]
        if not content:
            return parts, snapshot.living
        reached = sum(values[name] * self.weights_[name] for name in content)
        asked = sum(self.weights_[name] for name in content)
        return parts, snapshot.living & (reached > 0) & (reached >= self.floor * asked)

    def _match(self, snapshot: Snapshot, seeker: Seeker, scored: _Scored, row: int) -> Match:
        values = {name: float(part[row]) for name, part in scored.parts.items()}
        distance = float(scored.distance[row])
        known = None if np.isnan(distance) else distance
        profile = snapshot.profile(row)
        return explain(
            profile,
            seeker,
            self.thesaurus_,
            concepts=scored.concepts,
            meanings=scored.meanings,
            values=values,
            distance_m=known,
        )


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


def _ruled_out(rule: str, seeker: Seeker, profile: Profile) -> str:
    origin = seeker.place_label or "the place you gave"
    if rule == "area":
        return f"It does not say that it serves {seeker.serves_area}."
    if rule == "distance" and profile.place is None:
        return "It has not said where it is."
    if rule == "distance":
        return f"It is further than {miles(seeker.within_m or 0)} from {origin}."
    if rule == "reach":
        return f"It works within {miles(profile.reach_m or 0)} of where it is, not at {origin}."
    return "It does not pass the filters that you set."


def _widen(snapshot: Snapshot, seeker: Seeker, scored: _Scored) -> tuple[str, ...]:
    """What would find more, each with how many."""
    if not snapshot.size:
        return ("Nothing can be found here yet.",)
    sentences = []
    offers = {
        "distance": "Look further away: {} more match{es}.",
        "reach": "Try another place: {} more match{es}, but not at this one.",
        "area": "Leave out the area served: {} more match{es}.",
        "tags": "Take away a filter: {} more match{es}.",
    }
    for rule, sentence in offers.items():
        others = [passed for name, passed in scored.rules.items() if name != rule]
        freed = reduce(np.logical_and, others, scored.fits)
        more = int(np.count_nonzero(freed & ~scored.allowed))
        if more and rule in scored.rules:
            sentences.append(sentence.format(more, es="es" if more == 1 else ""))
    unknown = [concept.word for concept in scored.concepts if not concept.alternatives]
    if unknown:
        sentences.append(f"Nothing mentions “{unknown[0]}”: try another word for it.")
    elif seeker.text.strip() and not scored.concepts:
        sentences.append("Say what you are looking for in a few more words.")
    if not sentences and not seeker.browses:
        sentences.append("Try fewer or more general words, or fewer categories.")
    return tuple(sentences)
