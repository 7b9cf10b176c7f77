"""What is still needed for a place, and whose day for it has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from brokerage.extensions import db
from brokerage.volunteering.models import Booking, BookingCondition, Opportunity
from brokerage.volunteering.rules import conditions as rules
from brokerage.volunteering.rules.bookings import BookingStatus


def list_conditions(booking_id: int) -> Sequence[BookingCondition]:
    """Return what the host wanted to see for this booking, met or not, as it was set."""
    return db.session.scalars(
        select(BookingCondition)
        .where(BookingCondition.booking_id == booking_id)
        .order_by(BookingCondition.id)
    ).all()


def find_met_before(booking: Booking) -> dict[str, BookingCondition]:
    """Return, by requirement, what this host has ticked off for this person before.

    References and checks are good for all roles of the host; training for this role alone.
    """
    rows = db.session.scalars(
        select(BookingCondition)
        .join(Booking, Booking.id == BookingCondition.booking_id)
        .join(Opportunity, Opportunity.id == Booking.opportunity_id)
        .where(
            Booking.user_id == booking.user_id,
            Booking.id != booking.id,
            BookingCondition.met_at.is_not(None),
            Opportunity.organisation_id == booking.opportunity.organisation_id,
            or_(
                Booking.opportunity_id == booking.opportunity_id,
                BookingCondition.requirement.in_(sorted(rules.KEPT_FOR_A_HOST)),
            ),
        )
        .order_by(BookingCondition.met_at, BookingCondition.id)
    )
    return {row.requirement: row for row in rows}


def list_held(user_id: int) -> Sequence[int]:
    """Return the bookings of a person that are held until something is there."""
    return db.session.scalars(
        select(Booking.id)
        .where(Booking.user_id == user_id, Booking.status == BookingStatus.ACCEPTED)
        .order_by(Booking.id)
    ).all()


def list_due_conditions(today: date, limit: int) -> Sequence[int]:
    """Return the held bookings to remind of, or whose day is over, the longest over first."""
    soon = today + timedelta(days=rules.REMIND_DAYS_BEFORE)
    return db.session.scalars(
        select(Booking.id)
        .where(
            Booking.status == BookingStatus.ACCEPTED,
            Booking.meet_by <= soon,
            or_(Booking.meet_by < today, Booking.reminded_at.is_(None)),
        )
        .order_by(Booking.meet_by, Booking.id)
        .limit(limit)
    ).all()


def list_bookings_by_ids(booking_ids: Sequence[int]) -> Sequence[Booking]:
    """Return these bookings with what a mail about them needs."""
    return db.session.scalars(
        select(Booking)
        .where(Booking.id.in_(booking_ids))
        .options(
            joinedload(Booking.opportunity).joinedload(Opportunity.organisation),
            joinedload(Booking.session),
            joinedload(Booking.user),
        )
        .order_by(Booking.id)
    ).all()
