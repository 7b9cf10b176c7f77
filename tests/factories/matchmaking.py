"""Learned weights, and rankings with decisions, as tests need them."""

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.models import Decision, LearnedWeights, RecordedRanking
from matching.scoring import DEFAULT_WEIGHTS

_numbers = count(1)
LEARNED = dict(DEFAULT_WEIGHTS) | {"place": 0.3, "evidence": 0.1}
CARD: Mapping[str, Any] = {
    "first_day": "2026-01-02",
    "last_day": "2026-06-30",
    "lists_learned_from": 280,
    "pairs": 5_200,
    "lists_judged": 120,
    "needs_judged": 110,
    "severity": 0.9,
    "weights_before": dict(DEFAULT_WEIGHTS),
    "weights_after": LEARNED,
    "ndcg_before": 0.71,
    "ndcg_after": 0.74,
    "gain": 0.03,
    "interval": [0.01, 0.05],
    "exposure": [
        {"dimension": "What they are", "group": "Charity", "before": 0.4, "after": 0.39},
        {"dimension": "What they are", "group": "Business", "before": 0.6, "after": 0.61},
    ],
    "most_fall": 0.1,
    "verdict": "adopt",
    "sentence": "The order is better: the gain in nDCG is +0.030 (from +0.010 to +0.050).",
}


def make_learned_weights(**fields: Any) -> LearnedWeights:
    """Add weights that were judged better and are not used yet, flushed.

    Fields of the card go to the card.
    """
    version = f"{next(_numbers):016x}"
    card = {name: fields.pop(name) for name in CARD.keys() & fields.keys()}
    learned = LearnedWeights(
        **{
            "kind": "organisation",
            "version": version,
            "status": "judged",
            "weights": LEARNED,
            "published": dict(DEFAULT_WEIGHTS),
            "card": {**CARD, **card, "version": version},
            "made_at": utcnow(),
        }
        | fields
    )
    db.session.add(learned)
    db.session.flush()
    return learned


def make_shown_ranking(
    user: User,
    shown: Iterable[tuple[int, Mapping[str, float]]],
    *,
    purpose_id: int,
    decided: Mapping[int, tuple[str, str]] | None = None,
    **fields: Any,
) -> RecordedRanking:
    """Add a ranking that showed these candidates with these shares of a score, flushed.

    `decided` gives, by candidate, what was decided afterwards and the reason.
    """
    now = fields.pop("made_at", utcnow())
    ranking = RecordedRanking(
        **{
            "kind": "organisation",
            "purpose_kind": "brief",
            "purpose_id": purpose_id,
            "seeker": {},
            "weights": dict(DEFAULT_WEIGHTS),
            "pinned": {},
            "field_weights": {},
            "floor": 0.2,
            "tie_seed": 1,
            "generation": "0" * 64,
            "versions": b"",
            "total": 1,
            "widen": [],
            "made_by_id": user.id,
            "made_at": now,
        }
        | fields
    )
    db.session.add(ranking)
    db.session.flush()
    ranks = {}
    for rank, (candidate_id, parts) in enumerate(shown, 1):
        ranks[candidate_id] = rank
        details = {"parts": [[name, value, "A sentence."] for name, value in parts.items()]}
        _decide(ranking, candidate_id, "shown", rank=rank, details=details, decided_at=now)
    for candidate_id, (verb, reason) in (decided or {}).items():
        rank_of = ranks.get(candidate_id)
        _decide(ranking, candidate_id, verb, rank=rank_of, reason=reason, decided_at=now)
    db.session.flush()
    return ranking


def _decide(ranking: RecordedRanking, candidate_id: int, verb: str, **fields: Any) -> None:
    db.session.add(
        Decision(recorded_ranking_id=ranking.id, candidate_id=candidate_id, verb=verb, **fields)
    )
