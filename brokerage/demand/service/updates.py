"""Asking to hear of new planned purchases, ending that, and sending the mail of a day."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.accounts.models import User
from brokerage.demand import emails
from brokerage.demand.models import DemandSending, DemandSubscription, PlannedPurchase
from brokerage.demand.rules import updates as rules
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import SYSTEM, Subject

KIND = "demand-subscription"


@writes
def add_subscription(actor: Subject, buyer_id: int, division: str) -> None:
    """Keep a wish: of one buyer or (0) all, of one kind of work or ("") all; twice is once."""
    user_id = actor.user_id or 0
    count = select(func.count()).where(DemandSubscription.user_id == user_id)
    if (db.session.scalar(count) or 0) >= rules.MOST_WISHES:
        raise DomainError(f"You have {rules.MOST_WISHES} already. End one first.")
    wish = DemandSubscription(
        user_id=user_id, buyer_id=buyer_id, division=division, asked_at=utcnow()
    )
    try:
        with db.session.begin_nested():
            db.session.add(wish)
    except IntegrityError:
        return
    audit.record(
        actor,
        "demand:subscription:add",
        KIND,
        wish.id,
        after={"buyer_id": buyer_id, "division": division},
    )


@writes
def remove_subscription(actor: Subject, demand_subscription_id: int) -> None:
    """End one wish of one's own."""
    removed = db.session.scalar(
        delete(DemandSubscription)
        .where(
            DemandSubscription.id == demand_subscription_id,
            DemandSubscription.user_id == (actor.user_id or 0),
        )
        .returning(DemandSubscription.id)
    )
    if removed is not None:
        audit.record(actor, "demand:subscription:remove", KIND, removed)


@writes
def end_updates(actor: Subject, user_id: int) -> None:
    """End all of somebody's wishes; a second time changes nothing."""
    ended = db.session.scalars(
        delete(DemandSubscription)
        .where(DemandSubscription.user_id == user_id)
        .returning(DemandSubscription.id)
    ).all()
    for subscription_id in sorted(ended):
        audit.record(actor, "demand:subscription:remove", KIND, subscription_id)


@writes
def send_updates(user_id: int, purchases: Sequence[PlannedPurchase], now: datetime) -> bool:
    """Send someone what is new today, if that was not done; say whether.

    Where nothing is new, nothing is sent, and it is noted that we looked.
    """
    wish = select(DemandSubscription.id).where(DemandSubscription.user_id == user_id).limit(1)
    if db.session.scalar(wish) is None:
        return False
    token = secrets.token_urlsafe(32)
    sending = DemandSending(
        user_id=user_id,
        day=rules.day_of(now),
        shown=len(purchases),
        until=now,
        token_digest=rules.digest_of_token(token),
    )
    try:
        with db.session.begin_nested():
            db.session.add(sending)
    except IntegrityError:
        return False  # another runner was quicker
    if not purchases:
        return False
    user = db.session.get_one(User, user_id)
    emails.send_updates(user, purchases[: rules.MOST_SHOWN], len(purchases), token)
    audit.record(SYSTEM, "demand:updates:send", KIND, user_id, after={"shown": sending.shown})
    return True
