"""The figures of a year, as the ledger and the check-ins stood at one moment.

Every row that is read here is one that nothing changes later: entries of the ledger, what a
claim and its source are about, check-ins that are done, versions of measures. So the same cut
gives the same figures for ever, and a published report can be worked out again. A handful of
statements, however many organisations there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, case, func, select
from sqlalchemy.orm import joinedload

from brokerage.charter.models import (
    CharterTerm,
    CheckIn,
    CheckInFigure,
    Pledge,
    Signatory,
    TakenPledge,
)
from brokerage.charter.rules.terms import CheckInStatus
from brokerage.extensions import db
from brokerage.ledger.models import Claim, LedgerEntry, LedgerSource
from brokerage.ledger.rules.claims import EntryKind
from brokerage.ledger.rules.sources import SourceKind
from brokerage.measures.models import Measure, MeasureValue
from brokerage.measures.rules import find_value
from brokerage.reporting.rules import days_of
from brokerage.reporting.rules.figures import (
    MeasureFacts,
    OwnedSum,
    PledgeState,
    WardSum,
    write_figures,
)


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Of which year, and as the ledger stood after which of its entries.

    The number of the last entry cuts exactly; the moment, for what is not in the ledger.
    """

    year: int
    as_at: datetime
    last_entry_id: int


def find_last_entry() -> int:
    """Return the number of the ledger's newest entry; 0 where it is empty."""
    return db.session.scalar(select(func.max(LedgerEntry.id))) or 0


def find_figures(cut: Cut) -> dict[str, Any]:
    """Return the figures of a year as plain values that have one way to be written down."""
    owned = _list_owned(cut)
    used = {each.measure_id for each in owned}
    return write_figures(
        year=cut.year,
        as_at=cut.as_at,
        last_entry_id=cut.last_entry_id,
        measures=_list_measures(used, cut),
        owned=owned,
        wards=_list_wards(cut),
        pledges=_list_pledges(cut),
    )


def _in_cut(cut: Cut) -> list[ColumnElement[bool]]:
    first, last = days_of(cut.year)
    return [
        LedgerEntry.happened_on.between(first, last),
        LedgerEntry.id <= cut.last_entry_id,
        LedgerEntry.at <= cut.as_at,
    ]


def _list_owned(cut: Cut) -> list[OwnedSum]:
    """Return by organisation and measure what its claims count for, and how many claims."""
    by_claim = _by_claim(cut)
    is_held_back = by_claim.c.last_dispute == by_claim.c.last
    is_person = LedgerSource.kind == SourceKind.HIRE
    rows = db.session.execute(
        select(
            by_claim.c.owner_id,
            by_claim.c.measure_id,
            func.sum(by_claim.c.balance),
            func.sum(case((by_claim.c.balance > 0, 1), else_=0)),
            func.sum(case((is_held_back, 1), else_=0)),
            func.count(case((is_person, LedgerSource.id)).distinct()),
        )
        .join(Claim, Claim.id == by_claim.c.claim_id)
        .join(LedgerSource, LedgerSource.id == Claim.source_id)
        .group_by(by_claim.c.owner_id, by_claim.c.measure_id)
    )
    return [
        OwnedSum(
            owner_id=owner_id,
            measure_id=measure_id,
            amount=amount,
            claims=int(counted),
            held_back=int(held_back),
            people=int(people),
        )
        for owner_id, measure_id, amount, counted, held_back, people in rows
    ]


def _by_claim(cut: Cut) -> Subquery:
    """Return of each claim what it counts for, and whether a dispute was its last entry."""
    of_dispute = case((LedgerEntry.kind == EntryKind.DISPUTE, LedgerEntry.number))
    return (
        select(
            LedgerEntry.claim_id,
            func.min(LedgerEntry.owner_id).label("owner_id"),
            func.min(LedgerEntry.measure_id).label("measure_id"),
            func.sum(LedgerEntry.amount).label("balance"),
            func.max(LedgerEntry.number).label("last"),
            func.max(of_dispute).label("last_dispute"),
        )
        .where(*_in_cut(cut))
        .group_by(LedgerEntry.claim_id)
        .subquery()
    )


def _list_wards(cut: Cut) -> list[WardSum]:
    is_person = case((LedgerSource.kind == SourceKind.HIRE, 1), else_=0)
    columns = (LedgerSource.ward_code, LedgerEntry.measure_id, is_person)
    rows = db.session.execute(
        select(
            *columns,
            func.sum(LedgerEntry.amount),
            func.count(LedgerSource.id.distinct()),
        )
        .join(Claim, Claim.id == LedgerEntry.claim_id)
        .join(LedgerSource, LedgerSource.id == Claim.source_id)
        .where(*_in_cut(cut))
        .group_by(*columns)
    )
    return [
        WardSum(
            ward_code=ward_code,
            measure_id=measure_id,
            is_people=bool(people),
            amount=amount,
            sources=sources,
        )
        for ward_code, measure_id, people, amount, sources in rows
        if amount
    ]


def _list_measures(ids: set[int], cut: Cut) -> list[MeasureFacts]:
    rows = db.session.scalars(
        select(Measure)
        .where(Measure.id.in_(sorted(ids)))
        .options(joinedload(Measure.framework), joinedload(Measure.values))
    ).unique()
    return [_facts_of(each, cut) for each in rows]


def _facts_of(measure: Measure, cut: Cut) -> MeasureFacts:
    value: MeasureValue | None = find_value(measure.values, year=cut.year, as_at=cut.as_at)
    framework = measure.framework
    return MeasureFacts(
        measure_id=measure.id,
        framework=framework.name,
        slug=framework.slug,
        version=framework.version,
        code=measure.code,
        label=measure.label,
        unit=measure.unit,
        theme=measure.theme,
        pence=value.pence if value else None,
        value_year=value.year if value else None,
        value_source=value.source if value else None,
    )


def _list_pledges(cut: Cut) -> list[PledgeState]:
    """Return how each pledge stood at its newest check-in of the year; organisations' alone."""
    first, last = days_of(cut.year)
    rows: Sequence[Any] = db.session.execute(
        select(
            CheckInFigure.taken_pledge_id,
            CheckInFigure.found_value,
            CheckInFigure.corrected_value,
            CheckInFigure.is_found_confirmed,
            CheckInFigure.is_correction_confirmed,
            CheckInFigure.rag,
            CheckIn.month,
            TakenPledge.theme_code,
            TakenPledge.source,
            TakenPledge.unit,
            Pledge.code,
            CharterTerm.signatory_id,
        )
        .join(CheckIn, CheckIn.id == CheckInFigure.check_in_id)
        .join(TakenPledge, TakenPledge.id == CheckInFigure.taken_pledge_id)
        .join(CharterTerm, CharterTerm.id == CheckIn.term_id)
        .join(Signatory, Signatory.id == CharterTerm.signatory_id)
        .outerjoin(Pledge, Pledge.id == TakenPledge.pledge_id)
        .where(
            CheckIn.status == CheckInStatus.DONE,
            CheckIn.done_at <= cut.as_at,
            CheckIn.due_on.between(first, last),
            Signatory.organisation_id.is_not(None),
        )
        .order_by(CheckIn.due_on, CheckIn.id, CheckInFigure.id)
    ).all()
    newest: dict[int, PledgeState] = {}
    for row in rows:
        newest[row.taken_pledge_id] = _state_of(row)
    return list(newest.values())


def _state_of(row: Any) -> PledgeState:
    is_corrected = row.corrected_value is not None
    return PledgeState(
        taken_pledge_id=row.taken_pledge_id,
        signatory_id=row.signatory_id,
        code=row.code,
        theme_code=row.theme_code,
        source=row.source,
        unit=row.unit,
        rag=row.rag,
        value=row.corrected_value if is_corrected else row.found_value,
        is_confirmed=bool(row.is_correction_confirmed if is_corrected else row.is_found_confirmed),
    )
