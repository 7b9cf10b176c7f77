"""Who may be asked to step in for a date: opted in, suitable, free; least recently asked first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select

from brokerage.accounts.models import User
from brokerage.accounts.rules import AgeBand
from brokerage.extensions import db
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.organisations.models import Membership
from brokerage.scheduling.models import CoverAsk, CoverVolunteer, Session
from brokerage.volunteering.models import Booking, Opportunity, Volunteer
from brokerage.volunteering.profiles import VOLUNTEER_SOURCE, card_seeker
from brokerage.volunteering.queries.volunteers import is_shown_to_hosts
from brokerage.volunteering.rules.bookings import HAS_PLACE, OPEN_BOOKINGS

MOST_RANKED = 500


def list_cover_candidates(
    opportunity: Opportunity, session: Session, now: datetime
) -> Sequence[int]:
    """Return the ids of those who may be asked, whom to ask first at the front.

    The matcher's hard rules say who is suitable; the live rows say who has opted in, is free
    at that time, and has not been asked for this date.
    """
    seeker = card_seeker(opportunity, [session], now.date())
    ranking = get_matcher(VOLUNTEER_SOURCE.kind).rank(
        seeker, limit=MOST_RANKED, offset=0, tie_seed=session.id
    )
    order = {match.id: place for place, match in enumerate(ranking.matches)}
    last_asked = (
        select(func.max(CoverAsk.asked_at))
        .where(CoverAsk.user_id == Volunteer.user_id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Volunteer.user_id, last_asked.label("last"))
        .join(User, User.id == Volunteer.user_id)
        .join(CoverVolunteer, CoverVolunteer.user_id == Volunteer.user_id)
        .where(
            *is_shown_to_hosts(),
            Volunteer.user_id.in_(order),
            User.age_band.in_({AgeBand.ADULT, opportunity.minimum_band}),
            ~_has_been_asked(session).exists(),
            ~_is_busy(session).exists(),
            ~_acts_for(opportunity).exists(),
        )
        .order_by(Volunteer.user_id)
    ).all()
    ranked = sorted(rows, key=lambda row: (row.last is not None, row.last or now, order[row[0]]))
    return [row.user_id for row in ranked]


def has_joined_cover(user_id: int) -> bool:
    """Say whether this person may be asked to step in."""
    return db.session.get(CoverVolunteer, user_id) is not None


def count_cover_asks(session_id: int) -> int:
    """Return how many have been asked to step in for a date."""
    query = select(func.count(CoverAsk.id)).where(CoverAsk.session_id == session_id)
    return db.session.scalar(query) or 0


def _has_been_asked(session: Session) -> Select[int]:
    return select(CoverAsk.id).where(
        CoverAsk.user_id == Volunteer.user_id, CoverAsk.session_id == session.id
    )


def _is_busy(session: Session) -> Select[int]:
    """They have asked for this date, or have a place at that time."""
    own = Booking.user_id == Volunteer.user_id
    is_this = (Booking.session_id == session.id) & Booking.status.in_(OPEN_BOOKINGS)
    overlaps = (
        Booking.status.in_(HAS_PLACE)
        & (Session.starts_at < session.ends_at)
        & (Session.ends_at > session.starts_at)
    )
    return (
        select(Booking.id)
        .join(Session, Session.id == Booking.session_id)
        .where(own, is_this | overlaps)
    )


def _acts_for(opportunity: Opportunity) -> Select[int]:
    return select(Membership.user_id).where(
        Membership.user_id == Volunteer.user_id,
        Membership.organisation_id == opportunity.organisation_id,
    )
