"""Weights that are learned, judged, used and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.models import LearnedWeights
from brokerage.matchmaking.profiles import ProfileSource
from brokerage.matchmaking.queries.learning import list_shown_lists
from brokerage.matchmaking.queries.ranking import WEIGHTS_KIND
from brokerage.matchmaking.queries.weights import (
    find_in_force,
    find_source,
    find_weights_in_force,
    get_published_weights,
)
from brokerage.matchmaking.rules import (
    HIGHEST_RATIO,
    LOWEST_RATIO,
    MOST_FALL,
    WeightsStatus,
    check_adoptable,
    check_in_force,
)
from brokerage.matchmaking.service import mark_changed
from brokerage.permissions import Subject
from brokerage.web.features import contributions

if TYPE_CHECKING:
    from matching.judge import ModelCard

OBJECT_KIND = "learned-weights"
SOMEBODY_ELSE = "Somebody else has changed the weights meanwhile. Look at them again."


def learn_weights(kind: str) -> ModelCard:
    """Learn weights from what was decided and judge them; nothing is written.

    Raises DomainError where nothing of the kind is matched.
    """
    # scikit-learn takes two seconds to import, so it waits for who learns.
    from matching.judge import learn_and_judge  # noqa: PLC0415  # slow to import
    from matching.learn import WeightLearner  # noqa: PLC0415  # slow to import

    source = _source_of(kind)
    known = next((each for each in contributions("candidate_kinds") if each.kind == kind), None)
    groups = known.find_groups(utcnow().date()) if known else {}
    lists = list_shown_lists(source, groups)
    published, current = get_published_weights(source), find_weights_in_force(source)
    db.end_read()
    learner = WeightLearner(published=published, lower=LOWEST_RATIO, upper=HIGHEST_RATIO)
    return learn_and_judge(lists, learner, current=current, most_fall=MOST_FALL)


@writes
def keep_weights(actor: Subject, kind: str, card: ModelCard) -> LearnedWeights:
    """Keep what was learned, with its card; what was kept before is given back."""
    known = db.session.scalars(
        select(LearnedWeights).where(
            LearnedWeights.kind == kind, LearnedWeights.version == card.version
        )
    ).first()
    if known is not None:
        return known
    learned = LearnedWeights(
        kind=kind,
        version=card.version,
        status=WeightsStatus.JUDGED,
        weights=dict(card.weights_after),
        published=get_published_weights(_source_of(kind)),
        card=card.as_plain(),
        made_at=utcnow(),
    )
    db.session.add(learned)
    db.session.flush()
    after = {"kind": kind, "version": card.version, "verdict": card.verdict}
    audit.record(actor, "matchmaking:weights:learn", OBJECT_KIND, learned.id, after=after)
    return learned


@writes
def adopt_weights(actor: Subject, learned: LearnedWeights) -> None:
    """Use these weights from now on; DomainError unless they were judged better."""
    source = _source_of(learned.kind)
    check_adoptable(learned.status, learned.card, find_weights_in_force(source))
    before = find_in_force(learned.kind)
    _put_in_force(before, learned)
    learned.adopted_at, learned.adopted_by_id = utcnow(), actor.user_id
    learned.replaces_id = before.id if before else None
    _tell(actor, "matchmaking:weights:adopt", learned, before=before, after=learned)


@writes
def roll_back_weights(actor: Subject, learned: LearnedWeights) -> LearnedWeights | None:
    """Go back to what was in force before these: earlier weights, or None for the published ones.

    Raises DomainError where these are not in force.
    """
    check_in_force(learned.status)
    earlier = db.session.get(LearnedWeights, learned.replaces_id) if learned.replaces_id else None
    _put_in_force(learned, earlier)
    _tell(actor, "matchmaking:weights:roll-back", learned, before=learned, after=earlier)
    return earlier


def _source_of(kind: str) -> ProfileSource:
    source = find_source(kind)
    if source is None:
        raise DomainError(f"Nothing of the kind {kind!r} is matched here.")
    return source


def _put_in_force(before: LearnedWeights | None, after: LearnedWeights | None) -> None:
    """One set a kind at most: the database says so too."""
    try:
        with db.session.begin_nested():
            if before is not None:
                before.status = WeightsStatus.RETIRED
                db.session.flush()
            if after is not None:
                after.status = WeightsStatus.IN_FORCE
                db.session.flush()
    except IntegrityError as error:
        raise DomainError(SOMEBODY_ELSE) from error


def _tell(
    actor: Subject,
    action: str,
    about: LearnedWeights,
    *,
    before: LearnedWeights | None,
    after: LearnedWeights | None,
) -> None:
    db.session.flush()
    mark_changed(WEIGHTS_KIND, about.id)
    audit.record(
        actor,
        action,
        OBJECT_KIND,
        about.id,
        before={"kind": about.kind, "version": before.version if before else "published"},
        after={"kind": about.kind, "version": after.version if after else "published"},
    )
