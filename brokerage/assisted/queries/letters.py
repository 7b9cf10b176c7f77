"""What waits to be posted or told by phone, and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import contains_eager, joinedload

from brokerage.assisted.models import AssistedVolunteer, Letter
from brokerage.assisted.rules import Way
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.scheduling.models import Session
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.rules.bookings import HOLDS_SEAT
from brokerage.web.paging import Page

PER_PAGE = 20
MOST_PRINTED = 50
MOST_LETTERS = 50


@dataclass(frozen=True, kw_only=True)
class Call:
    """One person to ring, and all that there is to tell them."""

    person: AssistedVolunteer
    letters: Sequence[Letter]


@dataclass(frozen=True, kw_only=True)
class ExpectedPerson:
    """Somebody with a place at a session; `person` where they are looked after by others."""

    booking: Booking
    person: AssistedVolunteer | None


def get_letter(letter_id: int) -> Letter:
    """Return a letter with its person (NotFoundError)."""
    letter = db.session.scalars(_letters().where(Letter.id == letter_id)).first()
    if letter is None:
        raise NotFoundError
    return letter


def list_open_letters(way: str, page: int, organisation_id: int | None = None) -> Page[Letter]:
    """Return what waits to be posted, or told by phone, oldest first."""
    return _page_of(
        _open(way, organisation_id).order_by(Letter.written_at, Letter.id), page, PER_PAGE
    )


def list_done_letters(page: int, organisation_id: int | None = None) -> Page[Letter]:
    """Return what was done, newest first."""
    done = _of_host(_letters().where(Letter.done_at.is_not(None)), organisation_id)
    return _page_of(done.order_by(Letter.done_at.desc(), Letter.id.desc()), page, PER_PAGE)


def list_letters_to_print(organisation_id: int | None = None) -> Sequence[Letter]:
    """Return the letters that go into one print, oldest first; what is over comes next time."""
    return db.session.scalars(
        _open(Way.LETTER, organisation_id)
        .order_by(Letter.written_at, Letter.id)
        .limit(MOST_PRINTED)
    ).all()


def list_calls(organisation_id: int | None = None) -> list[Call]:
    """Return whom to ring, who has waited longest first, each with all there is to say."""
    letters = db.session.scalars(
        _open(Way.PHONE, organisation_id).order_by(Letter.written_at, Letter.id).limit(MOST_PRINTED)
    )
    by_person: dict[int, list[Letter]] = {}
    for letter in letters:
        by_person.setdefault(letter.user_id, []).append(letter)
    return [Call(person=told[0].person, letters=told) for told in by_person.values()]


def list_letters_of(user_id: int, organisation_id: int | None) -> Sequence[Letter]:
    """Return a person's letters, newest first; for a host only those about it."""
    theirs = _of_host(_letters().where(Letter.user_id == user_id), organisation_id)
    return db.session.scalars(theirs.order_by(Letter.id.desc()).limit(MOST_LETTERS)).all()


def count_waiting(organisation_id: int | None = None) -> dict[str, int]:
    """Return how many letters and calls wait, by way."""
    waiting = (
        select(Letter.way, func.count(Letter.id))
        .join(AssistedVolunteer, AssistedVolunteer.user_id == Letter.user_id)
        .where(Letter.done_at.is_(None))
        .group_by(Letter.way)
    )
    if organisation_id is not None:
        waiting = waiting.where(_is_of(organisation_id))
    found = {str(way): int(count) for way, count in db.session.execute(waiting)}
    return {str(way): found.get(way, 0) for way in Way}


def get_session_of(session_id: int) -> tuple[Session, Opportunity]:
    """Return a session and the opportunity it is of (NotFoundError)."""
    session = db.session.get(Session, session_id)
    is_ours = session is not None and session.owner_kind == "opportunity"
    opportunity = db.session.get(Opportunity, session.owner_id) if is_ours and session else None
    if session is None or opportunity is None:
        raise NotFoundError
    return session, opportunity


def list_expected(session_id: int) -> list[ExpectedPerson]:
    """Return who has a place at a session, by name."""
    rows = db.session.execute(
        select(Booking, AssistedVolunteer)
        .outerjoin(
            AssistedVolunteer,
            and_(
                AssistedVolunteer.user_id == Booking.user_id,
                AssistedVolunteer.taken_over_at.is_(None),
            ),
        )
        .where(Booking.session_id == session_id, Booking.status.in_(sorted(HOLDS_SEAT)))
        .options(joinedload(Booking.user))
    )
    expected = [ExpectedPerson(booking=booking, person=person) for booking, person in rows]
    return sorted(expected, key=lambda each: (each.booking.user.name.casefold(), each.booking.id))


def _letters() -> Select[Letter]:
    return (
        select(Letter)
        .join(Letter.person)
        .options(
            contains_eager(Letter.person).joinedload(AssistedVolunteer.user),
            contains_eager(Letter.person).joinedload(AssistedVolunteer.organisation),
            joinedload(Letter.done_by),
        )
    )


def _open(way: str, organisation_id: int | None) -> Select[Letter]:
    waits = _letters().where(Letter.done_at.is_(None), Letter.way == way)
    return _of_host(waits, organisation_id)


def _of_host(query: Select[Letter], organisation_id: int | None) -> Select[Letter]:
    return query if organisation_id is None else query.where(_is_of(organisation_id))


def _is_of(organisation_id: int) -> ColumnElement[bool]:
    """About this host, and to somebody who came to it."""
    return and_(
        Letter.organisation_id == organisation_id,
        AssistedVolunteer.organisation_id == organisation_id,
    )


def _page_of(query: Select[Letter], page: int, per_page: int) -> Page[Letter]:
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    rows = db.session.scalars(query.offset((page - 1) * per_page).limit(per_page)).all()
    return Page(rows, page, per_page, total or 0)
