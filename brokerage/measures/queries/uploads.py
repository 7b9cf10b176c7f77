"""Tables of measures that were sent, and what is known of the measures in them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.measures.models import Measure, MeasureFramework, MeasureUpload
from brokerage.measures.rules.files import KnownMeasure

__all__ = ["MeasureUpload"]


def get_upload(measure_upload_id: int) -> MeasureUpload:
    """Return an upload (NotFoundError)."""
    found = db.session.get(MeasureUpload, measure_upload_id)
    if found is None:
        raise NotFoundError
    return found


def get_locked_upload(measure_upload_id: int) -> MeasureUpload:
    """Return an upload as its row is now, held until the write ends (NotFoundError)."""
    found = db.session.get(
        MeasureUpload, measure_upload_id, with_for_update=True, populate_existing=True
    )
    if found is None:
        raise NotFoundError
    return found


def find_framework(slug: str, version: str) -> MeasureFramework | None:
    """Return a version of a list."""
    return db.session.scalars(
        select(MeasureFramework).where(
            MeasureFramework.slug == slug, MeasureFramework.version == version
        )
    ).first()


def find_known(slugs: Collection[str]) -> dict[tuple[str, str, str], KnownMeasure]:
    """Return what is known of the measures of these lists, by list, version and code."""
    rows = db.session.scalars(
        select(Measure)
        .join(Measure.framework)
        .where(MeasureFramework.slug.in_(sorted(slugs)))
        .options(joinedload(Measure.framework), selectinload(Measure.values))
        .order_by(Measure.id)
    )
    return {
        (each.framework.slug, each.framework.version, each.code): KnownMeasure(
            label=each.label,
            unit=each.unit,
            theme=each.theme,
            values={(value.year, value.source): value.pence for value in each.values},
        )
        for each in rows
    }
