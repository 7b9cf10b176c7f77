"""A host's settings on how seats are given, and what is planned of each date."""

from __future__ import annotations

from brokerage.extensions import db, utcnow, writes
from brokerage.scheduling.models import SeatRules, Session, SessionPlan
from brokerage.scheduling.queries import list_coming_sessions
from brokerage.scheduling.queries.plans import find_plan, get_seat_rules
from brokerage.scheduling.rules import seats as rules


@writes
def change_seat_rules(
    owner_kind: str,
    owner_id: int,
    *,
    offer_hours: int,
    close_hours: int,
    drop_out_hours: int,
    cover_limit: int,
) -> None:
    """Keep the settings; dates to come end their asking by them."""
    kept = db.session.get(SeatRules, (owner_kind, owner_id))
    if kept is None:
        kept = SeatRules(owner_kind=owner_kind, owner_id=owner_id)
        db.session.add(kept)
    kept.offer_hours = offer_hours
    kept.close_hours = close_hours
    kept.drop_out_hours = drop_out_hours
    kept.cover_limit = cover_limit
    db.session.flush()
    for session in list_coming_sessions(owner_kind, [owner_id], utcnow())[owner_id]:
        plan_session(session)


@writes
def plan_session(
    session: Session, *, minimum: int | None = None, series_id: int | None = None
) -> SessionPlan:
    """Keep the fewest people and the series of a date, and set when asking for it ends."""
    plan = find_plan(session.id)
    if plan is None:
        plan = SessionPlan(session_id=session.id, minimum=0)
        db.session.add(plan)
    minimum = plan.minimum if minimum is None else minimum
    rules.check_minimum(minimum, session.places)
    close_hours = get_seat_rules(session.owner_kind, session.owner_id).close_hours
    closes_at = rules.closes_at(session.starts_at, close_hours, minimum)
    if (plan.closes_at, plan.minimum) != (closes_at, minimum):
        plan.flagged_at = plan.runs_anyway_at = None
    plan.closes_at, plan.minimum = closes_at, minimum
    plan.series_id = series_id or plan.series_id
    db.session.flush()
    return plan
