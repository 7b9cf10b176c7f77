"""Offers, what was said in them, standing offers and promises that they can be drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from brokerage.contracts.models import Commitment, Contract
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.measures.models import Measure
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.socialvalue.models import (
    Agreement,
    Offer,
    OfferMessage,
    Project,
    ProjectNeed,
    StandingOffer,
)
from brokerage.socialvalue.rules.offers import OfferStatus
from brokerage.web.paging import Page

__all__ = ["Offer", "OfferMessage", "StandingOffer"]
PER_PAGE = 20
MOST_MESSAGES = 200


def get_offer(offer_id: int) -> Offer:
    """Return an offer with its need, both sides and its agreement (NotFoundError)."""
    found = db.session.scalars(
        select(Offer)
        .where(Offer.id == offer_id)
        .options(
            joinedload(Offer.need).joinedload(ProjectNeed.project),
            joinedload(Offer.giver),
            joinedload(Offer.receiver),
            joinedload(Offer.agreement).joinedload(Agreement.story),
            joinedload(Offer.commitment).joinedload(Commitment.measure),
            joinedload(Offer.commitment).joinedload(Commitment.contract),
        )
    ).first()
    if found is None:
        raise NotFoundError
    return found


def get_locked_offer(offer_id: int) -> Offer:
    """Return an offer as its row is now, held until the write ends (NotFoundError)."""
    query = select(Offer).where(Offer.id == offer_id).with_for_update()
    found = db.session.scalars(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFoundError
    return found


def list_messages(offer_id: int) -> Sequence[OfferMessage]:
    """Return the newest messages of a thread, the oldest of them first."""
    rows = db.session.scalars(
        select(OfferMessage)
        .where(OfferMessage.offer_id == offer_id)
        .order_by(OfferMessage.id.desc())
        .limit(MOST_MESSAGES)
    ).all()
    return rows[::-1]


def list_offers_of(organisation_id: int, page: int) -> Page[Offer]:
    """Return a page of the offers an organisation is a side of, the newest first."""
    wanted = or_(Offer.giver_id == organisation_id, Offer.receiver_id == organisation_id)
    return _page(wanted, page)


def list_offers_for(project_id: int) -> Sequence[Offer]:
    """Return the offers for a project, those that are being talked about first."""
    return db.session.scalars(
        select(Offer)
        .join(Offer.need)
        .where(ProjectNeed.project_id == project_id)
        .options(
            contains_eager(Offer.need),
            joinedload(Offer.giver),
            joinedload(Offer.agreement),
        )
        .order_by(Offer.status != OfferStatus.OPEN, Offer.id.desc())
        .limit(100)
    ).all()


def count_awaiting(organisation_id: int) -> ScalarSelect[int]:
    """Count the offers that wait for this organisation's answer."""
    is_awaited = or_(
        and_(Offer.giver_id == organisation_id, Offer.awaits == "giver"),
        and_(Offer.receiver_id == organisation_id, Offer.awaits == "receiver"),
    )
    query = select(func.count(Offer.id)).where(Offer.status == OfferStatus.OPEN, is_awaited)
    return query.scalar_subquery()


def list_unanswered(before: datetime, limit: int) -> Sequence[int]:
    """Return the ids of offers whose answer has been awaited since before then, not reminded of."""
    return db.session.scalars(
        select(Offer.id)
        .where(
            Offer.status == OfferStatus.OPEN,
            Offer.waiting_since < before,
            or_(Offer.reminded_at.is_(None), Offer.reminded_at < Offer.waiting_since),
        )
        .order_by(Offer.id)
        .limit(limit)
    ).all()


def get_standing_offer(standing_offer_id: int) -> StandingOffer:
    """Return a standing offer with whose it is (NotFoundError)."""
    found = db.session.scalars(
        select(StandingOffer)
        .where(StandingOffer.id == standing_offer_id)
        .options(joinedload(StandingOffer.organisation))
    ).first()
    if found is None:
        raise NotFoundError
    return found


def get_public_standing_offer(standing_offer_id: int, today: date) -> StandingOffer:
    """Return one that can still be asked for (NotFoundError)."""
    found = db.session.scalars(
        select(StandingOffer)
        .join(StandingOffer.organisation)
        .where(StandingOffer.id == standing_offer_id, *is_standing(today))
        .options(contains_eager(StandingOffer.organisation))
    ).first()
    if found is None:
        raise NotFoundError
    return found


def list_standing_offers_of(organisation_id: int, page: int) -> Page[StandingOffer]:
    """Return a page of an organisation's own standing offers, the newest first."""
    return _standing_page((StandingOffer.organisation_id == organisation_id,), page)


def list_standing_offers(kind: str, today: date, page: int) -> Page[StandingOffer]:
    """Return a page of what can be asked for, of one kind if one is given."""
    wanted = [*is_standing(today)]
    if kind:
        wanted.append(StandingOffer.kind == kind)
    return _standing_page(wanted, page)


def list_standing_by_ids(ids: Sequence[int], today: date) -> dict[int, StandingOffer]:
    """Return those among the ids that can still be asked for, by id."""
    rows = db.session.scalars(
        select(StandingOffer)
        .join(StandingOffer.organisation)
        .where(StandingOffer.id.in_(ids), *is_standing(today))
        .options(contains_eager(StandingOffer.organisation))
    )
    return {each.id: each for each in rows}


def list_standing_offer_ids(organisation_id: int) -> Sequence[int]:
    """Return the ids of all standing offers of an organisation, oldest first."""
    return db.session.scalars(
        select(StandingOffer.id)
        .where(StandingOffer.organisation_id == organisation_id)
        .order_by(StandingOffer.id)
    ).all()


def list_standing_kinds(organisation_id: int, today: date) -> Sequence[str]:
    """Return the kinds of help that an organisation would give now."""
    return db.session.scalars(
        select(StandingOffer.kind)
        .join(StandingOffer.organisation)
        .where(StandingOffer.organisation_id == organisation_id, *is_standing(today))
        .distinct()
        .order_by(StandingOffer.kind)
    ).all()


def is_standing(today: date) -> tuple[ColumnElement[bool], ...]:
    """Return what makes a standing offer one that can be asked for; joined to its organisation."""
    return (
        StandingOffer.status == "open",
        StandingOffer.until_on >= today,
        StandingOffer.agreed < StandingOffer.amount,
        Organisation.status == Status.APPROVED,
    )


def list_commitments_of(
    organisation_id: int, codes: Sequence[str], today: date
) -> Sequence[Commitment]:
    """Return the promises of these measures in a supplier's contracts that run, by their end."""
    newer = aliased(Commitment)
    is_replaced = select(newer.id).where(newer.replaces_id == Commitment.id).exists()
    return db.session.scalars(
        select(Commitment)
        .join(Commitment.contract)
        .join(Commitment.measure)
        .where(
            Contract.supplier_id == organisation_id,
            Measure.code.in_(codes),
            Commitment.due_on >= today,
            Commitment.quantity > 0,
            ~is_replaced,
        )
        .options(
            contains_eager(Commitment.contract).joinedload(Contract.organisation),
            contains_eager(Commitment.measure),
        )
        .order_by(Commitment.due_on, Commitment.id)
    ).all()


def _page(wanted: ColumnElement[bool], page: int) -> Page[Offer]:
    total = db.session.scalar(select(func.count(Offer.id)).where(wanted)) or 0
    rows = db.session.scalars(
        select(Offer)
        .where(wanted)
        .options(
            joinedload(Offer.need).joinedload(ProjectNeed.project).load_only(Project.title),
            joinedload(Offer.giver),
            joinedload(Offer.receiver),
            joinedload(Offer.agreement),
        )
        .order_by(Offer.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)


def _standing_page(wanted: Sequence[ColumnElement[bool]], page: int) -> Page[StandingOffer]:
    query = select(StandingOffer).join(StandingOffer.organisation).where(*wanted)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.scalars(
        query.options(contains_eager(StandingOffer.organisation))
        .order_by(StandingOffer.status, StandingOffer.until_on, StandingOffer.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)
