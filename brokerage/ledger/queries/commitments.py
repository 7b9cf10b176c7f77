"""Commitments of contracts as the ledger sees them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from brokerage.extensions import db
from brokerage.ledger.models import Claim
from brokerage.measures.models import Measure, MeasureFramework


def is_same_measure(measure_id: int, other_id: int) -> bool:
    """Say whether two are one measure: the same code of the same list, in any version."""
    if measure_id == other_id:
        return True
    found = db.session.scalar(
        select(func.count(func.distinct(MeasureFramework.slug + ":" + Measure.code)))
        .join(Measure.framework)
        .where(Measure.id.in_([measure_id, other_id]))
    )
    return found == 1


def list_claims_drawn(commitment_id: int) -> Sequence[Claim]:
    """Return the claims drawn down to a commitment, the first first."""
    return db.session.scalars(
        select(Claim).where(Claim.commitment_id == commitment_id).order_by(Claim.id)
    ).all()
