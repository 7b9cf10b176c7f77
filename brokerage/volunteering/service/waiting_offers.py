"""A free seat goes to whoever waits longest: in the transaction that frees it.

The seat is taken first and then held for the next on the list, so it is never free in between
and nobody can be quicker. Whoever frees, takes or queues locks the seats before the list.
"""

from __future__ import annotations

import secrets

from brokerage import audit
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import SYSTEM
from brokerage.scheduling.models import Session, WaitingEntry
from brokerage.scheduling.queries.plans import get_seat_rules
from brokerage.scheduling.queries.waiting import find_first_waiting
from brokerage.scheduling.rules.waiting import TOKEN_BYTES, offer_until
from brokerage.scheduling.service import give_back_seat, take_seats
from brokerage.scheduling.service import waiting as entries
from brokerage.volunteering.emails import waiting as emails
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.rules.opportunities import OpportunityStatus
from brokerage.volunteering.service.flexible_seats import give_back_flexible, take_flexible

KIND = "waiting-entry"


@writes
def offer_free_places(opportunity_id: int, session_id: int | None) -> int:
    """Offer every free seat to those who wait, in order; return how many were offered."""
    opportunity = db.session.get_one(Opportunity, opportunity_id)
    if opportunity.status != OpportunityStatus.PUBLISHED:
        return 0
    count = 0
    while _take(opportunity_id, session_id):
        entry = find_first_waiting(OWNER_KIND, opportunity_id, session_id)
        if entry is None:
            give_back_untold(opportunity_id, session_id)
            break
        if _offer(opportunity, entry):
            count += 1
        else:
            give_back_untold(opportunity_id, session_id)
    return count


@writes
def give_back_untold(opportunity_id: int, session_id: int | None) -> None:
    """Give a seat back without asking who waits: the caller does."""
    if session_id is not None:
        give_back_seat(session_id)
    else:
        give_back_flexible(opportunity_id)


def _take(opportunity_id: int, session_id: int | None) -> bool:
    if session_id is not None:
        return take_seats(session_id, 1)
    return take_flexible(opportunity_id)


def _offer(opportunity: Opportunity, entry: WaitingEntry) -> bool:
    session = db.session.get(Session, entry.session_id) if entry.session_id else None
    hours = get_seat_rules(OWNER_KIND, opportunity.id).offer_hours
    until = offer_until(utcnow(), hours, session.starts_at if session else None)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    if not entries.offer_to(entry, until, token):
        return False
    audit.record(
        SYSTEM,
        "volunteering:waiting:offer",
        KIND,
        entry.id,
        before={"status": "waiting"},
        after={
            "status": entry.status,
            "opportunity_id": opportunity.id,
            "session_id": entry.session_id,
            "until": until.isoformat(),
        },
    )
    emails.send_offered(opportunity, entry, token)
    return True
