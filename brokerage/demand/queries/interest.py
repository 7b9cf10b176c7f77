"""Who is interested in what is planned."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from brokerage.demand.models import PlannedInterest
from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.web.paging import Page

PER_PAGE = 50
A_CHUNK = 500


def list_interested(planned_purchase_id: int, page: int) -> Page[PlannedInterest]:
    """Return a page of the approved suppliers that are interested, by name: no rank, no order."""
    conditions = (
        PlannedInterest.planned_purchase_id == planned_purchase_id,
        Organisation.status == Status.APPROVED,
    )
    rows = db.session.scalars(
        select(PlannedInterest)
        .join(PlannedInterest.organisation)
        .where(*conditions)
        .options(contains_eager(PlannedInterest.organisation))
        .order_by(Organisation.name, Organisation.id)
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    ).all()
    total = db.session.scalar(
        select(func.count()).join(PlannedInterest.organisation).where(*conditions)
    )
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total or 0)


def list_interested_ids(planned_purchase_id: int) -> Sequence[int]:
    """Return the ids of the organisations that are interested, in their order."""
    return db.session.scalars(
        select(PlannedInterest.organisation_id)
        .where(PlannedInterest.planned_purchase_id == planned_purchase_id)
        .order_by(PlannedInterest.organisation_id)
    ).all()


def find_interested_ids(planned_purchase_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the ids of the organisations that are interested in each of these, where any is."""
    found: dict[int, list[int]] = {}
    for start in range(0, len(planned_purchase_ids), A_CHUNK):
        few = planned_purchase_ids[start : start + A_CHUNK]
        rows = db.session.execute(
            select(PlannedInterest.planned_purchase_id, PlannedInterest.organisation_id)
            .where(PlannedInterest.planned_purchase_id.in_(few))
            .order_by(PlannedInterest.planned_purchase_id, PlannedInterest.organisation_id)
        )
        for row in rows:
            found.setdefault(row.planned_purchase_id, []).append(row.organisation_id)
    return found


def count_interested(planned_purchase_ids: Collection[int]) -> dict[int, int]:
    """Return how many approved suppliers are interested in each of these, where any is."""
    rows = db.session.execute(
        select(PlannedInterest.planned_purchase_id, func.count())
        .join(PlannedInterest.organisation)
        .where(
            PlannedInterest.planned_purchase_id.in_(planned_purchase_ids),
            Organisation.status == Status.APPROVED,
        )
        .group_by(PlannedInterest.planned_purchase_id)
        .order_by(PlannedInterest.planned_purchase_id)
    )
    return {row[0]: row[1] for row in rows}


def list_own_interest(organisation_id: int, planned_purchase_ids: Collection[int]) -> set[int]:
    """Return those among the ids that this supplier is interested in."""
    return set(
        db.session.scalars(
            select(PlannedInterest.planned_purchase_id)
            .where(
                PlannedInterest.organisation_id == organisation_id,
                PlannedInterest.planned_purchase_id.in_(planned_purchase_ids),
            )
            .order_by(PlannedInterest.planned_purchase_id)
        )
    )
