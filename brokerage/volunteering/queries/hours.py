"""Hours: one entry, a person's own with their totals, and what a host has to approve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, Select, extract, func, select
from sqlalchemy.orm import joinedload, selectinload

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.volunteering.models import Booking, HoursAmount, HoursEntry
from brokerage.volunteering.rules import hours as rules
from brokerage.volunteering.rules.hours import HoursStatus
from brokerage.web.paging import Page

PER_PAGE = 20
MOST_OF_A_BOOKING = 100


@dataclass(frozen=True, kw_only=True)
class HoursTotal:
    """What counts for one person at one host in one year."""

    year: int
    host_name: str
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What a certificate says: the hosts with their minutes, and the first and last day."""

    totals: Sequence[HoursTotal]
    minutes: int
    first_day: date | None
    last_day: date | None


def get_hours_entry(hours_entry_id: int) -> HoursEntry:
    """Return an entry with all that is around it (NotFoundError)."""
    entry = db.session.scalars(
        select(HoursEntry)
        .where(HoursEntry.id == hours_entry_id)
        .options(
            joinedload(HoursEntry.user),
            joinedload(HoursEntry.booking).joinedload(Booking.opportunity),
            joinedload(HoursEntry.organisation),
        )
    ).first()
    if entry is None:
        raise NotFoundError
    return entry


def list_trail(hours_entry_id: int) -> Sequence[HoursAmount]:
    """Return every amount of an entry, in order: what counts is their sum."""
    return db.session.scalars(
        select(HoursAmount)
        .where(HoursAmount.hours_entry_id == hours_entry_id)
        .order_by(HoursAmount.number)
    ).all()


def count_minutes(hours_entry_id: int) -> int:
    """Return what an entry counts for: the sum of its amounts."""
    query = select(func.coalesce(func.sum(HoursAmount.minutes), 0)).where(
        HoursAmount.hours_entry_id == hours_entry_id
    )
    return db.session.scalar(query) or 0


def list_entries_of(booking_id: int) -> Sequence[HoursEntry]:
    """Return the hours of a booking, newest day first."""
    return db.session.scalars(
        select(HoursEntry)
        .where(HoursEntry.booking_id == booking_id)
        .order_by(HoursEntry.done_on.desc(), HoursEntry.id.desc())
        .limit(MOST_OF_A_BOOKING)
    ).all()


def get_usual_minutes(booking: Booking) -> int:
    """Return how long one turn of a booking is, as far as that is known."""
    session = booking.session
    if session is not None:
        return rules.length_of(session.starts_at, session.ends_at)
    return min(booking.opportunity.minutes or rules.MINUTES_AN_HOUR, rules.MOST_MINUTES)


def find_live_entry(source: str) -> HoursEntry | None:
    """Return the entry of a turn that counts or may come to count, if there is one."""
    return db.session.scalars(
        select(HoursEntry).where(
            HoursEntry.source == source,
            HoursEntry.status.in_([HoursStatus.WAITING, HoursStatus.APPROVED]),
        )
    ).first()


def list_own_hours(user_id: int, page: int) -> Page[HoursEntry]:
    """Return a page of what a person has logged or was there for, newest day first."""
    query = (
        select(HoursEntry)
        .where(HoursEntry.user_id == user_id)
        .options(joinedload(HoursEntry.booking).joinedload(Booking.opportunity))
        .order_by(HoursEntry.done_on.desc(), HoursEntry.id.desc())
    )
    return _page_of(query, page)


def list_totals(user_id: int, year: int | None = None) -> list[HoursTotal]:
    """Return what counts by year and host, newest year first, the most first in each."""
    year_ = extract("year", HoursEntry.done_on)
    minutes = func.sum(HoursAmount.minutes)
    query = (
        select(year_, HoursEntry.host_name, minutes)
        .join(HoursAmount, HoursAmount.hours_entry_id == HoursEntry.id)
        .where(HoursEntry.user_id == user_id)
        .group_by(year_, HoursEntry.host_name)
        .having(minutes > 0)
        .order_by(year_.desc(), minutes.desc(), HoursEntry.host_name)
    )
    if year is not None:
        query = query.where(year_ == year)
    return [
        HoursTotal(year=int(row[0]), host_name=row[1], minutes=int(row[2]))
        for row in db.session.execute(query)
    ]


def get_certificate(user_id: int, year: int | None) -> Certificate:
    """Return what may be certified: approved hours alone, of one year or of all."""
    totals = list_totals(user_id, year)
    days = select(func.min(HoursEntry.done_on), func.max(HoursEntry.done_on)).where(
        HoursEntry.user_id == user_id, HoursEntry.status == HoursStatus.APPROVED
    )
    if year is not None:
        days = days.where(extract("year", HoursEntry.done_on) == year)
    first, last = db.session.execute(days).one()
    return Certificate(
        totals=totals,
        minutes=sum(each.minutes for each in totals),
        first_day=first,
        last_day=last,
    )


def list_waiting_hours(organisation_id: int, page: int) -> Page[HoursEntry]:
    """Return a page of what waits for a host, what was logged longest ago first."""
    query = (
        _of_host(organisation_id)
        .where(HoursEntry.status == HoursStatus.WAITING)
        .order_by(HoursEntry.logged_at, HoursEntry.id)
    )
    return _page_of(query, page)


def list_decided_hours(organisation_id: int, page: int) -> Page[HoursEntry]:
    """Return a page of what a host has decided, the last decision first."""
    query = (
        _of_host(organisation_id)
        .where(HoursEntry.status.in_([HoursStatus.APPROVED, HoursStatus.DECLINED]))
        .order_by(HoursEntry.decided_at.desc(), HoursEntry.id.desc())
    )
    return _page_of(query, page)


def count_waiting_hours(organisation_id: int) -> ScalarSelect[int]:
    """Count the entries that wait for a host."""
    query = select(func.count()).where(
        HoursEntry.organisation_id == organisation_id, HoursEntry.status == HoursStatus.WAITING
    )
    return query.scalar_subquery()


def list_waiting_by_ids(organisation_id: int, ids: Sequence[int]) -> Sequence[HoursEntry]:
    """Return those of these entries that wait for this host, in order."""
    return db.session.scalars(
        _of_host(organisation_id)
        .where(HoursEntry.id.in_(ids), HoursEntry.status == HoursStatus.WAITING)
        .order_by(HoursEntry.id)
    ).all()


def _of_host(organisation_id: int) -> Select[Any]:
    return (
        select(HoursEntry)
        .where(HoursEntry.organisation_id == organisation_id)
        .options(
            joinedload(HoursEntry.user),
            joinedload(HoursEntry.organisation),
            joinedload(HoursEntry.booking).joinedload(Booking.opportunity),
            joinedload(HoursEntry.booking).joinedload(Booking.session),
            selectinload(HoursEntry.amounts),
        )
    )


def _page_of(query: Select[Any], page: int) -> Page[HoursEntry]:
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    rows = db.session.scalars(query.offset((page - 1) * PER_PAGE).limit(PER_PAGE)).all()
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total or 0)
