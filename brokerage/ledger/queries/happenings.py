"""Who gave an hour and for whom: what lower features know of bookings, leave and mentoring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from brokerage.extensions import db
from brokerage.leave.models import OwnDay
from brokerage.leave.queries import list_employments_of
from brokerage.leave.queries.requests import find_request
from brokerage.leave.rules.wallet import RequestStatus
from brokerage.organisations.models import Organisation
from brokerage.places.models import Postcode
from brokerage.procurement.queries.reservations import list_area_codes
from brokerage.procurement.rules.reserving import Area
from brokerage.scheduling.models import TeamBooking, TeamName

ON_LEAVE = frozenset({RequestStatus.NOT_NEEDED, RequestStatus.APPROVED, RequestStatus.TAKEN})


@dataclass(frozen=True, kw_only=True)
class Employer:
    """Whose working time a booking was in, and whether it may know at which host."""

    organisation_id: int
    knows_host: bool


def find_employer(booking_id: int) -> Employer | None:
    """Return in whose working time a booking was: a team's employer, or one that gave leave.

    What someone does in their own time is not their employer's to count, or to know.
    """
    team = db.session.scalar(
        select(TeamBooking.organisation_id)
        .join(TeamName, TeamName.team_booking_id == TeamBooking.id)
        .where(TeamName.booking_id == booking_id, TeamName.removed_at.is_(None))
    )
    if team is not None:
        return Employer(organisation_id=team, knows_host=True)
    request = find_request("booking", booking_id)
    if request is None or request.status not in ON_LEAVE:
        return None
    employment = request.account.employment
    if not employment.is_proved:
        return None
    return Employer(organisation_id=employment.organisation_id, knows_host=request.shares_host)


def find_employer_of_own_day(own_day_id: int) -> int | None:
    """Return the employer that gave leave for a day someone found themselves."""
    own_day = db.session.scalars(
        select(OwnDay).where(OwnDay.id == own_day_id).options(joinedload(OwnDay.employment))
    ).first()
    return own_day.employment.organisation_id if own_day else None


def find_only_employer(user_id: int) -> int | None:
    """Return where someone works, if that is proved and one place; None where it is unclear."""
    proved = [each for each in list_employments_of(user_id) if each.is_proved]
    return proved[0].organisation_id if len(proved) == 1 else None


def find_ward(postcode: str | None) -> str | None:
    """Return the ward of a postcode, if it is known."""
    if not postcode:
        return None
    return db.session.scalar(
        select(Postcode.ward_code).where(Postcode.postcode == postcode.replace(" ", ""))
    )


def is_local_to(buyer: Organisation, supplier: Organisation, day: date) -> bool:
    """Say whether a supplier is based in a buyer's own area."""
    return supplier.authority_code in list_area_codes(buyer, Area.OWN, day)
