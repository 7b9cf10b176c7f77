"""What waits for a broker: sites and figures to be seen, and requests for correction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.organisations.rules.evidence import EXPIRED, WARN_DAYS
from brokerage.passports.models import CorrectionRequest, Site, SizeYear
from brokerage.web.paging import Page

PER_PAGE = 25


@dataclass(frozen=True, kw_only=True)
class ProofEntry:
    """A site or a year's figures, and whose it is."""

    proof: Any
    organisation: Organisation


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How much waits for a broker."""

    sites: int
    years: int
    corrections: int


def list_sites_to_verify(page: int, today: date) -> Page[ProofEntry]:
    """Return the sites that no broker has seen, or whose proof has run out, oldest first."""
    return _list_waiting(Site, page, today)


def list_years_to_verify(page: int, today: date) -> Page[ProofEntry]:
    """Return the same of figures."""
    return _list_waiting(SizeYear, page, today)


def get_site_to_verify(site_id: int) -> ProofEntry:
    """Return a site of an organisation that a broker may know of (NotFoundError)."""
    return _get(Site, site_id)


def get_year_to_verify(size_year_id: int) -> ProofEntry:
    """Return a year's figures of such an organisation (NotFoundError)."""
    return _get(SizeYear, size_year_id)


def list_proofs_to_mind(today: date) -> list[ProofEntry]:
    """Return what a broker has seen and what runs out soon, or has and nobody was told."""
    return [
        ProofEntry(proof=proof, organisation=whose)
        for model in (Site, SizeYear)
        for proof, whose in db.session.execute(
            select(model, Organisation)
            .join(Organisation, Organisation.id == model.organisation_id)
            .where(
                model.verified_on.is_not(None),
                model.expires_on <= today + timedelta(days=max(WARN_DAYS)),
                or_(model.warned_days.is_(None), model.warned_days > EXPIRED),
                Organisation.status == Status.APPROVED,
            )
            .order_by(model.expires_on, model.id)
        )
    ]


def count_waiting(today: date) -> Waiting:
    """Return how much waits, in one statement."""
    counts = [_count(Site, today), _count(SizeYear, today)]
    corrections = select(func.count()).where(CorrectionRequest.answered_at.is_(None))
    row = db.session.execute(
        select(*(each.scalar_subquery() for each in (*counts, corrections)))
    ).one()
    return Waiting(sites=row[0], years=row[1], corrections=row[2])


def list_corrections(page: int, *, is_open: bool) -> Page[CorrectionRequest]:
    """Return requests for correction: those that wait, oldest first; or the answered ones."""
    asked = CorrectionRequest
    wanted = asked.answered_at.is_(None) if is_open else asked.answered_at.is_not(None)
    order = asked.asked_at if is_open else asked.answered_at.desc()
    rows = db.session.scalars(
        select(asked)
        .where(wanted)
        .order_by(order, asked.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
        .options(joinedload(asked.organisation))
    ).all()
    total = db.session.scalar(select(func.count()).select_from(asked).where(wanted)) or 0
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)


def get_correction(correction_id: int) -> CorrectionRequest:
    """Return a request for correction (NotFoundError)."""
    found = db.session.get(CorrectionRequest, correction_id)
    if found is None:
        raise NotFoundError
    return found


def list_corrections_of(organisation_id: int) -> Sequence[CorrectionRequest]:
    """Return what one organisation has asked, newest first."""
    return db.session.scalars(
        select(CorrectionRequest)
        .where(CorrectionRequest.organisation_id == organisation_id)
        .order_by(CorrectionRequest.id.desc())
        .limit(PER_PAGE)
    ).all()


def count_open_corrections(organisation_id: int) -> int:
    """Return how many of its requests wait."""
    query = select(func.count()).where(
        CorrectionRequest.organisation_id == organisation_id,
        CorrectionRequest.answered_at.is_(None),
    )
    return db.session.scalar(query) or 0


def _list_waiting(model: type[Site | SizeYear], page: int, today: date) -> Page[ProofEntry]:
    rows = db.session.execute(
        select(model, Organisation)
        .join(Organisation, Organisation.id == model.organisation_id)
        .where(*_waits(model, today))
        .order_by(model.stated_on, model.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    entries = [ProofEntry(proof=proof, organisation=whose) for proof, whose in rows]
    total = db.session.scalar(_count(model, today)) or 0
    return Page(rows=entries, number=page, per_page=PER_PAGE, total=total)


def _count(model: type[Site | SizeYear], today: date) -> Any:
    return (
        select(func.count())
        .select_from(model)
        .join(Organisation, Organisation.id == model.organisation_id)
        .where(*_waits(model, today))
    )


def _waits(model: type[Site | SizeYear], today: date) -> tuple[ColumnElement[bool], ...]:
    is_unseen = or_(model.verified_on.is_(None), model.expires_on < today)
    return model.refused_on.is_(None), is_unseen, Organisation.status == Status.APPROVED


def _get(model: type[Site | SizeYear], proof_id: int) -> ProofEntry:
    row = db.session.execute(
        select(model, Organisation)
        .join(Organisation, Organisation.id == model.organisation_id)
        .where(model.id == proof_id, Organisation.status == Status.APPROVED)
    ).first()
    if row is None:
        raise NotFoundError
    return ProofEntry(proof=row[0], organisation=row[1])
