"""What a host sees of its own opportunities, and a broker of those that wait."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, func, select
from sqlalchemy.orm import joinedload

from brokerage.extensions import db
from brokerage.scheduling.models import Session
from brokerage.scheduling.queries.waiting import count_others_to_tell
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.rules.bookings import OPEN_BOOKINGS, BookingStatus
from brokerage.volunteering.rules.opportunities import OpportunityStatus
from brokerage.web.paging import Page

PER_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class HostEntry:
    """An opportunity in its host's list, with what goes on in it."""

    opportunity: Opportunity
    coming_sessions: int
    places: int
    taken: int
    asks: int
    """How many asks wait for an answer."""


@dataclass(frozen=True, kw_only=True)
class _Seats:
    sessions: int = 0
    places: int = 0
    taken: int = 0


def list_host_opportunities(
    organisation_id: int, status: str | None, page: int, now: datetime
) -> Page[HostEntry]:
    """Return a host's opportunities (of one state, if one is given), newest first."""
    wanted = [Opportunity.organisation_id == organisation_id]
    if status is not None:
        wanted.append(Opportunity.status == status)
    rows = _list_page(wanted, Opportunity.id.desc(), page)
    ids = [row.id for row in rows]
    seats, asks = _find_seats(ids, now), count_asks(ids)
    entries = [_entry(row, seats.get(row.id, _Seats()), asks.get(row.id, 0)) for row in rows]
    return Page(rows=entries, number=page, per_page=PER_PAGE, total=_count(wanted))


def count_by_status(organisation_id: int) -> dict[str, int]:
    """Return how many opportunities of a host are in each state that has any."""
    rows = db.session.execute(
        select(Opportunity.status, func.count())
        .where(Opportunity.organisation_id == organisation_id)
        .group_by(Opportunity.status)
        .order_by(Opportunity.status)
    )
    return {row[0]: row[1] for row in rows}


def count_asks(opportunity_ids: Collection[int]) -> dict[int, int]:
    """Return how many asks wait for the host's answer, by opportunity; none is left out."""
    rows = db.session.execute(
        select(Booking.opportunity_id, func.count())
        .where(
            Booking.opportunity_id.in_(sorted(opportunity_ids)),
            Booking.status == BookingStatus.ASKED,
        )
        .group_by(Booking.opportunity_id)
        .order_by(Booking.opportunity_id)
    )
    return {row[0]: row[1] for row in rows}


def count_open_bookings(opportunity_id: int, session_id: int | None = None) -> int:
    """Return how many have a place, wait for an answer or for a seat, for a date or for all."""
    wanted = [Booking.opportunity_id == opportunity_id, Booking.status.in_(OPEN_BOOKINGS)]
    if session_id is not None:
        wanted.append(Booking.session_id == session_id)
    booked = db.session.scalar(select(func.count()).select_from(Booking).where(*wanted)) or 0
    return booked + count_others_to_tell(OWNER_KIND, opportunity_id, session_id)


def count_coming_sessions(opportunity_id: int, now: datetime) -> int:
    """Return how many dates are still to come."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Session)
            .where(Session.owner_id == opportunity_id, *_is_coming(now))
        )
        or 0
    )


def has_published_before(organisation_id: int) -> bool:
    """Say whether any opportunity of this host has ever been public."""
    published = select(Opportunity.id).where(
        Opportunity.organisation_id == organisation_id, Opportunity.published_at.is_not(None)
    )
    return db.session.scalars(published.limit(1)).first() is not None


def list_closable(organisation_id: int) -> Sequence[Opportunity]:
    """Return the opportunities of a host that are public or wait for a broker, oldest first."""
    return db.session.scalars(
        select(Opportunity)
        .where(
            Opportunity.organisation_id == organisation_id,
            Opportunity.status.in_([OpportunityStatus.SUBMITTED, OpportunityStatus.PUBLISHED]),
        )
        .order_by(Opportunity.id)
    ).all()


def find_empty_draft(organisation_id: int) -> Opportunity | None:
    """Return a draft of the host in which nothing has been answered yet."""
    drafts = db.session.scalars(
        select(Opportunity)
        .where(
            Opportunity.organisation_id == organisation_id,
            Opportunity.status == OpportunityStatus.DRAFT,
        )
        .order_by(Opportunity.id)
    )
    return next((draft for draft in drafts if not draft.answered), None)


def list_opportunities_to_approve(page: int) -> Page[Opportunity]:
    """Return the opportunities that wait for a broker, oldest first."""
    wanted = [Opportunity.status == OpportunityStatus.SUBMITTED]
    rows = _list_page(wanted, Opportunity.submitted_at, page)
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=_count(wanted))


def _list_page(
    wanted: Collection[ColumnElement[bool]], order: SQLColumnExpression[Any], page: int
) -> Sequence[Opportunity]:
    return db.session.scalars(
        select(Opportunity)
        .where(*wanted)
        .options(joinedload(Opportunity.organisation))
        .order_by(order, Opportunity.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()


def _count(wanted: Collection[ColumnElement[bool]]) -> int:
    return db.session.scalar(select(func.count()).select_from(Opportunity).where(*wanted)) or 0


def _is_coming(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Session.owner_kind == OWNER_KIND,
        Session.cancelled_at.is_(None),
        Session.starts_at > now,
    )


def _find_seats(opportunity_ids: Collection[int], now: datetime) -> Mapping[int, _Seats]:
    rows = db.session.execute(
        select(Session.owner_id, func.count(), func.sum(Session.places), func.sum(Session.taken))
        .where(Session.owner_id.in_(sorted(opportunity_ids)), *_is_coming(now))
        .group_by(Session.owner_id)
        .order_by(Session.owner_id)
    )
    return {
        owner_id: _Seats(sessions=number, places=places, taken=taken)
        for owner_id, number, places, taken in rows
    }


def _entry(opportunity: Opportunity, seats: _Seats, asks: int) -> HostEntry:
    is_flexible = opportunity.is_flexible
    return HostEntry(
        opportunity=opportunity,
        coming_sessions=0 if is_flexible else seats.sessions,
        places=opportunity.flexible_places if is_flexible else seats.places,
        taken=opportunity.flexible_taken if is_flexible else seats.taken,
        asks=asks,
    )
