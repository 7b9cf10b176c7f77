"""Recording what was ranked and shown, and what was decided about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite

from brokerage import audit
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.models import Decision, ProfileVersion, RecordedRanking
from brokerage.matchmaking.profiles import Account, Seeker
from brokerage.matchmaking.queries.accepted import is_chosen_for
from brokerage.matchmaking.queries.ranking import get_index, get_matcher
from brokerage.matchmaking.queries.records import find_shown, get_recorded_ranking
from brokerage.matchmaking.queries.versions import (
    THESAURUS_KIND,
    Key,
    KnownVersions,
    State,
    find_version_ids,
)
from brokerage.matchmaking.rules import DecisionVerb, generation_of, pack_ids
from brokerage.matchmaking.service import mark_changed
from brokerage.permissions import Subject
from matching.plain import profile_from_plain, seeker_as_plain

if TYPE_CHECKING:
    from matching.explain import Match, Ranking
    from matching.matcher import Matcher
    from matching.suggest import Thesaurus

OBJECT_KIND = "recorded-ranking"
MOST_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class _Ranked:
    """A ranking that was made, with all that gave it, before anything of it is written."""

    ranking: Ranking
    own: Mapping[int, dict[str, Any]]
    """Of what was shown, by id: what of its own met the seeker."""
    states: Sequence[State]
    stored: Mapping[Key, int]
    record: RecordedRanking


def record_ranking(actor: Subject, **asked: Any) -> RecordedRanking:
    """Rank what is of this kind, and store the ranking with what it showed.

    It ranks before the write begins: who calls it has not begun one yet. The arguments are those
    of `record_accounted_ranking`.
    """
    record, _ = record_accounted_ranking(actor, **asked, has_account=False)
    return record


def record_accounted_ranking(
    actor: Subject,
    *,
    kind: str,
    purpose_kind: str,
    purpose_id: int,
    seeker: Seeker,
    weights: Mapping[str, float],
    tie_seed: int,
    limit: int = MOST_SHOWN,
    has_account: bool = True,
) -> tuple[RecordedRanking, Account | None]:
    """Do the same and say besides what became of every candidate, from the same generation."""
    index = get_index(kind)
    matcher = get_matcher(kind).frozen()
    seeker = matcher.understood(seeker)
    ranking = matcher.rank(seeker, limit=limit, tie_seed=tie_seed, weights=weights)
    states = index.versions.list_states(matcher)
    stored = index.versions.find_stored()
    db.end_read()
    record = RecordedRanking(
        kind=kind,
        purpose_kind=purpose_kind,
        purpose_id=purpose_id,
        seeker=seeker_as_plain(seeker),
        weights=matcher.weights_ | dict(weights),
        pinned=dict(weights),
        field_weights=matcher.field_weights_,
        floor=matcher.floor,
        tie_seed=tie_seed,
        generation=generation_of(state.key[2] for state in states),
        total=ranking.total,
        widen=list(ranking.widen),
        made_by_id=actor.user_id,
    )
    own = _own_by_id(ranking, states, seeker, matcher.thesaurus_)
    ranked = _Ranked(ranking=ranking, own=own, states=states, stored=stored, record=record)
    account = _account_of(matcher, seeker, weights, tie_seed) if has_account else None
    return _store(actor, index.versions, ranked), account


def _account_of(
    matcher: Matcher, seeker: Seeker, weights: Mapping[str, float], tie_seed: int
) -> Account:
    from matching.account import account_of  # noqa: PLC0415  # slow to import

    return account_of(matcher, seeker, weights, tie_seed=tie_seed)


@writes
def record_decision(
    actor: Subject, recorded_ranking_id: int, candidate_id: int, verb: str, reason: str = ""
) -> Decision:
    """Record what was decided about a candidate; ValueError for what only a ranking does."""
    if DecisionVerb(verb) == DecisionVerb.SHOWN:
        raise ValueError("Only a ranking shows; a decision is something else.")
    shown = find_shown(recorded_ranking_id, candidate_id)
    decision = Decision(
        recorded_ranking_id=recorded_ranking_id,
        candidate_id=candidate_id,
        verb=verb,
        rank=shown.rank if shown else None,
        score=shown.score if shown else None,
        reason=reason,
        decided_by_id=actor.user_id,
        decided_at=utcnow(),
    )
    _mark_if_accepted(recorded_ranking_id, candidate_id, verb)
    db.session.add(decision)
    db.session.flush()
    audit.record(
        actor,
        "matchmaking:decision:record",
        OBJECT_KIND,
        recorded_ranking_id,
        after={"candidate_id": candidate_id, "verb": verb, "rank": decision.rank, "reason": reason},
    )
    return decision


def _mark_if_accepted(recorded_ranking_id: int, candidate_id: int, verb: str) -> None:
    """What a candidate is chosen for becomes a part of its index entry, and stops being one."""
    if verb not in (DecisionVerb.CHOSEN, DecisionVerb.DECLINED):
        return
    ranking = get_recorded_ranking(recorded_ranking_id)
    if verb == DecisionVerb.CHOSEN or is_chosen_for(ranking, candidate_id):
        mark_changed(ranking.kind, candidate_id)


@writes
def _store(actor: Subject, known: KnownVersions, ranked: _Ranked) -> RecordedRanking:
    record = ranked.record
    record.versions = known.find_packed(ranked.states) or _store_versions(known, ranked)
    record.made_at = utcnow()
    db.session.add(record)
    db.session.flush()
    shown = [
        _row_shown(record, n, match, ranked.own[match.id])
        for n, match in enumerate(ranked.ranking.matches, 1)
    ]
    if shown:
        db.session.execute(insert(Decision), shown)
    audit.record(
        actor,
        "matchmaking:ranking:record",
        OBJECT_KIND,
        record.id,
        after={
            "kind": record.kind,
            "purpose_kind": record.purpose_kind,
            "purpose_id": record.purpose_id,
            "generation": record.generation,
            "tie_seed": record.tie_seed,
            "total": record.total,
            "shown": len(shown),
        },
    )
    return record


@writes
def store_versions(states: Sequence[State]) -> None:
    """Store these versions, where they are not; no ranking has to, and keep others waiting."""
    db.session.execute(_insert_or_pass_over(), [_row_of(state) for state in states])


def _store_versions(known: KnownVersions, ranked: _Ranked) -> bytes:
    """Add the versions that are not stored yet; return the ids of all, in their order, packed."""
    ids = dict(ranked.stored)
    new = [state for state in ranked.states if state.key not in ids]
    if new:
        store_versions(new)
        added = find_version_ids([state.key for state in new])
        if ids and min(added.values()) < max(ids.values()):
            known.forget()
        ids |= added
    packed = pack_ids([ids[state.key] for state in ranked.states])
    if not new:
        known.keep_packed(ranked.states, packed)
    return packed


def _row_of(state: State) -> dict[str, Any]:
    kind, object_id, digest = state.key
    return {"kind": kind, "object_id": object_id, "digest": digest, "content": state.content}


def _insert_or_pass_over() -> Any:
    """Another process may store the same version at the same moment: one of the two is enough."""
    is_sqlite = db.engine().dialect.name == "sqlite"
    dialect = sqlite if is_sqlite else postgresql
    return dialect.insert(ProfileVersion).on_conflict_do_nothing()


def _own_by_id(
    ranking: Ranking, states: Sequence[State], seeker: Seeker, thesaurus: Thesaurus
) -> dict[int, dict[str, Any]]:
    """Return what of each candidate's own met the seeker, told by the profile that was ranked."""
    from matching.own import own_of  # noqa: PLC0415  # slow to import

    shown = {match.id for match in ranking.matches}
    profiles = (
        profile_from_plain(state.content)
        for state in states
        if state.key[0] != THESAURUS_KIND and state.key[1] in shown
    )
    return {each.id: asdict(own_of(each, seeker, thesaurus)) for each in profiles}


def _row_shown(
    record: RecordedRanking, rank: int, match: Match, own: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "recorded_ranking_id": record.id,
        "candidate_id": match.id,
        "verb": DecisionVerb.SHOWN,
        "rank": rank,
        "score": match.score,
        "details": {
            "parts": [[part.name, part.value, part.sentence] for part in match.parts],
            "reasons": list(match.reasons),
            "missing": list(match.missing),
            "distance_m": match.distance_m,
            "own": own,
        },
        "reason": "",
        "decided_by_id": record.made_by_id,
        "decided_at": record.made_at,
    }
