"""The seats of a role without dates: counted on the role itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from brokerage.extensions import db, writes
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.rules.opportunities import OpportunityStatus


@writes
def take_flexible(opportunity_id: int) -> bool:
    """Take one place, or say that there is none: one guarded update."""
    return _count(opportunity_id, Opportunity.flexible_taken < Opportunity.flexible_places, 1)


@writes
def give_back_flexible(opportunity_id: int) -> None:
    """Give one place back."""
    _count(opportunity_id, Opportunity.flexible_taken > 0, -1)


@writes
def lock_flexible(opportunity_id: int) -> Opportunity | None:
    """Keep the places as they are until the transaction ends; None if it is not public."""
    is_public = Opportunity.status == OpportunityStatus.PUBLISHED
    if not _count(opportunity_id, is_public, 0):
        return None
    return db.session.get_one(Opportunity, opportunity_id)


def _count(opportunity_id: int, guard: Any, step: int) -> bool:
    counted = db.session.execute(
        update(Opportunity)
        .where(Opportunity.id == opportunity_id, guard)
        .values(flexible_taken=Opportunity.flexible_taken + step)
        .returning(Opportunity.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    known = db.session.identity_map.get(db.session.identity_key(Opportunity, opportunity_id))
    if known is not None:
        db.session.refresh(known, ["flexible_taken", "flexible_places", "status"])
    return counted is not None
