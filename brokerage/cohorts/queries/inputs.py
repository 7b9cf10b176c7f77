"""All that goes into a run: who can be placed, where, and what has been decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from brokerage.accounts.models import User
from brokerage.cohorts.models import Cohort, CohortMember, CohortPair, CohortPlace, Placement
from brokerage.cohorts.profiles import (
    member_seeker,
    place_day_parts,
    place_name,
    place_profile,
    point_of,
)
from brokerage.cohorts.queries.cohorts import Opening, list_active_places
from brokerage.cohorts.rules.cohorts import PairKind
from brokerage.cohorts.rules.offers import HELD, PlacementStatus
from brokerage.cohorts.rules.runs import PersonFacts, PlaceFacts, digest_of
from brokerage.extensions import db
from brokerage.matchmaking.queries.categories import list_categories
from brokerage.matchmaking.queries.placements import PlacementProblem
from brokerage.places.models import Town
from brokerage.places.rules import distance_m, miles
from brokerage.scheduling.models import Session
from brokerage.volunteering.models import Booking, Volunteer
from brokerage.volunteering.rules.bookings import OPEN_BOOKINGS, do_overlap

NEAR_A_TOWN_M = 6_000

Pair = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Person:
    """A member with what they said of themselves."""

    member: CohortMember
    volunteer: Volunteer
    user: User


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """Members and places in the order in which the problem numbers them."""

    people: Sequence[Person]
    places: Sequence[CohortPlace]
    problem: PlacementProblem
    person_facts: Sequence[PersonFacts]
    place_facts: Sequence[PlaceFacts]
    labels: Mapping[str, str]
    held: Mapping[int, int]
    """The place that a member holds already, by offer or booking: member id → place id."""
    plain: Mapping[str, Any]
    """The problem as JSON can hold it."""

    @property
    def digest(self) -> str:
        """The digest of all that goes in."""
        return digest_of(self.plain)

    def miles_between(self, person: int, place: int) -> float | None:
        """Return the miles between where somebody starts and a place; None if unknown."""
        start, end = self.person_facts[person].point, self.place_facts[place].point
        return miles(distance_m(start, end)) if start and end else None


@dataclass(frozen=True, kw_only=True)
class _Decided:
    locked: Sequence[Pair]
    forbidden: Sequence[Pair]


def get_inputs(cohort: Cohort, now: datetime) -> Inputs:
    """Return what a run of this cohort would work with now."""
    places = list_active_places(cohort.id, now)
    held = _list_held(cohort.id)
    open_ids = {place.id for place in places}
    people = [
        each
        for each in _list_people(cohort.id)
        if held.get(each.member.id, next(iter(open_ids), 0)) in open_ids
    ]
    problem = _problem(people, places, held, now)
    return Inputs(
        people=people,
        places=places,
        problem=problem,
        person_facts=[_person_facts(each) for each in people],
        place_facts=_place_facts(places),
        labels={
            each.code: each.label
            for scheme in ("cause", "skill")
            for each in list_categories(scheme)
        },
        held=held,
        plain=problem.as_plain(),
    )


def _list_people(cohort_id: int) -> list[Person]:
    rows = db.session.execute(
        select(CohortMember, Volunteer, User)
        .join(Volunteer, Volunteer.user_id == CohortMember.user_id)
        .join(User, User.id == CohortMember.user_id)
        .where(
            CohortMember.cohort_id == cohort_id,
            CohortMember.left_at.is_(None),
            User.suspended_at.is_(None),
        )
        .order_by(CohortMember.id)
    )
    return [
        Person(member=member, volunteer=volunteer, user=user) for member, volunteer, user in rows
    ]


def _list_held(cohort_id: int) -> dict[int, int]:
    rows = db.session.execute(
        select(Placement.member_id, Placement.place_id)
        .join(Placement.member)
        .where(CohortMember.cohort_id == cohort_id, Placement.status.in_(HELD))
        .order_by(Placement.member_id)
    )
    return {row[0]: row[1] for row in rows}


def _problem(
    people: Sequence[Person],
    places: Sequence[CohortPlace],
    held: Mapping[int, int],
    now: datetime,
) -> PlacementProblem:
    decided = _decided(people, places, held, now)
    holders = Counter(place_id for place_id in held.values())
    seats = [min(each.capacity, holders[each.id] + _opening(each).seats) for each in places]
    return PlacementProblem(
        people_ids=[each.member.id for each in people],
        people=[member_seeker(each.volunteer, each.user.age_band, now.date()) for each in people],
        places=[place_profile(each) for each in places],
        capacities=[max(each, 0) for each in seats],
        minimums=[max(min(p.minimum, s), 0) for p, s in zip(places, seats, strict=True)],
        may_close=[each.may_stay_empty for each in places],
        priorities=[each.priority for each in places],
        locked=decided.locked,
        forbidden=decided.forbidden,
    )


def _opening(place: CohortPlace) -> Opening:
    return Opening(opportunity=place.opportunity, session=place.session)


def _decided(
    people: Sequence[Person],
    places: Sequence[CohortPlace],
    held: Mapping[int, int],
    now: datetime,
) -> _Decided:
    """What holds whatever scores say, by number: held and locked pairs, and those ruled out."""
    persons = {each.member.id: number for number, each in enumerate(people)}
    spots = {each.id: number for number, each in enumerate(places)}
    locks, forbids = _list_decisions(persons)
    locked = dict(locks) | dict(held)
    barred = {*forbids, *_list_refused(persons)}
    barred |= _list_busy(people, places, now)
    barred -= set(held.items())
    return _Decided(
        locked=_numbered(locked.items(), persons, spots),
        forbidden=_numbered(barred, persons, spots),
    )


def _numbered(
    pairs: Iterable[Pair], persons: Mapping[int, int], spots: Mapping[int, int]
) -> list[Pair]:
    known = [pair for pair in pairs if pair[0] in persons and pair[1] in spots]
    return sorted((persons[member], spots[place]) for member, place in known)


def _list_decisions(member_ids: Iterable[int]) -> tuple[list[Pair], list[Pair]]:
    rows = db.session.execute(
        select(CohortPair.member_id, CohortPair.place_id, CohortPair.kind)
        .where(CohortPair.member_id.in_(sorted(member_ids)))
        .order_by(CohortPair.id)
    ).all()
    pairs = [((row.member_id, row.place_id), row.kind) for row in rows]
    locks = [pair for pair, kind in pairs if kind == PairKind.LOCK]
    return locks, [pair for pair, kind in pairs if kind == PairKind.FORBID]


def _list_refused(member_ids: Iterable[int]) -> list[Pair]:
    """Places that members said no to and still mean it, or gave up."""
    rows = db.session.execute(
        select(Placement.member_id, Placement.place_id)
        .where(
            Placement.member_id.in_(sorted(member_ids)),
            Placement.status.in_([PlacementStatus.DECLINED, PlacementStatus.ENDED]),
            Placement.reconsidered_at.is_(None),
        )
        .distinct()
    )
    return [(row[0], row[1]) for row in rows]


def _list_busy(people: Sequence[Person], places: Sequence[CohortPlace], now: datetime) -> set[Pair]:
    """Pairs of members and places that a booking of their own rules out: asked for, or then."""
    members = {each.user.id: each.member.id for each in people}
    bookings = db.session.scalars(
        select(Booking)
        .outerjoin(Session, Session.id == Booking.session_id)
        .where(Booking.user_id.in_(sorted(members)), Booking.status.in_(OPEN_BOOKINGS))
        .where((Booking.session_id.is_(None)) | (Session.ends_at > now))
        .options(joinedload(Booking.session))
        .order_by(Booking.id)
    ).all()
    return {
        (members[booking.user_id], place.id)
        for booking in bookings
        for place in places
        if _rules_out(booking, place)
    }


def _rules_out(booking: Booking, place: CohortPlace) -> bool:
    if (booking.opportunity_id, booking.session_id) == (place.opportunity_id, place.session_id):
        return True
    mine, theirs = booking.session, place.session
    if mine is None or theirs is None:
        return False
    return do_overlap((mine.starts_at, mine.ends_at), (theirs.starts_at, theirs.ends_at))


def _person_facts(person: Person) -> PersonFacts:
    volunteer = person.volunteer
    return PersonFacts(
        name=person.user.name,
        causes=volunteer.causes,
        skills=volunteer.skills,
        day_parts=volunteer.day_parts,
        point=point_of(volunteer),
    )


def _place_facts(places: Sequence[CohortPlace]) -> list[PlaceFacts]:
    towns = db.session.scalars(select(Town).order_by(Town.name, Town.slug)).all()
    return [
        PlaceFacts(
            name=place_name(each),
            area=_nearest(point_of(each.opportunity), towns),
            causes=each.opportunity.causes,
            skills=each.opportunity.skills,
            day_parts=place_day_parts(each),
            point=point_of(each.opportunity),
            is_remote=each.opportunity.is_remote,
        )
        for each in places
    ]


def _nearest(point: tuple[int, int] | None, towns: Sequence[Town]) -> str:
    if point is None or not towns:
        return ""
    away, name = min((distance_m(point, (t.easting, t.northing)), t.name) for t in towns)
    return name if away <= NEAR_A_TOWN_M else ""
