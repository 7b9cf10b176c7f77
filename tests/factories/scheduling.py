"""Waiting lists, plans and teams as tests need them."""

from datetime import timedelta
from typing import Any

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.scheduling.models import Session, TeamBooking, TeamName, WaitingEntry
from brokerage.scheduling.service.waiting import digest_of
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.rules.bookings import BookingStatus
from tests.factories.accounts import make_user
from tests.factories.volunteering import OWNER_KIND, make_booking


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


def make_team(
    employer: Organisation, opportunity: Opportunity, session: Session, **fields: Any
) -> TeamBooking:
    """Add an accepted team of four without names, its seats counted as taken."""
    now = utcnow()
    team = TeamBooking(
        **{
            "owner_kind": OWNER_KIND,
            "owner_id": opportunity.id,
            "session_id": session.id,
            "organisation_id": employer.id,
            "status": "accepted",
            "seats": 4,
            "named": 0,
            "note": "We bring our own gloves.",
            "asked_by_id": make_user().id,
            "asked_at": now,
            "answer_by": now.date() + timedelta(days=7),
            "name_by": session.starts_at.date() - timedelta(days=3),
            "changed_at": now,
        }
        | fields
    )
    if team.status == "accepted":
        session.taken += team.seats - team.named
    return add(team)


def make_team_name(team: TeamBooking, opportunity: Opportunity, user: User) -> TeamName:
    """Put the user on the team: one of its seats is theirs."""
    session = db.session.get_one(Session, team.session_id)
    session.taken -= 1
    booking = make_booking(user, opportunity, session, status=BookingStatus.ACCEPTED)
    team.named += 1
    return add(
        TeamName(team_booking_id=team.id, user_id=user.id, booking_id=booking.id, named_at=utcnow())
    )
