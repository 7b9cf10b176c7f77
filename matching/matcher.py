"""The matcher: fit profiles, add and remove them, rank them for a seeker, say why and why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from matching.advice import ruled_out, ways_to_widen
from matching.analysis import Document, documents_of, exact_weights
from matching.asked import Asked
from matching.assess import Assessed, Scored, assess, assess_all
from matching.closeness import closest
from matching.explain import Chance, Explainer, Match, Ranking, WhyNot
from matching.fold import fold
from matching.found import lent_words
from matching.index import Snapshot
from matching.lexicon import Understanding
from matching.passages import passage_of
from matching.profile import Profile, Seeker
from matching.query import pairs_of, read_query
from matching.scoring import (
    CHANGEABLE,
    CONTENT,
    DEFAULT_FIELD_WEIGHTS,
    DEFAULT_WEIGHTS,
    PARTS,
    check_weights,
    lowest,
)
from matching.segment import Segment, name_key
from matching.suggest import Thesaurus
from matching.time_columns import Floats
from matching.wording import ORGANISATION, Wording

_NO_SUCH_RANKING = "Rank by relevance, distance or soonest, with no negative limit or offset."
_FEW = 3  # matches below which ways to widen the search are offered
Order = Literal["relevance", "distance", "soonest"]


class Matcher(BaseEstimator):
    """Ranks profiles for a seeker: hard rules first, then a score that is the sum of its parts.

    `field_weights` by field name ("name" and "categories", the words that come with a category,
    among them; others count 1), `weights` by part (`scoring.PARTS`), `floor`: the share of the
    words, categories, causes and skills asked for, 0 to 1, below which a candidate is no match,
    `wording`: how candidates are spoken of, `understand`: a function from a text to
    what it means (`lexicon.reader`), for seekers that come without it (None: none get any).

    One writer at a time; any number of readers meanwhile, each on the snapshot it began with.
    """

    def __init__(
        self,
        *,
        field_weights: Mapping[str, float] | None = None,
        weights: Mapping[str, float] | None = None,
        floor: float = 0.2,
        wording: Wording = ORGANISATION,
        understand: Callable[[str], Understanding] | None = None,
    ) -> None:
        self.field_weights = field_weights
        self.weights = weights
        self.floor = floor
        self.wording = wording
        self.understand = understand

    def fit(self, profiles: Iterable[Profile], expansions: Thesaurus | None = None) -> Matcher:
        """Index the profiles afresh; of several with one id the last counts.

        `expansions` gives profiles the everyday words of their categories, causes and skills, at
        a low weight. Raises ValueError for weights or a floor that mean nothing.
        """
        self._check(expansions)
        self.snapshot_ = Snapshot.of(self._base(profiles), self._next_generation())
        return self

    def adopt(self, base: Segment, generation: int, expansions: Thesaurus | None = None) -> Matcher:
        """Take a base that was built before, with the same weights of fields and expansions."""
        self._check(expansions)
        self.snapshot_ = Snapshot.of(base, generation)
        return self

    def partial_fit(self, profiles: Iterable[Profile]) -> Matcher:
        """Add profiles, or replace those with the same id; readers see all of them or none."""
        if not hasattr(self, "snapshot_"):
            return self.fit(profiles)
        self.snapshot_ = self.snapshot_.add(self._documents(_latest(profiles)))
        return self

    def remove(self, ids: Iterable[int]) -> Matcher:
        """Forget these profiles; unknown ids are passed over."""
        check_is_fitted(self, "snapshot_")
        self.snapshot_ = self.snapshot_.remove(ids)
        return self

    def fold(self) -> Matcher:
        """Fold what has changed since the base was built into a new base.

        Rankings stay as they are, only faster. `snapshot_.is_worth_folding` says when; nothing
        folds by itself, so that no reader and no small change ever waits for it.
        """
        return self.take_folded(*self.folded())

    def folded(self) -> tuple[Snapshot, Segment]:
        """A new base of what can be found now, and the snapshot it was made from.

        This takes a while; others may read, add and remove meanwhile.
        """
        check_is_fitted(self, "snapshot_")
        before = self.snapshot_
        return before, fold(before)

    def take_folded(self, before: Snapshot, base: Segment) -> Matcher:
        """Go on with a base that was folded, and with what has changed meanwhile."""
        now = self.snapshot_
        removed, added = now.changes_since(before)
        taken = Snapshot.of(base, before.generation).remove(removed)
        taken = taken.add(self._documents(added)) if added else taken
        self.snapshot_ = replace(taken, generation=now.generation)
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
            raise ValueError(_NO_SUCH_RANKING)
        snapshot = self.snapshot_
        assessed = assess(snapshot, self.asked(snapshot, seeker, weights))
        first = _first(assessed, order, offset + limit, tie_seed)
        matches = self._matches(assessed, first.take(np.arange(offset, first.places.size)))
        total = int(assessed.places.size)
        widen = self._widen(snapshot, assessed.asked) if total < _FEW else ()
        return Ranking(matches, total, snapshot.generation, widen)

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
        assessed = assess(
            snapshot, self.asked(snapshot, seeker, weights), only=row, everywhere=True
        )
        if assessed.rows.size == 0:
            kept_out = assess(
                snapshot,
                self.asked(snapshot, seeker.without_content, weights),
                only=row,
                everywhere=True,
            )
            return self._ruled_out(kept_out) or self._below_floor(snapshot, seeker, weights, row)
        return (
            self._ruled_out(assessed)
            or self._matches(assessed, assessed.scored(np.zeros(1, np.int64)))[0]
        )

    def assess_all(self, seeker: Seeker) -> Assessed:
        """Every profile for the seeker, in no order, those too that fit in nothing asked for.

        Its rules say who is ruled out. Meant for a matcher whose floor is 0.
        """
        check_is_fitted(self, "snapshot_")
        snapshot = self.snapshot_
        bare = self.asked(snapshot, seeker.without_content, None)
        return assess_all(snapshot, bare, self.asked(snapshot, seeker, None))

    def what_would_help(
        self, seeker: Seeker, profile_id: int, *, weights: Mapping[str, float] | None = None
    ) -> tuple[Chance, ...]:
        """Where a match would stand with all of what one part asks for, the best change first.

        Only changes that would move it up are told, and only of parts that a candidate can change.
        Empty for what is no match. `weights` as in `rank`.
        """
        check_is_fitted(self, "snapshot_")
        snapshot = self.snapshot_
        row = snapshot.row(profile_id)
        assessed = assess(snapshot, self.asked(snapshot, seeker, weights))
        places = assessed.places
        mine = np.flatnonzero(assessed.rows[places] == (-1 if row is None else row))
        if mine.size == 0:
            return ()
        scored = assessed.scored(places)
        parts, scores = scored.parts, scored.scores
        own = int(mine[0])
        now = 1 + int(np.count_nonzero(scores > scores[own]))
        chances = []
        for name in [name for name in CHANGEABLE if name in parts]:
            could = scores[own] - parts[name][own] + assessed.asked.shares[name]
            rank = 1 + int(np.count_nonzero(np.delete(scores, own) > could))
            if rank < now:
                said = self.wording.would_help.format(self.wording.part_names[name], rank, now)
                chances.append(Chance(name, rank, now, said))
        return tuple(sorted(chances, key=lambda each: (each.rank, each.part)))

    def understood(self, seeker: Seeker) -> Seeker:
        """The seeker with what its text means, where that can be had: what is really ranked for.

        Whoever keeps a ranking keeps this one, so that it can be repeated without an encoder.
        """
        if self.understand is None or seeker.vector or not seeker.text.strip():
            return seeker
        found = self.understand(seeker.text)
        return replace(seeker, vector=found.vector, near_words=found.near_words)

    def frozen(self) -> Matcher:
        """Itself as it is now: what is added or removed later does not reach the copy."""
        check_is_fitted(self, "snapshot_")
        return copy(self)

    def profiles(self) -> list[Profile]:
        """What can be found now, by id."""
        check_is_fitted(self, "snapshot_")
        return self.snapshot_.profiles()

    def _check(self, expansions: Thesaurus | None) -> None:
        weights = _joined(DEFAULT_WEIGHTS, self.weights)
        fields = dict(DEFAULT_FIELD_WEIGHTS) | dict(self.field_weights or {})
        check_weights(fields)
        if not 0 <= self.floor <= 1:
            raise ValueError("The floor is a number from 0 to 1.")
        self.weights_, self.field_weights_ = weights, exact_weights(fields)
        self.thesaurus_ = expansions or Thesaurus()

    def _next_generation(self) -> int:
        before: Snapshot | None = getattr(self, "snapshot_", None)
        return 1 if before is None else before.generation + 1

    def _base(self, profiles: Iterable[Profile]) -> Segment:
        return Segment.build(_latest(profiles), self.field_weights_, self._lent)

    def _documents(self, profiles: Iterable[Profile]) -> list[tuple[Profile, list[Document]]]:
        weights = self.field_weights_
        return [(each, documents_of(each, weights, self._lent(each))) for each in profiles]

    def _lent(self, profile: Profile) -> tuple[str, ...]:
        return tuple(lent_words(profile, self.thesaurus_))

    def asked(
        self, snapshot: Snapshot, seeker: Seeker, weights: Mapping[str, float] | None
    ) -> Asked:
        """A seeker as a snapshot reads it."""
        seeker = self.understood(seeker)
        concepts = read_query(seeker.text, snapshot, self.thesaurus_, seeker.near_words)
        return Asked(
            seeker,
            concepts,
            pairs_of(seeker.text, concepts),
            self.thesaurus_.meanings(seeker.text),
            _joined(self.weights_, weights),
            self.floor,
            self.wording.bands,
        )

    def _below_floor(
        self,
        snapshot: Snapshot,
        seeker: Seeker,
        weights: Mapping[str, float] | None,
        row: int,
    ) -> WhyNot:
        """Too little of what was asked for, and what that is in the words of a match."""
        asked = replace(self.asked(snapshot, seeker, weights), floor=0.0)
        assessed = assess(snapshot, asked, only=row, everywhere=True)
        found = (
            self._matches(assessed, assessed.scored(np.zeros(1, np.int64)))
            if assessed.rows.size
            else ()
        )
        lacking = found[0].missing if found else ()
        return WhyNot("floor", self.wording.below_floor, lacking)

    def _ruled_out(self, assessed: Assessed) -> WhyNot | None:
        """The first rule that the only row of an assessment does not pass."""
        seeker = assessed.asked.seeker
        profile = assessed.snapshot.profile(int(assessed.rows[0]))
        for rule, passed in assessed.rules.items():
            if not passed[0]:
                return WhyNot(rule, ruled_out(rule, seeker, profile, self.wording))
        return None

    def _widen(self, snapshot: Snapshot, asked: Asked) -> tuple[str, ...]:
        if not snapshot.size:
            return (self.wording.nothing_yet,)
        rules = assess(snapshot, asked, everywhere=True).rules
        return ways_to_widen(asked.seeker, self.wording, rules=rules, concepts=asked.concepts)

    def _matches(self, assessed: Assessed, best: Scored) -> tuple[Match, ...]:
        """Matches with their reasons, in the order given."""
        asked, parts = assessed.asked, best.parts
        explainer = Explainer(
            asked.seeker,
            self.thesaurus_,
            self.wording,
            concepts=asked.concepts,
            meanings=asked.meanings,
        )
        mentions = assessed.snapshot.mentions_of(explainer.finder.wanted)
        found = []
        for number, place in enumerate(best.places.tolist()):
            distance, row = float(assessed.distance[place]), int(assessed.rows[place])
            profile = assessed.snapshot.profile(row)
            values = {name: float(part[number]) for name, part in parts.items()}
            is_close = values.get("meaning", 0) > 0
            close = _closest_passage(assessed, row, profile) if is_close else ""
            known = distance if np.isfinite(distance) else None
            found.append(explainer.match(profile, mentions(row), values, known, close))
        return tuple(found)


def _closest_passage(assessed: Assessed, row: int, profile: Profile) -> str:
    """What of a profile is closest in meaning to the query, in the profile's own words."""
    wanted = assessed.asked.wanted
    vectors, row = assessed.snapshot.vectors_of(row)
    if wanted is None or vectors.starts[row] == vectors.starts[row + 1]:
        return ""
    return passage_of(profile, closest(vectors, row, wanted))


def _latest(profiles: Iterable[Profile]) -> list[Profile]:
    """Of several profiles with one id the last."""
    return list({profile.id: profile for profile in profiles}.values())


def _joined(fitted: Mapping[str, float], own: Mapping[str, float] | None) -> dict[str, float]:
    """Weights with others over them; what a candidate has to fit in at all weighs something."""
    weights = dict(fitted) | dict(own or {})
    check_weights(weights, known=PARTS)
    if not all(weights[name] for name in CONTENT):
        raise ValueError("The weights of words, categories, causes and skills must be above 0.")
    return weights


def _first(assessed: Assessed, order: Order, count: int, tie_seed: int) -> Scored:
    """The first matches in an order; fewer where there are no more."""
    seeker, places = assessed.asked.seeker, assessed.places
    if seeker.browses and seeker.place is None and order != "soonest":
        named = _by_name(assessed.snapshot, assessed.rows[places], count)
        return assessed.scored(places[named])
    if order == "relevance" and not seeker.browses:
        contenders = assessed.contenders(count)
        ids = assessed.snapshot.ids_of(assessed.rows[contenders.places])
        return contenders.take(lowest(-contenders.scores, ids, seed=tie_seed, count=count))
    ids = assessed.snapshot.ids_of(assessed.rows[places])
    keys = _keys(assessed, places, order)
    return assessed.scored(places[lowest(keys, ids, seed=tie_seed, count=count)])


def _keys(assessed: Assessed, places: NDArray[np.int64], order: Order) -> Floats:
    """What is lowest for the first by day, or else by distance."""
    if order == "soonest":
        # Days are whole numbers, a score is at most 1.
        return assessed.next_day(places) - assessed.scored(places).scores / 2
    return np.nan_to_num(assessed.distance[places], nan=np.inf)


def _by_name(snapshot: Snapshot, rows: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """The places of the first rows by name: the best of the base and of the rest together."""
    size = snapshot.base.size
    border = int(np.searchsorted(rows, size))
    ranks = snapshot.base.name_ranks[rows[:border]]
    few = np.argpartition(ranks, count)[:count] if 0 < count < ranks.size else np.arange(border)
    places = np.concatenate([few, np.arange(border, rows.size)])
    ordered = sorted(places.tolist(), key=lambda at: name_key(snapshot.profile(int(rows[at]))))
    return np.array(ordered[:count], np.int64)
