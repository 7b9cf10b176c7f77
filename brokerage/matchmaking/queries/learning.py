"""What was shown and decided, as weights are learned from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, Select, select

from brokerage.extensions import db
from brokerage.matchmaking.models import Decision, RecordedRanking
from brokerage.matchmaking.queries.weights import get_published_weights
from brokerage.matchmaking.rules import DecisionVerb, pinned_of, values_of_parts
from matching.decisions import ShownCandidate, ShownList, furthest

if TYPE_CHECKING:
    from brokerage.matchmaking.profiles import ProfileSource

MOST_RANKINGS = 2_000
MOST_RANKS = 60
"""What stood lower was hardly looked at; if it was decided on all the same, it counts."""
RANKINGS_A_QUERY = 200
INTERESTED = "interested"
Groups = Mapping[int, Mapping[str, str]]


def list_shown_lists(source: ProfileSource, groups: Groups) -> list[ShownList]:
    """Return the newest rankings of a kind in which anything was decided, the oldest first.

    `groups` are the labels of candidates. All rankings for one purpose are one need.
    """
    found = db.session.execute(_rankings_with_decisions(source.kind)).all()
    purposes = sorted({(row.purpose_kind, row.purpose_id) for row in found})
    needs = {purpose: number for number, purpose in enumerate(purposes, 1)}
    published, lists = get_published_weights(source), []
    for start in range(0, len(found), RANKINGS_A_QUERY):
        few = found[start : start + RANKINGS_A_QUERY]
        decisions = _decisions_of([row.id for row in few])
        lists += [
            _shown_list(row, decisions[row.id], needs, published, groups)
            for row in few
            if decisions[row.id]
        ]
    return sorted(lists, key=lambda each: (each.day, each.id))


def _rankings_with_decisions(kind: str) -> Select[*tuple[Any, ...]]:
    decided = select(Decision.recorded_ranking_id).where(
        Decision.verb != DecisionVerb.SHOWN, Decision.rank.is_not(None)
    )
    return (
        select(
            RecordedRanking.id,
            RecordedRanking.purpose_kind,
            RecordedRanking.purpose_id,
            RecordedRanking.weights,
            RecordedRanking.pinned,
            RecordedRanking.made_at,
        )
        .where(RecordedRanking.kind == kind, RecordedRanking.id.in_(decided))
        .order_by(RecordedRanking.made_at.desc(), RecordedRanking.id.desc())
        .limit(MOST_RANKINGS)
    )


def _decisions_of(ranking_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """The decisions of each ranking, as they were taken; what has no rank was not shown."""
    rows = db.session.execute(
        select(
            Decision.recorded_ranking_id,
            Decision.candidate_id,
            Decision.verb,
            Decision.rank,
            Decision.reason,
            Decision.details,
        )
        .where(Decision.recorded_ranking_id.in_(ranking_ids), Decision.rank.is_not(None))
        .order_by(Decision.decided_at, Decision.id)
    )
    found: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.recorded_ranking_id].append(row)
    return found


def _shown_list(
    ranking: Row[Any],
    decisions: Iterable[Row[Any]],
    needs: Mapping[tuple[str, int], int],
    published: Mapping[str, float],
    groups: Groups,
) -> ShownList:
    shown: dict[int, Row[Any]] = {}
    steps: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in decisions:
        if row.verb == DecisionVerb.SHOWN:
            shown[row.candidate_id] = row
        else:
            steps[row.candidate_id].append(_step(row.verb, row.reason))
    day: date = ranking.made_at.date()
    return ShownList(
        id=ranking.id,
        seeker_group_id=needs[ranking.purpose_kind, ranking.purpose_id],
        day=day,
        candidates=tuple(
            _candidate(row, steps[row.candidate_id], ranking.weights, groups)
            for row in sorted(shown.values(), key=lambda each: each.rank)
            if row.rank <= MOST_RANKS or steps[row.candidate_id]
        ),
        pinned=pinned_of(ranking.pinned, ranking.weights, published),
    )


def _candidate(
    row: Row[Any],
    steps: Iterable[tuple[str, str]],
    weights: Mapping[str, float],
    groups: Groups,
) -> ShownCandidate:
    outcome, reason = furthest(steps)
    parts = [(name, value) for name, value, _ in row.details["parts"]]
    return ShownCandidate(
        id=row.candidate_id,
        rank=row.rank,
        values=values_of_parts(parts, weights),
        outcome=outcome,
        reason=reason,
        groups=groups.get(row.candidate_id, {}),
    )


def _step(verb: str, reason: str) -> tuple[str, str]:
    """An answer that is no interest is a no of the candidate's own, and says nothing of parts."""
    if verb == DecisionVerb.ANSWERED and reason != INTERESTED:
        return DecisionVerb.DECLINED, ""
    return verb, reason
