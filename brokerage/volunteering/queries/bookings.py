"""Bookings, as their volunteer and their host see them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from brokerage.extensions import db
from brokerage.volunteering.models import Booking
from brokerage.volunteering.rules.bookings import BookingStatus


def list_open_bookings(opportunity_id: int, session_id: int | None) -> Sequence[Booking]:
    """Return the open bookings of a date (or of the whole opportunity), oldest first.

    One for which another date or role is suggested counts where it would go.
    """
    is_alternative = Booking.status == BookingStatus.ALTERNATIVE
    theirs = [Booking.opportunity_id == opportunity_id]
    proposed = [Booking.proposed_opportunity_id == opportunity_id]
    if session_id is not None:
        theirs.append(Booking.session_id == session_id)
        proposed.append(Booking.proposed_session_id == session_id)
    return db.session.scalars(
        select(Booking)
        .where(
            or_(
                and_(Booking.status.in_([BookingStatus.ASKED, BookingStatus.ACCEPTED]), *theirs),
                and_(is_alternative, *proposed),
            )
        )
        .order_by(Booking.id)
        .options(joinedload(Booking.user), joinedload(Booking.session))
    ).all()
