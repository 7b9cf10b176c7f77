"""Reads of the weekly list, and of what someone does not want to be shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select

from brokerage.accounts.models import User
from brokerage.digests import rules
from brokerage.digests.models import DigestSending, DigestSubscription, Dismissal
from brokerage.digests.rules import Section
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.web.features import contributions


@dataclass(frozen=True, kw_only=True)
class DigestSource:
    """What a higher room has for the list (the contribution `digest_sources`)."""

    list_sections: Callable[[int, datetime, datetime], Sequence[Section]]
    """Of a user's id, the moment since which things are new, and now; best first."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """Someone whose list of this week has not been made."""

    user_id: int
    since: datetime
    """What came after this is new to them."""


def find_subscription(user_id: int) -> DigestSubscription | None:
    """Return what someone has said about the list, if anything."""
    return db.session.get(DigestSubscription, user_id)


def list_due(now: datetime, limit: int) -> list[Due]:
    """Return for whom this week's list has to be made, in the order of their ids.

    Who asks for it after it has gone out, or whose pause ends then, gets the next week's.
    """
    has_had = exists().where(
        DigestSending.user_id == DigestSubscription.user_id,
        DigestSending.week == rules.week_of(now),
    )
    moment = rules.sending_moment(now)
    last = (
        select(DigestSending.sent_at)
        .where(DigestSending.user_id == DigestSubscription.user_id, DigestSending.shown > 0)
        .order_by(DigestSending.sent_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(DigestSubscription.user_id, last.label("last"))
        .join(User, User.id == DigestSubscription.user_id)
        .where(
            DigestSubscription.ended_at.is_(None),
            DigestSubscription.asked_at <= moment,
            or_(
                DigestSubscription.paused_until.is_(None),
                DigestSubscription.paused_until <= moment.date(),
            ),
            User.suspended_at.is_(None),
            User.verified_at.is_not(None),
            ~has_had,
        )
        .order_by(DigestSubscription.user_id)
        .limit(limit)
    )
    return [Due(user_id=row.user_id, since=row.last or now - rules.FIRST_LOOK_BACK) for row in rows]


def list_sections(user_id: int, since: datetime, now: datetime) -> list[Section]:
    """Return what this person's list would say, at most `MOST_SHOWN` entries; or nothing."""
    sources: list[DigestSource] = contributions("digest_sources")
    found = [each for source in sources for each in source.list_sections(user_id, since, now)]
    return rules.shorten(found)


def get_subscriber(token: str) -> DigestSubscription:
    """Return whose list the link was in (NotFoundError)."""
    found = db.session.scalars(
        select(DigestSubscription)
        .join(DigestSending, DigestSending.user_id == DigestSubscription.user_id)
        .where(DigestSending.token_digest == rules.digest_of_token(token))
    ).first()
    if found is None:
        raise NotFoundError
    return found


def find_dismissal(user_id: int, kind: str, object_id: int) -> Dismissal | None:
    """Return when someone said that this is not for them, if they did."""
    return db.session.get(Dismissal, (user_id, kind, object_id))
