"""Asking for the weekly list, pausing and ending it, sending it; and “not for me”."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.accounts.models import User
from brokerage.digests import emails, rules
from brokerage.digests.models import DigestSending, DigestSubscription, Dismissal
from brokerage.digests.rules import CameOf, Section, State
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import SYSTEM, Subject

KIND = "digest-subscription"


@writes
def start_digest(actor: Subject) -> None:
    """Ask for the list, or take it up again after a pause or an end."""
    subscription = _find_or_begin(actor.user_id or 0)
    if subscription.ended_at is not None or subscription.paused_until is not None:
        subscription.asked_at = utcnow()
    subscription.ended_at = subscription.paused_until = None
    _record(actor, subscription, "start")


@writes
def pause_digest(actor: Subject, user_id: int, today: date) -> date | None:
    """Leave the list out for a month; return the day it comes again, None where there is none."""
    subscription = _find(user_id)
    if subscription is None or subscription.ended_at is not None:
        return None
    subscription.paused_until = rules.a_month_after(today)
    _record(actor, subscription, "pause")
    return subscription.paused_until


@writes
def end_digest(actor: Subject, user_id: int) -> None:
    """End the list; a second time changes nothing."""
    subscription = _find(user_id)
    if subscription is None or subscription.ended_at is not None:
        return
    subscription.ended_at, subscription.paused_until = utcnow(), None
    _record(actor, subscription, "end")


@writes
def send_digest(user_id: int, sections: Sequence[Section], now: datetime) -> bool:
    """Send someone this week's list, if it was not sent and they still want it; say whether.

    Where there is nothing to say, nothing is sent, and it is noted that we looked.
    """
    subscription, today = _find(user_id), now.astimezone(rules.LONDON).date()
    if subscription is None or _state(subscription, today) != State.ON:
        return False
    token = secrets.token_urlsafe(32)
    sending = DigestSending(
        user_id=user_id,
        week=rules.week_of(now),
        shown=rules.count_entries(sections),
        token_digest=rules.digest_of_token(token),
        sent_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(sending)
    except IntegrityError:
        return False  # another runner was quicker
    if not sending.shown:
        return False
    emails.send_list(db.session.get_one(User, user_id), sections, token)
    audit.record(
        SYSTEM,
        "digests:digest:send",
        KIND,
        user_id,
        after={"week": sending.week, "shown": sending.shown},
    )
    return True


@writes
def dismiss(actor: Subject, kind: str, object_id: int, came_of: CameOf = CameOf.SAID) -> None:
    """Remember that something is not for this person; saying it twice is saying it once."""
    dismissal = Dismissal(
        user_id=actor.person_id,
        kind=kind,
        object_id=object_id,
        came_of=came_of,
        dismissed_at=utcnow(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(dismissal)
    except IntegrityError:
        return
    audit.record(actor, "digests:dismissal:add", kind, object_id, after={"came_of": came_of})


@writes
def restore(actor: Subject, kind: str, object_id: int) -> None:
    """Forget that something was not for this person."""
    forgotten = db.session.execute(
        delete(Dismissal)
        .where(
            Dismissal.user_id == actor.person_id,
            Dismissal.kind == kind,
            Dismissal.object_id == object_id,
        )
        .returning(Dismissal.object_id)
    ).scalar()
    if forgotten is not None:
        audit.record(actor, "digests:dismissal:remove", kind, object_id)


def _state(subscription: DigestSubscription, today: date) -> State:
    return rules.state_of(subscription.ended_at, subscription.paused_until, today)


def _find(user_id: int) -> DigestSubscription | None:
    return db.session.get(DigestSubscription, user_id, with_for_update=True)


def _find_or_begin(user_id: int) -> DigestSubscription:
    found = _find(user_id)
    if found is not None:
        return found
    try:
        with db.session.begin_nested():
            db.session.add(DigestSubscription(user_id=user_id, asked_at=utcnow()))
    except IntegrityError:
        pass  # asked for at the same moment on another page
    return db.session.get_one(DigestSubscription, user_id, with_for_update=True)


def _record(actor: Subject, subscription: DigestSubscription, verb: str) -> None:
    db.session.flush()
    until = subscription.paused_until
    audit.record(
        actor,
        f"digests:subscription:{verb}",
        KIND,
        subscription.user_id,
        after={"paused_until": until.isoformat()} if until else {},
    )
