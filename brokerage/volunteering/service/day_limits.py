"""Whether one more day with children or adults asks someone for another check."""

from __future__ import annotations

from sqlalchemy import select

from brokerage.accounts.models import User
from brokerage.checks.queries.needs import find_days_refusal
from brokerage.checks.rules import REQUIREMENT_LABELS, Requirement
from brokerage.errors import DomainError
from brokerage.extensions import db
from brokerage.scheduling.models import Session
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.queries.needs import find_facts, list_days
from brokerage.volunteering.rules.bookings import Side


def check_days(user_id: int, opportunity: Opportunity, session: Session | None, side: Side) -> None:
    """Refuse a place that would tip someone over the days a role may take without a check.

    The volunteer reads why; a host only which check is needed (DomainError). The person is
    locked first: of two hosts who say yes at once, the second counts the day of the first.
    """
    facts, days = find_facts(opportunity), list_days(session)
    if facts is None or not days:
        return
    # Rows that point at the person may be written meanwhile: their key stays as it is.
    person = select(User.id).where(User.id == user_id)
    db.session.execute(person.with_for_update(key_share=True))
    tipping = find_days_refusal(user_id, facts, days)
    if tipping is None:
        return
    if side == Side.VOLUNTEER:
        raise DomainError(tipping.to_volunteer, "session_id")
    label = REQUIREMENT_LABELS[tipping.answer.requirement or Requirement.DBS_UNKNOWN]
    raise DomainError(f"For this date they need first: {label}. Their own page says so, too.")
