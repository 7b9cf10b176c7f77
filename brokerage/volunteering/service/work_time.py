"""Leave for a booking: asked for, taken back, and settled with what comes of the booking.

All lock in one order: the seat, the leave, the booking. A manager who decides holds the leave
and then looks at the booking.
"""

from __future__ import annotations

from sqlalchemy import select

from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.leave.models import LeaveRequest
from brokerage.leave.queries import find_request
from brokerage.leave.rules.wallet import (
    LONGEST_HOST,
    OPEN_REQUESTS,
    Occasion,
    Why,
    local_day,
)
from brokerage.leave.service import ask_for_leave, release_leave, take_leave
from brokerage.leave.service.requests import ASKED_ALREADY
from brokerage.leave.service.settling import withdraw_request
from brokerage.permissions import Subject
from brokerage.scheduling.models import Session
from brokerage.volunteering.models import Booking
from brokerage.volunteering.queries.bookings import list_open_bookings
from brokerage.volunteering.queries.work_time import SOURCE_KIND, find_work_time
from brokerage.volunteering.rules import work_time as rules
from brokerage.volunteering.rules.bookings import BookingStatus


@writes
def ask_in_work_time(
    actor: Subject,
    booking: Booking,
    employment_id: int | None = None,
    *,
    shares_host: bool = False,
    is_outside: bool = False,
) -> LeaveRequest:
    """Ask for leave for a booking's date; without an id, of the only employer.

    Raises DomainError where the booking is not one to come, or the employer gives no leave.
    """
    # Whoever declines or cancels at this moment is seen first, so that no leave stays behind.
    db.session.execute(select(Booking.id).where(Booking.id == booking.id).with_for_update())
    db.session.refresh(booking)
    found, now = find_work_time(booking, utcnow()), utcnow()
    status = found.request.status if found.request else None
    if status in OPEN_REQUESTS:
        raise DomainError(ASKED_ALREADY)
    session = booking.session
    if session is None or not rules.may_ask(booking.status, session.starts_at, now, status):
        raise DomainError(rules.NOT_NOW)
    known = [each.employment for each in found.offers]
    chosen = [each for each in known if employment_id in (None, each.id)]
    if len(chosen) != 1:
        raise DomainError(rules.NO_LEAVE)
    occasion = _occasion(booking, session, shares_host=shares_host, is_outside=is_outside)
    return ask_for_leave(actor, SOURCE_KIND, booking.id, chosen[0], occasion)


@writes
def use_own_time(actor: Subject, booking: Booking) -> LeaveRequest:
    """Take the request back: the booking stays, in the volunteer's own time."""
    request = find_request(SOURCE_KIND, booking.id)
    status = request.status if request else None
    if request is None or not rules.may_take_back(status, booking.starts_at, utcnow()):
        raise DomainError(rules.NOTHING_TO_TAKE_BACK)
    withdraw_request(actor, request)
    return request


@writes
def settle_leave(actor: Subject, booking_id: int, status: str) -> None:
    """Take or give back the leave of a booking that has come to this state, if it has any."""
    if status == BookingStatus.ATTENDED:
        take_leave(actor, SOURCE_KIND, booking_id)
    elif status in rules.WHY_SETTLED:
        release_leave(actor, SOURCE_KIND, booking_id, rules.WHY_SETTLED[status])


@writes
def release_moved(actor: Subject, opportunity_id: int, session_id: int) -> None:
    """Give back what was asked for another day than a date is on now."""
    for booking in list_open_bookings(opportunity_id, session_id):
        request = find_request(SOURCE_KIND, booking.id)
        if request is None or booking.session is None or booking.session_id != session_id:
            continue
        if local_day(request.starts_at) != local_day(booking.session.starts_at):
            release_leave(actor, SOURCE_KIND, booking.id, Why.CALLED_OFF)


def _occasion(
    booking: Booking, session: Session, *, shares_host: bool, is_outside: bool
) -> Occasion:
    host = booking.opportunity.organisation
    return Occasion(
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        host_name=(host.name or "")[:LONGEST_HOST],
        host_organisation_id=host.id,
        shares_host=shares_host,
        is_outside=is_outside,
        is_remote=booking.opportunity.is_remote,
    )
