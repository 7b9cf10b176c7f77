"""What checks have to know of bookings: whose, when, for which role, with which host."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from brokerage.accounts.models import User
from brokerage.checks.queries.people import PEOPLE_A_PAGE
from brokerage.checks.rules.bookings import Booked
from brokerage.checks.rules.days import GivenDay
from brokerage.checks.rules.facts import RoleFacts
from brokerage.extensions import db
from brokerage.organisations.rules import Kind
from brokerage.scheduling.models import Session
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.queries.needs import find_facts, list_days
from brokerage.volunteering.rules.bookings import HOLDS_SEAT, OPEN_BOOKINGS, BookingStatus
from brokerage.volunteering.rules.conditions import HOST_CONDITIONS

GIVES_DAY = HOLDS_SEAT - {BookingStatus.NO_SHOW}


class CheckedBookings:
    """The `BookingSource` of volunteering (brokerage.checks.rules.bookings)."""

    def list_of_user(self, user_id: int, today: date) -> list[Booked]:
        """Return someone's places that are open and to come."""
        return self._list(today, Booking.user_id == user_id)

    def list_of_host(
        self, organisation_id: int, today: date, page: int
    ) -> tuple[list[Booked], int]:
        """Return the places of one page of people who booked with a host, and how many people."""
        is_theirs = Opportunity.organisation_id == organisation_id
        people = (
            select(Booking.user_id, func.lower(User.name).label("name"))
            .join(Opportunity, Opportunity.id == Booking.opportunity_id)
            .outerjoin(Session, Session.id == Booking.session_id)
            .join(User, User.id == Booking.user_id)
            .where(*_is_to_come(today), is_theirs)
            .distinct()
            .subquery()
        )
        rows = db.session.execute(
            select(people.c.user_id, func.count().over().label("total"))
            .order_by(people.c.name, people.c.user_id)
            .limit(PEOPLE_A_PAGE)
            .offset((page - 1) * PEOPLE_A_PAGE)
        ).all()
        if not rows:  # beyond the end: how many there are is still to be said
            return [], db.session.scalar(select(func.count()).select_from(people)) or 0
        ids = [row.user_id for row in rows]
        return self._list(today, is_theirs, Booking.user_id.in_(ids)), rows[0].total

    def has_booked(self, user_id: int, organisation_id: int) -> bool:
        """Say whether someone has an open place with a host."""
        found = (
            select(Booking.id)
            .join(Opportunity, Opportunity.id == Booking.opportunity_id)
            .where(
                Booking.user_id == user_id,
                Opportunity.organisation_id == organisation_id,
                Booking.status.in_(OPEN_BOOKINGS),
            )
            .limit(1)
        )
        return db.session.scalars(found).first() is not None

    def list_days(self, user_ids: Collection[int], first: date, last: date) -> list[GivenDay]:
        """Return the days these people gave or promised, from `first` to `last`."""
        rows = db.session.execute(
            select(Booking.user_id, Session, Opportunity.role_facts)
            .join(Session, Session.id == Booking.session_id)
            .join(Opportunity, Opportunity.id == Booking.opportunity_id)
            .where(
                Booking.user_id.in_(user_ids),
                Booking.status.in_(GIVES_DAY),
                Session.cancelled_at.is_(None),
                Session.starts_at >= _midnight(first - timedelta(days=1)),
                Session.starts_at < _midnight(last + timedelta(days=2)),
            )
            .order_by(Booking.id)
        )
        return [
            GivenDay(user_id=user_id, day=day, facts=RoleFacts.from_values(facts))
            for user_id, session, facts in rows
            if facts is not None
            for day in list_days(session)
            if first <= day <= last
        ]

    def _list(self, today: date, *conditions: ColumnElement[bool]) -> list[Booked]:
        rows = db.session.scalars(
            select(Booking)
            .join(Opportunity, Opportunity.id == Booking.opportunity_id)
            .outerjoin(Session, Session.id == Booking.session_id)
            .join(User, User.id == Booking.user_id)
            .where(*_is_to_come(today), *conditions)
            .options(
                joinedload(Booking.opportunity).joinedload(Opportunity.organisation),
                joinedload(Booking.session),
                joinedload(Booking.user),
            )
            .order_by(func.lower(User.name), Booking.user_id, Session.starts_at, Booking.id)
        )
        return [get_booked(row) for row in rows]


def _is_to_come(today: date) -> tuple[ColumnElement[bool], ...]:
    is_open = Booking.status.in_(OPEN_BOOKINGS)
    return (is_open, or_(Booking.session_id.is_(None), Session.ends_at >= _midnight(today)))


def get_booked(booking: Booking) -> Booked:
    """Return one booking as checks look at it."""
    opportunity = booking.opportunity
    host = opportunity.organisation
    return Booked(
        user_id=booking.user_id,
        name=booking.user.name,
        organisation_id=host.id,
        host_name=host.name or "",
        title=opportunity.title,
        on_days=tuple(list_days(booking.session)),
        requirements=tuple(
            each for each in opportunity.requirements if each not in HOST_CONDITIONS
        ),
        facts=find_facts(opportunity),
        council_code=host.authority_code if host.kind == Kind.AUTHORITY else None,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
