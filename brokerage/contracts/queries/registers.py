"""Public registers: an authority's contracts and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import joinedload

from brokerage.contracts.models import Commitment, Contract, ContractCorrection, SpendReturn
from brokerage.contracts.rules import LARGE_PENCE, ProcuredBy, Show
from brokerage.contracts.rules.returns import ReturnStatus
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.web.paging import Page

__all__ = ["Contract", "Figures", "Line"]
PER_PAGE = 25
MOST_ROWS = 20_000
"""Of a file: more contracts than any authority here has."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How many contracts of one kind, and what they are worth."""

    number: int
    pence: int


@dataclass(frozen=True, kw_only=True)
class Line:
    """One contract's line of the register, and how often it was corrected."""

    contract: Contract
    corrections: int


def list_registers() -> Sequence[tuple[Organisation, int]]:
    """Return the buyers that have a register, with how many contracts stand in it."""
    rows = db.session.execute(
        select(Organisation, func.count(Contract.id))
        .join(Contract, Contract.organisation_id == Organisation.id)
        .where(Organisation.status == Status.APPROVED)
        .group_by(Organisation.id)
        .order_by(Organisation.name, Organisation.id)
    )
    return [(organisation, number) for organisation, number in rows]


def get_register_owner(slug: str) -> Organisation:
    """Return the approved organisation of that slug (NotFoundError)."""
    organisation = db.session.scalars(
        select(Organisation).where(
            Organisation.slug == slug, Organisation.status == Status.APPROVED
        )
    ).first()
    if organisation is None:
        raise NotFoundError
    return organisation


def list_contracts(organisation_id: int, show: str | None, page: int) -> Page[Line]:
    """Return a page of the register, the newest contract first."""
    wanted = (Contract.organisation_id == organisation_id, *_narrowed(show))
    total = db.session.scalar(select(func.count()).select_from(Contract).where(*wanted)) or 0
    rows = _lines(wanted, PER_PAGE, (page - 1) * PER_PAGE)
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)


def list_all_contracts(organisation_id: int, show: str | None) -> Sequence[Line]:
    """Return the whole register, for a file."""
    return _lines((Contract.organisation_id == organisation_id, *_narrowed(show)), MOST_ROWS, 0)


def count_contracts(organisation_id: int) -> dict[str, Figures]:
    """Return number and value of all, of what is weighted above and below £100,000, reserved…

    In one statement; "all" leaves direct awards in-house out, which were no competition.
    """
    kinds: dict[str, ColumnElement[bool]] = {"all": Contract.procured_by != _IN_HOUSE}
    kinds |= {show: and_(*_narrowed(show)) for show in Show}
    columns = []
    for condition in kinds.values():
        columns.append(func.coalesce(func.sum(case((condition, 1), else_=0)), 0))
        columns.append(func.coalesce(func.sum(case((condition, Contract.value_pence), else_=0)), 0))
    row = db.session.execute(
        select(*columns).where(Contract.organisation_id == organisation_id)
    ).one()
    return {
        kind: Figures(number=int(row[2 * place]), pence=int(row[2 * place + 1]))
        for place, kind in enumerate(kinds)
    }


def get_public_contract(slug: str, contract_id: int) -> Contract:
    """Return a contract of that register (NotFoundError)."""
    contract = get_contract(contract_id)
    organisation = contract.organisation
    if organisation.slug != slug or organisation.status != Status.APPROVED:
        raise NotFoundError
    return contract


def get_contract(contract_id: int) -> Contract:
    """Return a contract with both its sides (NotFoundError)."""
    contract = db.session.scalars(
        select(Contract)
        .where(Contract.id == contract_id)
        .options(joinedload(Contract.organisation), joinedload(Contract.supplier))
    ).first()
    if contract is None:
        raise NotFoundError
    return contract


def find_contract_from(source_kind: str, source_id: int) -> Contract | None:
    """Return the contract that was made from this, if one was."""
    return db.session.scalars(
        select(Contract).where(Contract.source_kind == source_kind, Contract.source_id == source_id)
    ).first()


def list_corrections(contract_id: int) -> Sequence[ContractCorrection]:
    """Return what was corrected, the newest first."""
    return db.session.scalars(
        select(ContractCorrection)
        .where(ContractCorrection.contract_id == contract_id)
        .order_by(ContractCorrection.id.desc())
    ).all()


def list_commitments(
    *, contract_id: int | None = None, plan_id: int | None = None
) -> Sequence[Commitment]:
    """Return every commitment of a contract or plan, also those that a newer one replaces."""
    is_of = (
        Commitment.contract_id == contract_id
        if contract_id is not None
        else Commitment.plan_id == plan_id
    )
    return db.session.scalars(
        select(Commitment)
        .where(is_of)
        .options(joinedload(Commitment.measure))
        .order_by(Commitment.measure_id, Commitment.id)
    ).all()


def list_confirmed_returns(contract_id: int) -> Sequence[SpendReturn]:
    """Return the returns that the buyer has confirmed, by period: these are public."""
    return db.session.scalars(
        select(SpendReturn)
        .where(
            SpendReturn.contract_id == contract_id,
            SpendReturn.status == ReturnStatus.CONFIRMED,
        )
        .order_by(SpendReturn.period_from)
    ).all()


def find_organisation_by_name(name: str) -> Organisation | None:
    """Return the one approved organisation of exactly this name, if there is only one."""
    found = db.session.scalars(
        select(Organisation)
        .where(func.lower(Organisation.name) == name.lower(), Organisation.status == "approved")
        .order_by(Organisation.id)
        .limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


_IN_HOUSE = ProcuredBy.DIRECT_IN_HOUSE


def _narrowed(show: str | None) -> tuple[ColumnElement[bool], ...]:
    if show == Show.WEIGHTED_LARGE:
        return (Contract.social_value_percent.is_not(None), Contract.value_pence >= LARGE_PENCE)
    if show == Show.WEIGHTED_SMALL:
        return (Contract.social_value_percent.is_not(None), Contract.value_pence < LARGE_PENCE)
    if show == Show.RESERVED:
        return (Contract.is_reserved.is_(True),)
    if show == Show.IN_HOUSE:
        return (Contract.procured_by == _IN_HOUSE,)
    return ()


def _lines(wanted: tuple[ColumnElement[bool], ...], limit: int, offset: int) -> Sequence[Line]:
    corrections = (
        select(func.count(ContractCorrection.id))
        .where(ContractCorrection.contract_id == Contract.id)
        .correlate(Contract)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Contract, corrections)
        .where(*wanted)
        .options(joinedload(Contract.supplier))
        .order_by(Contract.starts_on.desc(), Contract.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [Line(contract=contract, corrections=number) for contract, number in rows]
