"""Places for somebody who is not online: what they would do themselves, done for them."""

from __future__ import annotations

from datetime import date

from brokerage.assisted.models import AssistedVolunteer
from brokerage.assisted.service.acting import act_for
from brokerage.checks.service import people as checks
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.scheduling.models import Session
from brokerage.volunteering.models import Booking, HoursEntry, Opportunity
from brokerage.volunteering.service import bookings, hours


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


def share_checks_for_person(
    actor: Subject, person: AssistedVolunteer, host: Organisation, *, shares: bool
) -> None:
    """Keep that they let a host see their checks, or no longer do (DomainError)."""
    give_or_withdraw = checks.give_consent if shares else checks.withdraw_consent
    give_or_withdraw(act_for(actor, person), host)


def log_hours_for_person(
    actor: Subject,
    person: AssistedVolunteer,
    booking: Booking,
    *,
    done_on: date,
    minutes: int,
    note: str,
) -> HoursEntry:
    """Log what they gave: it counts once the host has approved it (DomainError)."""
    acting = act_for(actor, person)
    return hours.log_hours(acting, booking, done_on=done_on, minutes=minutes, note=note)


def withdraw_hours_for_person(actor: Subject, person: AssistedVolunteer, entry: HoursEntry) -> None:
    """Take back hours that nobody has decided on (DomainError)."""
    hours.withdraw_hours(act_for(actor, person), entry)
