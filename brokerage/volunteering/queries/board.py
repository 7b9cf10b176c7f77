"""The sections of the pin board: what is new, soon, short of people, near, or for one day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, and_, case, cast, func, or_, select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.selectable import Subquery

from brokerage.digests.models import Dismissal
from brokerage.extensions import db
from brokerage.scheduling.models import Session
from brokerage.volunteering.models import Opportunity, Volunteer
from brokerage.volunteering.queries.opportunities import OWNER_KIND, is_public
from brokerage.volunteering.queries.search import PER_PAGE, FoundOpportunity, list_found
from brokerage.volunteering.queries.volunteers import find_volunteer
from brokerage.volunteering.rules.board import (
    FEWEST_FOR_SHORT,
    NEW_FOR,
    SOON,
    BoardSection,
)
from brokerage.volunteering.rules.opportunities import Commitment
from brokerage.web.paging import Page

METRES_A_MILE = 1609.344
MOST_DISMISSED = 100


@dataclass(frozen=True, kw_only=True)
class Onlooker:
    """What the board takes into account of the one who looks; a visitor has none of it."""

    user_id: int | None = None
    band: str | None = None
    easting: int | None = None
    northing: int | None = None
    miles: int | None = None

    @property
    def has_place(self) -> bool:
        """Whether we know where they start from, and how far they go."""
        return self.easting is not None and self.northing is not None and bool(self.miles)


def get_onlooker(user_id: int | None, band: str | None) -> Onlooker:
    """Return what the board takes into account of a signed-in user, or of a visitor."""
    volunteer: Volunteer | None = find_volunteer(user_id) if user_id else None
    if volunteer is None:
        return Onlooker(user_id=user_id, band=band)
    return Onlooker(
        user_id=user_id,
        band=band,
        easting=volunteer.easting,
        northing=volunteer.northing,
        miles=volunteer.miles,
    )


def count_sections(onlooker: Onlooker, now: datetime) -> Mapping[str, int]:
    """Return how much there is in each section; one statement."""
    dates = _dates(now)
    sums = [
        func.coalesce(func.sum(case((_is_in(section, dates, onlooker, now), 1), else_=0)), 0)
        for section in BoardSection
    ]
    row = db.session.execute(_open(select(*sums), dates, onlooker)).one()
    return dict(zip(BoardSection, row, strict=True))


def list_section(
    section: BoardSection, onlooker: Onlooker, page: int, now: datetime
) -> Page[FoundOpportunity]:
    """Return a page of one section, in the order that fits it."""
    dates = _dates(now)
    is_in = _is_in(section, dates, onlooker, now)
    total = db.session.scalar(_open(select(func.count()), dates, onlooker).where(is_in)) or 0
    distance = _squared_distance(onlooker)
    query = _open(select(Opportunity.id, distance), dates, onlooker).where(is_in)
    rows = db.session.execute(
        query.order_by(*_order(section, dates, distance), Opportunity.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    metres = {row[0]: row[1] ** 0.5 for row in rows if row[1] is not None}
    found = [
        replace(each, distance_m=metres.get(each.opportunity.id))
        for each in list_found([row[0] for row in rows])
    ]
    return Page(rows=found, number=page, per_page=PER_PAGE, total=total)


def _dates(now: datetime) -> Subquery:
    """The dates to come that have a free place, by role."""
    is_short = and_(
        Session.starts_at <= now + SOON,
        Session.places >= FEWEST_FOR_SHORT,
        Session.taken * 2 < Session.places,
    )
    return (
        select(
            Session.owner_id.label("opportunity_id"),
            func.min(Session.starts_at).label("starts_at"),
            func.max(Session.places - Session.taken).label("room"),
            func.max(case((is_short, 1), else_=0)).label("is_short"),
        )
        .where(
            Session.owner_kind == OWNER_KIND,
            Session.cancelled_at.is_(None),
            Session.starts_at > now,
            Session.taken < Session.places,
        )
        .group_by(Session.owner_id)
        .subquery()
    )


def _open(query: Any, dates: Subquery, onlooker: Onlooker) -> Any:
    """Of what everyone can see, what has room for someone of this age."""
    has_room = Opportunity.flexible_taken < Opportunity.flexible_places
    query = (
        query.select_from(Opportunity)
        .outerjoin(dates, dates.c.opportunity_id == Opportunity.id)
        .where(
            *is_public(),
            or_(
                dates.c.opportunity_id.is_not(None),
                and_(Opportunity.is_flexible, has_room),
            ),
        )
    )
    return query.where(Opportunity.minimum_band == onlooker.band) if _is_young(onlooker) else query


def _is_young(onlooker: Onlooker) -> bool:
    return onlooker.band == "16-17"


def _is_in(
    section: BoardSection, dates: Subquery, onlooker: Onlooker, now: datetime
) -> ColumnElement[bool]:
    if section == BoardSection.NEAR:
        if not onlooker.has_place:
            return Opportunity.id.is_(None)
        return _squared_distance(onlooker) <= ((onlooker.miles or 0) * METRES_A_MILE) ** 2
    return {
        BoardSection.NEW: Opportunity.published_at > now - NEW_FOR,
        BoardSection.SOON: dates.c.starts_at <= now + SOON,
        BoardSection.SHORT: dates.c.is_short == 1,
        BoardSection.TASTER: and_(
            Opportunity.commitment == Commitment.ONE_OFF, dates.c.room.is_not(None)
        ),
    }[section]


def _order(
    section: BoardSection, dates: Subquery, distance: ColumnElement[float]
) -> tuple[ColumnElement[Any], ...]:
    soonest = (dates.c.starts_at.is_(None), dates.c.starts_at)
    return {
        BoardSection.NEW: (Opportunity.published_at.desc(),),
        BoardSection.SOON: soonest,
        BoardSection.SHORT: soonest,
        BoardSection.NEAR: (distance,),
        BoardSection.TASTER: (dates.c.room.desc(), *soonest),
    }[section]


def _squared_distance(onlooker: Onlooker) -> ColumnElement[float]:
    """In square metres, as floating point: of whole numbers PostgreSQL would run out."""
    east = cast(Opportunity.easting, Float) - float(onlooker.easting or 0)
    north = cast(Opportunity.northing, Float) - float(onlooker.northing or 0)
    squared = east * east + north * north
    return squared if onlooker.has_place else cast(None, Float)


def list_dismissed(user_id: int) -> Sequence[Opportunity]:
    """Return what is on the board but, as this person said, not for them; the newest no first."""
    return db.session.scalars(
        select(Opportunity)
        .join(
            Dismissal,
            and_(Dismissal.kind == OWNER_KIND, Dismissal.object_id == Opportunity.id),
        )
        .where(Dismissal.user_id == user_id, *is_public())
        .options(joinedload(Opportunity.organisation))
        .order_by(Dismissal.dismissed_at.desc(), Opportunity.id)
        .limit(MOST_DISMISSED)
    ).all()
