"""Opportunities and volunteers as the matcher sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, Select, select

from brokerage.accounts.models import User
from brokerage.accounts.rules import AgeBand
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.profiles import OPPORTUNITY, VOLUNTEER_CARD, ProfileSource
from brokerage.organisations.models import Organisation
from brokerage.places.rules import metres
from brokerage.scheduling.models import Session
from brokerage.volunteering.models import Opportunity, Volunteer
from brokerage.volunteering.profiles.facts import (
    PLACED,
    REMOTE,
    TAKES_REMOTE,
    occasion_of,
    place_of,
)
from brokerage.volunteering.queries.opportunities import OWNER_KIND, is_public
from brokerage.volunteering.queries.volunteers import is_shown_to_hosts
from brokerage.volunteering.rules import eligibility, opportunities
from matching.profile import Occasion, Profile, Times

MOST_IDS_A_QUERY = 500


def list_opportunity_profiles(ids: Collection[int] | None) -> Iterable[Profile]:
    """Give the published opportunities of approved hosts that are flexible or have a date left."""
    query = (
        select(
            Opportunity.id,
            Opportunity.title,
            Opportunity.description,
            Opportunity.place_name,
            Opportunity.pattern,
            Opportunity.causes,
            Opportunity.skills,
            Opportunity.commitment,
            Opportunity.minutes,
            Opportunity.is_flexible,
            Opportunity.flexible_places,
            Opportunity.flexible_taken,
            Opportunity.day_parts,
            Opportunity.is_remote,
            Opportunity.easting,
            Opportunity.northing,
            Opportunity.minimum_band,
            Organisation.name.label("host_name"),
        )
        .join(Organisation, Organisation.id == Opportunity.organisation_id)
        .where(*is_public())
        .order_by(Opportunity.id)
    )
    occasions = _list_occasions(ids)
    for row in _list_rows(query, Opportunity.id, ids):
        if row.is_flexible or row.id in occasions:
            yield opportunity_profile(row, tuple(occasions.get(row.id, ())))


def list_volunteer_profiles(ids: Collection[int] | None) -> Iterable[Profile]:
    """Give the volunteers who opted in, without a name or a word of their own.

    Only those whose account is in use; by the id of their user.
    """
    query = (
        select(
            Volunteer.user_id.label("id"),
            Volunteer.causes,
            Volunteer.skills,
            Volunteer.day_parts,
            Volunteer.wants_one_off,
            Volunteer.wants_regular,
            Volunteer.takes_remote,
            Volunteer.easting,
            Volunteer.northing,
            Volunteer.miles,
            User.age_band,
        )
        .join(User, User.id == Volunteer.user_id)
        .where(*is_shown_to_hosts())
        .order_by(Volunteer.user_id)
    )
    return map(volunteer_profile, _list_rows(query, Volunteer.user_id, ids))


def opportunity_profile(row: Any, occasions: tuple[Occasion, ...]) -> Profile:
    """Return what the matcher may know of an opportunity and its dates."""
    has_room = row.flexible_taken < row.flexible_places
    return Profile(
        id=row.id,
        name=row.title,
        fields={
            "description": row.description,
            "place": row.place_name,
            "pattern": row.pattern,
            "host": row.host_name or "",
        },
        causes=tuple(row.causes),
        skills=tuple(row.skills),
        times=Times(frozenset(row.day_parts), (), has_room)
        if row.is_flexible
        else Times(occasions=occasions),
        place=place_of(row),
        is_remote=row.is_remote,
        tags=frozenset(_opportunity_tags(row)),
    )


def _opportunity_tags(row: Any) -> Iterable[str]:
    yield f"commitment:{row.commitment}"
    if row.minimum_band == AgeBand.SIXTEEN:
        yield f"age:{AgeBand.SIXTEEN}"
    if row.minutes is not None:
        yield f"takes:{opportunities.time_needed(row.minutes)}"
    yield from (f"cause:{code}" for code in row.causes)
    if row.is_remote:
        yield REMOTE


def volunteer_profile(row: Any) -> Profile:
    """Return what the matcher may know of a volunteer: what was chosen from lists, nothing more."""
    place = place_of(row)
    return Profile(
        id=row.id,
        name="",
        causes=tuple(row.causes),
        skills=tuple(row.skills),
        times=Times(frozenset(row.day_parts)) if row.day_parts else None,
        place=place,
        reach_m=metres(row.miles) if place and row.miles else None,
        tags=frozenset(_volunteer_tags(row, has_place=place is not None)),
    )


def _volunteer_tags(row: Any, *, has_place: bool) -> Iterable[str]:
    wanted = eligibility.wanted_commitments(
        wants_one_off=row.wants_one_off, wants_regular=row.wants_regular
    )
    yield from (f"commitment:{each}" for each in wanted)
    yield f"band:{row.age_band}"
    if row.takes_remote:
        yield TAKES_REMOTE
    if has_place:
        yield PLACED


def _list_occasions(ids: Collection[int] | None) -> dict[int, list[Occasion]]:
    """Return the sessions from today on that were not called off, by opportunity."""
    query = (
        select(Session.owner_id, Session.starts_at, Session.ends_at, Session.places, Session.taken)
        .where(
            Session.owner_kind == OWNER_KIND,
            Session.cancelled_at.is_(None),
            # A day more than is needed: days begin by the clock in England, not by UTC.
            Session.starts_at > utcnow() - timedelta(days=1),
        )
        .order_by(Session.owner_id, Session.starts_at, Session.id)
    )
    found: defaultdict[int, list[Occasion]] = defaultdict(list)
    for row in _list_rows(query, Session.owner_id, ids):
        found[row.owner_id].append(occasion_of(row))
    return found


def _list_rows(
    query: Select[*tuple[Any, ...]], key: Any, ids: Collection[int] | None
) -> Iterable[Row[Any]]:
    """Give all rows, or those of the ids, in as many statements as the engines allow."""
    if ids is None:
        yield from db.session.execute(query)
        return
    ordered = sorted(ids)
    for start in range(0, len(ordered), MOST_IDS_A_QUERY):
        few = ordered[start : start + MOST_IDS_A_QUERY]
        yield from db.session.execute(query.where(key.in_(few)))


OPPORTUNITY_SOURCE = ProfileSource(
    kind="opportunity",
    list_profiles=list_opportunity_profiles,
    wording=OPPORTUNITY,
    schemes=("cause", "skill"),
    # Nothing of an opportunity is verified, so that part would be a 0 for all alike.
    weights={"evidence": 0.0},
    field_weights={"host": 0.5, "place": 0.5},
)
VOLUNTEER_SOURCE = ProfileSource(
    kind="volunteer",
    list_profiles=list_volunteer_profiles,
    wording=VOLUNTEER_CARD,
    schemes=("cause", "skill"),
    weights={"evidence": 0.0},
    # Cards have no words and are not searched by any.
    field_weights={"categories": 0.0},
)
