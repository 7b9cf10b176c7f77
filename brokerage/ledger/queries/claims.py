"""Claims: one with its story, those of an organisation, those that wait for someone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from brokerage.contracts.models import Commitment
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.ledger.models import (
    Claim,
    LedgerEntry,
    LedgerEntryDetails,
    LedgerSeal,
    LedgerSource,
)
from brokerage.ledger.rules.claims import ClaimStatus
from brokerage.measures.models import Measure
from brokerage.web.paging import Page

__all__ = ["Claim"]
PER_PAGE = 25
_WHOLE = (
    joinedload(Claim.source).options(
        joinedload(LedgerSource.giver), joinedload(LedgerSource.receiver)
    ),
    joinedload(Claim.owner),
    joinedload(Claim.confirmer),
    joinedload(Claim.commitment).joinedload(Commitment.contract),
)


@dataclass(frozen=True, kw_only=True)
class ClaimFilter:
    """Which claims to list; None is any."""

    code: str | None = None
    status: str | None = None
    since: date | None = None
    until: date | None = None
    is_confirmer: bool = False
    """Those that the organisation confirms, and not those that it owns."""


EVERYTHING = ClaimFilter()


@dataclass(frozen=True, kw_only=True)
class StoryLine:
    """One entry, what is known of who made it and why, and its link of the chain."""

    entry: LedgerEntry
    details: LedgerEntryDetails | None
    seal: LedgerSeal | None


def get_claim(claim_id: int) -> Claim:
    """Return a claim with its source, measure and both sides (NotFoundError)."""
    claim = db.session.scalars(
        select(Claim)
        .where(Claim.id == claim_id)
        .options(*_WHOLE, joinedload(Claim.measure).joinedload(Measure.framework))
    ).first()
    if claim is None:
        raise NotFoundError
    return claim


def find_correction(claim_id: int) -> Claim | None:
    """Return the correction of a claim that waits for the other side, if one does."""
    return db.session.scalars(
        select(Claim).where(Claim.corrects_id == claim_id, Claim.status == ClaimStatus.PROPOSED)
    ).first()


def list_claims_of(
    organisation_id: int, page: int, chosen: ClaimFilter = EVERYTHING, per_page: int = PER_PAGE
) -> Page[Claim]:
    """Return an organisation's claims, the newest happening first."""
    side = Claim.confirmer_id if chosen.is_confirmer else Claim.owner_id
    wanted = [side == organisation_id, Claim.corrects_id.is_(None), *_chosen(chosen)]
    return _page(wanted, page, per_page, Claim.happened_on.desc(), Claim.id.desc())


def list_claims_to_confirm(organisation_id: int, page: int) -> Page[Claim]:
    """Return what waits for this organisation's yes, the oldest first."""
    wanted = [Claim.confirmer_id == organisation_id, Claim.status == ClaimStatus.PROPOSED]
    return _page(wanted, page, PER_PAGE, Claim.id)


def count_claims_to_confirm(organisation_id: int) -> ScalarSelect[int]:
    """Count the claims that wait for this organisation's yes."""
    query = select(func.count()).where(
        Claim.confirmer_id == organisation_id, Claim.status == ClaimStatus.PROPOSED
    )
    return query.scalar_subquery()


def list_disputed_claims(page: int) -> Page[Claim]:
    """Return the claims in dispute, the longest waiting first."""
    wanted = [Claim.status == ClaimStatus.DISPUTED]
    return _page(wanted, page, PER_PAGE, Claim.changed_at, Claim.id)


def list_claims_of_source(ledger_source_id: int) -> Sequence[Claim]:
    """Return the claims on one source that hold something, the newest first."""
    return db.session.scalars(
        select(Claim)
        .where(Claim.source_id == ledger_source_id, Claim.held > 0)
        .order_by(Claim.id.desc())
    ).all()


def list_site_claims(ledger_source_id: int) -> Sequence[Claim]:
    """Return the claims on a source that the site itself made, because both sides had said so."""
    return db.session.scalars(
        select(Claim)
        .where(
            Claim.source_id == ledger_source_id,
            Claim.made_by_id.is_(None),
            Claim.corrects_id.is_(None),
        )
        .order_by(Claim.id)
        .options(joinedload(Claim.measure))
    ).all()


def list_entries(claim_id: int) -> list[StoryLine]:
    """Return what a claim counted for over time, the first first."""
    rows = db.session.execute(
        select(LedgerEntry, LedgerEntryDetails, LedgerSeal)
        .outerjoin(LedgerEntryDetails, LedgerEntryDetails.entry_id == LedgerEntry.id)
        .outerjoin(LedgerSeal, LedgerSeal.entry_id == LedgerEntry.id)
        .where(LedgerEntry.claim_id == claim_id)
        .order_by(LedgerEntry.number)
    )
    return [StoryLine(entry=entry, details=details, seal=seal) for entry, details, seal in rows]


def list_balances(claim_ids: Sequence[int]) -> dict[int, Decimal]:
    """Return what each of these claims counts for: the sum of its entries, 0 where none."""
    rows = db.session.execute(
        select(LedgerEntry.claim_id, func.sum(LedgerEntry.amount))
        .where(LedgerEntry.claim_id.in_(claim_ids))
        .group_by(LedgerEntry.claim_id)
    )
    return dict.fromkeys(claim_ids, Decimal(0)) | _as_dict(rows)


def list_all_balances(organisation_id: int, *, is_confirmer: bool) -> dict[int, Decimal]:
    """Return what each claim of an organisation counts for, however many there are."""
    query = select(LedgerEntry.claim_id, func.sum(LedgerEntry.amount))
    if is_confirmer:
        query = query.join(Claim, Claim.id == LedgerEntry.claim_id).where(
            Claim.confirmer_id == organisation_id
        )
    else:
        query = query.where(LedgerEntry.owner_id == organisation_id)
    rows = db.session.execute(query.group_by(LedgerEntry.claim_id))
    return _as_dict(rows)


def list_codes(organisation_id: int) -> Sequence[tuple[str, str]]:
    """Return the codes and labels of measures that an organisation claims or confirms."""
    rows = db.session.execute(
        select(Measure.code, func.min(Measure.label))
        .where(
            Measure.id.in_(
                select(Claim.measure_id).where(
                    or_(Claim.owner_id == organisation_id, Claim.confirmer_id == organisation_id)
                )
            )
        )
        .group_by(Measure.code)
        .order_by(Measure.code)
    )
    return [(code, label) for code, label in rows]


def list_corrections(claim_id: int) -> Sequence[Claim]:
    """Return every correction of a claim that somebody had to say yes to, the first first."""
    return db.session.scalars(
        select(Claim).where(Claim.corrects_id == claim_id).order_by(Claim.id)
    ).all()


def _as_dict(rows: Iterable[Any]) -> dict[int, Decimal]:
    return {claim_id: amount for claim_id, amount in rows}  # noqa: C416 - rows are no pairs to mypy


def _chosen(chosen: ClaimFilter) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if chosen.code:
        wanted.append(Claim.measure_id.in_(select(Measure.id).where(Measure.code == chosen.code)))
    if chosen.status:
        wanted.append(Claim.status == chosen.status)
    if chosen.since:
        wanted.append(Claim.happened_on >= chosen.since)
    if chosen.until:
        wanted.append(Claim.happened_on <= chosen.until)
    return wanted


def _page(
    wanted: Sequence[ColumnElement[bool]], page: int, per_page: int, *order: Any
) -> Page[Claim]:
    total = db.session.scalar(select(func.count()).select_from(Claim).where(*wanted)) or 0
    query = (
        select(Claim)
        .join(Claim.measure)
        .where(*wanted)
        .options(*_WHOLE, contains_eager(Claim.measure).joinedload(Measure.framework))
        .order_by(*order)
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    rows = db.session.scalars(query).all()
    return Page(rows=rows, number=page, per_page=per_page, total=total)
