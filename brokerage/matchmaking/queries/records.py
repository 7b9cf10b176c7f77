"""Recorded rankings: what was shown, what was decided, and the same ranking again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, func, select

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.matchmaking.models import Decision, RecordedRanking
from brokerage.matchmaking.queries.ranking import get_index
from brokerage.matchmaking.queries.versions import State, list_contents
from brokerage.matchmaking.rules import DecisionVerb, digest_of, generation_of, unpack_ids
from matching.plain import profile_from_plain, seeker_from_plain

if TYPE_CHECKING:
    from matching.explain import Ranking


@dataclass(frozen=True, kw_only=True)
class ShownPart:
    """One part of a score: its name, its share of the score, and the sentence that was shown."""

    name: str
    value: float
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One candidate as it was shown; `score` is the exact sum of the values of `parts`."""

    candidate_id: int
    rank: int
    score: float
    parts: tuple[ShownPart, ...]
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    distance_m: float | None


def get_recorded_ranking(recorded_ranking_id: int) -> RecordedRanking:
    """Return a ranking as it was recorded (NotFoundError)."""
    record = db.session.get(RecordedRanking, recorded_ranking_id)
    if record is None:
        raise NotFoundError
    return record


def list_shown(recorded_ranking_id: int) -> list[Shown]:
    """Return what a ranking showed, in its order."""
    rows = db.session.execute(
        select(Decision.candidate_id, Decision.rank, Decision.score, Decision.details)
        .where(
            Decision.recorded_ranking_id == recorded_ranking_id,
            Decision.verb == DecisionVerb.SHOWN,
        )
        .order_by(Decision.rank)
    )
    return [_shown(row) for row in rows]


def find_shown(recorded_ranking_id: int, candidate_id: int) -> Shown | None:
    """Return one candidate as a ranking showed it, if it did."""
    row = db.session.execute(
        select(Decision.candidate_id, Decision.rank, Decision.score, Decision.details).where(
            Decision.recorded_ranking_id == recorded_ranking_id,
            Decision.verb == DecisionVerb.SHOWN,
            Decision.candidate_id == candidate_id,
        )
    ).first()
    return _shown(row) if row else None


def list_decisions(purpose_kind: str, purpose_id: int) -> Sequence[Decision]:
    """Return what was decided in all rankings for one purpose, oldest first.

    What was merely shown is left out: `list_shown` gives it, ranking by ranking.
    """
    return db.session.scalars(
        select(Decision)
        .join(RecordedRanking, RecordedRanking.id == Decision.recorded_ranking_id)
        .where(
            RecordedRanking.purpose_kind == purpose_kind,
            RecordedRanking.purpose_id == purpose_id,
            Decision.verb != DecisionVerb.SHOWN,
        )
        .order_by(Decision.decided_at, Decision.id)
    ).all()


def list_missing_versions(kind: str) -> list[State]:
    """Return the states of what is ranked now that are not stored yet."""
    index = get_index(kind)
    states = index.versions.list_states(index.matcher().frozen())
    stored = index.versions.find_stored()
    return [state for state in states if state.key not in stored]


def get_repeated_ranking(recorded_ranking_id: int) -> Ranking:
    """Rank again with everything as it was then (NotFoundError).

    Nothing of today is looked at: profiles, thesaurus, weights, floor and tie seed are those of
    the record. Raises ValueError where what is stored is not what was ranked.
    """
    # scikit-learn takes two seconds to import, so it waits for the first question.
    from matching.matcher import Matcher  # noqa: PLC0415  # slow to import
    from matching.suggest import Thesaurus  # noqa: PLC0415  # slow to import

    record = get_recorded_ranking(recorded_ranking_id)
    thesaurus, *profiles = _contents_of(record)
    shown = _count_shown(record.id)
    db.end_read()  # fitting takes a while, and no writer should wait for it
    matcher = Matcher(
        weights=record.weights,
        field_weights=record.field_weights,
        floor=record.floor,
        wording=get_index(record.kind).source.wording,
    )
    matcher.fit(map(profile_from_plain, profiles), Thesaurus(thesaurus))
    seeker = seeker_from_plain(record.seeker)
    return matcher.rank(seeker, limit=shown, tie_seed=record.tie_seed)


def _contents_of(record: RecordedRanking) -> list[Any]:
    packed = db.session.scalars(
        select(RecordedRanking.versions).where(RecordedRanking.id == record.id)
    ).one()
    contents = list_contents(unpack_ids(packed))
    if generation_of(map(digest_of, contents)) != record.generation:
        raise ValueError(f"The versions of ranking {record.id} are not those that were ranked.")
    return contents


def _count_shown(recorded_ranking_id: int) -> int:
    query = select(func.count(Decision.id)).where(
        Decision.recorded_ranking_id == recorded_ranking_id, Decision.verb == DecisionVerb.SHOWN
    )
    return db.session.scalar(query) or 0


def _shown(row: Row[Any]) -> Shown:
    details = row.details
    return Shown(
        candidate_id=row.candidate_id,
        rank=row.rank,
        score=row.score,
        parts=tuple(
            ShownPart(name=name, value=value, sentence=sentence)
            for name, value, sentence in details["parts"]
        ),
        reasons=tuple(details["reasons"]),
        missing=tuple(details["missing"]),
        distance_m=details["distance_m"],
    )
