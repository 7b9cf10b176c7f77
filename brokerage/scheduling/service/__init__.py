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
def take_seats(session_id: int, number: int) -> bool:
    """Take so many seats or none at all; say whether they were there."""
    taken = db.session.execute(
        update(Session)
        .where(
            Session.id == session_id,
            Session.taken + number <= Session.places,
            Session.cancelled_at.is_(None),
            Session.starts_at > utcnow(),
        )
        .values(taken=Session.taken + number)
        .returning(Session.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    _refresh(session_id)
    return taken is not None


@writes
def give_back_seat(session_id: int) -> None:
    """Give one seat back."""
    give_back_seats(session_id, 1)


@writes
def give_back_seats(session_id: int, number: int) -> None:
    """Give so many seats back, all or none."""
    db.session.execute(
        update(Session)
        .where(Session.id == session_id, Session.taken >= number)
        .values(taken=Session.taken - number)
        .execution_options(synchronize_session=False)
    )
    _refresh(session_id)


@writes
def lock_seats(session_id: int) -> Session | None:
    """Keep a session's seats as they are until the transaction ends; None if it is over.

    Who writes a row beside the count (a place on the waiting list, a booking for a held seat)
    comes after whoever changes the count, or before: never in between.
    """
    locked = db.session.execute(
        update(Session)
        .where(
            Session.id == session_id,
            Session.cancelled_at.is_(None),
            Session.starts_at > utcnow(),
        )
        .values(taken=Session.taken)
        .returning(Session.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if locked is None:
        return None
    session = db.session.get_one(Session, session_id)
    db.session.refresh(session)
    return session


def _refresh(session_id: int) -> None:
    known = db.session.identity_map.get(db.session.identity_key(Session, session_id))
    if known is not None:
        db.session.refresh(known)
