"""Making sessions, and taking and giving back their seats."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.scheduling import rules
from brokerage.scheduling.models import Session

FULL = "This session is full now: someone else took the last place."


@writes
def add_session(
    owner_kind: str, owner_id: int, starts_at: datetime, ends_at: datetime, places: int
) -> Session:
    """Add a session to something."""
    rules.check_session(starts_at, ends_at, places, utcnow())
    session = Session(
        owner_kind=owner_kind,
        owner_id=owner_id,
        starts_at=starts_at,
        ends_at=ends_at,
        places=places,
        taken=0,
    )
    db.session.add(session)
    db.session.flush()
    return session


@writes
def change_session(session: Session, starts_at: datetime, ends_at: datetime, places: int) -> None:
    """Move a session or change how many it holds; never below the seats already taken."""
    now = utcnow()
    rules.check_open(session.starts_at, is_cancelled=session.cancelled_at is not None, now=now)
    rules.check_session(starts_at, ends_at, places, now)
    changed = db.session.execute(
        update(Session)
        .where(Session.id == session.id, Session.taken <= places, Session.cancelled_at.is_(None))
        .values(starts_at=starts_at, ends_at=ends_at, places=places)
        .returning(Session.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    db.session.refresh(session)
    if changed is None:
        rules.check_open(session.starts_at, is_cancelled=session.cancelled_at is not None, now=now)
        raise DomainError(
            "More people than that have a place already. Cancel their places first.", "places"
        )


@writes
def cancel_session(session: Session) -> None:
    """Call off a session that has not begun; once, whoever tries at the same moment."""
    now = utcnow()
    rules.check_open(session.starts_at, is_cancelled=session.cancelled_at is not None, now=now)
    cancelled = db.session.execute(
        update(Session)
        .where(Session.id == session.id, Session.cancelled_at.is_(None))
        .values(cancelled_at=now)
        .returning(Session.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    db.session.refresh(session)
    if cancelled is None:
        rules.check_open(session.starts_at, is_cancelled=True, now=now)


@writes
def take_seat(session_id: int) -> None:
    """Take one seat, or say that there is none: one guarded update, so nothing is oversold."""
    taken = db.session.execute(
        update(Session)
        .where(
            Session.id == session_id,
            Session.taken < Session.places,
            Session.cancelled_at.is_(None),
            Session.starts_at > utcnow(),
        )
        .values(taken=Session.taken + 1)
        .returning(Session.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if taken is None:
        raise DomainError(FULL)
    _refresh(session_id)


@writes
def give_back_seat(session_id: int) -> None:
    """Give one seat back."""
    db.session.execute(
        update(Session)
        .where(Session.id == session_id, Session.taken > 0)
        .values(taken=Session.taken - 1)
        .execution_options(synchronize_session=False)
    )
    _refresh(session_id)


def _refresh(session_id: int) -> None:
    known = db.session.identity_map.get(db.session.identity_key(Session, session_id))
    if known is not None:
        db.session.refresh(known)
