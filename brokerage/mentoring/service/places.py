"""Taking and giving back a place of each side, and the moves of a pair."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.service import mark_changed
from brokerage.mentoring.models import MentoringPair, MentoringProfile
from brokerage.mentoring.queries.pairs import KIND
from brokerage.mentoring.rules import pairs as rules
from brokerage.mentoring.rules.profiles import Side
from brokerage.permissions import Subject

FULL = {
    Side.MENTOR: "The mentor has no room for one more now.",
    Side.MENTEE: "The mentee has a mentor already.",
}
QUICKER = "This has changed in the meantime. Look at it again."


@writes
def take_places(pair: MentoringPair) -> None:
    """Take one place of each side by one guarded update each, the mentor's first."""
    for side in Side:
        has_room = MentoringProfile.taken < MentoringProfile.places
        if not _count(pair, side, has_room, 1):
            raise DomainError(FULL[side])


@writes
def give_back_places(pair: MentoringPair) -> None:
    """Give one place of each side back."""
    for side in Side:
        _count(pair, side, MentoringProfile.taken > 0, -1)


@writes
def move(actor: Subject, pair: MentoringPair, then: str, action: str, **values: Any) -> None:
    """Take the step on the live row, so that two people cannot take two different ones."""
    before = pair.status
    rules.check_move(before, then)
    moved = db.session.execute(
        update(MentoringPair)
        .where(MentoringPair.id == pair.id, MentoringPair.status == before)
        .values(status=then, changed_at=utcnow(), **values)
        .returning(MentoringPair.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if moved is None:
        raise DomainError(QUICKER)
    db.session.refresh(pair)
    audit.record(
        actor,
        f"mentoring:pair:{action}",
        KIND,
        pair.id,
        before={"status": before},
        after=facts_kept(pair),
    )


def facts_kept(pair: MentoringPair) -> dict[str, Any]:
    """Return what the log keeps of a pair: its state and numbers, nobody's words."""
    return {
        "status": pair.status,
        "mentor_id": pair.mentor_id,
        "mentee_id": pair.mentee_id,
        "asked_by": pair.asked_by,
        "meetings": pair.meetings,
        "decline_reason": pair.decline_reason,
        "end_reason": pair.end_reason,
    }


def _count(pair: MentoringPair, side: Side, guard: Any, step: int) -> bool:
    user_id = pair.person(side).id
    counted = db.session.execute(
        update(MentoringProfile)
        .where(MentoringProfile.user_id == user_id, MentoringProfile.side == side, guard)
        .values(taken=MentoringProfile.taken + step)
        .returning(MentoringProfile.user_id)
        .execution_options(synchronize_session=False)
    ).scalar()
    key = db.session.identity_key(MentoringProfile, (user_id, side.value))
    known = db.session.identity_map.get(key)
    if known is not None and counted is not None:
        db.session.refresh(known, ["taken"])
    mark_changed(side.value, user_id)
    return counted is not None
