"""Community employment plans."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from brokerage.contracts.models import Commitment, EmploymentPlan
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations.rules import Status
from brokerage.web.paging import Page

__all__ = ["Commitment", "EmploymentPlan"]
PER_PAGE = 25


def list_plans(organisation_id: int, page: int) -> Page[EmploymentPlan]:
    """Return an authority's plans, the newest first."""
    wanted = EmploymentPlan.organisation_id == organisation_id
    total = db.session.scalar(select(func.count()).select_from(EmploymentPlan).where(wanted)) or 0
    rows = db.session.scalars(
        select(EmploymentPlan)
        .where(wanted)
        .order_by(EmploymentPlan.starts_on.desc(), EmploymentPlan.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)


def get_plan(plan_id: int) -> EmploymentPlan:
    """Return a plan of an approved organisation (NotFoundError)."""
    plan = db.session.scalars(
        select(EmploymentPlan)
        .where(EmploymentPlan.id == plan_id)
        .options(joinedload(EmploymentPlan.organisation))
    ).first()
    if plan is None or plan.organisation.status != Status.APPROVED:
        raise NotFoundError
    return plan


def get_commitment(commitment_id: int) -> Commitment:
    """Return a commitment with its measure and what it belongs to (NotFoundError)."""
    commitment = db.session.scalars(
        select(Commitment)
        .where(Commitment.id == commitment_id)
        .options(
            joinedload(Commitment.measure),
            joinedload(Commitment.contract),
            joinedload(Commitment.plan),
        )
    ).first()
    if commitment is None:
        raise NotFoundError
    return commitment


def find_replacement(commitment_id: int) -> Commitment | None:
    """Return the newer row that replaces this one, if one does."""
    return db.session.scalars(
        select(Commitment).where(Commitment.replaces_id == commitment_id)
    ).first()
