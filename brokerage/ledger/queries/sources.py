"""Sources: one by one, what can still be claimed of them, and as what they count."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from brokerage.errors import NotFoundError
from brokerage.extensions import db, utcnow
from brokerage.ledger.models import CountedBooking, LedgerSource, SourceMeasure
from brokerage.ledger.rules.sources import Circumstance, list_circumstances
from brokerage.measures.models import Measure
from brokerage.measures.queries import list_measures_on
from brokerage.web.paging import Page

__all__ = ["LedgerSource"]
PER_PAGE = 25
_WHOLE = (joinedload(LedgerSource.giver), joinedload(LedgerSource.receiver))


def get_source(ledger_source_id: int) -> LedgerSource:
    """Return a source with both its sides (NotFoundError)."""
    source = db.session.scalars(
        select(LedgerSource).where(LedgerSource.id == ledger_source_id).options(*_WHOLE)
    ).first()
    if source is None:
        raise NotFoundError
    return source


def find_source(kind: str, source_id: int) -> LedgerSource | None:
    """Return the source of a thing, if it was noted."""
    return db.session.scalars(
        select(LedgerSource)
        .where(LedgerSource.kind == kind, LedgerSource.source_id == source_id)
        .options(*_WHOLE)
    ).first()


def find_counted_booking(booking_id: int) -> str | None:
    """Return the kind of source that the hours of a booking are counted from, if any are."""
    return db.session.scalar(
        select(CountedBooking.kind).where(CountedBooking.booking_id == booking_id)
    )


def list_open_sources(organisation_id: int, page: int) -> Page[LedgerSource]:
    """Return what this organisation can still claim something of, the newest first."""
    wanted = (
        or_(LedgerSource.giver_id == organisation_id, LedgerSource.receiver_id == organisation_id),
        LedgerSource.claimed < LedgerSource.amount,
    )
    total = db.session.scalar(select(func.count()).select_from(LedgerSource).where(*wanted)) or 0
    rows = db.session.scalars(
        select(LedgerSource)
        .where(*wanted)
        .options(*_WHOLE)
        .order_by(LedgerSource.happened_on.desc(), LedgerSource.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)


def list_fitting_measures(source: LedgerSource) -> Sequence[Measure]:
    """Return the measures that a source can be claimed as, of those that held on its day.

    Those that the table of sources names for it, and those counted in its very unit that the
    table names for nothing. What happened before there was a list is counted by today's.
    """
    rows = list_source_measures()
    named, holds = {each.code for each in rows}, _circumstances_of(source)
    fitting = {each.code for each in rows if _is_for(each, source) and each.circumstance in holds}
    return [
        measure
        for measure in _list_measures_of_day(source)
        if measure.code in fitting or (measure.unit == source.unit and measure.code not in named)
    ]


def find_default_measure(
    source: LedgerSource, circumstance: Circumstance | None = None
) -> Measure | None:
    """Return the measure a source counts as where nobody chooses, if there is one."""
    wanted = circumstance or _circumstances_of(source)[0]
    codes = {
        each.code
        for each in list_source_measures()
        if _is_for(each, source) and each.circumstance == wanted and each.is_default
    }
    found = [each for each in _list_measures_of_day(source) if each.code in codes]
    return max(found, key=lambda each: (each.framework.from_on, -each.id), default=None)


def find_each(kind: str) -> Decimal | None:
    """Return what one thing of this kind comes to where nobody writes it down."""
    return db.session.scalar(
        select(SourceMeasure.each)
        .where(SourceMeasure.kind == kind, SourceMeasure.each.is_not(None))
        .order_by(SourceMeasure.id)
    )


def list_source_measures() -> Sequence[SourceMeasure]:
    """Return as what each kind of source counts, in the order of the table."""
    return db.session.scalars(select(SourceMeasure).order_by(SourceMeasure.id)).all()


def _circumstances_of(source: LedgerSource) -> tuple[Circumstance, ...]:
    receiver = source.receiver
    return list_circumstances(
        source.kind,
        receiver.kind if receiver else None,
        is_social_enterprise=receiver.is_social_enterprise if receiver else False,
    )


def _is_for(row: SourceMeasure, source: LedgerSource) -> bool:
    return row.kind == source.kind and row.unit == source.unit


def _list_measures_of_day(source: LedgerSource) -> Sequence[Measure]:
    """Of a list that had no version yet on that day, today's is taken."""
    held = list_measures_on(source.happened_on)
    slugs = {each.framework.slug for each in held}
    later = [each for each in list_measures_on(utcnow().date()) if each.framework.slug not in slugs]
    return [*held, *later]
