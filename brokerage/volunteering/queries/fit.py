"""What one opportunity is to one signed-in user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from brokerage.accounts.models import User
from brokerage.extensions import db
from brokerage.matchmaking.queries.bands import find_band
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.profiles import OPPORTUNITY_SOURCE, volunteer_seeker
from brokerage.volunteering.queries.volunteers import find_volunteer, is_ready
from brokerage.volunteering.rules.bookings import OPEN_BOOKINGS
from brokerage.volunteering.rules.opportunities import is_old_enough


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Why an opportunity fits a user and what is missing; or `why_not`, the sentence against."""

    has_profile: bool
    """Whether the user has said enough of themselves for reasons to be given."""
    is_old_enough: bool
    has_asked: bool
    reasons: Sequence[str] = ()
    missing: Sequence[str] = ()
    band: str | None = None
    why_not: str = ""


def find_fit(user: User, opportunity: Opportunity, today: date) -> Fit:
    """Return what the matcher says of this user and this published opportunity."""
    volunteer = find_volunteer(user.id)
    has_profile = volunteer is not None and is_ready(volunteer)
    fit = Fit(
        has_profile=has_profile,
        is_old_enough=is_old_enough(user.age_band, opportunity.minimum_band),
        has_asked=_has_open_booking(user.id, opportunity.id),
    )
    if volunteer is None or not has_profile:
        return fit
    seeker = volunteer_seeker(volunteer, user.age_band, today)
    answer = get_matcher(OPPORTUNITY_SOURCE.kind).explain(seeker, opportunity.id)
    if hasattr(answer, "sentence"):
        return replace(fit, why_not=answer.sentence)
    return replace(fit, reasons=answer.reasons, missing=answer.missing, band=find_band(answer))


def _has_open_booking(user_id: int, opportunity_id: int) -> bool:
    query = select(Booking.id).where(
        Booking.user_id == user_id,
        Booking.opportunity_id == opportunity_id,
        Booking.status.in_(OPEN_BOOKINGS),
    )
    return db.session.scalars(query.limit(1)).first() is not None
