"""Registering somebody, putting it right, undoing it the same day, erasing them on request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, update

from brokerage import audit
from brokerage.accounts.service import offline
from brokerage.assisted import emails, rules
from brokerage.assisted.models import AssistedVolunteer, Consent, Letter, TakeOver
from brokerage.assisted.queries.people import has_bookings, list_alike, list_bookings_of
from brokerage.assisted.service.acting import KIND, act_for
from brokerage.checks.service import people as checks
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.leave.service.privacy import erase_leave
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.permissions import Subject
from brokerage.volunteering.models import Booking, HoursEntry
from brokerage.volunteering.rules.bookings import OPEN_BOOKINGS
from brokerage.volunteering.service.bookings import withdraw_booking
from brokerage.volunteering.service.volunteers import delete_volunteer

NOT_APPROVED = "Your organisation can do this once it has been approved"


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """That a person agreed to the newest wording: how, and on which day."""

    way: str
    given_on: date
    has_agreed: bool = True


@writes
def register_person(
    actor: Subject,
    *,
    name: str,
    age_band: str,
    reach: rules.Reach,
    agreed: Agreed,
    organisation: Organisation | None = None,
) -> AssistedVolunteer:
    """Register somebody who agreed to it (DomainError); `organisation` is the host they came to.

    Whoever may be the same person is kept beside it for the brokers: a host is not told of
    people who came to others.
    """
    if organisation is not None and organisation.status != Status.APPROVED:
        raise DomainError(NOT_APPROVED)
    _check(agreed)
    alike = list_alike(name, reach)
    user = offline.add_offline_user(actor, name, age_band)
    person = AssistedVolunteer(
        user_id=user.id,
        organisation_id=organisation.id if organisation else None,
        registered_by_id=actor.user_id or 0,
        registered_at=utcnow(),
        looks_like_id=alike[0].user.id if alike else None,
    )
    _keep_reach(person, reach)
    db.session.add(person)
    db.session.flush()
    audit.record(
        act_for(actor, person),
        "assisted:person:register",
        KIND,
        user.id,
        after={"organisation_id": person.organisation_id, "prefers": reach.prefers},
    )
    _keep_consent(actor, person, agreed)
    emails.send_registered(person, rules.CONSENT_WORDINGS[rules.NEWEST_WORDING])
    return person


@writes
def change_person(
    actor: Subject, person: AssistedVolunteer, *, name: str, age_band: str, reach: rules.Reach
) -> None:
    """Put the name, the age band or how they are reached right; letters that wait follow."""
    acting = act_for(actor, person)
    before = {"prefers": person.prefers}
    if (name, age_band) != (person.user.name, person.user.age_band):
        offline.rename_offline_user(acting, person.user, name, age_band)
    _keep_reach(person, reach)
    db.session.execute(
        update(Letter)
        .where(Letter.user_id == person.user_id, Letter.done_at.is_(None))
        .values(way=reach.prefers)
    )
    db.session.flush()
    # The log keeps that it changed; a phone number or an address has no business there.
    audit.record(
        acting,
        "assisted:person:change",
        KIND,
        person.user_id,
        before=before,
        after={"prefers": reach.prefers},
    )


@writes
def record_consent(actor: Subject, person: AssistedVolunteer, agreed: Agreed) -> None:
    """Keep that they agreed again, to the newest wording (DomainError)."""
    act_for(actor, person)
    _check(agreed)
    _keep_consent(actor, person, agreed)


@writes
def clear_likeness(actor: Subject, person: AssistedVolunteer) -> None:
    """Keep that a broker looked: these are two people."""
    acting = act_for(actor, person)
    before = {"looks_like_id": person.looks_like_id}
    person.looks_like_id = None
    db.session.flush()
    audit.record(acting, "assisted:person:tell-apart", KIND, person.user_id, before=before)


@writes
def remove_person(actor: Subject, person: AssistedVolunteer) -> None:
    """Undo a wrong registration: of today, and with nothing asked for (DomainError)."""
    acting, user, user_id = act_for(actor, person), person.user, person.user_id
    rules.check_may_remove(
        registered_at=person.registered_at, now=utcnow(), has_bookings=has_bookings(user_id)
    )
    with db.session.begin_nested():
        delete_volunteer(acting)
        _forget_likenesses(user_id)
        for table in (Letter, TakeOver, Consent):
            db.session.execute(delete(table).where(table.user_id == user_id))
        db.session.delete(person)
        db.session.flush()
        offline.remove_offline_user(actor, user)
    for kind in (KIND, "volunteer"):
        audit.erase_details(kind, user_id)
    audit.record(acting, "assisted:person:remove", KIND, user_id)


@writes
def erase_person(actor: Subject, person: AssistedVolunteer) -> None:
    """Erase somebody on their request: their hosts are told that they do not come.

    What they agreed to and when stays, without who they were; so does that a seat was taken.
    """
    acting, user_id = act_for(actor, person), person.user_id
    _withdraw_everything(acting, user_id)
    delete_volunteer(acting)
    _forget_likenesses(user_id)
    for table in (Letter, TakeOver):
        db.session.execute(delete(table).where(table.user_id == user_id))
    erase_leave(acting, user_id)
    checks.erase_person(user_id)
    for kept in (Booking, HoursEntry):
        db.session.execute(update(kept).where(kept.user_id == user_id).values(note=""))
    person.phone = person.phone_key = person.address = person.postcode = ""
    person.looks_like_id, person.erased_at = None, utcnow()
    db.session.flush()
    for kind in (KIND, "volunteer"):
        audit.erase_details(kind, user_id)
    offline.empty_offline_user(actor, person.user)
    audit.record(acting, "assisted:person:erase", KIND, user_id)


def _withdraw_everything(acting: Subject, user_id: int) -> None:
    for booking in list_bookings_of(user_id, None):
        if booking.status not in OPEN_BOOKINGS:
            continue
        try:
            withdraw_booking(acting, booking, "")
        except DomainError:
            continue  # it has begun: its host still says who was there


@writes
def _forget_likenesses(user_id: int) -> None:
    db.session.execute(
        update(AssistedVolunteer)
        .where(AssistedVolunteer.looks_like_id == user_id)
        .values(looks_like_id=None)
    )


def _check(agreed: Agreed) -> None:
    today = utcnow().date()
    rules.check_consent(agreed=agreed.has_agreed, given_on=agreed.given_on, today=today)


@writes
def _keep_consent(actor: Subject, person: AssistedVolunteer, agreed: Agreed) -> None:
    consent = Consent(
        user_id=person.user_id,
        wording=rules.NEWEST_WORDING,
        way=agreed.way,
        given_on=agreed.given_on,
        recorded_by_id=actor.user_id or 0,
        recorded_at=utcnow(),
    )
    db.session.add(consent)
    db.session.flush()
    audit.record(
        act_for(actor, person),
        "assisted:consent:record",
        KIND,
        person.user_id,
        after={
            "wording": consent.wording,
            "way": agreed.way,
            "given_on": agreed.given_on.isoformat(),
        },
    )


def _keep_reach(person: AssistedVolunteer, reach: rules.Reach) -> None:
    person.prefers, person.phone, person.phone_key = reach.prefers, reach.phone, reach.phone_key
    person.address, person.postcode = reach.address, reach.postcode
