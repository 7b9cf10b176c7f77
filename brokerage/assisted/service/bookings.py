"""Places for somebody who is not online: what they would do themselves, done for them."""

from __future__ import annotations

from brokerage.assisted.models import AssistedVolunteer
from brokerage.assisted.service.acting import act_for
from brokerage.permissions import Subject
from brokerage.scheduling.models import Session
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.service import bookings


def ask_for_person(
    actor: Subject,
    person: AssistedVolunteer,
    opportunity: Opportunity,
    session: Session | None,
    note: str,
) -> Booking:
    """Ask a host for a place for them (DomainError)."""
    return bookings.ask_for_place(act_for(actor, person), opportunity, session, note)


def withdraw_for_person(
    actor: Subject, person: AssistedVolunteer, booking: Booking, message: str
) -> None:
    """Take their ask back, or give their place up (DomainError)."""
    bookings.withdraw_booking(act_for(actor, person), booking, message)


def answer_for_person(
    actor: Subject, person: AssistedVolunteer, booking: Booking, *, accepts: bool
) -> None:
    """Say yes or no for them to what a host suggested (DomainError)."""
    if accepts:
        bookings.accept_alternative(act_for(actor, person), booking)
    else:
        bookings.decline_alternative(act_for(actor, person), booking)
