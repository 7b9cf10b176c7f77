"""What counts: sums of entries, in units first, and in money where a value exists."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from brokerage.extensions import db, utcnow
from brokerage.ledger.models import Claim, LedgerEntry, LedgerSource
from brokerage.measures.models import Measure, MeasureValue
from brokerage.measures.rules import find_value

__all__ = ["Measure"]


@dataclass(frozen=True, kw_only=True)
class Total:
    """What one measure comes to: units, and money where somebody's value of one unit is known."""

    measure: Measure
    unit: str
    amount: Decimal
    money: int | None
    """In pence; None where the measure has no value."""
    value: MeasureValue | None
    """Whose value, of which year; its measure's framework is the version."""

    @property
    def value_year(self) -> int | None:
        """The year the value is of."""
        return self.value.year if self.value else None

    @property
    def value_source(self) -> str | None:
        """Whose value it is."""
        return self.value.source if self.value else None


def list_totals(
    organisation_ids: Collection[int],
    since: date | None,
    until: date | None,
    as_at: datetime | None = None,
) -> list[Total]:
    """Return what these organisations' claims count for together, by measure.

    `since` and `until` are days on which it happened, both included; None is open. `as_at`
    leaves out what was added to the ledger, or to the table of values, after that moment: the
    same question about the same moment has the same answer for ever.
    """
    sums = db.session.execute(
        select(LedgerEntry.measure_id, func.sum(LedgerEntry.amount))
        .where(*_wanted(organisation_ids, since, until, as_at))
        .group_by(LedgerEntry.measure_id)
    ).all()
    return _totals([(measure_id, amount) for measure_id, amount in sums], until, as_at)


def list_totals_by_organisation(
    organisation_ids: Collection[int],
    since: date | None,
    until: date | None,
    as_at: datetime | None = None,
) -> dict[int, list[Total]]:
    """Return the same for each organisation that has any; two statements however many."""
    sums = db.session.execute(
        select(LedgerEntry.owner_id, LedgerEntry.measure_id, func.sum(LedgerEntry.amount))
        .where(*_wanted(organisation_ids, since, until, as_at))
        .group_by(LedgerEntry.owner_id, LedgerEntry.measure_id)
    ).all()
    return _by_key(sums, until, as_at)


def list_totals_by_ward(
    organisation_ids: Collection[int],
    since: date | None,
    until: date | None,
    as_at: datetime | None = None,
) -> dict[str | None, list[Total]]:
    """Return the same for each ward in which something happened; None is where no ward is known."""
    sums = db.session.execute(
        select(LedgerSource.ward_code, LedgerEntry.measure_id, func.sum(LedgerEntry.amount))
        .join(Claim, Claim.id == LedgerEntry.claim_id)
        .join(LedgerSource, LedgerSource.id == Claim.source_id)
        .where(*_wanted(organisation_ids, since, until, as_at))
        .group_by(LedgerSource.ward_code, LedgerEntry.measure_id)
    ).all()
    return _by_key(sums, until, as_at)


def count_units(
    organisation_id: int,
    measure_codes: Collection[str],
    since: date | None,
    until: date | None,
    as_at: datetime | None = None,
) -> Decimal:
    """Return what an organisation's claims of these measures count for; 0 where none do."""
    found = db.session.scalar(
        select(func.sum(LedgerEntry.amount))
        .join(Measure, Measure.id == LedgerEntry.measure_id)
        .where(
            Measure.code.in_(sorted(measure_codes)),
            *_wanted([organisation_id], since, until, as_at),
        )
    )
    return found or Decimal(0)


def list_delivered(commitment_ids: Collection[int]) -> dict[int, Decimal]:
    """Return what claims drawn down to each commitment count for; 0 where none are."""
    rows = db.session.execute(
        select(Claim.commitment_id, func.sum(LedgerEntry.amount))
        .join(LedgerEntry, LedgerEntry.claim_id == Claim.id)
        .where(Claim.commitment_id.in_(sorted(commitment_ids)))
        .group_by(Claim.commitment_id)
    )
    delivered = dict.fromkeys(commitment_ids, Decimal(0))
    for commitment_id, amount in rows:
        delivered[commitment_id or 0] = amount
    return delivered


def _wanted(
    organisation_ids: Collection[int],
    since: date | None,
    until: date | None,
    as_at: datetime | None,
) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [LedgerEntry.owner_id.in_(sorted(set(organisation_ids)))]
    if since is not None:
        wanted.append(LedgerEntry.happened_on >= since)
    if until is not None:
        wanted.append(LedgerEntry.happened_on <= until)
    if as_at is not None:
        wanted.append(LedgerEntry.at <= as_at)
    return wanted


def _by_key(sums: Sequence[Any], until: date | None, as_at: datetime | None) -> dict[Any, Any]:
    measures = _measures({measure_id for _, measure_id, _ in sums})
    pairs: dict[Any, list[tuple[int, Decimal]]] = {}
    for key, measure_id, amount in sums:
        pairs.setdefault(key, []).append((measure_id, amount))
    found = {key: _totals(pairs[key], until, as_at, measures) for key in sorted(pairs, key=_order)}
    return {key: totals for key, totals in found.items() if totals}


def _order(key: Any) -> tuple[bool, Any]:
    return (key is None, key)


def _totals(
    sums: Sequence[tuple[int, Decimal]],
    until: date | None,
    as_at: datetime | None,
    measures: dict[int, Measure] | None = None,
) -> list[Total]:
    """Put measures and values to sums, by theme and code; what came to nothing is left out."""
    known = _measures({each for each, _ in sums}) if measures is None else measures
    moment = as_at or utcnow()
    year = (until or moment.date()).year
    totals = []
    for measure_id, amount in sums:
        if not amount:
            continue
        measure = known[measure_id]
        value = find_value(measure.values, year=year, as_at=moment)
        totals.append(
            Total(
                measure=measure,
                unit=measure.unit,
                amount=amount,
                money=int((amount * value.pence).to_integral_value()) if value else None,
                value=value,
            )
        )
    return sorted(totals, key=lambda each: (each.measure.theme, each.measure.code, each.measure.id))


def _measures(ids: Collection[int]) -> dict[int, Measure]:
    rows = db.session.scalars(
        select(Measure)
        .where(Measure.id.in_(sorted(ids)))
        .options(joinedload(Measure.framework), joinedload(Measure.values))
    ).unique()
    return {measure.id: measure for measure in rows}
