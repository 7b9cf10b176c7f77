"""Who waits for what, in order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.scheduling.models import Session, TeamBooking, WaitingEntry
from brokerage.scheduling.rules.teams import LIVE as TEAM_LIVE
from brokerage.scheduling.rules.waiting import OPEN, WaitingStatus

MOST_DUE = 100


def get_entry(entry_id: int) -> WaitingEntry:
    """Return an entry with its person and session (NotFoundError)."""
    entry = db.session.scalars(
        select(WaitingEntry)
        .where(WaitingEntry.id == entry_id)
        .options(joinedload(WaitingEntry.user), joinedload(WaitingEntry.session))
    ).first()
    if entry is None:
        raise NotFoundError
    return entry


def get_entry_of(owner_kind: str, owner_id: int, entry_id: int) -> WaitingEntry:
    """Return an entry of this owner's lists (NotFoundError)."""
    entry = get_entry(entry_id)
    if (entry.owner_kind, entry.owner_id) != (owner_kind, owner_id):
        raise NotFoundError
    return entry


def find_first_waiting(
    owner_kind: str, owner_id: int, session_id: int | None
) -> WaitingEntry | None:
    """Return who is next: the lowest id of those who wait and have no offer."""
    return db.session.scalars(
        select(WaitingEntry)
        .where(*_of(owner_kind, owner_id, session_id), WaitingEntry.status == WaitingStatus.WAITING)
        .order_by(WaitingEntry.id)
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()


def find_open_entry(
    owner_kind: str, owner_id: int, session_id: int | None, user_id: int
) -> WaitingEntry | None:
    """Return the open entry of this person on this list."""
    return db.session.scalars(
        select(WaitingEntry)
        .where(
            *_of(owner_kind, owner_id, session_id),
            WaitingEntry.user_id == user_id,
            WaitingEntry.status.in_(OPEN),
        )
        .execution_options(populate_existing=True)
    ).first()


def find_by_link(token_digest: str) -> WaitingEntry | None:
    """Return the entry that a mail's link is about, whatever has become of it."""
    return db.session.scalars(
        select(WaitingEntry)
        .where(WaitingEntry.token_digest == token_digest)
        .options(joinedload(WaitingEntry.user), joinedload(WaitingEntry.session))
    ).first()


def list_open_entries(
    owner_kind: str, owner_id: int, session_id: int | None = None
) -> Sequence[WaitingEntry]:
    """Return who is on the lists of this owner (or on one), each list in its order."""
    wanted = [WaitingEntry.owner_kind == owner_kind, WaitingEntry.owner_id == owner_id]
    if session_id is not None:
        wanted.append(WaitingEntry.session_id == session_id)
    return db.session.scalars(
        select(WaitingEntry)
        .where(*wanted, WaitingEntry.status.in_(OPEN))
        .order_by(WaitingEntry.session_id, WaitingEntry.id)
        .options(joinedload(WaitingEntry.user), joinedload(WaitingEntry.session))
    ).all()


def list_open_entries_of(user_id: int) -> Sequence[WaitingEntry]:
    """Return the lists this person is on, oldest first."""
    return db.session.scalars(
        select(WaitingEntry)
        .where(WaitingEntry.user_id == user_id, WaitingEntry.status.in_(OPEN))
        .order_by(WaitingEntry.id)
        .options(joinedload(WaitingEntry.session), joinedload(WaitingEntry.user))
    ).all()


def list_due_offers(now: datetime) -> Sequence[WaitingEntry]:
    """Return the offers whose deadline is over, oldest first."""
    return db.session.scalars(
        select(WaitingEntry)
        .where(WaitingEntry.status == WaitingStatus.OFFERED, WaitingEntry.offer_until <= now)
        .order_by(WaitingEntry.offer_until, WaitingEntry.id)
        .limit(MOST_DUE)
    ).all()


def list_waits_in_vain(now: datetime) -> Sequence[WaitingEntry]:
    """Return those who still wait for what has begun, oldest first."""
    return db.session.scalars(
        select(WaitingEntry)
        .join(Session, Session.id == WaitingEntry.session_id)
        .where(WaitingEntry.status == WaitingStatus.WAITING, Session.starts_at <= now)
        .order_by(WaitingEntry.id)
        .limit(MOST_DUE)
    ).all()


def list_positions(user_id: int) -> dict[int, int]:
    """Return, by entry, how many stand before this person on each list, they included."""
    other = WaitingEntry.__table__.alias("other")
    rows = db.session.execute(
        select(WaitingEntry.id, func.count(other.c.id))
        .join(
            other,
            (other.c.owner_kind == WaitingEntry.owner_kind)
            & (other.c.owner_id == WaitingEntry.owner_id)
            & (func.coalesce(other.c.session_id, 0) == func.coalesce(WaitingEntry.session_id, 0))
            & (other.c.id <= WaitingEntry.id)
            & (other.c.status == WaitingStatus.WAITING),
        )
        .where(WaitingEntry.user_id == user_id, WaitingEntry.status == WaitingStatus.WAITING)
        .group_by(WaitingEntry.id)
        .order_by(WaitingEntry.id)
    )
    return {row[0]: row[1] for row in rows}


def count_waiting(owner_kind: str, owner_id: int, session_id: int | None) -> int:
    """Return how many are on this list."""
    wanted = (*_of(owner_kind, owner_id, session_id), WaitingEntry.status.in_(OPEN))
    return db.session.scalar(select(func.count(WaitingEntry.id)).where(*wanted)) or 0


def count_others_to_tell(owner_kind: str, owner_id: int, session_id: int | None) -> int:
    """Return how many wait for a seat and how many teams hold some or asked: for all, or one."""
    waits = [WaitingEntry.owner_kind == owner_kind, WaitingEntry.owner_id == owner_id]
    held = [TeamBooking.owner_kind == owner_kind, TeamBooking.owner_id == owner_id]
    if session_id is not None:
        waits.append(WaitingEntry.session_id == session_id)
        held.append(TeamBooking.session_id == session_id)
    return (
        db.session.scalar(
            select(
                select(func.count(WaitingEntry.id))
                .where(*waits, WaitingEntry.status.in_(OPEN))
                .scalar_subquery()
                + select(func.count(TeamBooking.id))
                .where(*held, TeamBooking.status.in_(TEAM_LIVE))
                .scalar_subquery()
            )
        )
        or 0
    )


def count_waiting_by_session(owner_kind: str, owner_id: int) -> dict[int | None, int]:
    """Return how many are on each list of this owner, by session (None: without a date)."""
    rows = db.session.execute(
        select(WaitingEntry.session_id, func.count(WaitingEntry.id))
        .where(
            WaitingEntry.owner_kind == owner_kind,
            WaitingEntry.owner_id == owner_id,
            WaitingEntry.status.in_(OPEN),
        )
        .group_by(WaitingEntry.session_id)
        .order_by(WaitingEntry.session_id)
    )
    return {row[0]: row[1] for row in rows}


def _of(owner_kind: str, owner_id: int, session_id: int | None) -> tuple[ColumnElement[bool], ...]:
    is_this = (
        WaitingEntry.session_id.is_(None)
        if session_id is None
        else WaitingEntry.session_id == session_id
    )
    return (WaitingEntry.owner_kind == owner_kind, WaitingEntry.owner_id == owner_id, is_this)
