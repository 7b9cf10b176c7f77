"""Approaches: one supplier's side of a brief, for the supplier and for the buyer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from brokerage.accounts.models import User
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations.models import Membership, Organisation
from brokerage.organisations.rules import EDITING_ROLES
from brokerage.procurement.models import Approach, Brief, BriefShare, Enquiry
from brokerage.procurement.permissions import BUYING_ROLES
from brokerage.procurement.rules.briefs import BriefStatus
from brokerage.procurement.rules.enquiries import Answer
from brokerage.web.paging import Page

PER_PAGE = 20
_EXPECTS = and_(Approach.answer == Answer.INTERESTED, Approach.result.is_(None))
_UNREAD = and_(Approach.answer.is_not(None), Approach.read_at.is_(None))
_decision_due = func.coalesce(Enquiry.decide_by, Brief.decide_by)
_AROUND = (
    joinedload(Approach.enquiry),
    joinedload(Approach.organisation),
    joinedload(Approach.brief).joinedload(Brief.organisation),
)


@dataclass(frozen=True, kw_only=True)
class AnswerCounts:
    """How far a brief's suppliers are."""

    asked: int
    viewed: int
    interested: int
    not_now: int
    not_for_us: int
    waiting: int
    unread: int
    expecting: int
    """Interested ones that have not heard the result."""
    decide_by: date | None
    """When the first of these is to hear."""


@dataclass(frozen=True, kw_only=True)
class BriefNews:
    """What of a brief calls for the buyer: new answers, and a decision that is overdue."""

    unread: int
    is_overdue: bool


NO_NEWS = BriefNews(unread=0, is_overdue=False)


@dataclass(frozen=True, kw_only=True)
class ToAnswer:
    """How many enquiries wait for a supplier, and until when the first may."""

    count: int
    first_due: date | None


def get_approach(approach_id: int) -> Approach:
    """Return an approach with all that is around it (NotFoundError)."""
    approach = db.session.scalars(
        select(Approach).where(Approach.id == approach_id).options(*_AROUND)
    ).first()
    if approach is None:
        raise NotFoundError
    return approach


def find_approach_id(brief_id: int, organisation_id: int) -> int | None:
    """Return the id of this supplier's side of the brief, if it has one."""
    return db.session.scalars(
        select(Approach.id).where(
            Approach.brief_id == brief_id, Approach.organisation_id == organisation_id
        )
    ).first()


def list_untold(brief_id: int) -> Sequence[Approach]:
    """Return the approaches of a brief that have no result yet, the oldest first."""
    return db.session.scalars(
        select(Approach)
        .where(Approach.brief_id == brief_id, Approach.result.is_(None))
        .options(*_AROUND)
        .order_by(Approach.id)
    ).all()


def list_enquiries_to(organisation_id: int, page: int, today: date) -> Page[Approach]:
    """Return a page of what a supplier was asked or answered: what waits first, soonest due."""
    waits = _waits(today)
    query = (
        select(Approach)
        .join(Approach.brief)
        .outerjoin(Approach.enquiry)
        .where(Approach.organisation_id == organisation_id)
        .options(
            contains_eager(Approach.brief).joinedload(Brief.organisation),
            contains_eager(Approach.enquiry),
            joinedload(Approach.organisation),
        )
        .order_by(case((waits, 0), else_=1), case((waits, Enquiry.answer_by)), Approach.id.desc())
    )
    return _page_of(query, page)


def list_answers_to(brief_id: int, page: int) -> Page[Approach]:
    """Return a page of a brief's suppliers: interested ones first, then by what they said."""
    said = {Answer.INTERESTED: 0, Answer.NOT_NOW: 1, Answer.NOT_FOR_US: 2}
    query = (
        select(Approach)
        .join(Approach.organisation)
        .where(Approach.brief_id == brief_id)
        .options(contains_eager(Approach.organisation), joinedload(Approach.enquiry))
        .order_by(case(said, value=Approach.answer, else_=3), Organisation.name, Approach.id)
    )
    return _page_of(query, page)


def count_answers(brief_id: int) -> AnswerCounts:
    """Return how many of a brief's suppliers have looked and what they said."""

    def those(condition: Any) -> Any:
        return func.count(case((condition, 1)))

    row = db.session.execute(
        select(
            func.count(Approach.id).label("asked"),
            those(Approach.viewed_at.is_not(None)).label("viewed"),
            those(Approach.answer == Answer.INTERESTED).label("interested"),
            those(Approach.answer == Answer.NOT_NOW).label("not_now"),
            those(Approach.answer == Answer.NOT_FOR_US).label("not_for_us"),
            those(Approach.answer.is_(None)).label("waiting"),
            those(_UNREAD).label("unread"),
            those(_EXPECTS).label("expecting"),
            func.min(case((_EXPECTS, _decision_due))).label("decide_by"),
        )
        .join(Approach.brief)
        .outerjoin(Approach.enquiry)
        .where(Approach.brief_id == brief_id)
    ).one()
    return AnswerCounts(**row._mapping)


def find_news(brief_ids: Collection[int], today: date) -> dict[int, BriefNews]:
    """Return what calls for the buyer, by brief."""
    rows = db.session.execute(
        select(
            Approach.brief_id,
            func.count(case((_UNREAD, 1))),
            func.count(case((and_(_EXPECTS, _decision_due < today), 1))),
        )
        .join(Approach.brief)
        .outerjoin(Approach.enquiry)
        .where(Approach.brief_id.in_(brief_ids))
        .group_by(Approach.brief_id)
    )
    found = {
        brief_id: BriefNews(unread=unread, is_overdue=bool(overdue))
        for brief_id, unread, overdue in rows
    }
    return dict.fromkeys(brief_ids, NO_NEWS) | found


def count_to_answer(organisation_id: int, today: date) -> ToAnswer:
    """Return how many enquiries wait for a supplier, and by when the first should be answered."""
    row = db.session.execute(
        select(func.count(Approach.id), func.min(Enquiry.answer_by))
        .join(Approach.brief)
        .join(Approach.enquiry)
        .where(Approach.organisation_id == organisation_id, _waits(today))
    ).one()
    return ToAnswer(count=row[0], first_due=row[1])


def list_buyer_addresses(brief: Brief) -> list[str]:
    """Return whom mail about a brief goes to.

    They are its author and the colleagues it is shared with, while they are members; where
    none is left, the organisation's owners and buyers.
    """
    named = select(BriefShare.user_id).where(BriefShare.brief_id == brief.id)
    is_named = or_(User.id == brief.created_by_id, User.id.in_(named))
    rows = db.session.execute(
        select(User.email, is_named)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.organisation_id == brief.organisation_id,
            User.suspended_at.is_(None),
            or_(is_named, Membership.role.in_(BUYING_ROLES)),
        )
        .order_by(User.id)
    ).all()
    of_the_brief = [email for email, is_theirs in rows if email and is_theirs]
    return of_the_brief or [email for email, _ in rows if email]


def list_supplier_addresses(organisation_ids: Collection[int]) -> list[tuple[int, str]]:
    """Return organisation and address of each owner and editor whom mail goes to."""
    rows = db.session.execute(
        select(Membership.organisation_id, User.email)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.organisation_id.in_(organisation_ids),
            Membership.role.in_(EDITING_ROLES),
            User.suspended_at.is_(None),
        )
        .order_by(Membership.organisation_id, User.id)
    )
    return [(organisation_id, email) for organisation_id, email in rows if email]


def list_unanswered(last: date, today: date) -> list[tuple[Approach, Enquiry]]:
    """Return the enquiries without an answer whose last day is near, with whom they went to."""
    rows = db.session.execute(
        select(Approach, Enquiry)
        .join(Approach.enquiry)
        .join(Approach.brief)
        .where(_waits(today), Enquiry.answer_by <= last)
        .options(
            joinedload(Approach.organisation),
            contains_eager(Approach.enquiry),
            contains_eager(Approach.brief).joinedload(Brief.organisation),
        )
        .order_by(Approach.id)
    )
    return [(approach, enquiry) for approach, enquiry in rows]


def _waits(today: date) -> Any:
    """Asked, not answered, and there is still time."""
    return and_(
        Approach.answer.is_(None),
        Approach.result.is_(None),
        Brief.status == BriefStatus.LOOKING,
        Enquiry.answer_by >= today,
    )


def _page_of(query: Select[Any], page: int) -> Page[Approach]:
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    rows = db.session.scalars(query.offset((page - 1) * PER_PAGE).limit(PER_PAGE)).all()
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total or 0)
