"""One booking, the facts an answer stands on, and who is booked for what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from brokerage import audit
from brokerage.accounts.models import User
from brokerage.errors import DomainError, NotFoundError
from brokerage.extensions import db
from brokerage.organisations.models import Membership
from brokerage.organisations.rules import Status
from brokerage.scheduling.models import Session
from brokerage.scheduling.queries import list_coming_sessions
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.rules import bookings as rules
from brokerage.volunteering.rules.bookings import BookingStatus

EVENTS = {
    "volunteering:booking:ask": "Asked for a place",
    "volunteering:booking:accept": "Accepted by the host",
    "volunteering:booking:confirm-place": "Confirmed: nothing more is needed",
    "volunteering:booking:lapse": "The place went back: something was not there in time",
    "volunteering:booking:silence": "The host was late: you were told of other places",
    "volunteering:booking:check-in": "The volunteer checked in",
    "volunteering:condition:tick": "The host ticked something off",
    "volunteering:condition:give-longer": "The host gave longer",
    "volunteering:booking:decline": "Declined by the host",
    "volunteering:booking:suggest": "The host suggested something else",
    "volunteering:booking:accept-alternative": "The suggestion was taken",
    "volunteering:booking:withdraw": "Withdrawn by the volunteer",
    "volunteering:booking:cancel": "Cancelled by the host",
    "volunteering:booking:confirm": "The host noted who was there",
}


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One thing that happened to a booking."""

    at: datetime
    what: str


@dataclass(frozen=True, kw_only=True)
class Person:
    """What a host sees of someone who asks."""

    name: str
    age_band: str


def get_booking(booking_id: int) -> Booking:
    """Return a booking with all that is around it (NotFoundError)."""
    booking = db.session.scalars(
        select(Booking)
        .where(Booking.id == booking_id)
        .options(
            joinedload(Booking.opportunity).joinedload(Opportunity.organisation),
            joinedload(Booking.session),
            joinedload(Booking.proposed_opportunity).joinedload(Opportunity.organisation),
            joinedload(Booking.proposed_session),
            joinedload(Booking.user),
        )
    ).first()
    if booking is None:
        raise NotFoundError
    return booking


def get_ask_facts(
    user_id: int, opportunity: Opportunity, session: Session | None, now: datetime
) -> rules.Ask:
    """Return the live facts that decide whether this person may have that place."""
    band = db.session.scalars(select(User.age_band).where(User.id == user_id)).one()
    membership = select(Membership.user_id).where(
        Membership.user_id == user_id, Membership.organisation_id == opportunity.organisation_id
    )
    left = opportunity.flexible_places - opportunity.flexible_taken
    is_theirs = session is not None and session.owner_id == opportunity.id
    is_open = session is not None and session.cancelled_at is None and session.starts_at > now
    return rules.Ask(
        status=opportunity.status,
        is_host_approved=opportunity.organisation.status == Status.APPROVED,
        minimum_band=opportunity.minimum_band,
        band=band,
        has_session=session is not None,
        is_flexible=opportunity.is_flexible,
        is_session_open=is_theirs and is_open,
        seats_left=session.left if session else left,
        is_own_host=db.session.scalars(membership).first() is not None,
    )


def get_person(user_id: int) -> Person:
    """Return what a host sees of someone who asks (NotFoundError)."""
    row = db.session.execute(select(User.name, User.age_band).where(User.id == user_id)).first()
    if row is None:
        raise NotFoundError
    return Person(name=row.name, age_band=row.age_band)


def find_reason_not_to_ask(user_id: int, opportunity: Opportunity, now: datetime) -> str | None:
    """Return why this person cannot ask for any place in this opportunity, if so."""
    try:
        rules.check_volunteer(get_ask_facts(user_id, opportunity, None, now))
    except DomainError as refusal:
        return refusal.sentence
    return None


def list_asked(user_id: int, opportunity_id: int) -> set[int | None]:
    """Return the dates (None for a role without) that this person has an open booking for."""
    return set(
        db.session.scalars(
            select(Booking.session_id).where(
                Booking.user_id == user_id,
                Booking.opportunity_id == opportunity_id,
                Booking.status.in_(rules.OPEN_BOOKINGS),
            )
        )
    )


def list_dates(opportunity: Opportunity, now: datetime) -> list[Session]:
    """Return the dates to come of an opportunity; a flexible one has none."""
    if opportunity.is_flexible:
        return []
    return list_coming_sessions(OWNER_KIND, [opportunity.id], now)[opportunity.id]


def find_clashes(user_id: int, sessions: Sequence[Session]) -> dict[int, str]:
    """Return, by the session's id, what else this person has a place for at that time."""
    if not sessions:
        return {}
    rows = db.session.execute(
        select(Session, Opportunity.title)
        .join(Booking, Booking.session_id == Session.id)
        .join(Opportunity, Opportunity.id == Booking.opportunity_id)
        .where(
            Booking.user_id == user_id,
            Booking.status.in_(rules.HAS_PLACE),
            Session.starts_at < max(each.ends_at for each in sessions),
            Session.ends_at > min(each.starts_at for each in sessions),
        )
        .order_by(Session.starts_at, Session.id)
    ).all()
    return {
        each.id: title
        for each in sessions
        for taken, title in rows
        if rules.do_overlap((each.starts_at, each.ends_at), (taken.starts_at, taken.ends_at))
    }


def list_open_bookings(opportunity_id: int, session_id: int | None) -> Sequence[Booking]:
    """Return the open bookings of a date (or of the whole opportunity), oldest first.

    One for which another date or role is suggested counts where it would go.
    """
    theirs = [Booking.opportunity_id == opportunity_id]
    proposed = [Booking.proposed_opportunity_id == opportunity_id]
    if session_id is not None:
        theirs.append(Booking.session_id == session_id)
        proposed.append(Booking.proposed_session_id == session_id)
    return db.session.scalars(
        select(Booking)
        .where(
            or_(
                and_(Booking.status.in_({BookingStatus.ASKED, *rules.HAS_PLACE}), *theirs),
                and_(Booking.status == BookingStatus.ALTERNATIVE, *proposed),
            )
        )
        .order_by(Booking.id)
        .options(joinedload(Booking.user), joinedload(Booking.session))
    ).all()


def list_happenings(booking: Booking) -> list[Happening]:
    """Return what happened to a booking, oldest first: states and times, nobody's words."""
    events = audit.list_events("booking", booking.id, actions=EVENTS)
    return [Happening(at=event.at, what=EVENTS[event.action]) for event, _ in reversed(events)]
