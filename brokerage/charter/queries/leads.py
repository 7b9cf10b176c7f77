"""Links of the leads of pledges, and what they filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from brokerage.charter.models import (
    CharterTerm,
    LeadEntry,
    LeadLink,
    Signatory,
    TakenPledge,
)
from brokerage.charter.queries.signatories import is_in_force
from brokerage.extensions import db

__all__ = ["LeadEntry", "LeadLink"]
_WHOLE = joinedload(LeadLink.taken_pledge).options(
    joinedload(TakenPledge.term)
    .joinedload(CharterTerm.signatory)
    .joinedload(Signatory.organisation),
    joinedload(TakenPledge.pledge),
)


def find_link(token_digest: str) -> LeadLink | None:
    """Return the link of that token, with its pledge and signatory."""
    return db.session.scalars(
        select(LeadLink).where(LeadLink.token_digest == token_digest).options(_WHOLE)
    ).first()


def find_live_link(taken_pledge_id: int, now: datetime) -> LeadLink | None:
    """Return the link that works for a pledge, if one does."""
    return db.session.scalars(
        select(LeadLink)
        .where(
            LeadLink.taken_pledge_id == taken_pledge_id,
            LeadLink.revoked_at.is_(None),
            LeadLink.expires_at > now,
        )
        .order_by(LeadLink.id.desc())
        .limit(1)
    ).first()


def list_entries(taken_pledge_id: int) -> Sequence[LeadEntry]:
    """Return what the lead filled in, the newest first."""
    return db.session.scalars(
        select(LeadEntry)
        .where(LeadEntry.taken_pledge_id == taken_pledge_id)
        .order_by(LeadEntry.id.desc())
        .limit(20)
    ).all()


def list_links_to_renew(quarter_on: date, today: date) -> Sequence[LeadLink]:
    """Return the newest link of each pledge in force that had one, but none this quarter."""
    newest = select(func.max(LeadLink.id)).group_by(LeadLink.taken_pledge_id)
    return db.session.scalars(
        select(LeadLink)
        .join(LeadLink.taken_pledge)
        .join(TakenPledge.term)
        .join(CharterTerm.signatory)
        .outerjoin(Signatory.organisation)
        .where(
            LeadLink.id.in_(newest),
            LeadLink.revoked_at.is_(None),
            LeadLink.quarter_on < quarter_on,
            LeadLink.sent_to != "",
            *is_in_force(today),
        )
        .options(_WHOLE)
        .order_by(LeadLink.id)
    ).all()
