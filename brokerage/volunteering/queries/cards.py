"""Unnamed cards: how many volunteers fit a role, and who they are is not said.

A card's address is a keyed digest of role and person: it opens nothing without the secret,
differs from role to role, and is found again by computing it for everyone it could be.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import joinedload

from brokerage.accounts.models import User
from brokerage.accounts.rules import AgeBand
from brokerage.digests.models import Dismissal
from brokerage.digests.rules import CameOf
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.organisations.models import Membership
from brokerage.volunteering.models import Booking, CardInvitation, Opportunity, Volunteer
from brokerage.volunteering.profiles import VOLUNTEER_SOURCE, card_seeker
from brokerage.volunteering.queries.bookings import list_dates
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.queries.volunteers import is_shown_to_hosts
from brokerage.volunteering.rules.bookings import OPEN_BOOKINGS
from brokerage.volunteering.rules.cards import card_address

MOST_CARDS = 12
SPARE_CARDS = 60
"""Ranked beyond what is shown: some have asked already, or act for the host."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """One volunteer who fits, without a name: why, and the address to invite them at."""

    address: str
    reasons: Sequence[str]
    missing: Sequence[str]
    is_invited: bool


@dataclass(frozen=True, kw_only=True)
class InvitationCounts:
    """What became of a role's invitations; never of which one."""

    sent: int
    declined: int


@dataclass(frozen=True, kw_only=True)
class Cards:
    """How many fit, and the cards of those who fit best."""

    total: int
    cards: Sequence[Card]
    invitations: InvitationCounts


def list_cards(opportunity: Opportunity, now: datetime) -> Cards:
    """Return who fits this role best, unnamed; the live rows decide who is shown."""
    opportunity_id = opportunity.id
    seeker = card_seeker(opportunity, list_dates(opportunity, now), now.date())
    ranking = get_matcher(VOLUNTEER_SOURCE.kind).rank(
        seeker, limit=MOST_CARDS + SPARE_CARDS, offset=0, tie_seed=opportunity_id
    )
    ranked = [match.id for match in ranking.matches]
    fitting = set(db.session.scalars(_eligible(opportunity).where(Volunteer.user_id.in_(ranked))))
    invited = _find_invited(opportunity_id, ranked)
    cards = [
        Card(
            address=card_address(_secret(), opportunity_id, match.id),
            reasons=match.reasons,
            missing=match.missing,
            is_invited=match.id in invited,
        )
        for match in ranking.matches
        if match.id in fitting
    ]
    return Cards(
        total=ranking.total,
        cards=cards[:MOST_CARDS],
        invitations=_count_invitations(opportunity_id),
    )


def get_card_user_id(opportunity: Opportunity, address: str) -> int:
    """Return whose card this is, while it can be shown (NotFoundError)."""
    secret = _secret()
    for user_id in db.session.scalars(_eligible(opportunity)).all():
        if hmac.compare_digest(card_address(secret, opportunity.id, user_id), address):
            return user_id
    raise NotFoundError


def get_card_invitation(card_invitation_id: int) -> CardInvitation:
    """Return an invitation with its opportunity and host (NotFoundError)."""
    invitation = db.session.scalars(
        select(CardInvitation)
        .where(CardInvitation.id == card_invitation_id)
        .options(joinedload(CardInvitation.opportunity).joinedload(Opportunity.organisation))
    ).first()
    if invitation is None:
        raise NotFoundError
    return invitation


def _eligible(opportunity: Opportunity) -> Select[int]:
    """Ids of those whose card may be shown for this role, as their rows are now."""
    has_booking = select(Booking.id).where(
        Booking.user_id == Volunteer.user_id,
        Booking.opportunity_id == opportunity.id,
        Booking.status.in_(OPEN_BOOKINGS),
    )
    acts_for_host = select(Membership.user_id).where(
        Membership.user_id == Volunteer.user_id,
        Membership.organisation_id == opportunity.organisation_id,
    )
    # Whoever was invited stays: a card that went would say whose the no was.
    is_dismissed = select(Dismissal.user_id).where(
        Dismissal.user_id == Volunteer.user_id,
        Dismissal.kind == OWNER_KIND,
        Dismissal.object_id == opportunity.id,
        Dismissal.came_of == CameOf.SAID,
    )
    bands = {AgeBand.ADULT, opportunity.minimum_band}
    return (
        select(Volunteer.user_id)
        .join(User, User.id == Volunteer.user_id)
        .where(
            *is_shown_to_hosts(),
            User.age_band.in_(bands),
            ~has_booking.exists(),
            ~acts_for_host.exists(),
            ~is_dismissed.exists(),
        )
        .order_by(Volunteer.user_id)
    )


def _find_invited(opportunity_id: int, user_ids: Sequence[int]) -> set[int]:
    return set(
        db.session.scalars(
            select(CardInvitation.user_id).where(
                CardInvitation.opportunity_id == opportunity_id,
                CardInvitation.user_id.in_(user_ids),
            )
        )
    )


def _count_invitations(opportunity_id: int) -> InvitationCounts:
    declined = and_(CardInvitation.answered_at.is_not(None), CardInvitation.was_declined)
    row = db.session.execute(
        select(
            func.count(CardInvitation.id).label("sent"),
            func.count(case((declined, 1))).label("declined"),
        ).where(CardInvitation.opportunity_id == opportunity_id)
    ).one()
    return InvitationCounts(sent=row.sent, declined=row.declined)


def _secret() -> str:
    secret: str = current_app.extensions["config"].secret_key
    return secret
