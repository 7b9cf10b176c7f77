"""Whether one more day with children or adults asks someone for another check."""

from __future__ import annotations

from brokerage.checks.queries.needs import find_days_refusal
from brokerage.checks.rules import REQUIREMENT_LABELS, Requirement
from brokerage.errors import DomainError
from brokerage.scheduling.models import Session
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.queries.needs import find_facts, list_days
from brokerage.volunteering.rules.bookings import Side


def check_days(user_id: int, opportunity: Opportunity, session: Session | None, side: Side) -> None:
    """Refuse a place that would tip someone over the days a role may take without a check.

    The volunteer reads why; a host only which check is needed (DomainError).
    """
    tipping = find_days_refusal(user_id, find_facts(opportunity), list_days(session))
    if tipping is None:
        return
    if side == Side.VOLUNTEER:
        raise DomainError(tipping.to_volunteer, "session_id")
    label = REQUIREMENT_LABELS[tipping.answer.requirement or Requirement.DBS_UNKNOWN]
    raise DomainError(f"For this date they need first: {label}. Their own page says so, too.")
