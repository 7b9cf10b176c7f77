"""The dates of an opportunity. Scheduling keeps them; who did what is recorded here."""

from __future__ import annotations

from datetime import datetime

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import utcnow, writes
from brokerage.permissions import Subject
from brokerage.scheduling import service as scheduling
from brokerage.scheduling.models import Session
from brokerage.scheduling.service.seat_rules import plan_session
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.queries.hosts import count_coming_sessions
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.rules import opportunities as rules
from brokerage.volunteering.rules.changes import describe_move
from brokerage.volunteering.service import bookings
from brokerage.volunteering.service.opportunities import KIND, note_changed
from brokerage.volunteering.service.teams import close_teams
from brokerage.volunteering.service.waiting import close_waiting_list
from brokerage.volunteering.service.waiting_offers import offer_free_places


@writes
def add_session(
    actor: Subject,
    opportunity: Opportunity,
    starts_at: datetime,
    ends_at: datetime,
    places: int,
    *,
    minimum: int = 0,
) -> Session:
    """Add a date with its places."""
    rules.check_takes_dates(opportunity.status, is_flexible=opportunity.is_flexible)
    if count_coming_sessions(opportunity.id, utcnow()) >= rules.MOST_SESSIONS:
        raise DomainError(f"There can be {rules.MOST_SESSIONS} dates to come, and no more")
    session = scheduling.add_session(OWNER_KIND, opportunity.id, starts_at, ends_at, places)
    plan_session(session, minimum=minimum)
    _record(actor, opportunity, "add", session)
    return session


@writes
def change_session(
    actor: Subject,
    opportunity: Opportunity,
    session: Session,
    *,
    starts_at: datetime,
    ends_at: datetime,
    places: int,
    minimum: int | None = None,
) -> int:
    """Move a date or change its places; return how many people were told that it moved."""
    rules.check_takes_dates(opportunity.status, is_flexible=opportunity.is_flexible)
    before = _values(session)
    changes = describe_move((session.starts_at, session.ends_at), (starts_at, ends_at))
    scheduling.change_session(session, starts_at, ends_at, places)
    plan_session(session, minimum=minimum)
    _record(actor, opportunity, "change", session, before=before)
    offer_free_places(opportunity.id, session.id)
    return bookings.tell_booked(opportunity, session, changes) if changes else 0


@writes
def cancel_session(actor: Subject, opportunity: Opportunity, session: Session, reason: str) -> int:
    """Call a date off; return how many people who were booked or waited were told."""
    scheduling.cancel_session(session)
    _record(actor, opportunity, "cancel", session, reason=reason)
    waited = close_waiting_list(actor, opportunity, session, reason)
    waited += close_teams(actor, opportunity, session, reason)
    return waited + bookings.cancel_bookings(actor, opportunity, session, reason)


def _record(
    actor: Subject,
    opportunity: Opportunity,
    verb: str,
    session: Session,
    *,
    before: dict[str, object] | None = None,
    reason: str = "",
) -> None:
    audit.record(
        actor,
        f"volunteering:session:{verb}",
        KIND,
        opportunity.id,
        before=before,
        after=_values(session) | ({"reason": reason} if reason else {}),
    )
    note_changed(opportunity)


def _values(session: Session) -> dict[str, object]:
    return {
        "session_id": session.id,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "places": session.places,
    }
