"""Spend returns: what waits for whom, and whom mail about them goes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, subqueryload

from brokerage.contracts.models import Contract, SpendReturn
from brokerage.contracts.rules.returns import ReturnStatus
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.web.paging import Page

__all__ = ["SpendReturn", "Waiting"]
PER_PAGE = 20
WITH_THE_SUPPLIER = (ReturnStatus.ASKED, ReturnStatus.SENT_BACK)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How many returns wait for somebody."""

    to_fill: int
    to_confirm: int


def get_return(spend_return_id: int) -> SpendReturn:
    """Return a return with its contract, both sides and entries (NotFoundError)."""
    found = db.session.scalars(
        select(SpendReturn)
        .where(SpendReturn.id == spend_return_id)
        .options(
            joinedload(SpendReturn.contract).joinedload(Contract.organisation),
            joinedload(SpendReturn.contract).joinedload(Contract.supplier),
        )
    ).first()
    if found is None:
        raise NotFoundError
    return found


def get_locked_return(spend_return_id: int) -> SpendReturn:
    """Return a return as its row is now, held until the write ends (NotFoundError)."""
    query = select(SpendReturn).where(SpendReturn.id == spend_return_id).with_for_update()
    found = db.session.scalars(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFoundError
    return found


def list_returns_of_supplier(organisation_id: int, page: int) -> Page[SpendReturn]:
    """Return what a supplier is asked, what waits for it first."""
    return _page(Contract.supplier_id == organisation_id, page)


def list_returns_of_buyer(organisation_id: int, page: int) -> Page[SpendReturn]:
    """Return the returns on a buyer's contracts, the latest due last."""
    return _page(Contract.organisation_id == organisation_id, page)


def count_waiting_returns(organisation_id: int) -> Waiting:
    """Return how many wait for this organisation, as a supplier and as a buyer; one statement."""
    fill = select(func.count(SpendReturn.id)).join(SpendReturn.contract)
    to_fill = fill.where(
        Contract.supplier_id == organisation_id, SpendReturn.status.in_(WITH_THE_SUPPLIER)
    ).scalar_subquery()
    to_confirm = fill.where(
        Contract.organisation_id == organisation_id, SpendReturn.status == ReturnStatus.FILLED
    ).scalar_subquery()
    row = db.session.execute(select(to_fill, to_confirm)).one()
    return Waiting(to_fill=row[0], to_confirm=row[1])


def list_contracts_with_duty(today: date) -> Sequence[Contract]:
    """Return the contracts that have begun, whose contractor reports its spend."""
    return db.session.scalars(
        select(Contract)
        .where(
            Contract.has_spend_duty,
            Contract.supplier_id.is_not(None),
            Contract.starts_on <= today,
        )
        .options(joinedload(Contract.organisation), joinedload(Contract.supplier))
        .order_by(Contract.id)
    ).all()


def list_asked_periods(contract_ids: Sequence[int]) -> set[tuple[int, date]]:
    """Return contract and first day of the periods that were asked for."""
    rows = db.session.execute(
        select(SpendReturn.contract_id, SpendReturn.period_from).where(
            SpendReturn.contract_id.in_(contract_ids)
        )
    )
    return {(contract_id, first) for contract_id, first in rows}


def list_unfilled_returns(due_before: date) -> Sequence[SpendReturn]:
    """Return what waits for a supplier and is due before that day."""
    return db.session.scalars(
        select(SpendReturn)
        .where(SpendReturn.status.in_(WITH_THE_SUPPLIER), SpendReturn.due_on < due_before)
        .options(joinedload(SpendReturn.contract).joinedload(Contract.supplier))
        .order_by(SpendReturn.id)
    ).all()


def _page(is_of: ColumnElement[bool], page: int) -> Page[SpendReturn]:
    query = select(SpendReturn).join(SpendReturn.contract).where(is_of)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.scalars(
        query.options(
            joinedload(SpendReturn.contract).joinedload(Contract.organisation),
            subqueryload(SpendReturn.entries),
        )
        .order_by(SpendReturn.due_on.desc(), SpendReturn.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)
