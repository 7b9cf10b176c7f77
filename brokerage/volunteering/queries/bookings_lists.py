"""Bookings a page at a time: their volunteer's and their host's lists, and the panels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from brokerage.accounts.rules import AgeBand
from brokerage.extensions import db
from brokerage.scheduling.models import Session
from brokerage.volunteering.models import Booking, CardInvitation, Opportunity
from brokerage.volunteering.queries.opportunities import OWNER_KIND, is_public
from brokerage.volunteering.rules.bookings import HAS_PLACE, BookingStatus
from brokerage.volunteering.rules.opportunities import OpportunityStatus
from brokerage.web.paging import Page

PER_PAGE = 20
MOST_OPEN_SHOWN = 100
MOST_ON_A_PANEL = 3
_SOONEST = (Session.starts_at.is_(None), Session.starts_at, Booking.id)


@dataclass(frozen=True, kw_only=True)
class OwnBookings:
    """A volunteer's bookings as their page shows them."""

    waiting: Sequence[Booking]
    coming: Sequence[Booking]
    past: Page[Booking]


@dataclass(frozen=True, kw_only=True)
class WaitingAsks:
    """How many asks wait for a host, and until when the first may."""

    count: int
    first_due: date | None


def list_own_bookings(user_id: int, page: int, now: datetime) -> OwnBookings:
    """Return a volunteer's bookings: what waits, what comes, and a page of what is past."""
    is_open = _is_open(now)
    open_ones = db.session.scalars(
        _own(user_id).where(is_open).order_by(*_SOONEST).limit(MOST_OPEN_SHOWN)
    ).all()
    past = _own(user_id).where(~is_open).order_by(Booking.changed_at.desc(), Booking.id.desc())
    coming = [each for each in open_ones if each.status in HAS_PLACE]
    return OwnBookings(
        waiting=[each for each in open_ones if each.status not in HAS_PLACE],
        coming=coming,
        past=_page_of(past, page),
    )


def list_invitations_of(user_id: int) -> Sequence[CardInvitation]:
    """Return the invitations a volunteer has not answered, to what is still open, newest first."""
    return db.session.scalars(
        select(CardInvitation)
        .join(CardInvitation.opportunity)
        .where(*_is_waiting_for(user_id))
        .order_by(CardInvitation.id.desc())
        .options(joinedload(CardInvitation.opportunity).joinedload(Opportunity.organisation))
        .limit(MOST_OPEN_SHOWN)
    ).all()


def list_next_bookings(user_id: int, now: datetime) -> Sequence[Booking]:
    """Return the few open bookings that come first, for a panel."""
    return db.session.scalars(
        _own(user_id).where(_is_open(now)).order_by(*_SOONEST).limit(MOST_ON_A_PANEL)
    ).all()


def list_asks(
    organisation_id: int, *, state: str, opportunity_id: int | None, page: int
) -> Page[Booking]:
    """Return a page of what a host is asked: what waits first, longest first; then the others."""
    waits = Booking.status == BookingStatus.ASKED
    query = (
        select(Booking)
        .join(Booking.opportunity)
        .where(Opportunity.organisation_id == organisation_id)
        .options(
            joinedload(Booking.opportunity), joinedload(Booking.session), joinedload(Booking.user)
        )
        .order_by(
            case((waits, 0), else_=1),
            case((waits, Booking.asked_at)),
            Booking.changed_at.desc(),
            Booking.id,
        )
    )
    if state:
        query = query.where(Booking.status == state)
    if opportunity_id is not None:
        query = query.where(Booking.opportunity_id == opportunity_id)
    return _page_of(query, page)


def list_opportunity_titles(organisation_id: int) -> list[tuple[int, str]]:
    """Return id and title of a host's opportunities that can have been asked for, by title."""
    rows = db.session.execute(
        select(Opportunity.id, Opportunity.title)
        .where(
            Opportunity.organisation_id == organisation_id,
            Opportunity.published_at.is_not(None),
        )
        .order_by(Opportunity.title, Opportunity.id)
    )
    return [(row.id, row.title) for row in rows]


def list_alternatives(
    booking: Booking, now: datetime
) -> Sequence[tuple[Opportunity, Session | None]]:
    """Return every other place of the host that this volunteer could have: open, with seats."""
    coming = and_(
        Session.owner_kind == OWNER_KIND,
        Session.owner_id == Opportunity.id,
        Session.cancelled_at.is_(None),
        Session.starts_at > now,
        Session.taken < Session.places,
    )
    has_room = Opportunity.flexible_taken < Opportunity.flexible_places
    rows = db.session.execute(
        select(Opportunity, Session)
        .outerjoin(Session, coming)
        .where(
            Opportunity.organisation_id == booking.opportunity.organisation_id,
            Opportunity.status == OpportunityStatus.PUBLISHED,
            Opportunity.minimum_band.in_({AgeBand.SIXTEEN, booking.user.age_band}),
            or_(
                and_(~Opportunity.is_flexible, Session.id.is_not(None)),
                and_(Opportunity.is_flexible, has_room),
            ),
        )
        .order_by(Opportunity.title, Opportunity.id, Session.starts_at, Session.id)
        .limit(MOST_OPEN_SHOWN)
    )
    asked = (booking.opportunity_id, booking.session_id)
    return [
        (opportunity, session)
        for opportunity, session in rows
        if (opportunity.id, session.id if session else None) != asked
    ]


def get_waiting_asks(organisation_id: int) -> WaitingAsks:
    """Return how many asks wait for a host, and by when the first should have an answer."""
    row = db.session.execute(
        select(func.count(Booking.id).label("count_"), func.min(Booking.answer_by).label("first"))
        .join(Opportunity, Opportunity.id == Booking.opportunity_id)
        .where(
            Opportunity.organisation_id == organisation_id,
            Booking.status == BookingStatus.ASKED,
        )
    ).one()
    return WaitingAsks(count=row.count_, first_due=row.first)


def count_invitations_of(user_id: int) -> int:
    """Return how many invitations a volunteer has not answered."""
    query = (
        select(func.count(CardInvitation.id))
        .join(CardInvitation.opportunity)
        .where(*_is_waiting_for(user_id))
    )
    return db.session.scalar(query) or 0


def _is_waiting_for(user_id: int) -> tuple[ColumnElement[bool], ...]:
    """An invitation without its answer, to something that can still be asked for."""
    return (
        CardInvitation.user_id == user_id,
        CardInvitation.answered_at.is_(None),
        *is_public(),
    )


def _own(user_id: int) -> Select[Booking]:
    return (
        select(Booking)
        .outerjoin(Session, Session.id == Booking.session_id)
        .where(Booking.user_id == user_id)
        .options(
            joinedload(Booking.opportunity).joinedload(Opportunity.organisation),
            joinedload(Booking.session),
        )
    )


def _is_open(now: datetime) -> ColumnElement[bool]:
    """An ask or a place whose date is not over; a suggestion waits whatever its first date was."""
    is_coming = or_(Booking.session_id.is_(None), Session.ends_at > now)
    is_live = Booking.status.in_({BookingStatus.ASKED, *HAS_PLACE})
    return or_(Booking.status == BookingStatus.ALTERNATIVE, and_(is_live, is_coming))


def _page_of(query: Select[Any], page: int) -> Page[Booking]:
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    rows = db.session.scalars(query.offset((page - 1) * PER_PAGE).limit(PER_PAGE)).all()
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total or 0)
