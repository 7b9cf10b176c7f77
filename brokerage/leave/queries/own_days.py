"""Days of volunteering that people found themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.leave.models import Employment, LeaveLink, OwnDay
from brokerage.leave.queries.requests import BATCH
from brokerage.leave.rules.own_days import OwnDayStatus

MOST_SHOWN = 50

_WHOLE = joinedload(OwnDay.employment).options(
    joinedload(Employment.user), joinedload(Employment.organisation)
)


def get_own_day(own_day_id: int) -> OwnDay:
    """Return such a day with whose it is (NotFoundError)."""
    own_day = db.session.scalars(
        select(OwnDay).where(OwnDay.id == own_day_id).options(_WHOLE)
    ).first()
    if own_day is None:
        raise NotFoundError
    return own_day


def list_own_days(user_id: int) -> list[OwnDay]:
    """Return the person's own days, latest first."""
    return list(
        db.session.scalars(
            select(OwnDay)
            .join(OwnDay.employment)
            .where(Employment.user_id == user_id)
            .options(_WHOLE)
            .order_by(OwnDay.starts_at.desc(), OwnDay.id.desc())
            .limit(MOST_SHOWN)
        )
    )


def list_days_to_confirm(now: datetime) -> list[OwnDay]:
    """Return agreed days that are over and whose host has not been asked yet."""
    return list(
        db.session.scalars(
            select(OwnDay)
            .outerjoin(LeaveLink, LeaveLink.own_day_id == OwnDay.id)
            .where(
                OwnDay.status == OwnDayStatus.AGREED,
                OwnDay.ends_at <= now,
                LeaveLink.id.is_(None),
            )
            .options(_WHOLE)
            .order_by(OwnDay.id)
            .limit(BATCH)
        )
    )


def find_last_link(own_day_id: int) -> LeaveLink | None:
    """Return the newest link sent to the host's contact."""
    return db.session.scalars(
        select(LeaveLink).where(LeaveLink.own_day_id == own_day_id).order_by(LeaveLink.id.desc())
    ).first()
