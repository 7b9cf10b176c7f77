"""Buying in the demonstration: briefs of several authorities, and what suppliers answered."""

from __future__ import annotations

from datetime import date
from itertools import chain

from sqlalchemy import select

from brokerage.extensions import db, writes
from brokerage.organisations.models import Organisation
from brokerage.procurement.models import Brief
from brokerage.seeding.rules import moment
from brokerage.seeding.service import briefs, enquiries
from brokerage.seeding.service.buying import load_buying
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.story import Scene, tell

RULES_LOADED_DAYS_AGO = 300


@writes
def load_procurement(cast: Cast, today: date) -> int:
    """Load all of it, if nothing is there yet; return how many briefs there are."""
    if _is_loaded():
        return 0
    needs = briefs.read_needs(cast, today)
    tell(
        chain(
            [Scene(moment(today, RULES_LOADED_DAYS_AGO, 0), load_buying)],
            briefs.list_scenes(needs),
            enquiries.list_scenes(cast, needs),
            briefs.list_closings(needs),
        )
    )
    return len(needs)


def _is_loaded() -> bool:
    of_demonstration = select(Brief.id).join(Brief.organisation)
    first = of_demonstration.where(Organisation.is_demonstration).limit(1)
    return db.session.scalars(first).first() is not None
