"""Taking a place at an event, waiting for one, and giving it back.

Whoever changes places locks the session's row first, so a place that is given back goes to
whoever has waited longest before anybody else can take it.
"""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.calendars.rules import Party
from brokerage.calendars.service import send_event
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import SYSTEM, Subject
from brokerage.scheduling.models import Session
from brokerage.scheduling.service import give_back_seat, lock_seats, take_seat
from brokerage.toolkit import emails
from brokerage.toolkit.models import Event, SignUp
from brokerage.toolkit.queries.calendar import get_event_of_sign_up
from brokerage.toolkit.queries.events import (
    count_waiting,
    find_next_waiting,
    find_sign_up,
    get_event,
)
from brokerage.toolkit.rules import events as rules
from brokerage.toolkit.rules.events import EventState, SignUpState

KIND = "toolkit-sign-up"


@writes
def join_event(
    actor: Subject, event: Event, *, organisation_id: int | None = None, note: str = ""
) -> SignUp:
    """Take a place, or a turn on the waiting list where there is none; both sides are told."""
    session = _lock(event)
    user_id = actor.user_id or 0
    if find_sign_up(event.id, user_id) is not None:
        raise DomainError(rules.HAS_ONE)
    is_free = session.left > 0
    if not is_free and count_waiting(event.id) >= rules.MOST_WAITING:
        raise DomainError(rules.TOO_MANY)
    if is_free:
        take_seat(session.id)
    sign_up = _add(event, user_id, SignUpState.COMING if is_free else SignUpState.WAITING)
    sign_up.organisation_id, sign_up.note = organisation_id, note
    db.session.flush()
    _record(actor, sign_up, "add")
    emails.send_signed_up(sign_up, event)
    if is_free:
        tell_calendars(sign_up)
        if session.left == 0:
            emails.send_full(event)
    return sign_up


@writes
def leave_event(actor: Subject, event: Event) -> None:
    """Give one's place back, or leave the waiting list; the next in line gets the place."""
    _lock(event)
    sign_up = find_sign_up(event.id, actor.user_id or 0)
    if sign_up is None:
        raise DomainError("You have no place at this event")
    had_place = sign_up.status == SignUpState.COMING
    if not _change(sign_up, sign_up.status, SignUpState.LEFT):
        raise DomainError("You have no place at this event")
    _record(actor, sign_up, "leave")
    emails.send_left(sign_up, event, had_place=had_place)
    if had_place:
        tell_calendars(sign_up)
        give_back_seat(event.session_id)
        fill_places(event)


@writes
def fill_places(event: Event) -> int:
    """Give free places to those who have waited longest; return how many got one."""
    session = lock_seats(event.session_id)
    given = 0
    while session is not None and session.left > 0:
        waiting = find_next_waiting(event.id)
        if waiting is None or not _change(waiting, SignUpState.WAITING, SignUpState.COMING):
            break
        take_seat(session.id)
        _record(SYSTEM, waiting, "promote")
        emails.send_promoted(waiting, event)
        tell_calendars(waiting)
        given += 1
    return given


@writes
def tell_calendars(sign_up: SignUp) -> None:
    """Tell the calendar of the one whose place it is, where that is news to it."""
    if sign_up.user.email is None:
        return
    send_event(
        get_event_of_sign_up(sign_up), Party(name=sign_up.user.name, email=sign_up.user.email)
    )


def _lock(event: Event) -> Session:
    """Lock the places of an open event, or say why there are none."""
    session = lock_seats(event.session_id)
    live = get_event(event.id)
    if live.state != EventState.PUBLISHED:
        raise DomainError(rules.CLOSED)
    if session is None:
        raise DomainError(rules.OVER)
    return session


def _add(event: Event, user_id: int, status: SignUpState) -> SignUp:
    now = utcnow()
    sign_up = SignUp(
        event_id=event.id, user_id=user_id, status=status, signed_up_at=now, changed_at=now
    )
    try:
        with db.session.begin_nested():
            db.session.add(sign_up)
    except IntegrityError as clash:
        raise DomainError(rules.HAS_ONE) from clash
    return sign_up


def _change(sign_up: SignUp, before: str, after: SignUpState) -> bool:
    """Move a sign-up on unless someone else has done so meanwhile."""
    changed = db.session.execute(
        update(SignUp)
        .where(SignUp.id == sign_up.id, SignUp.status == before)
        .values(status=after, changed_at=utcnow())
        .returning(SignUp.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    db.session.refresh(sign_up)
    return changed is not None


def _record(actor: Subject, sign_up: SignUp, verb: str) -> None:
    audit.record(
        actor,
        f"toolkit:sign-up:{verb}",
        KIND,
        sign_up.id,
        after={"event_id": sign_up.event_id, "status": sign_up.status},
    )
