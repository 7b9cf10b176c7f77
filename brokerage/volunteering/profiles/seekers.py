"""What volunteers and roles look for in each other, as the matcher takes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from brokerage.accounts.rules import AgeBand
from brokerage.matchmaking.profiles import VOLUNTEER_CARD
from brokerage.places.queries import FoundPlace
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
from brokerage.volunteering.rules import eligibility, opportunities
from matching.profile import Place, Seeker, TagRule


@dataclass(frozen=True, kw_only=True)
class OpportunitySearch:
    """What is looked for among opportunities; everything may be left open."""

    text: str = ""
    place: FoundPlace | None = None
    within_miles: int | None = None
    causes: tuple[str, ...] = ()
    day_parts: tuple[str, ...] = ()
    time_needed: tuple[str, ...] = ()
    commitment: str = ""
    is_remote: bool = False
    has_seats: bool = False
    band: str | None = None
    is_nearest_first: bool = False
    is_soonest_first: bool = False


def opportunity_seeker(search: OpportunitySearch, today: date) -> Seeker:
    """Return a search for opportunities as the matcher takes it."""
    place = search.place
    within = search.within_miles if place else None
    return Seeker(
        text=search.text,
        times=frozenset(search.day_parts),
        times_required=bool(search.day_parts),
        today=today,
        needs_room=search.has_seats,
        place=Place(place.easting, place.northing) if place else None,
        place_label=place.label if place else "",
        within_m=metres(within) if within else None,
        tag_rules=tuple(_search_rules(search)),
    )


def volunteer_seeker(volunteer: Volunteer, band: str, today: date) -> Seeker:
    """Return "for you": what a volunteer looks for; the hard rules are those of eligibility."""
    place = place_of(volunteer)
    return Seeker(
        text=volunteer.own_words,
        causes=tuple(volunteer.causes),
        skills=tuple(volunteer.skills),
        times=frozenset(volunteer.day_parts),
        today=today,
        needs_room=True,
        place=place,
        place_label=volunteer.outcode or "" if place else "",
        within_m=metres(volunteer.miles) if place and volunteer.miles else None,
        tag_rules=tuple(_volunteer_rules(volunteer, band)),
        any_suffices=True,
    )


def card_seeker(opportunity: Opportunity, sessions: Iterable[Session], today: date) -> Seeker:
    """Return whom a role looks for among the unnamed volunteers, given its sessions to come."""
    parts = [each.day_parts for each in map(occasion_of, sessions) if each.day >= today]
    flexible = opportunity.day_parts if opportunity.is_flexible else ()
    place = None if opportunity.is_remote else place_of(opportunity)
    return Seeker(
        causes=tuple(opportunity.causes),
        skills=tuple(opportunity.skills),
        times=frozenset(flexible).union(*parts),
        place=place,
        place_label=opportunity.place_name if place else "",
        tag_rules=tuple(_card_rules(opportunity)),
        any_suffices=True,
    )


def _search_rules(search: OpportunitySearch) -> Iterable[TagRule]:
    yield from _age_rule(search.band)
    if search.commitment:
        yield _commitment_rule((search.commitment,))
    if search.is_remote:
        yield TagRule(
            "remote",
            "It cannot be done from home.",
            any_of=frozenset({REMOTE}),
            widen="Look at roles in a place too: {}.",
        )
    if search.causes:
        yield TagRule(
            "causes",
            "It is about none of the causes that you chose.",
            any_of=frozenset(f"cause:{code}" for code in search.causes),
            widen="Look at every cause: {}.",
        )
    if search.time_needed:
        yield TagRule(
            "time-needed",
            "It takes more or less time than you chose.",
            any_of=frozenset(f"takes:{each}" for each in search.time_needed),
            widen="Look at every length of time: {}.",
        )


def _volunteer_rules(volunteer: Volunteer, band: str) -> Iterable[TagRule]:
    yield from _age_rule(band)
    wanted = eligibility.wanted_commitments(
        wants_one_off=volunteer.wants_one_off, wants_regular=volunteer.wants_regular
    )
    if len(wanted) < len(opportunities.Commitment):
        yield _commitment_rule(wanted)
    if not volunteer.takes_remote:
        yield TagRule(
            "remote",
            eligibility.NOT_FROM_HOME,
            none_of=frozenset({REMOTE}),
            widen="Say that you help from home too: {}.",
        )
    elif place_of(volunteer) is None:
        yield TagRule(
            "remote",
            eligibility.ONLY_FROM_HOME,
            any_of=frozenset({REMOTE}),
            widen="Say where you start from: {}.",
        )


def _card_rules(opportunity: Opportunity) -> Iterable[TagRule]:
    sentence = VOLUNTEER_CARD.ruled_out_tags
    yield TagRule(
        "commitment", sentence, any_of=frozenset({f"commitment:{opportunity.commitment}"})
    )
    if opportunity.minimum_band == AgeBand.ADULT:
        yield TagRule("age", sentence, any_of=frozenset({f"band:{AgeBand.ADULT}"}))
    where = TAKES_REMOTE if opportunity.is_remote else PLACED
    yield TagRule("place", sentence, any_of=frozenset({where}))


def _age_rule(band: str | None) -> Iterable[TagRule]:
    if band == AgeBand.SIXTEEN:
        yield TagRule("age", eligibility.TOO_YOUNG, any_of=frozenset({f"age:{AgeBand.SIXTEEN}"}))


def _commitment_rule(wanted: Sequence[str]) -> TagRule:
    other = next(each for each in opportunities.Commitment if each not in wanted)
    return TagRule(
        "commitment",
        eligibility.OTHER_COMMITMENT[other] if wanted else eligibility.NO_COMMITMENT,
        any_of=frozenset(f"commitment:{each}" for each in wanted or ("none",)),
        widen=f"Look at {other} roles too: {{}}.",
    )
