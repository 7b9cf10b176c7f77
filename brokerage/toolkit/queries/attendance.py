"""How many people came to what, for the annual report."""

from __future__ import annotations

from datetime import date, time, timedelta

from sqlalchemy import case, func, select

from brokerage.extensions import db, utcnow
from brokerage.scheduling.models import Session
from brokerage.scheduling.rules import in_london
from brokerage.toolkit.models import Event, SignUp
from brokerage.toolkit.rules.events import Attendance, EventState


def count_attendance(since: date, until: date) -> list[Attendance]:
    """Return what became of the events that began from `since` to `until`, both days included.

    One row a kind that had an event in that time and is over by now, by kind. People are those
    whom the host ticked and those it counted beside the list; who came twice counts twice.
    """
    midnight = time(0)
    signed_up = (
        select(SignUp.event_id, func.count().label("people"))
        .where(SignUp.came.is_(True))
        .group_by(SignUp.event_id)
        .subquery()
    )
    is_recorded = Event.recorded_at.is_not(None)
    people = func.coalesce(signed_up.c.people, 0) + Event.others
    rows = db.session.execute(
        select(
            Event.kind,
            func.sum(case((is_recorded, 1), else_=0)),
            func.sum(case((is_recorded, people), else_=0)),
            func.sum(case((is_recorded, 0), else_=1)),
        )
        .join(Event.session)
        .outerjoin(signed_up, signed_up.c.event_id == Event.id)
        .where(
            Event.state == EventState.PUBLISHED,
            Session.starts_at >= in_london(since, midnight),
            Session.starts_at < in_london(until + timedelta(days=1), midnight),
            Session.ends_at <= utcnow(),
        )
        .group_by(Event.kind)
        .order_by(Event.kind)
    )
    return [
        Attendance(kind=kind, events=events, people=people, not_recorded=missing)
        for kind, events, people, missing in rows
    ]
