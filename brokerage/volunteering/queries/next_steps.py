"""From a team day to a regular role, and from a regular role back to a day to try it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.queries.search import (
    FoundOpportunity,
    list_open_of,
    suggest_of_commitment,
)
from brokerage.volunteering.rules.board import is_taster
from brokerage.volunteering.rules.bookings import BookingStatus
from brokerage.volunteering.rules.opportunities import Commitment

MOST_STEPS = 3


@dataclass(frozen=True, kw_only=True)
class NextSteps:
    """What one could do after this, or before it; `is_taster` says which of the two it is."""

    is_taster: bool
    found: Sequence[FoundOpportunity]


def list_next_steps(opportunity: Opportunity) -> NextSteps:
    """Return the same host's regular roles after a day, or its days before a regular role.

    Two statements: the role's page is everyone's, so nothing is ranked for it.
    """
    is_day = is_taster(opportunity.commitment)
    wanted = Commitment.REGULAR if is_day else Commitment.ONE_OFF
    found = [
        each
        for each in list_open_of(opportunity.organisation_id)
        if each.opportunity.commitment == wanted
        and each.places_left > 0
        and each.opportunity.id != opportunity.id
    ]
    return NextSteps(is_taster=is_day, found=found[:MOST_STEPS])


def list_steps_after(booking: Booking, today: date) -> Sequence[FoundOpportunity]:
    """Return regular roles for someone who was there on a day: the host's, then the like of it."""
    opportunity = booking.opportunity
    if booking.status != BookingStatus.ATTENDED or not is_taster(opportunity.commitment):
        return ()
    found = list(list_next_steps(opportunity).found)
    if len(found) < MOST_STEPS:
        without = {opportunity.id, *(each.opportunity.id for each in found)}
        found += suggest_of_commitment(
            booking, Commitment.REGULAR, today, MOST_STEPS - len(found), without
        )
    return found
