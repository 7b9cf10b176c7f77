"""Events as everyone, those who come, hosts and brokers read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.scheduling.models import Session
from brokerage.toolkit.models import Event, SignUp
from brokerage.toolkit.rules.events import (
    LIVE,
    NOTES_KEPT,
    PUBLIC,
    REMIND_BEFORE,
    EventState,
    SignUpState,
)
from brokerage.web.paging import Page

PER_PAGE = 20
SHOWN_IN_PANEL = 3


def get_event(event_id: int) -> Event:
    """Return an event in any state, as it is now (NotFoundError)."""
    query = _whole().where(Event.id == event_id).execution_options(populate_existing=True)
    event = db.session.scalars(query).first()
    if event is None:
        raise NotFoundError
    return event


def get_public_event(event_id: int) -> Event:
    """Return an event that everyone can read (NotFoundError)."""
    event = get_event(event_id)
    if event.state not in PUBLIC:
        raise NotFoundError
    return event


def list_public_events(
    page: int, now: datetime, *, kind: str = "", is_past: bool = False
) -> Page[Event]:
    """Return a page of what is to come, the next first; or of what is over, the last first."""
    wanted: list[ColumnElement[bool]] = [Event.state.in_(sorted(PUBLIC))]
    wanted.append(Session.ends_at <= now if is_past else Session.ends_at > now)
    if kind:
        wanted.append(Event.kind == kind)
    order = Session.starts_at.desc() if is_past else Session.starts_at
    return _page(wanted, page, order, Event.id)


def list_for_broker(page: int, state: str) -> Page[Event]:
    """Return a page of all events, or of one state, the latest date first."""
    wanted = [Event.state == state] if state else []
    return _page(wanted, page, Session.starts_at.desc(), Event.id)


def list_of_host(organisation_id: int, limit: int = 100) -> list[Event]:
    """Return a host's events in any state, the latest date first."""
    query = (
        _whole()
        .where(Event.organisation_id == organisation_id)
        .order_by(Session.starts_at.desc(), Event.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def list_coming_of_host(organisation_id: int, now: datetime) -> list[Event]:
    """Return the next few open events of a host."""
    query = (
        _whole()
        .where(
            Event.organisation_id == organisation_id,
            Event.state == EventState.PUBLISHED,
            Session.starts_at > now,
        )
        .order_by(Session.starts_at, Event.id)
        .limit(SHOWN_IN_PANEL)
    )
    return list(db.session.scalars(query))


def find_sign_up(event_id: int, user_id: int) -> SignUp | None:
    """Return a person's place at an event, or their turn on the waiting list."""
    query = (
        select(SignUp)
        .where(
            SignUp.event_id == event_id,
            SignUp.user_id == user_id,
            SignUp.status.in_(sorted(LIVE)),
        )
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).first()


def list_own_sign_ups(user_id: int, page: int) -> Page[SignUp]:
    """Return a page of what a person has signed up for, the latest date first."""
    wanted = [SignUp.user_id == user_id, SignUp.status.in_(sorted(LIVE))]
    total = db.session.scalar(select(func.count()).select_from(SignUp).where(*wanted)) or 0
    rows = db.session.scalars(
        select(SignUp)
        .join(SignUp.event)
        .join(Event.session)
        .options(contains_eager(SignUp.event).contains_eager(Event.session))
        .where(*wanted)
        .order_by(Session.starts_at.desc(), SignUp.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)


def list_people(event_id: int, status: str = SignUpState.COMING) -> list[SignUp]:
    """Return who comes, or who waits, in the order in which they signed up."""
    query = (
        select(SignUp)
        .options(joinedload(SignUp.user), joinedload(SignUp.organisation))
        .where(SignUp.event_id == event_id, SignUp.status == status)
        .order_by(SignUp.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def find_next_waiting(event_id: int) -> SignUp | None:
    """Return whose turn it is."""
    query = (
        select(SignUp)
        .where(SignUp.event_id == event_id, SignUp.status == SignUpState.WAITING)
        .order_by(SignUp.id)
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).first()


def count_waiting(event_id: int) -> int:
    """Return how many wait for a place."""
    query = (
        select(func.count())
        .select_from(SignUp)
        .where(SignUp.event_id == event_id, SignUp.status == SignUpState.WAITING)
    )
    return db.session.scalar(query) or 0


def list_to_remind(now: datetime, limit: int = 20) -> list[Event]:
    """Return the open events of tomorrow that nobody has been reminded of."""
    query = (
        _whole()
        .where(
            Event.state == EventState.PUBLISHED,
            Event.reminded_at.is_(None),
            Session.starts_at > now,
            Session.starts_at <= now + REMIND_BEFORE,
        )
        .order_by(Session.starts_at, Event.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def list_old_notes(now: datetime, limit: int = 500) -> Sequence[int]:
    """Return the sign-ups whose note has served its purpose."""
    query = (
        select(SignUp.id)
        .join(SignUp.event)
        .join(Event.session)
        .where(SignUp.note != "", Session.ends_at < now - NOTES_KEPT)
        .order_by(SignUp.id)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def _whole() -> Select[Event]:
    return (
        select(Event)
        .join(Event.session)
        .options(contains_eager(Event.session), joinedload(Event.organisation))
    )


def _page(wanted: Sequence[ColumnElement[bool]], page: int, *order: Any) -> Page[Event]:
    counted = select(func.count()).select_from(Event).join(Event.session).where(*wanted)
    total = db.session.scalar(counted) or 0
    rows = db.session.scalars(
        _whole().where(*wanted).order_by(*order).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    ).all()
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)
