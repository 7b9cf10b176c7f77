"""Opportunities, for those who know which one they mean."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.volunteering.models import Opportunity

OWNER_KIND = "opportunity"
"""What the sessions of an opportunity are kept under in scheduling."""


def get_opportunity(opportunity_id: int) -> Opportunity:
    """Return an opportunity with its organisation (NotFoundError)."""
    opportunity = db.session.scalars(
        select(Opportunity)
        .where(Opportunity.id == opportunity_id)
        .options(joinedload(Opportunity.organisation))
    ).first()
    if opportunity is None:
        raise NotFoundError
    return opportunity
