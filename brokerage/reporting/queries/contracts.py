"""Awarded contracts: what was promised, and what of it both sides have confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from brokerage.contracts.models import Commitment, Contract
from brokerage.extensions import db
from brokerage.ledger.queries import list_delivered
from brokerage.ledger.queries.commitments import list_last_evidence
from brokerage.ledger.rules.commitments import Rag, rag_of
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.web.paging import Page

PER_PAGE = 25
_BUYER, _SUPPLIER = aliased(Organisation), aliased(Organisation)


@dataclass(frozen=True, kw_only=True)
class Promise:
    """One commitment of a contract and how far it is."""

    commitment: Commitment
    delivered: Decimal
    rag: Rag


def list_promises(today: date, page: int, supplier_id: int | None = None) -> Page[Promise]:
    """Return what winners have promised, the newest contract first; four statements.

    Of a promise that was corrected only its newest row counts.
    """
    wanted = _wanted(supplier_id)
    total = (
        db.session.scalar(
            select(func.count(Commitment.id))
            .join(Commitment.contract)
            .join(_BUYER, _BUYER.id == Contract.organisation_id)
            .where(*wanted)
        )
        or 0
    )
    rows = db.session.scalars(
        select(Commitment)
        .join(Commitment.contract)
        .join(_BUYER, Contract.organisation.of_type(_BUYER))
        .outerjoin(_SUPPLIER, Contract.supplier.of_type(_SUPPLIER))
        .where(*wanted)
        .options(
            contains_eager(Commitment.contract).options(
                contains_eager(Contract.organisation.of_type(_BUYER)),
                contains_eager(Contract.supplier.of_type(_SUPPLIER)),
            ),
            joinedload(Commitment.measure),
        )
        .order_by(Contract.starts_on.desc(), Contract.id.desc(), Commitment.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return Page(rows=_with_delivery(rows, today), number=page, per_page=PER_PAGE, total=total)


def _wanted(supplier_id: int | None) -> list[ColumnElement[bool]]:
    newer = aliased(Commitment)
    is_replaced = select(newer.id).where(newer.replaces_id == Commitment.id).exists()
    wanted: list[ColumnElement[bool]] = [
        Commitment.contract_id.is_not(None),
        ~is_replaced,
        _BUYER.status == Status.APPROVED,
    ]
    if supplier_id is not None:
        wanted.append(Contract.supplier_id == supplier_id)
    return wanted


def _with_delivery(rows: Sequence[Commitment], today: date) -> list[Promise]:
    ids = [each.id for each in rows]
    delivered, evidence = list_delivered(ids), list_last_evidence(ids)
    return [
        Promise(
            commitment=each,
            delivered=delivered[each.id],
            rag=rag_of(
                target=each.quantity,
                delivered=delivered[each.id],
                due_on=each.due_on,
                today=today,
                evidence_on=evidence.get(each.id),
                last_check_on=None,
            ),
        )
        for each in rows
    ]
