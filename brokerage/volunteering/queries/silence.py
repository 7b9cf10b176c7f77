"""Hosts that have let their day to answer pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.rules.bookings import BookingStatus
from brokerage.web.paging import Page

PER_PAGE = 20
MOST_AT_ONCE = 50


@dataclass(frozen=True, kw_only=True)
class SilentHost:
    """A host, how many asks are late there, and since when the first is."""

    organisation_id: int
    name: str
    slug: str
    count: int
    first_due: date


def list_silent_hosts(today: date, page: int) -> Page[SilentHost]:
    """Return a page of the hosts with asks that are late, the longest late first."""
    first = func.min(Booking.answer_by)
    query = (
        select(Organisation.id, Organisation.name, Organisation.slug, func.count(), first)
        .join(Opportunity, Opportunity.organisation_id == Organisation.id)
        .join(Booking, Booking.opportunity_id == Opportunity.id)
        .where(*_is_late(today))
        .group_by(Organisation.id, Organisation.name, Organisation.slug)
    )
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.execute(
        query.order_by(first, Organisation.id).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    )
    hosts = [
        SilentHost(
            organisation_id=id_, name=name or "", slug=slug or "", count=count, first_due=due
        )
        for id_, name, slug, count, due in rows
    ]
    return Page(rows=hosts, number=page, per_page=PER_PAGE, total=total)


def list_silent_asks(today: date, limit: int = MOST_AT_ONCE) -> Sequence[tuple[int, int]]:
    """Return (host's id, booking's id) of late asks nobody was told of, host by host."""
    rows = db.session.execute(
        select(Opportunity.organisation_id, Booking.id)
        .join(Opportunity, Opportunity.id == Booking.opportunity_id)
        .where(*_is_late(today), Booking.silence_noted_at.is_(None))
        .order_by(Opportunity.organisation_id, Booking.id)
        .limit(limit)
    )
    return [(row.organisation_id, row.id) for row in rows]


def _is_late(today: date) -> tuple[ColumnElement[bool], ...]:
    return (Booking.status == BookingStatus.ASKED, Booking.answer_by < today)
