"""A day that someone found themselves: asked for, agreed, confirmed by its host, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from brokerage import audit
from brokerage.accounts.rules import email_key
from brokerage.audit import Recorded
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.leave.emails import own_days as emails
from brokerage.leave.models import Employment, LeaveLink, OwnDay
from brokerage.leave.queries.own_days import get_own_day
from brokerage.leave.queries.policies import list_own_addresses
from brokerage.leave.rules import own_days as rules
from brokerage.leave.rules.own_days import OwnDayStatus
from brokerage.leave.rules.policies import minutes_between
from brokerage.leave.rules.wallet import Occasion, RequestStatus, Why
from brokerage.leave.service.links import close_link, send_link
from brokerage.leave.service.requests import ask_for_leave
from brokerage.leave.service.settling import release_leave, take_leave
from brokerage.permissions import SYSTEM, Subject

KIND = "own_day"
SOURCE_KIND = "own-day"
QUICKER = "This has changed in the meantime. Look at it again."


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a person says of a day they found."""

    host_name: str
    what: str
    place: str
    starts_at: datetime
    ends_at: datetime
    is_outside: bool
    is_remote: bool
    contact_email: str
    shares_host: bool


@writes
def add_own_day(actor: Subject, employment: Employment, plan: Plan) -> OwnDay:
    """Keep the plan, set the leave aside and ask the manager (DomainError as for any leave)."""
    rules.check_contact(email_key(plan.contact_email), list_own_addresses(employment))
    now = utcnow()
    own_day = OwnDay(
        employment_id=employment.id,
        status=OwnDayStatus.ASKED,
        host_name=plan.host_name,
        what=plan.what,
        place=plan.place,
        is_outside=plan.is_outside,
        is_remote=plan.is_remote,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        contact_email=plan.contact_email,
        created_at=now,
        changed_at=now,
    )
    db.session.add(own_day)
    db.session.flush()
    audit.record(actor, "leave:own-day:add", KIND, own_day.id, after=_facts(own_day))
    occasion = Occasion(
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        host_name=plan.host_name,
        shares_host=plan.shares_host,
        is_outside=plan.is_outside,
        is_remote=plan.is_remote,
    )
    request = ask_for_leave(actor, SOURCE_KIND, own_day.id, employment, occasion)
    if request.status == RequestStatus.NOT_NEEDED:
        _move(own_day, OwnDayStatus.AGREED)
    return own_day


@writes
def withdraw_own_day(actor: Subject, own_day: OwnDay) -> None:
    """The person does not go; the policy says whether the leave goes back."""
    if own_day.ends_at <= utcnow():
        raise DomainError("The day is over. Its host says how it was.")
    _move(own_day, OwnDayStatus.WITHDRAWN)
    audit.record(actor, "leave:own-day:withdraw", KIND, own_day.id, after=_facts(own_day))
    release_leave(actor, SOURCE_KIND, own_day.id, Why.WITHDRAWN)


def follow_request(told: Recorded) -> None:
    """Take an own day along with what was decided about its leave."""
    source = (told.after.get("source_kind"), told.after.get("source_id"))
    if source[0] != SOURCE_KIND:
        return
    own_day = get_own_day(int(str(source[1])))
    is_lost = told.action == "leave:request:take" and told.after.get("why") == Why.WITHDRAWN
    then = OwnDayStatus.WITHDRAWN if is_lost else _FOLLOWS.get(told.action)
    if then is not None and then in rules.OWN_DAY_MOVES[OwnDayStatus(own_day.status)]:
        _move(own_day, then)


_FOLLOWS = {
    "leave:request:approve": OwnDayStatus.AGREED,
    "leave:request:decline": OwnDayStatus.DECLINED,
    "leave:request:withdraw": OwnDayStatus.WITHDRAWN,
    "leave:request:release": OwnDayStatus.WITHDRAWN,
}


@writes
def ask_contact(own_day: OwnDay, *, is_reminder: bool = False) -> None:
    """Send the host's contact a link; whoever has none is asked once the day is over."""
    now = utcnow()
    rules.check_over(own_day.ends_at, now)
    link, token = send_link(
        own_day.contact_email, now + rules.CONFIRM_WITHIN, own_day_id=own_day.id
    )
    emails.send_to_contact(own_day, link, token, is_reminder=is_reminder)
    if not is_reminder:
        emails.send_asked_contact(own_day)


@writes
def change_contact(actor: Subject, own_day: OwnDay, address: str) -> None:
    """Ask again, perhaps somebody else at the host; older links stop working."""
    rules.check_contact(email_key(address), list_own_addresses(own_day.employment))
    if own_day.status != OwnDayStatus.AGREED:
        raise DomainError("There is nothing to confirm now.")
    now = utcnow()
    rules.check_over(own_day.ends_at, now)
    db.session.execute(
        update(LeaveLink)
        .where(LeaveLink.own_day_id == own_day.id, LeaveLink.used_at.is_(None))
        .values(expires_at=now, told_at=now)
        .execution_options(synchronize_session=False)
    )
    own_day.contact_email = address
    db.session.flush()
    audit.record(actor, "leave:own-day:change-contact", KIND, own_day.id)
    ask_contact(own_day)


@writes
def confirm_own_day(actor: Subject, link: LeaveLink, token: str, minutes: int) -> None:
    """The host's contact says how long the person was there: from now on it counts.

    Records `leave:own-day:confirm` with the minutes, which a higher feature counts.
    """
    own_day = _answerable(actor, link)
    rules.check_hours(minutes, minutes_between(own_day.starts_at, own_day.ends_at))
    _answer(link, own_day, OwnDayStatus.CONFIRMED, minutes)
    audit.record(actor, "leave:own-day:confirm", KIND, own_day.id, after=_facts(own_day))
    take_leave(actor, SOURCE_KIND, own_day.id, minutes)
    emails.send_answered(own_day, link, token)


@writes
def deny_own_day(actor: Subject, link: LeaveLink, token: str) -> None:
    """The host's contact says that the person was not there."""
    own_day = _answerable(actor, link)
    _answer(link, own_day, OwnDayStatus.NOT_THERE, None)
    audit.record(actor, "leave:own-day:deny", KIND, own_day.id, after=_facts(own_day))
    release_leave(actor, SOURCE_KIND, own_day.id, Why.NO_SHOW)
    emails.send_answered(own_day, link, token)


@writes
def take_answer_back(actor: Subject, link: LeaveLink) -> None:
    """The contact undoes the answer and can give another by the same link, for a week.

    Records `leave:own-day:unconfirm` where hours had been confirmed; whoever counted them
    takes them back.
    """
    own_day = _day_of(actor, link)
    now = utcnow()
    if own_day.status not in rules.ANSWERED or not rules.can_undo(own_day.answered_at, now):
        raise DomainError("This answer cannot be taken back any more.")
    before = _facts(own_day)
    was_confirmed = own_day.status == OwnDayStatus.CONFIRMED
    _move(own_day, OwnDayStatus.AGREED, confirmed_minutes=None, answered_at=None)
    link.used_at, link.expires_at = None, max(link.expires_at, now + rules.UNDO_WITHIN)
    db.session.flush()
    action = "leave:own-day:unconfirm" if was_confirmed else "leave:own-day:undeny"
    audit.record(actor, action, KIND, own_day.id, before=before, after=_facts(own_day))
    emails.send_taken_back(own_day)


@writes
def ask_contacts_of(days: list[OwnDay]) -> None:
    """Ask the hosts of days that are over; the system does it, by the clock."""
    for own_day in days:
        audit.record(SYSTEM, "leave:own-day:ask-contact", KIND, own_day.id)
        ask_contact(own_day)


def _day_of(actor: Subject, link: LeaveLink) -> OwnDay:
    if link.own_day is None:
        raise DomainError(QUICKER)
    if actor.user_id is not None and actor.user_id == link.own_day.employment.user_id:
        raise DomainError("You cannot confirm your own hours. Someone at the host has to.")
    return link.own_day


def _answerable(actor: Subject, link: LeaveLink) -> OwnDay:
    own_day = _day_of(actor, link)
    rules.check_over(own_day.ends_at, utcnow())
    return own_day


def _answer(link: LeaveLink, own_day: OwnDay, then: OwnDayStatus, minutes: int | None) -> None:
    now = utcnow()
    rules.check_own_day_move(own_day.status, then)
    close_link(link, now)
    _move(own_day, then, confirmed_minutes=minutes, answered_at=now)


def _move(own_day: OwnDay, then: OwnDayStatus, **values: Any) -> None:
    before = own_day.status
    rules.check_own_day_move(before, then)
    moved = db.session.execute(
        update(OwnDay)
        .where(OwnDay.id == own_day.id, OwnDay.status == before)
        .values(status=then, changed_at=utcnow(), **values)
        .returning(OwnDay.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if moved is None:
        raise DomainError(QUICKER)
    db.session.refresh(own_day)


def _facts(own_day: OwnDay) -> dict[str, Any]:
    return {
        "status": own_day.status,
        "user_id": own_day.employment.user_id,
        "employer_id": own_day.employment.organisation_id,
        "host_name": own_day.host_name,
        "starts_at": own_day.starts_at.isoformat(),
        "minutes": own_day.confirmed_minutes,
    }
