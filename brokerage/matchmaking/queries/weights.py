"""The weights of parts: published, learned, in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.matchmaking.models import LearnedWeights
from brokerage.matchmaking.profiles import CandidateKind, ProfileSource
from brokerage.matchmaking.rules import WeightRow, WeightsStatus, weight_rows, weights_in_use
from brokerage.web.features import contributions
from matching.scoring import DEFAULT_WEIGHTS

MOST_LISTED = 20


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What parts weigh for one kind, and what was learned about that, the newest first."""

    rows: Sequence[WeightRow]
    in_force: LearnedWeights | None
    history: Sequence[LearnedWeights]
    is_off: bool
    """Whether the setting holds to the published weights whatever is in force."""
    is_outdated: bool
    """Whether the published weights have changed since, so that what is in force is not used."""


def find_source(kind: str) -> ProfileSource | None:
    """Return what is matched under this name, if anything is."""
    sources: list[ProfileSource] = contributions("profiles")
    return next((each for each in sources if each.kind == kind), None)


def get_candidate_kind(kind: str) -> CandidateKind:
    """Return what a broker may know of a kind; "" gives the first (NotFoundError)."""
    kinds: list[CandidateKind] = contributions("candidate_kinds")
    found = next((each for each in kinds if kind in ("", each.kind)), None)
    if found is None:
        raise NotFoundError
    return found


def get_published_weights(source: ProfileSource) -> dict[str, float]:
    """Return what parts weigh before anything was learned."""
    return dict(DEFAULT_WEIGHTS) | dict(source.weights)


def is_learning_off() -> bool:
    """Whether the setting holds every kind to its published weights."""
    return bool(current_app.extensions["config"].uses_published_weights_only)


def find_weights_in_use(source: ProfileSource) -> dict[str, float]:
    """Return what parts weigh now; at most one statement."""
    return get_published_weights(source) if is_learning_off() else find_weights_in_force(source)


def find_weights_in_force(source: ProfileSource) -> dict[str, float]:
    """Return what parts weigh unless the setting says otherwise; one statement."""
    return _weights_by(find_in_force(source.kind), get_published_weights(source))


def _weights_by(learned: LearnedWeights | None, published: Mapping[str, float]) -> dict[str, float]:
    if learned is None or learned.published != published:
        return dict(published)
    return weights_in_use(published, learned.weights)


def get_standing(candidates: CandidateKind) -> Standing:
    """Return how the matches of a kind are made now, and what was learned; one statement."""
    source = find_source(candidates.kind)
    if source is None:
        raise NotFoundError
    history = list_learned_weights(candidates.kind)
    in_force = next((each for each in history if each.status == WeightsStatus.IN_FORCE), None)
    is_off = is_learning_off()
    published = get_published_weights(source)
    return Standing(
        rows=weight_rows(published, _weights_by(None if is_off else in_force, published)),
        in_force=in_force,
        history=history,
        is_off=is_off,
        is_outdated=in_force is not None and in_force.published != published,
    )


def find_in_force(kind: str) -> LearnedWeights | None:
    """Return the learned weights that are in force for a kind, if any are."""
    return db.session.scalars(
        select(LearnedWeights).where(
            LearnedWeights.kind == kind, LearnedWeights.status == WeightsStatus.IN_FORCE
        )
    ).first()


def list_learned_weights(kind: str) -> Sequence[LearnedWeights]:
    """Return what was learned for a kind: what is in force, then the newest first."""
    is_in_force = LearnedWeights.status == WeightsStatus.IN_FORCE
    return db.session.scalars(
        select(LearnedWeights)
        .where(LearnedWeights.kind == kind)
        .order_by(is_in_force.desc(), LearnedWeights.made_at.desc(), LearnedWeights.id.desc())
        .limit(MOST_LISTED)
    ).all()


def get_learned_weights(learned_weights_id: int) -> LearnedWeights:
    """Return one set of learned weights (NotFoundError)."""
    found = db.session.get(LearnedWeights, learned_weights_id)
    if found is None:
        raise NotFoundError
    return found
