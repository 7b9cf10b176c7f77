"""Where, when and for whom: the facts of a row that several readers of it need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from brokerage.scheduling.models import Session
from brokerage.scheduling.rules import LONDON, day_parts_of
from brokerage.volunteering.models import Opportunity, Volunteer
from brokerage.volunteering.rules import eligibility
from matching.profile import Occasion, Place

REMOTE = "is:remote"
TAKES_REMOTE = "takes:remote"
PLACED = "has:place"


def volunteer_facts(volunteer: Volunteer, band: str) -> eligibility.VolunteerFacts:
    """Return what rules roles in or out, from a volunteer."""
    return eligibility.VolunteerFacts(
        band=band,
        wants_one_off=volunteer.wants_one_off,
        wants_regular=volunteer.wants_regular,
        takes_remote=volunteer.takes_remote,
        point=point_of(volunteer),
        miles=volunteer.miles,
    )


def opening_facts(
    opportunity: Opportunity, sessions: Iterable[Session]
) -> eligibility.OpeningFacts:
    """Return what rules volunteers in or out, from an opportunity and its sessions as they are."""
    return eligibility.OpeningFacts(
        commitment=opportunity.commitment or "",
        minimum_band=opportunity.minimum_band,
        is_remote=opportunity.is_remote,
        point=point_of(opportunity),
        is_flexible=opportunity.is_flexible,
        has_flexible_room=opportunity.flexible_taken < opportunity.flexible_places,
        dates=tuple(
            (each.day, each.has_room)
            for each in (occasion_of(one) for one in sessions if one.cancelled_at is None)
        ),
    )


def occasion_of(session: Any) -> Occasion:
    """Return a session as one of the days on which something happens."""
    return Occasion(
        day=session.starts_at.astimezone(LONDON).date(),
        day_parts=day_parts_of(session.starts_at, session.ends_at),
        has_room=session.taken < session.places,
    )


def point_of(row: Any) -> tuple[int, int] | None:
    """Return the easting and northing of a row, if both are known."""
    if row.easting is None or row.northing is None:
        return None
    return row.easting, row.northing


def place_of(row: Any) -> Place | None:
    """Return the place of a row, if it is known."""
    point = point_of(row)
    return Place(*point) if point else None
