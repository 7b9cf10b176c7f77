"""Members and places as the matcher sees them.

A place is one date of a role, or a role without dates, so that times are those of that date
alone. Being free then is a hard rule here: nobody is placed where they cannot come.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

from brokerage.cohorts.models import CohortPlace
from brokerage.volunteering.models import Opportunity, Volunteer
from brokerage.volunteering.profiles import volunteer_seeker
from brokerage.volunteering.profiles.facts import occasion_of, point_of
from brokerage.volunteering.profiles.sources import opportunity_profile
from brokerage.web.filters import on_date
from matching.profile import Profile, Seeker

__all__ = ["member_seeker", "place_day_parts", "place_name", "place_profile", "point_of"]

COLUMNS = tuple(column.key for column in Opportunity.__table__.columns)


def place_profile(place: CohortPlace) -> Profile:
    """Return a place as one to be found; room is counted by the cohort, not here."""
    opportunity = place.opportunity
    row = SimpleNamespace(
        **{name: getattr(opportunity, name) for name in COLUMNS},
        host_name=opportunity.organisation.name,
    )
    occasions = (occasion_of(place.session),) if place.session else ()
    return replace(opportunity_profile(row, occasions), id=place.id)


def place_name(place: CohortPlace) -> str:
    """Return how a place is named: the role, and its day if it has one."""
    title = place.opportunity.title
    return f"{title}, {on_date(place.session.starts_at)}" if place.session else title


def place_day_parts(place: CohortPlace) -> frozenset[str]:
    """Return the day-parts a place is in; none for any time."""
    if place.session is not None:
        return occasion_of(place.session).day_parts
    return frozenset(place.opportunity.day_parts)


def member_seeker(volunteer: Volunteer, band: str, today: date) -> Seeker:
    """Return what a member looks for: “for you”, held to the times they are free.

    Without the day: only places to come are given, so that one day's problem is the next day's.
    """
    seeker = volunteer_seeker(volunteer, band, today)
    return replace(seeker, today=None, needs_room=False, times_required=True)
