"""Ways into work: one, an employer's own, those everybody can read; referrals by reference."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager, joinedload

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.socialvalue.models import Pathway, Referral, ReferralPartner
from brokerage.socialvalue.rules.pathways import PathwayStatus
from brokerage.web.paging import Page

__all__ = ["Pathway", "Referral", "ReferralPartner"]
PER_PAGE = 20


def get_pathway(pathway_id: int) -> Pathway:
    """Return a way into work with whose it is (NotFoundError)."""
    found = db.session.scalars(
        select(Pathway).where(Pathway.id == pathway_id).options(joinedload(Pathway.organisation))
    ).first()
    if found is None:
        raise NotFoundError
    return found


def get_public_pathway(pathway_id: int) -> Pathway:
    """Return one that everybody can read (NotFoundError)."""
    found = get_pathway(pathway_id)
    is_open = found.status == PathwayStatus.OPEN
    if not is_open or found.organisation.status != Status.APPROVED:
        raise NotFoundError
    return found


def list_pathways(kind: str, audience: str, today: date, page: int) -> Page[Pathway]:
    """Return a page of what is open, by when it ends; narrowed by kind and by whom it is for."""
    conditions: list[ColumnElement[bool]] = [
        Pathway.status == PathwayStatus.OPEN,
        Pathway.until_on >= today,
        Organisation.status == Status.APPROVED,
    ]
    if kind:
        conditions.append(Pathway.kind == kind)
    rows = db.session.scalars(
        select(Pathway)
        .join(Pathway.organisation)
        .where(*conditions)
        .options(contains_eager(Pathway.organisation))
        .order_by(Pathway.until_on, Pathway.id)
        .limit(1_000)
    ).all()
    fitting = [each for each in rows if not audience or audience in each.audiences]
    start = (page - 1) * PER_PAGE
    shown = fitting[start : start + PER_PAGE]
    return Page(rows=shown, number=page, per_page=PER_PAGE, total=len(fitting))


def list_pathways_of(organisation_id: int, page: int) -> Page[Pathway]:
    """Return a page of an employer's own, newest first."""
    return _page(Pathway.organisation_id == organisation_id, page)


def list_pathways_to_check(page: int) -> Page[Pathway]:
    """Return a page of those that wait for a broker."""
    return _page(Pathway.status == PathwayStatus.SUBMITTED, page)


def count_pathways_to_check() -> int:
    """Return how many wait for a broker."""
    query = select(func.count(Pathway.id)).where(Pathway.status == PathwayStatus.SUBMITTED)
    return db.session.scalar(query) or 0


def get_referral(referral_id: int) -> Referral:
    """Return a referral with its pathway and both sides (NotFoundError)."""
    found = db.session.scalars(
        select(Referral)
        .where(Referral.id == referral_id)
        .options(
            joinedload(Referral.pathway).joinedload(Pathway.organisation),
            joinedload(Referral.partner),
        )
    ).first()
    if found is None:
        raise NotFoundError
    return found


def list_referrals_for(pathway_id: int) -> Sequence[Referral]:
    """Return the referrals for a way into work, the newest first."""
    return db.session.scalars(
        select(Referral)
        .where(Referral.pathway_id == pathway_id)
        .options(joinedload(Referral.partner), joinedload(Referral.pathway))
        .order_by(Referral.id.desc())
        .limit(200)
    ).all()


def list_referrals_of(partner_id: int, page: int) -> Page[Referral]:
    """Return a page of what a partner has referred, newest first."""
    wanted = Referral.partner_id == partner_id
    total = db.session.scalar(select(func.count(Referral.id)).where(wanted)) or 0
    rows = db.session.scalars(
        select(Referral)
        .where(wanted)
        .options(joinedload(Referral.pathway).joinedload(Pathway.organisation))
        .order_by(Referral.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)


def is_partner(organisation_id: int) -> bool:
    """Say whether an organisation may refer people."""
    found = db.session.get(ReferralPartner, organisation_id)
    return found is not None and found.ended_at is None


def list_partners() -> Sequence[ReferralPartner]:
    """Return the referral partners by name, those that have ended last."""
    return db.session.scalars(
        select(ReferralPartner)
        .join(ReferralPartner.organisation)
        .options(contains_eager(ReferralPartner.organisation))
        .order_by(ReferralPartner.ended_at.is_not(None), Organisation.name, Organisation.id)
        .limit(500)
    ).all()


def find_organisation_named(name: str) -> Organisation | None:
    """Return the one approved organisation of exactly this name, if there is only one."""
    found = db.session.scalars(
        select(Organisation)
        .where(func.lower(Organisation.name) == name.lower(), Organisation.status == "approved")
        .order_by(Organisation.id)
        .limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def _page(wanted: ColumnElement[bool], page: int) -> Page[Pathway]:
    total = db.session.scalar(select(func.count(Pathway.id)).where(wanted)) or 0
    rows = db.session.scalars(
        select(Pathway)
        .where(wanted)
        .options(joinedload(Pathway.organisation))
        .order_by(Pathway.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)
