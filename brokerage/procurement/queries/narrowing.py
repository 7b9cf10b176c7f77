"""By which filters a buyer narrowed what was shown: what the server kept, never what is posted."""

from __future__ import annotations

from sqlalchemy import select

from brokerage.audit import AuditDetails, AuditEvent
from brokerage.extensions import db
from brokerage.permissions import Subject
from brokerage.procurement.models import MarketSearch
from brokerage.procurement.rules.searches import narrowing_of

LOOKED = "procurement:search:look"
LOOKED_AT = "brief"


def find_last_look(user_id: int | None, brief_id: int) -> list[str]:
    """Return the filters on place or kind of body with which someone last looked at a brief."""
    after = db.session.scalars(
        select(AuditDetails.after)
        .join(AuditEvent, AuditEvent.id == AuditDetails.event_id)
        .where(
            AuditEvent.object_kind == LOOKED_AT,
            AuditEvent.object_id == brief_id,
            AuditEvent.action == LOOKED,
            AuditEvent.actor_id == user_id,
        )
        .order_by(AuditEvent.id.desc())
        .limit(1)
    ).first()
    return list(after["narrowed_by"]) if after else []


def list_narrowing(actor: Subject, brief_id: int, search: MarketSearch | None) -> list[str]:
    """Return the filters that hid others: those a search was made with, and of the last look."""
    made_with = narrowing_of(search.filters) if search else []
    return sorted({*made_with, *find_last_look(actor.user_id, brief_id)})
