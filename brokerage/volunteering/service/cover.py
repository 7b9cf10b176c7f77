"""Cover for a late withdrawal, and dates that are short of people."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.accounts.models import User
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import SYSTEM, Subject
from brokerage.scheduling.models import CoverAsk, CoverVolunteer, Session, SessionPlan
from brokerage.scheduling.queries.plans import find_plan, get_seat_rules
from brokerage.scheduling.rules import check_open
from brokerage.scheduling.rules.seats import is_late
from brokerage.scheduling.service import lock_seats
from brokerage.volunteering.emails import cover as emails
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.service import bookings

KIND = "opportunity"
NO_SEAT = "That date has no free place, so there is nothing to step in for."
NOBODY = "Nobody else can be asked now."
NOT_SHORT = "There is nothing to decide about this date."


@writes
def join_cover(actor: Subject) -> None:
    """Say that one may be asked to step in at short notice."""
    user_id = actor.user_id or 0
    try:
        with db.session.begin_nested():
            db.session.add(CoverVolunteer(user_id=user_id, since=utcnow()))
    except IntegrityError:
        return
    audit.record(actor, "volunteering:cover:join", "volunteer", user_id)


@writes
def leave_cover(actor: Subject) -> None:
    """Say that one may not be asked any more."""
    user_id = actor.user_id or 0
    row = db.session.get(CoverVolunteer, user_id)
    if row is None:
        return
    db.session.delete(row)
    db.session.flush()
    audit.record(actor, "volunteering:cover:leave", "volunteer", user_id)


@writes
def ask_for_cover(
    actor: Subject, opportunity: Opportunity, session: Session, candidates: Sequence[int]
) -> int:
    """Ask the first few of those who may be asked, each once for a date; return how many.

    `candidates`: `queries.cover.list_cover_candidates`, read before the write began.
    """
    check_open(session.starts_at, is_cancelled=session.cancelled_at is not None, now=utcnow())
    locked = lock_seats(session.id)
    if locked is None or locked.left < 1:
        raise DomainError(NO_SEAT)
    limit = get_seat_rules(OWNER_KIND, opportunity.id).cover_limit
    willing = set(
        db.session.scalars(
            select(CoverVolunteer.user_id).where(CoverVolunteer.user_id.in_(candidates))
        )
    )
    asked = [each for each in candidates if each in willing][:limit]
    told = [each for each in asked if _ask(actor, opportunity, session, each)]
    if not told:
        raise DomainError(NOBODY)
    audit.record(
        actor,
        "volunteering:cover:ask",
        KIND,
        opportunity.id,
        after={"session_id": session.id, "asked": len(told)},
    )
    return len(told)


@writes
def tell_of_late_withdrawal(booking: Booking) -> bool:
    """Write to the host where someone withdrew late and the place is still free."""
    session = booking.session
    if session is None or session.cancelled_at is not None:
        return False
    hours = get_seat_rules(OWNER_KIND, booking.opportunity_id).drop_out_hours
    db.session.refresh(session)
    if session.left < 1 or not is_late(session.starts_at, hours, utcnow()):
        return False
    emails.send_late(booking.opportunity, session)
    return True


@writes
def flag_short_session(session_id: int) -> bool:
    """Tell the host once that too few people are coming, so that it decides."""
    plan, session = find_plan(session_id), lock_seats(session_id)
    if plan is None or session is None or session.taken >= plan.minimum:
        return False
    flagged = db.session.execute(
        update(SessionPlan)
        .where(SessionPlan.session_id == session_id, SessionPlan.flagged_at.is_(None))
        .values(flagged_at=utcnow())
        .returning(SessionPlan.session_id)
        .execution_options(synchronize_session=False)
    ).scalar()
    db.session.refresh(plan)
    if flagged is None:
        return False
    opportunity = db.session.get_one(Opportunity, session.owner_id)
    audit.record(
        SYSTEM,
        "volunteering:session:flag-short",
        KIND,
        opportunity.id,
        after={"session_id": session_id, "taken": session.taken, "minimum": plan.minimum},
    )
    emails.send_short(opportunity, session, plan)
    return True


@writes
def run_anyway(actor: Subject, opportunity: Opportunity, session: Session) -> int:
    """Decide that a date takes place with fewer people; return how many were told."""
    check_open(session.starts_at, is_cancelled=session.cancelled_at is not None, now=utcnow())
    decided = db.session.execute(
        update(SessionPlan)
        .where(
            SessionPlan.session_id == session.id,
            SessionPlan.flagged_at.is_not(None),
            SessionPlan.runs_anyway_at.is_(None),
        )
        .values(runs_anyway_at=utcnow())
        .returning(SessionPlan.session_id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if decided is None:
        raise DomainError(NOT_SHORT)
    plan = find_plan(session.id)
    if plan is not None:
        db.session.refresh(plan)
    audit.record(
        actor,
        "volunteering:session:run-anyway",
        KIND,
        opportunity.id,
        after={"session_id": session.id, "taken": session.taken},
    )
    sentence = "It takes place, with fewer people than planned."
    return bookings.tell_booked(opportunity, session, [sentence])


def _ask(actor: Subject, opportunity: Opportunity, session: Session, user_id: int) -> bool:
    ask = CoverAsk(
        session_id=session.id,
        user_id=user_id,
        asked_by_id=actor.user_id,
        asked_at=utcnow(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(ask)
    except IntegrityError:
        return False
    emails.send_cover_ask(opportunity, session, db.session.get_one(User, user_id))
    return True
