"""Briefs, for those who know which one they mean, and an organisation's by their state."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.procurement.models import Brief, BriefShare


def get_brief(brief_id: int) -> Brief:
    """Return a brief with its organisation (NotFoundError)."""
    brief = db.session.scalars(
        select(Brief).where(Brief.id == brief_id).options(joinedload(Brief.organisation))
    ).first()
    if brief is None:
        raise NotFoundError
    return brief


def list_share_ids(brief_id: int) -> list[int]:
    """Return the ids of the colleagues a brief is shared with."""
    return list(
        db.session.scalars(
            select(BriefShare.user_id)
            .where(BriefShare.brief_id == brief_id)
            .order_by(BriefShare.user_id)
        )
    )
