"""Commitments of contracts as the ledger sees them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from brokerage.contracts.models import Commitment, Contract
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.ledger.models import Claim, LedgerEntry
from brokerage.measures.models import Measure, MeasureFramework

MOST_SHOWN = 50


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


def get_contract_line(contract_id: int) -> Contract:
    """Return a line of a register with both its sides, whoever may see it (NotFoundError)."""
    contract = db.session.scalars(
        select(Contract)
        .where(Contract.id == contract_id)
        .options(joinedload(Contract.organisation), joinedload(Contract.supplier))
    ).first()
    if contract is None:
        raise NotFoundError
    return contract


def list_open_commitments(claim: Claim) -> Sequence[Commitment]:
    """Return what a claim's owner promised in contracts that the claim can count towards."""
    newer = aliased(Commitment)
    own, promised = aliased(MeasureFramework), aliased(MeasureFramework)
    measure = aliased(Measure)
    return db.session.scalars(
        select(Commitment)
        .join(Commitment.contract)
        .join(Commitment.measure)
        .join(promised, promised.id == Measure.framework_id)
        .join(measure, measure.id == claim.measure_id)
        .join(own, own.id == measure.framework_id)
        .outerjoin(newer, newer.replaces_id == Commitment.id)
        .where(
            Contract.supplier_id == claim.owner_id,
            Commitment.from_on <= claim.happened_on,
            Commitment.due_on >= claim.happened_on,
            newer.id.is_(None),
            measure.code == Measure.code,
            own.slug == promised.slug,
        )
        .options(contains_eager(Commitment.contract), contains_eager(Commitment.measure))
        .order_by(Commitment.due_on, Commitment.id)
        .limit(MOST_SHOWN)
    ).all()


def list_last_evidence(commitment_ids: Collection[int]) -> dict[int, date]:
    """Return the day of the newest entry of what counts towards each commitment."""
    rows = db.session.execute(
        select(Claim.commitment_id, func.max(LedgerEntry.at))
        .join(LedgerEntry, LedgerEntry.claim_id == Claim.id)
        .where(Claim.commitment_id.in_(sorted(commitment_ids)), LedgerEntry.amount > 0)
        .group_by(Claim.commitment_id)
    )
    return {each: at.date() for each, at in rows if each is not None}
