"""Volunteering in the demonstration: employers, volunteers, roles, and what became of asks."""

from __future__ import annotations

from datetime import date
from itertools import chain

from sqlalchemy import select

from brokerage.extensions import db, writes
from brokerage.organisations.models import Organisation
from brokerage.seeding.service import (
    assisted,
    bookings,
    checks,
    cohorts,
    employers,
    leave,
    opportunities,
    seats,
    volunteers,
    weekly_lists,
)
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.story import tell
from brokerage.volunteering.models import Opportunity


@writes
def load_volunteering(cast: Cast, today: date) -> int:
    """Load all of it, if nothing is there yet; return how many opportunities there are."""
    if _is_loaded():
        return 0
    roles = opportunities.read_roles(cast, today)
    tell(
        chain(
            employers.list_scenes(cast, today),
            leave.list_scenes(cast, today),
            volunteers.list_scenes(cast, today),
            opportunities.list_scenes(roles),
            bookings.list_scenes(cast, roles, today),
            seats.list_scenes(cast, roles, today),
            assisted.list_scenes(cast, roles, today),
            checks.list_scenes(cast, today),
            weekly_lists.list_scenes(cast, roles, today),
            cohorts.list_scenes(cast, roles, today),
        )
    )
    return len(roles)


def _is_loaded() -> bool:
    of_demonstration = select(Opportunity.id).join(Opportunity.organisation)
    first = of_demonstration.where(Organisation.is_demonstration).limit(1)
    return db.session.scalars(first).first() is not None
