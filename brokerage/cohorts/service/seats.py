"""The one seam to bookings: an offer holds a seat, and a yes turns it into a booking.

Everything a cohort does to seats and bookings goes through here.
"""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.cohorts.models import CohortPlace
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject
from brokerage.volunteering.models import Booking
from brokerage.volunteering.queries.bookings import get_ask_facts
from brokerage.volunteering.rules import bookings as rules
from brokerage.volunteering.rules.bookings import BookingStatus
from brokerage.volunteering.service.bookings import ASKED_ALREADY, accept_ask
from brokerage.volunteering.service.bookings_seats import (
    KIND,
    facts_kept,
    give_back_place,
    take_place,
)


@writes
def hold_seat(place: CohortPlace) -> None:
    """Keep a seat for somebody who has been offered it (DomainError where there is none)."""
    take_place(place.opportunity_id, place.session_id)


@writes
def release_seat(place: CohortPlace) -> None:
    """Give a seat back that was held for an offer."""
    give_back_place(place.opportunity_id, place.session_id)


def see_seats_again(place: CohortPlace) -> None:
    """Read the count of seats afresh, after a step was undone that had changed it."""
    db.session.refresh(place.session or place.opportunity)


@writes
def book_held_seat(actor: Subject, place: CohortPlace, user_id: int) -> Booking:
    """Turn the seat held for this person into their accepted booking.

    The seat is given back and taken again in this transaction, whose lock on it lets nobody in
    between, so that acceptance does all it does for anyone who asks.
    """
    release_seat(place)
    now = utcnow()
    rules.check_ask(get_ask_facts(user_id, place.opportunity, place.session, now))
    booking = Booking(
        user_id=user_id,
        opportunity_id=place.opportunity_id,
        session_id=place.session_id,
        status=BookingStatus.ASKED,
        note="",
        asked_at=now,
        answer_by=rules.answer_by(now.date()),
        changed_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(booking)
    except IntegrityError as error:
        raise DomainError(ASKED_ALREADY) from error
    audit.record(actor, "volunteering:booking:ask", KIND, booking.id, after=facts_kept(booking))
    accept_ask(actor, booking, "")
    return booking
