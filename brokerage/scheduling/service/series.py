"""Dates that are made together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from brokerage.extensions import db, utcnow, writes
from brokerage.scheduling.models import Session, SessionSeries
from brokerage.scheduling.rules import check_session
from brokerage.scheduling.service.seat_rules import plan_session


@writes
def add_series(
    owner_kind: str,
    owner_id: int,
    spans: Sequence[tuple[datetime, datetime]],
    *,
    places: int,
    minimum: int,
    pattern: str,
    every: int,
    authority_code: str | None,
) -> tuple[SessionSeries, Sequence[Session]]:
    """Add a session for each span of time, all of them or none."""
    now = utcnow()
    for starts_at, ends_at in spans:
        check_session(starts_at, ends_at, places, now)
    series = SessionSeries(
        owner_kind=owner_kind,
        owner_id=owner_id,
        pattern=pattern,
        every=every,
        authority_code=authority_code,
        made_at=now,
    )
    sessions = [
        Session(
            owner_kind=owner_kind,
            owner_id=owner_id,
            starts_at=starts_at,
            ends_at=ends_at,
            places=places,
            taken=0,
        )
        for starts_at, ends_at in spans
    ]
    db.session.add(series)
    db.session.add_all(sessions)
    db.session.flush()
    for session in sessions:
        plan_session(session, minimum=minimum, series_id=series.id)
    return series, sessions
