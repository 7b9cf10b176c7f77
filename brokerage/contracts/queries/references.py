"""Contracts as references: work that a buyer itself has put on its register."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from brokerage.contracts.models import Contract
from brokerage.extensions import db, utcnow
from brokerage.passports.queries.passports import ConfirmedWork

MOST_SHOWN = 10


def list_confirmed_work(organisation_id: int) -> list[ConfirmedWork]:
    """Return a supplier's contracts that have begun, the newest first; one statement."""
    rows = db.session.scalars(
        select(Contract)
        .where(Contract.supplier_id == organisation_id, Contract.starts_on <= utcnow().date())
        .options(joinedload(Contract.organisation))
        .order_by(Contract.starts_on.desc(), Contract.id)
        .limit(MOST_SHOWN)
    )
    return [
        ConfirmedWork(
            buyer=row.organisation.name or "",
            what=row.title,
            from_on=row.starts_on,
            to_on=row.ends_on,
        )
        for row in rows
    ]
