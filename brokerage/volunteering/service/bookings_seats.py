"""Taking and giving back the seat of a booking, dated or not; and its moves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.leave.queries import find_request
from brokerage.leave.service.accounts import lock
from brokerage.matchmaking.service import mark_changed
from brokerage.permissions import Subject
from brokerage.scheduling.service import take_seat
from brokerage.volunteering.models import Booking
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.rules import bookings as rules
from brokerage.volunteering.rules.work_time import SETTLES
from brokerage.volunteering.service.flexible_seats import take_flexible
from brokerage.volunteering.service.waiting_offers import give_back_untold, offer_free_places

KIND = "booking"
FULL = "All the places for this role have gone: someone else took the last one."
QUICKER = "Someone else was quicker: this has changed in the meantime."


@writes
def take_place(opportunity_id: int, session_id: int | None) -> None:
    """Take one place, or say that there is none: one guarded update, so nothing is oversold."""
    if session_id is not None:
        take_seat(session_id)
    elif not take_flexible(opportunity_id):
        raise DomainError(FULL)
    mark_changed(OWNER_KIND, opportunity_id)


@writes
def give_back_place(opportunity_id: int, session_id: int | None) -> None:
    """Give one place back; whoever waits longest is offered it."""
    give_back_untold(opportunity_id, session_id)
    offer_free_places(opportunity_id, session_id)
    mark_changed(OWNER_KIND, opportunity_id)


@writes
def move(
    actor: Subject,
    booking: Booking,
    then: rules.BookingStatus,
    action: str,
    *,
    side: rules.Side,
    **values: Any,
) -> None:
    """Take the step on the live row, so that two people cannot take two different ones.

    The time of the last change is compared too: two colleagues who both suggest something
    else leave the state as it is, and only the first is heard. Notes stay out of the log.
    """
    before, seen = booking.status, booking.changed_at
    rules.check_move(before, then, side)
    if then in SETTLES:
        lock_leave(booking.id)
    moved = db.session.execute(
        update(Booking)
        .where(Booking.id == booking.id, Booking.status == before, Booking.changed_at == seen)
        .values(status=then, changed_at=utcnow(), **values)
        .returning(Booking.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if moved is None:
        raise DomainError(QUICKER)
    db.session.refresh(booking)
    audit.record(
        actor,
        f"volunteering:booking:{action}",
        KIND,
        booking.id,
        before={"status": before},
        after=facts_kept(booking),
    )


def see_afresh(booking: Booking) -> None:
    """Hold a booking and what leave it has, and read what it has become meanwhile."""
    lock_leave(booking.id)
    db.session.execute(select(Booking.id).where(Booking.id == booking.id).with_for_update())
    db.session.refresh(booking)


def lock_leave(booking_id: int) -> None:
    """A manager who decides holds the leave and then looks at the booking: so does this."""
    request = find_request(KIND, booking_id)
    if request is not None:
        lock(request)


def facts_kept(booking: Booking) -> dict[str, Any]:
    """Return what the log keeps of a booking: its state and dates, nobody's words."""
    return {
        "status": booking.status,
        "opportunity_id": booking.opportunity_id,
        "session_id": booking.session_id,
        "decline_reason": booking.decline_reason,
        "proposed_opportunity_id": booking.proposed_opportunity_id,
        "proposed_session_id": booking.proposed_session_id,
    }
