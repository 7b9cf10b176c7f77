"""Reads of sessions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.scheduling.models import Session


def get_session(owner_kind: str, owner_id: int, session_id: int) -> Session:
    """Return a session of this owner (NotFoundError)."""
    session = db.session.get(Session, session_id)
    if session is None or (session.owner_kind, session.owner_id) != (owner_kind, owner_id):
        raise NotFoundError
    return session


def list_sessions(owner_kind: str, owner_id: int) -> Sequence[Session]:
    """Return every session of something, cancelled and past ones too, by time."""
    return db.session.scalars(
        select(Session)
        .where(Session.owner_kind == owner_kind, Session.owner_id == owner_id)
        .order_by(Session.starts_at, Session.id)
    ).all()


def list_coming_sessions(
    owner_kind: str, owner_ids: Collection[int], now: datetime
) -> dict[int, list[Session]]:
    """Return the sessions to come of several owners, by owner, each by time."""
    rows = db.session.scalars(
        select(Session)
        .where(
            Session.owner_kind == owner_kind,
            Session.owner_id.in_(owner_ids),
            Session.cancelled_at.is_(None),
            Session.starts_at > now,
        )
        .order_by(Session.starts_at, Session.id)
    )
    found: dict[int, list[Session]] = {owner_id: [] for owner_id in owner_ids}
    for session in rows:
        found[session.owner_id].append(session)
    return found
