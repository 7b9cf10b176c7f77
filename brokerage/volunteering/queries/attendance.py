"""Who is expected at a date, and which of a person's dates they can check in at now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from brokerage.accounts.models import User
from brokerage.extensions import db
from brokerage.scheduling.models import Session
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.rules.bookings import HOLDS_SEAT
from brokerage.volunteering.rules.check_in import CLOSES_AFTER, OPENS_BEFORE


def list_expected(session_id: int) -> Sequence[Booking]:
    """Return everyone who has a place at a date, by name; those not confirmed too."""
    return db.session.scalars(
        select(Booking)
        .join(Booking.user)
        .where(Booking.session_id == session_id, Booking.status.in_(HOLDS_SEAT))
        .options(
            joinedload(Booking.user),
            joinedload(Booking.session),
            joinedload(Booking.opportunity).joinedload(Opportunity.organisation),
        )
        .order_by(User.name, Booking.id)
    ).all()


def list_to_check_in(user_id: int, now: datetime) -> Sequence[Booking]:
    """Return the bookings of a person whose date takes people in now."""
    return db.session.scalars(
        select(Booking)
        .join(Session, Session.id == Booking.session_id)
        .where(
            Booking.user_id == user_id,
            Booking.status.in_(HOLDS_SEAT),
            Session.cancelled_at.is_(None),
            Session.starts_at <= now + OPENS_BEFORE,
            Session.ends_at >= now - CLOSES_AFTER,
        )
        .options(
            joinedload(Booking.user),
            joinedload(Booking.session),
            joinedload(Booking.opportunity).joinedload(Opportunity.organisation),
        )
        .order_by(Session.starts_at, Booking.id)
    ).all()
