"""Volunteers, opportunities, sessions, bookings and employments as tests need them."""

from datetime import datetime, time, timedelta
from itertools import count
from typing import Any

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.leave.models import Employment, WorkDomain
from brokerage.organisations.models import Organisation
from brokerage.scheduling.models import Session
from brokerage.scheduling.rules import in_london
from brokerage.volunteering.models import (
    Booking,
    BookingCondition,
    CardInvitation,
    HoursEntry,
    Opportunity,
    OpportunityPicture,
    Volunteer,
)
from brokerage.volunteering.rules import opportunities, volunteers
from brokerage.volunteering.rules.bookings import HAS_PLACE, BookingStatus
from brokerage.volunteering.rules.hours import source_of
from brokerage.volunteering.rules.opportunities import Commitment, OpportunityStatus

OWNER_KIND = "opportunity"
_numbers = count(1)


def make_volunteer(user: User, **fields: Any) -> Volunteer:
    """Give the user a volunteer profile with every question answered, flushed."""
    now = utcnow()
    volunteer = Volunteer(
        **{
            "user_id": user.id,
            "causes": ["food-growing"],
            "skills": ["gardening"],
            "day_parts": ["TuesdayMorning", "SaturdayAfternoon"],
            "outcode": "OX4",
            "starts_from": "home",
            "easting": 454000,
            "northing": 204500,
            "miles": 10,
            "takes_remote": True,
            "is_shown_to_hosts": True,
            "answered": list(volunteers.Step),
            "created_at": now,
            "updated_at": now,
        }
        | fields
    )
    return _add(volunteer)


def make_opportunity(organisation: Organisation, **fields: Any) -> Opportunity:
    """Add a published one-off opportunity with dates, flushed; give it sessions of its own."""
    number, now = next(_numbers), utcnow()
    opportunity = Opportunity(
        **{
            "organisation_id": organisation.id,
            "status": OpportunityStatus.PUBLISHED,
            "title": f"Plant an orchard {number}",
            "description": "Dig, plant and water forty young apple trees with our gardener.",
            "causes": ["food-growing"],
            "skills": ["gardening"],
            "commitment": Commitment.ONE_OFF,
            "minutes": 180,
            "postcode": "OX4 1EQ",
            "place_name": "The orchard, Marston",
            "easting": 453000,
            "northing": 205000,
            "minimum_band": "16-17",
            "answered": list(opportunities.Step),
            "created_at": now,
            "published_at": now,
        }
        | fields
    )
    return _add(opportunity)


def make_flexible_opportunity(organisation: Organisation, **fields: Any) -> Opportunity:
    """Add a published regular role without dates, with room for three people, flushed."""
    flexible = {
        "title": f"Read with children {next(_numbers)}",
        "commitment": Commitment.REGULAR,
        "is_flexible": True,
        "flexible_places": 3,
        "pattern": "Two mornings a week in term time, agreed with the school.",
        "day_parts": ["TuesdayMorning", "ThursdayMorning"],
        "causes": ["children-and-reading"],
        "skills": ["reading-helper"],
        "minutes": 90,
    }
    return make_opportunity(organisation, **flexible | fields)


def make_picture(opportunity: Opportunity, **fields: Any) -> OpportunityPicture:
    """Give the opportunity a picture; its bytes are none, and nobody looks at them."""
    picture = {
        "opportunity_id": opportunity.id,
        "digest": "1" * 64,
        "alt_text": "Three people plant an apple tree",
        "width": 800,
        "height": 600,
        "jpeg": b"a picture",
    }
    return _add(OpportunityPicture(**picture | fields))


def make_session(
    opportunity: Opportunity, *, days_ahead: int = 14, places: int = 5, **fields: Any
) -> Session:
    """Add a session from 10:00 to 13:00 in England that many days from now, flushed."""
    day = (utcnow() + timedelta(days=days_ahead)).date()
    return _add(
        Session(
            **{
                "owner_kind": OWNER_KIND,
                "owner_id": opportunity.id,
                "starts_at": in_london(day, time(10)),
                "ends_at": in_london(day, time(13)),
                "places": places,
                "taken": 0,
            }
            | fields
        )
    )


def make_booking(
    user: User,
    opportunity: Opportunity,
    session: Session | None = None,
    *,
    status: str = BookingStatus.ASKED,
    **fields: Any,
) -> Booking:
    """Add a booking and count its seat if it holds one, flushed."""
    now = utcnow()
    if status in HAS_PLACE and session is not None:
        session.taken += 1
    elif status in HAS_PLACE:
        opportunity.flexible_taken += 1
    return _add(
        Booking(
            **{
                "user_id": user.id,
                "opportunity_id": opportunity.id,
                "session_id": session.id if session else None,
                "status": status,
                "note": "I would love to come.",
                "asked_at": now,
                "answer_by": now.date() + timedelta(days=7),
                "meet_by": now.date() + timedelta(days=7) if status in HAS_PLACE else None,
                "changed_at": now,
            }
            | fields
        )
    )


def make_condition(booking: Booking, requirement: str, **fields: Any) -> BookingCondition:
    """Add something the host wants to see for this booking, not seen yet, flushed."""
    return _add(
        BookingCondition(
            booking_id=booking.id, requirement=requirement, created_at=utcnow(), **fields
        )
    )


def make_hours(booking: Booking, **fields: Any) -> HoursEntry:
    """Add hours of this booking that wait for the host, flushed."""
    host, now = booking.opportunity.organisation, utcnow()
    done_on = booking.starts_at.date() if booking.starts_at else now.date()
    return _add(
        HoursEntry(
            **{
                "user_id": booking.user_id,
                "booking_id": booking.id,
                "organisation_id": host.id,
                "host_name": host.name,
                "origin": "volunteer",
                "source": source_of(
                    booking.id,
                    fields.get("done_on", done_on),
                    has_session=booking.session_id is not None,
                ),
                "status": "waiting",
                "done_on": done_on,
                "minutes": 180,
                "note": "I planted trees.",
                "reason": "",
                "logged_at": now,
                "logged_by_id": booking.user_id,
                "revision": 0,
            }
            | fields
        )
    )


def make_card_invitation(opportunity: Opportunity, user: User, invited_by: User) -> CardInvitation:
    """Add an invitation to the user's unnamed card, flushed."""
    return _add(
        CardInvitation(
            opportunity_id=opportunity.id,
            user_id=user.id,
            note="Your skills would help us.",
            invited_by_id=invited_by.id,
            invited_at=utcnow(),
        )
    )


def make_employment(
    user: User, organisation: Organisation, *, proved_at: datetime | None = None, **fields: Any
) -> Employment:
    """Add a statement that the user works there, proved by the employer if a time is given."""
    proof = {"proved_at": proved_at, "proved_by": "employer"} if proved_at else {}
    return _add(
        Employment(
            **{
                "user_id": user.id,
                "organisation_id": organisation.id,
                "stated_at": utcnow(),
            }
            | proof
            | fields
        )
    )


def make_work_domain(organisation: Organisation, domain: str, **fields: Any) -> WorkDomain:
    """Add a domain of work addresses, confirmed unless told otherwise."""
    now = utcnow()
    return _add(
        WorkDomain(
            **{
                "organisation_id": organisation.id,
                "domain": domain,
                "stated_at": now,
                "confirmed_at": now,
            }
            | fields
        )
    )


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row
