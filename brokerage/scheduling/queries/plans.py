"""Settings of seats, what is planned of a date, and its series."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from brokerage.extensions import db
from brokerage.scheduling.models import SeatRules, Session, SessionPlan
from brokerage.scheduling.rules import seats

MOST_DUE = 100


def get_seat_rules(owner_kind: str, owner_id: int) -> SeatRules:
    """Return the settings kept, or the usual ones (not of the database)."""
    kept = db.session.get(SeatRules, (owner_kind, owner_id))
    return kept or SeatRules(
        owner_kind=owner_kind,
        owner_id=owner_id,
        offer_hours=seats.OFFER_HOURS,
        close_hours=seats.CLOSE_HOURS,
        drop_out_hours=seats.DROP_OUT_HOURS,
        cover_limit=seats.COVER_LIMIT,
    )


def find_plan(session_id: int) -> SessionPlan | None:
    """Return what is planned of a date, if anything is."""
    return db.session.get(SessionPlan, session_id)


def list_plans(session_ids: Collection[int]) -> dict[int, SessionPlan]:
    """Return what is planned of these dates, by their id."""
    rows = db.session.scalars(
        select(SessionPlan)
        .where(SessionPlan.session_id.in_(session_ids))
        .order_by(SessionPlan.session_id)
    )
    return {row.session_id: row for row in rows}


def list_following(session: Session) -> Sequence[Session]:
    """Return this date and those after it of its series that were not called off, by time."""
    plan = find_plan(session.id)
    if plan is None or plan.series_id is None:
        return [session]
    return db.session.scalars(
        select(Session)
        .join(SessionPlan, SessionPlan.session_id == Session.id)
        .where(
            SessionPlan.series_id == plan.series_id,
            Session.starts_at >= session.starts_at,
            Session.cancelled_at.is_(None),
        )
        .order_by(Session.starts_at, Session.id)
    ).all()


def list_short_of_people(now: datetime) -> Sequence[SessionPlan]:
    """Return the dates whose asking has ended with too few people, nobody told of yet."""
    return db.session.scalars(
        select(SessionPlan)
        .join(Session, Session.id == SessionPlan.session_id)
        .where(
            SessionPlan.minimum > Session.taken,
            SessionPlan.closes_at <= now,
            SessionPlan.flagged_at.is_(None),
            Session.cancelled_at.is_(None),
            Session.starts_at > now,
        )
        .order_by(Session.starts_at, Session.id)
        .options(joinedload(SessionPlan.session))
        .limit(MOST_DUE)
    ).all()
