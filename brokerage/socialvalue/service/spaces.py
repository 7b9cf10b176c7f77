"""Spaces that can be booked, and who has one when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.permissions import Subject
from brokerage.places.queries import find_place
from brokerage.socialvalue.emails import places as emails
from brokerage.socialvalue.models import Space, SpaceAsk
from brokerage.socialvalue.queries.spaces import get_public_space, get_space_ask
from brokerage.socialvalue.rules import spaces as rules
from brokerage.socialvalue.rules.projects import check_reason
from brokerage.socialvalue.rules.spaces import AskStatus, SpaceStatus

KIND = "space"
ASK_KIND = "space-ask"
FIELDS = ("name", "about", "place_name", "capacity", "is_free", "cost", "access", "suits")
OWN_SPACE = "It is your own space: there is nobody to ask."


@dataclass(frozen=True, kw_only=True)
class SpaceAnswers:
    """What is said of a space."""

    name: str
    about: str
    place_name: str
    postcode: str
    capacity: int
    is_free: bool
    cost: str
    access: list[str]
    suits: list[str]


@dataclass(frozen=True, kw_only=True)
class SpaceWish:
    """When a space is wanted, for how many, for what."""

    day: date
    day_part: str
    people: int
    purpose: str


@writes
def add_space(actor: Subject, organisation: Organisation, answers: SpaceAnswers) -> Space:
    """Offer a space; it can be found at once."""
    if organisation.status != Status.APPROVED:
        raise DomainError("Only an approved organisation can offer a space.")
    space = Space(organisation_id=organisation.id, status=SpaceStatus.OPEN, created_at=utcnow())
    _answer(space, answers)
    db.session.add(space)
    _record(actor, space, "add", {})
    return space


@writes
def edit_space(actor: Subject, space: Space, answers: SpaceAnswers) -> None:
    """Change what is said of it."""
    before = _facts(space)
    _answer(space, answers)
    _record(actor, space, "edit", before)


@writes
def withdraw_space(actor: Subject, space: Space) -> None:
    """Take it out of the list; what is booked stays booked."""
    before = _facts(space)
    space.status = SpaceStatus.WITHDRAWN
    _record(actor, space, "withdraw", before)


@writes
def reopen_space(actor: Subject, space: Space) -> None:
    """Put it back into the list."""
    before = _facts(space)
    space.status = SpaceStatus.OPEN
    _record(actor, space, "reopen", before)


@writes
def ask_for_space(actor: Subject, space: Space, asker: Organisation, wish: SpaceWish) -> SpaceAsk:
    """Ask for a part of a day; it is booked when its keeper says yes."""
    live = get_public_space(space.id)
    if asker.status != Status.APPROVED:
        raise DomainError("Only an approved organisation can ask for a space.")
    if asker.id == live.organisation_id:
        raise DomainError(OWN_SPACE)
    rules.check_ask(wish.day, wish.people, live.capacity, utcnow().date())
    ask = SpaceAsk(
        space_id=live.id,
        asker_id=asker.id,
        status=AskStatus.ASKED,
        day=wish.day,
        day_part=wish.day_part,
        people=wish.people,
        purpose=wish.purpose,
        asked_at=utcnow(),
    )
    db.session.add(ask)
    db.session.flush()
    after = {"space": live.id, "day": wish.day.isoformat(), "day_part": wish.day_part}
    audit.record(actor, "socialvalue:space-ask:ask", ASK_KIND, ask.id, after=after)
    emails.send_space_asked(get_space_ask(ask.id))
    return ask


@writes
def accept_space_ask(actor: Subject, ask: SpaceAsk) -> None:
    """Book it; the database keeps two from having it at once."""
    live = _locked(ask)
    rules.check_ask_status(live.status, AskStatus.ASKED)
    rules.check_ask(live.day, live.people, live.space.capacity, utcnow().date())
    try:
        with db.session.begin_nested():
            live.status = AskStatus.ACCEPTED
    except IntegrityError as clash:
        raise DomainError(rules.TAKEN) from clash
    _answered(actor, live, "accept", "Booked")


@writes
def decline_space_ask(actor: Subject, ask: SpaceAsk, reason: str) -> None:
    """Say no, and why."""
    live = _locked(ask)
    rules.check_ask_status(live.status, AskStatus.ASKED)
    check_reason(reason, "the other side reads it")
    live.status, live.reason = AskStatus.DECLINED, reason
    _answered(actor, live, "decline", "Declined")


@writes
def cancel_space_ask(actor: Subject, ask: SpaceAsk) -> None:
    """Give it back, for either side; somebody else can have it then."""
    live = _locked(ask)
    rules.check_ask_status(live.status, AskStatus.ASKED, AskStatus.ACCEPTED)
    live.status = AskStatus.CANCELLED
    _answered(actor, live, "cancel", "Cancelled")


def _answer(space: Space, answers: SpaceAnswers) -> None:
    if not answers.is_free and not answers.cost:
        raise DomainError("Say what it costs, or that it is free for community use", "cost")
    place = find_place(answers.postcode)
    for field in FIELDS:
        setattr(space, field, getattr(answers, field))
    space.postcode = place.postcode or answers.postcode
    space.easting, space.northing = place.easting, place.northing
    space.authority_code = place.authority_code


def _locked(ask: SpaceAsk) -> SpaceAsk:
    return db.session.get_one(SpaceAsk, ask.id, with_for_update=True, populate_existing=True)


def _answered(actor: Subject, ask: SpaceAsk, verb: str, happened: str) -> None:
    db.session.flush()
    after = {"status": ask.status, "reason": ask.reason}
    audit.record(actor, f"socialvalue:space-ask:{verb}", ASK_KIND, ask.id, after=after)
    emails.send_space_answered(get_space_ask(ask.id), happened)


def _record(actor: Subject, space: Space, verb: str, before: dict[str, Any]) -> None:
    db.session.flush()
    action = f"socialvalue:space:{verb}"
    audit.record(actor, action, KIND, space.id, before=before, after=_facts(space))


def _facts(space: Space) -> dict[str, Any]:
    return {field: getattr(space, field) for field in FIELDS} | {"status": space.status}
