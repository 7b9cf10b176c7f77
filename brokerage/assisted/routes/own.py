"""Reaching somebody one may act for, and the way back to their page."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.assisted.permissions import LOOK_AFTER, SEE_MATTER, matter_facts, person_facts
from brokerage.assisted.queries.people import AssistedVolunteer, get_person
from brokerage.errors import NotFoundError
from brokerage.permissions import Subject, brokers
from brokerage.volunteering.queries.bookings import Booking, get_booking
from brokerage.web.access import check
from brokerage.web.forms import Form

__all__ = [
    "AssistedVolunteer",
    "booking_page",
    "get_active",
    "get_active_person",
    "get_booking_of",
    "get_own",
    "get_own_booking",
    "is_taken",
    "person_page",
    "scope_of",
    "to_person",
]


def get_own(person_id: int) -> AssistedVolunteer:
    """Return the person if this subject may act for them (NotFoundError)."""
    person = get_person(person_id)
    check(LOOK_AFTER, person_facts(person))
    return person


def get_active_person(person_id: int) -> AssistedVolunteer:
    """Return a person whom somebody still looks after (NotFoundError); the caller checks more."""
    person = get_person(person_id)
    if not person.is_active:
        raise NotFoundError
    return person


def get_own_booking(person_id: int, booking_id: int) -> tuple[AssistedVolunteer, Booking]:
    """Return a person and a booking of theirs (NotFoundError); the caller checks more."""
    person, booking = get_active_person(person_id), get_booking(booking_id)
    if booking.user_id != person_id:
        raise NotFoundError
    return person, booking


def get_booking_of(person_id: int, booking_id: int) -> tuple[AssistedVolunteer, Booking]:
    """Return a person and a booking of theirs that this subject may act in (NotFoundError)."""
    person, booking = get_own_booking(person_id, booking_id)
    check(SEE_MATTER, matter_facts(person, booking.opportunity.organisation_id))
    return person, booking


def get_active(person_id: int) -> AssistedVolunteer:
    """Return the person if somebody still looks after them (NotFoundError)."""
    person = get_own(person_id)
    if not person.is_active:
        raise NotFoundError
    return person


def scope_of(subject: Subject, person: AssistedVolunteer) -> int | None:
    """Return the host whose matters alone the subject may see; None for a broker: all."""
    return None if brokers(subject) else person.organisation_id


def is_taken(form: Form, *, is_shown: bool, refusal: str) -> bool:
    """Say whether a form came in order; where the page shows none any more, it says why."""
    if is_shown:
        return form.validate_on_submit()
    if form.is_submitted():
        form.form_errors.append(refusal)
    return False


def booking_page(person_id: int, booking_id: int) -> str:
    """Return the address of one of their places."""
    return url_for("assisted.show_booking_of_person", person_id=person_id, booking_id=booking_id)


def person_page(person_id: int) -> str:
    """Return the address of the person's page."""
    return url_for("assisted.show_person", person_id=person_id)


def to_person(person_id: int) -> ResponseReturnValue:
    """Send on to the person's page."""
    return redirect(person_page(person_id), 303)
