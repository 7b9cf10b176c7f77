"""Files of planned purchases that were sent, and what importing one would do."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from brokerage.demand.models import PlannedPurchase, PlanUpload
from brokerage.errors import NotFoundError
from brokerage.extensions import db

A_CHUNK = 500


def get_upload(plan_upload_id: int) -> PlanUpload:
    """Return an upload (NotFoundError)."""
    found = db.session.get(PlanUpload, plan_upload_id)
    if found is None:
        raise NotFoundError
    return found


def get_locked_upload(plan_upload_id: int) -> PlanUpload:
    """Return an upload as its row is now, held until the write ends (NotFoundError)."""
    found = db.session.get(PlanUpload, plan_upload_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFoundError
    return found


def find_by_row_keys(
    organisation_id: int, keys: Collection[str], *, is_held: bool = False
) -> dict[str, PlannedPurchase]:
    """Return those lines of a plan that have one of these keys, by key.

    Those that are to be held are as their rows are now, until the write ends.
    """
    ordered, found = sorted(keys), dict[str, PlannedPurchase]()
    for start in range(0, len(ordered), A_CHUNK):
        query = (
            select(PlannedPurchase)
            .where(
                PlannedPurchase.organisation_id == organisation_id,
                PlannedPurchase.row_key.in_(ordered[start : start + A_CHUNK]),
            )
            .options(selectinload(PlannedPurchase.categories))
            .order_by(PlannedPurchase.id)
        )
        if is_held:
            query = query.with_for_update().execution_options(populate_existing=True)
        rows = db.session.scalars(query)
        found |= {row.row_key: row for row in rows}
    return found
