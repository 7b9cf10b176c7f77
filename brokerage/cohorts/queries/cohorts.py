"""Cohorts, their places and what can become one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import joinedload

from brokerage.cohorts.models import Cohort, CohortMember, CohortPair, CohortPlace
from brokerage.cohorts.rules.cohorts import CohortStatus, area_priority
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.places.models import Postcode, PriorityPlace
from brokerage.places.queries import list_priority_places
from brokerage.places.rules import is_within, without_space
from brokerage.scheduling.models import Session
from brokerage.scheduling.queries import list_coming_sessions
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.rules.opportunities import OpportunityStatus
from brokerage.web.paging import Page

PER_PAGE = 20
MOST_PAIRS_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class CohortEntry:
    """A cohort in a list, with how many have joined and how many places there are."""

    cohort: Cohort
    members: int
    seats: int


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A date, or a role without dates, that can become a place."""

    opportunity: Opportunity
    session: Session | None

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.opportunity.id}-{self.session.id if self.session else 0}"

    @property
    def seats(self) -> int:
        """How many seats it has free now."""
        if self.session is not None:
            return self.session.left
        return self.opportunity.flexible_places - self.opportunity.flexible_taken


def get_cohort(cohort_id: int) -> Cohort:
    """Return a cohort with its host (NotFoundError)."""
    cohort = db.session.scalars(
        select(Cohort).where(Cohort.id == cohort_id).options(joinedload(Cohort.organisation))
    ).first()
    if cohort is None:
        raise NotFoundError
    return cohort


def list_cohorts(organisation_id: int, page: int) -> Page[CohortEntry]:
    """Return a host's cohorts, newest first."""
    wanted = Cohort.organisation_id == organisation_id
    rows = db.session.scalars(
        select(Cohort)
        .where(wanted)
        .order_by(Cohort.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    total = count_cohorts(organisation_id)
    return Page(rows=_entries(rows), number=page, per_page=PER_PAGE, total=total)


def count_cohorts(organisation_id: int) -> int:
    """Return how many cohorts a host has, in any state."""
    wanted = Cohort.organisation_id == organisation_id
    return db.session.scalar(select(func.count()).select_from(Cohort).where(wanted)) or 0


def list_open_cohorts_of(organisation_id: int) -> Sequence[Cohort]:
    """Return the cohorts of a host that one can join, oldest first."""
    return db.session.scalars(
        select(Cohort)
        .where(
            Cohort.organisation_id == organisation_id,
            Cohort.status == CohortStatus.OPEN,
        )
        .order_by(Cohort.id)
    ).all()


def _entries(cohorts: Sequence[Cohort]) -> list[CohortEntry]:
    ids = [each.id for each in cohorts]
    members, seats = count_members(ids), count_seats(ids)
    return [
        CohortEntry(cohort=each, members=members.get(each.id, 0), seats=seats.get(each.id, 0))
        for each in cohorts
    ]


def count_members(cohort_ids: Collection[int]) -> Mapping[int, int]:
    """Return how many are in each cohort that has anyone."""
    return _by_cohort(
        select(CohortMember.cohort_id, func.count())
        .where(CohortMember.cohort_id.in_(sorted(cohort_ids)), CohortMember.left_at.is_(None))
        .group_by(CohortMember.cohort_id)
        .order_by(CohortMember.cohort_id)
    )


def count_seats(cohort_ids: Collection[int]) -> Mapping[int, int]:
    """Return how many seats the places of each cohort have together."""
    return _by_cohort(
        select(CohortPlace.cohort_id, func.sum(CohortPlace.capacity))
        .where(CohortPlace.cohort_id.in_(sorted(cohort_ids)), CohortPlace.removed_at.is_(None))
        .group_by(CohortPlace.cohort_id)
        .order_by(CohortPlace.cohort_id)
    )


def _by_cohort(query: Any) -> Mapping[int, int]:
    rows: Sequence[Row[int, int]] = db.session.execute(query).all()
    return {cohort_id: int(number) for cohort_id, number in rows}


def is_active(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return what holds of a place that somebody can still be placed in, joined to its session."""
    return (
        CohortPlace.removed_at.is_(None),
        Opportunity.status == OpportunityStatus.PUBLISHED,
        or_(
            CohortPlace.session_id.is_(None),
            Session.cancelled_at.is_(None) & (Session.starts_at > now),
        ),
    )


def list_active_places(cohort_id: int, now: datetime) -> Sequence[CohortPlace]:
    """Return the places that somebody can be placed in, by id."""
    return db.session.scalars(
        select(CohortPlace)
        .join(CohortPlace.opportunity)
        .outerjoin(CohortPlace.session)
        .where(CohortPlace.cohort_id == cohort_id, *is_active(now))
        .options(
            joinedload(CohortPlace.opportunity).joinedload(Opportunity.organisation),
            joinedload(CohortPlace.session),
        )
        .order_by(CohortPlace.id)
    ).all()


def count_active_places(cohort_id: int, now: datetime) -> int:
    """Return how many places there are that somebody can be placed in."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(CohortPlace)
            .join(CohortPlace.opportunity)
            .outerjoin(CohortPlace.session)
            .where(CohortPlace.cohort_id == cohort_id, *is_active(now))
        )
        or 0
    )


def list_places(cohort_id: int, page: int) -> Page[CohortPlace]:
    """Return a page of a cohort's places, those that come first at the top."""
    wanted = (CohortPlace.cohort_id == cohort_id, CohortPlace.removed_at.is_(None))
    first = (CohortPlace.area_priority + CohortPlace.added_priority).desc()
    rows = db.session.scalars(
        select(CohortPlace)
        .where(*wanted)
        .options(joinedload(CohortPlace.opportunity), joinedload(CohortPlace.session))
        .order_by(first, CohortPlace.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    total = db.session.scalar(select(func.count()).select_from(CohortPlace).where(*wanted)) or 0
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)


def get_place(cohort_id: int, place_id: int) -> CohortPlace:
    """Return a place of this cohort with its role and date (NotFoundError)."""
    place = db.session.scalars(
        select(CohortPlace)
        .where(CohortPlace.id == place_id, CohortPlace.cohort_id == cohort_id)
        .options(joinedload(CohortPlace.opportunity), joinedload(CohortPlace.session))
    ).first()
    if place is None or place.removed_at is not None:
        raise NotFoundError
    return place


def list_openings(cohort: Cohort, now: datetime, most: int) -> list[Opening]:
    """Return what could become a place and is none yet, by role, then date."""
    opportunities = db.session.scalars(
        select(Opportunity)
        .where(
            Opportunity.organisation_id == cohort.organisation_id,
            Opportunity.status == OpportunityStatus.PUBLISHED,
        )
        .order_by(Opportunity.title, Opportunity.id)
    ).all()
    dated = [each.id for each in opportunities if not each.is_flexible]
    sessions = list_coming_sessions(OWNER_KIND, dated, now)
    rows = db.session.execute(
        select(CohortPlace.opportunity_id, CohortPlace.session_id).where(
            CohortPlace.cohort_id == cohort.id, CohortPlace.removed_at.is_(None)
        )
    )
    taken = {(row[0], row[1]) for row in rows}
    found = [
        Opening(opportunity=each, session=session)
        for each in opportunities
        for session in ([None] if each.is_flexible else sessions[each.id])
        if (each.id, session.id if session else None) not in taken
    ]
    return [each for each in found if each.seats > 0][:most]


def find_area_facts(opportunities: Collection[Opportunity]) -> dict[int, tuple[int, list[str]]]:
    """Return the priority that the area of each role gives, with its facts; two statements."""
    written = {each.id: without_space(each.postcode or "") for each in opportunities}
    rows = db.session.execute(
        select(Postcode.postcode, Postcode.decile).where(
            Postcode.postcode.in_(sorted(set(written.values())))
        )
    )
    deciles = {row.postcode: row.decile for row in rows}
    named = list_priority_places()
    return {
        each.id: area_priority(deciles.get(written[each.id]), _bands_at(each, named))
        for each in opportunities
    }


def _bands_at(opportunity: Opportunity, named: Sequence[PriorityPlace]) -> list[tuple[str, str]]:
    if opportunity.is_remote or opportunity.easting is None or opportunity.northing is None:
        return []
    point = (opportunity.easting, opportunity.northing)
    return [
        (each.name, each.band)
        for each in named
        if each.easting is not None
        and each.northing is not None
        and each.radius_m is not None
        and is_within(point, (each.easting, each.northing), each.radius_m)
    ]


def list_pairs(cohort_id: int) -> Sequence[CohortPair]:
    """Return what people have decided, with names, by place and member."""
    return db.session.scalars(
        select(CohortPair)
        .join(CohortPair.member)
        .where(CohortPair.cohort_id == cohort_id, CohortMember.left_at.is_(None))
        .options(
            joinedload(CohortPair.member).joinedload(CohortMember.user),
            joinedload(CohortPair.place).joinedload(CohortPlace.opportunity),
            joinedload(CohortPair.place).joinedload(CohortPlace.session),
        )
        .order_by(CohortPair.id)
        .limit(MOST_PAIRS_SHOWN)
    ).all()


def get_pair(cohort_id: int, pair_id: int) -> CohortPair:
    """Return a decision of this cohort (NotFoundError)."""
    pair = db.session.get(CohortPair, pair_id)
    if pair is None or pair.cohort_id != cohort_id:
        raise NotFoundError
    return pair
