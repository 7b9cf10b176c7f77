"""Who is looked after, what they agreed to, who may be registered twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from brokerage.accounts.models import User
from brokerage.assisted import rules
from brokerage.assisted.models import AssistedVolunteer, Consent, Letter
from brokerage.errors import DomainError, NotFoundError
from brokerage.extensions import db
from brokerage.places.rules import clean_postcode, outcode_of
from brokerage.volunteering.models import Booking, Opportunity, Volunteer
from brokerage.web.paging import Page

PER_PAGE = 20
MOST_COMPARED = 500
MOST_SHOWN = 5
FEWEST_DIGITS = 3
"""With fewer, nearly every number has them somewhere."""
MOST_BOOKINGS = 100
IS_ACTIVE = and_(AssistedVolunteer.taken_over_at.is_(None), AssistedVolunteer.erased_at.is_(None))


@dataclass(frozen=True, kw_only=True)
class ListedPerson:
    """A person in a list, and how many letters and calls wait for them."""

    person: AssistedVolunteer
    waiting: int


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """Somebody who may be the same person; `person` is None for one with an e-mail address."""

    user: User
    person: AssistedVolunteer | None


def get_person(user_id: int) -> AssistedVolunteer:
    """Return an assisted volunteer with all that is around them (NotFoundError)."""
    person = db.session.scalars(
        select(AssistedVolunteer)
        .where(AssistedVolunteer.user_id == user_id)
        .options(
            joinedload(AssistedVolunteer.user),
            joinedload(AssistedVolunteer.organisation),
            joinedload(AssistedVolunteer.registered_by),
        )
    ).first()
    if person is None:
        raise NotFoundError
    return person


def find_person(user_id: int) -> AssistedVolunteer | None:
    """Return an assisted volunteer whom somebody still looks after."""
    person = db.session.get(AssistedVolunteer, user_id)
    return person if person is not None and person.is_active else None


def list_people(words: str, page: int, organisation_id: int | None = None) -> Page[ListedPerson]:
    """Return who is looked after, by name: all of them, or those who came to one host."""
    waiting = (
        select(func.count())
        .where(Letter.user_id == AssistedVolunteer.user_id, Letter.done_at.is_(None))
        .correlate(AssistedVolunteer)
    )
    if organisation_id is not None:
        waiting = waiting.where(Letter.organisation_id == organisation_id)
    chosen = _chosen(words, organisation_id)
    total = db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    rows = db.session.execute(
        chosen.add_columns(waiting.scalar_subquery())
        .options(
            joinedload(AssistedVolunteer.user),
            joinedload(AssistedVolunteer.organisation),
        )
        .order_by(func.lower(User.name), AssistedVolunteer.user_id)
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    )
    listed = [ListedPerson(person=person, waiting=count or 0) for person, count in rows]
    return Page(listed, page, PER_PAGE, total)


def count_active(organisation_id: int) -> ScalarSelect[int]:
    """Count the people who came to this host and are looked after."""
    chosen = (IS_ACTIVE, AssistedVolunteer.organisation_id == organisation_id)
    return select(func.count()).where(*chosen).scalar_subquery()


def list_consents(user_id: int) -> Sequence[Consent]:
    """Return what a person agreed to, newest first."""
    return db.session.scalars(
        select(Consent)
        .where(Consent.user_id == user_id)
        .options(joinedload(Consent.recorded_by))
        .order_by(Consent.id.desc())
    ).all()


def list_bookings_of(user_id: int, organisation_id: int | None) -> Sequence[Booking]:
    """Return a person's bookings, newest first; for a host only those at that host."""
    query = (
        select(Booking)
        .join(Opportunity, Opportunity.id == Booking.opportunity_id)
        .where(Booking.user_id == user_id)
        .options(
            joinedload(Booking.opportunity).joinedload(Opportunity.organisation),
            joinedload(Booking.session),
            joinedload(Booking.proposed_opportunity),
            joinedload(Booking.proposed_session),
        )
        .order_by(Booking.changed_at.desc(), Booking.id.desc())
        .limit(MOST_BOOKINGS)
    )
    if organisation_id is not None:
        query = query.where(Opportunity.organisation_id == organisation_id)
    return db.session.scalars(query).all()


def has_bookings(user_id: int) -> bool:
    """Say whether a place was ever asked for."""
    return bool(db.session.scalar(select(exists().where(Booking.user_id == user_id))))


def get_reach(*, prefers: str, phone: str, address: str, postcode: str) -> rules.Reach:
    """Return how a person is reached as it is kept (DomainError, on the field it is about)."""
    rules.check_reach(prefers=prefers, phone=phone, address=address, postcode=postcode)
    return rules.Reach(
        prefers=prefers,
        phone=phone,
        phone_key=rules.phone_key(phone),
        address=address,
        postcode=clean_postcode(postcode) if postcode else "",
    )


def list_alike(
    name: str, reach: rules.Reach, *, organisation_id: int | None = None, besides: int = 0
) -> list[Likeness]:
    """Return who may be the same person, forgiving typing.

    Of everyone, online volunteers included; with a host given, only of those who came to it.
    """
    asked = rules.Known(name=name, phone_key=reach.phone_key, postcode=reach.postcode)
    found = [
        Likeness(user=person.user, person=person)
        for person in _list_comparable(reach, organisation_id)
        if person.user_id != besides and rules.is_like(asked, _known(person))
    ]
    if organisation_id is None:
        found += _list_alike_online(name, reach)
    return found[:MOST_SHOWN]


def _known(person: AssistedVolunteer) -> rules.Known:
    return rules.Known(name=person.user.name, phone_key=person.phone_key, postcode=person.postcode)


def _list_comparable(
    reach: rules.Reach, organisation_id: int | None
) -> Sequence[AssistedVolunteer]:
    """Return whose number or postcode agrees in the half where the slip is not."""
    near: list[ColumnElement[bool]] = []
    if reach.phone_key:
        near += [
            AssistedVolunteer.phone_key.endswith(reach.phone_key[-4:], autoescape=True),
            AssistedVolunteer.phone_key.startswith(reach.phone_key[:-4], autoescape=True),
        ]
    if reach.postcode:
        outcode, inward = outcode_of(reach.postcode), reach.postcode[-3:]
        near += [
            AssistedVolunteer.postcode.startswith(f"{outcode} ", autoescape=True),
            AssistedVolunteer.postcode.endswith(f" {inward}", autoescape=True),
        ]
    query = (
        select(AssistedVolunteer)
        .where(IS_ACTIVE, or_(*near))
        .options(joinedload(AssistedVolunteer.user))
        .order_by(AssistedVolunteer.user_id)
        .limit(MOST_COMPARED)
    )
    if organisation_id is not None:
        query = query.where(AssistedVolunteer.organisation_id == organisation_id)
    return db.session.scalars(query).all()


def _list_alike_online(name: str, reach: rules.Reach) -> list[Likeness]:
    """Return volunteers with an account of their own, of whom only half a postcode is known."""
    try:
        outcode = outcode_of(clean_postcode(reach.postcode))
    except DomainError:
        return []
    users = db.session.scalars(
        select(User)
        .join(Volunteer, Volunteer.user_id == User.id)
        .where(Volunteer.outcode == outcode, User.email.is_not(None))
        .order_by(User.id)
        .limit(MOST_COMPARED)
    )
    asked = rules.Known(name=name, postcode=outcode)
    return [
        Likeness(user=user, person=None)
        for user in users
        if rules.is_like(asked, rules.Known(name=user.name, postcode=outcode))
    ]


def _chosen(words: str, organisation_id: int | None) -> Select[AssistedVolunteer]:
    query = select(AssistedVolunteer).join(AssistedVolunteer.user).where(IS_ACTIVE)
    if organisation_id is not None:
        query = query.where(AssistedVolunteer.organisation_id == organisation_id)
    for word in words.casefold().split()[:5]:
        found = [func.lower(User.name).contains(word, autoescape=True)]
        digits = rules.phone_key(word)
        if len(digits) >= FEWEST_DIGITS:
            found.append(AssistedVolunteer.phone_key.contains(digits, autoescape=True))
        query = query.where(or_(*found))
    return query
