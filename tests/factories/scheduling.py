"""Waiting lists, plans and teams as tests need them."""

from datetime import timedelta
from typing import Any

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.scheduling.models import Session, WaitingEntry
from brokerage.scheduling.service.waiting import digest_of
from brokerage.volunteering.models import Opportunity
from tests.factories.volunteering import OWNER_KIND


def make_waiting_entry(
    user: User, opportunity: Opportunity, session: Session | None = None, **fields: Any
) -> WaitingEntry:
    """Put the user on a waiting list, flushed; nobody checks that it is full."""
    return add(
        WaitingEntry(
            **{
                "owner_kind": OWNER_KIND,
                "owner_id": opportunity.id,
                "session_id": session.id if session else None,
                "user_id": user.id,
                "status": "waiting",
                "note": "I would love to come.",
                "joined_at": utcnow(),
            }
            | fields
        )
    )


def make_offer(
    user: User,
    opportunity: Opportunity,
    session: Session | None = None,
    *,
    token: str = "a-token",  # noqa: S107 - opens nothing outside a test
    **fields: Any,
) -> WaitingEntry:
    """Hold a seat for the user for two days, counted as taken."""
    if session is None:
        opportunity.flexible_taken += 1
    else:
        session.taken += 1
    now = utcnow()
    offered = {
        "status": "offered",
        "offered_at": now,
        "offer_until": now + timedelta(days=2),
        "token_digest": digest_of(token),
    }
    return make_waiting_entry(user, opportunity, session, **offered | fields)


def add(row: Any) -> Any:
    """Add a row, flushed."""
    db.session.add(row)
    db.session.flush()
    return row
