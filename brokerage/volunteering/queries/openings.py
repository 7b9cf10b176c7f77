"""Where else there are places, for mails that go out inside a write: plain reads, no ranking."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from brokerage.accounts.rules import AgeBand
from brokerage.extensions import db
from brokerage.organisations.models import Membership
from brokerage.scheduling.models import Session
from brokerage.volunteering.models import Booking, BookingAlternative, Opportunity
from brokerage.volunteering.queries.opportunities import OWNER_KIND, is_public
from brokerage.volunteering.rules.bookings import OPEN_BOOKINGS, BookingStatus

MOST_READ = 200
MOST_NAMED = 3


def list_other_openings(
    booking: Booking, now: datetime, limit: int = MOST_NAMED
) -> Sequence[Opportunity]:
    """Return what else this volunteer could ask for: open, with room, not asked for, not theirs.

    Shared causes come first, then what is near, then what is new: the hard rules of an ask are
    kept to, and no index is needed.
    """
    asked_for = booking.opportunity
    rows = db.session.scalars(
        select(Opportunity)
        .where(
            *is_public(),
            Opportunity.id != asked_for.id,
            Opportunity.minimum_band.in_({AgeBand.SIXTEEN, booking.user.age_band}),
            _has_room(now),
            ~_is_asked_for_or_own(booking.user_id),
        )
        .options(joinedload(Opportunity.organisation))
        .order_by(Opportunity.published_at.desc(), Opportunity.id)
        .limit(MOST_READ)
    ).all()
    return sorted(rows, key=lambda each: _unlikeness(asked_for, each))[:limit]


def list_told(booking: Booking, now: datetime) -> Sequence[Opportunity]:
    """Return what the volunteer of a host that stays silent was told of and can still ask for."""
    if booking.silence_noted_at is None or booking.status != BookingStatus.ASKED:
        return ()
    return db.session.scalars(
        select(Opportunity)
        .join(BookingAlternative, BookingAlternative.opportunity_id == Opportunity.id)
        .where(BookingAlternative.booking_id == booking.id, *is_public(), _has_room(now))
        .options(joinedload(Opportunity.organisation))
        .order_by(BookingAlternative.position)
    ).all()


def _has_room(now: datetime) -> ColumnElement[bool]:
    has_date = exists().where(
        Session.owner_kind == OWNER_KIND,
        Session.owner_id == Opportunity.id,
        Session.cancelled_at.is_(None),
        Session.starts_at > now,
        Session.taken < Session.places,
    )
    return or_(
        and_(
            Opportunity.is_flexible.is_(True),
            Opportunity.flexible_taken < Opportunity.flexible_places,
        ),
        and_(Opportunity.is_flexible.is_(False), has_date),
    )


def _is_asked_for_or_own(user_id: int) -> ColumnElement[bool]:
    has_asked = exists().where(
        Booking.user_id == user_id,
        Booking.opportunity_id == Opportunity.id,
        Booking.status.in_(OPEN_BOOKINGS),
    )
    acts_for_host = exists().where(
        Membership.user_id == user_id, Membership.organisation_id == Opportunity.organisation_id
    )
    return or_(has_asked, acts_for_host)


def _unlikeness(asked_for: Opportunity, other: Opportunity) -> tuple[int, float]:
    return (-len(_shared(asked_for.causes, other.causes)), _square_of_distance(asked_for, other))


def _shared(first: Collection[str], other: Collection[str]) -> set[str]:
    return set(first) & set(other)


def _square_of_distance(first: Opportunity, other: Opportunity) -> float:
    """Return what orders by distance; what has no place comes last."""
    if first.easting is None or first.northing is None:
        return 0.0
    if other.easting is None or other.northing is None:
        return float("inf")
    return float((first.easting - other.easting) ** 2 + (first.northing - other.northing) ** 2)
