"""Spaces that can be booked, searched with words that may be misspelt, and asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.places.queries import FoundPlace
from brokerage.places.rules import distance_m
from brokerage.socialvalue.models import Space, SpaceAsk
from brokerage.socialvalue.rules.spaces import (
    ACCESS_LABELS,
    SUITS_LABELS,
    AskStatus,
    SpaceStatus,
)
from brokerage.web.paging import Page

__all__ = ["FoundSpace", "Space", "SpaceAsk", "SpaceSearch"]
PER_PAGE = 20
MOST_LOOKED_AT = 3_000
LIKENESS_FLOOR = 75
"""Of 100: below it, words are too unlike to be the same, misspelt."""


@dataclass(frozen=True, kw_only=True)
class SpaceSearch:
    """What is looked for; everything may be left open."""

    text: str = ""
    place: FoundPlace | None = None
    suits: str = ""
    access: tuple[str, ...] = ()
    people: int | None = None
    is_free: bool = False


@dataclass(frozen=True, kw_only=True)
class FoundSpace:
    """A space, and how far it is from where somebody looks."""

    space: Space
    distance_m: float | None


def get_space(space_id: int) -> Space:
    """Return a space with its keeper (NotFoundError)."""
    found = db.session.scalars(
        select(Space).where(Space.id == space_id).options(joinedload(Space.organisation))
    ).first()
    if found is None:
        raise NotFoundError
    return found


def get_public_space(space_id: int) -> Space:
    """Return a space that can be found (NotFoundError)."""
    found = get_space(space_id)
    if found.status != SpaceStatus.OPEN or found.organisation.status != Status.APPROVED:
        raise NotFoundError
    return found


def search_spaces(search: SpaceSearch, page: int) -> Page[FoundSpace]:
    """Return a page of what fits: best in words, then nearest, then by name."""
    conditions: list[ColumnElement[bool]] = [
        Space.status == SpaceStatus.OPEN,
        Organisation.status == Status.APPROVED,
    ]
    if search.people:
        conditions.append(Space.capacity >= search.people)
    if search.is_free:
        conditions.append(Space.is_free.is_(True))
    rows = db.session.scalars(
        select(Space)
        .join(Space.organisation)
        .where(*conditions)
        .options(contains_eager(Space.organisation))
        .order_by(Space.name, Space.id)
        .limit(MOST_LOOKED_AT)
    ).all()
    fitting = [each for each in rows if _passes(each, search)]
    scored = [(_likeness(each, search.text), _found(each, search.place)) for each in fitting]
    kept = [pair for pair in scored if not search.text or pair[0] >= LIKENESS_FLOOR]
    # Sorted is stable: what is equally good and near stays in the order of names.
    kept.sort(key=lambda pair: (-pair[0], pair[1].distance_m or 0))
    start = (page - 1) * PER_PAGE
    found = [each for _, each in kept[start : start + PER_PAGE]]
    return Page(rows=found, number=page, per_page=PER_PAGE, total=len(kept))


def list_spaces_of(organisation_id: int) -> Sequence[Space]:
    """Return an organisation's own spaces, by name."""
    return db.session.scalars(
        select(Space)
        .where(Space.organisation_id == organisation_id)
        .order_by(Space.status, Space.name, Space.id)
        .limit(100)
    ).all()


def count_public_spaces_of(organisation_id: int) -> int:
    """Return how many spaces of an organisation can be booked."""
    query = select(func.count(Space.id)).where(
        Space.organisation_id == organisation_id, Space.status == SpaceStatus.OPEN
    )
    return db.session.scalar(query) or 0


def get_space_ask(space_ask_id: int) -> SpaceAsk:
    """Return an ask with its space and both sides (NotFoundError)."""
    found = db.session.scalars(
        select(SpaceAsk)
        .where(SpaceAsk.id == space_ask_id)
        .options(
            joinedload(SpaceAsk.space).joinedload(Space.organisation), joinedload(SpaceAsk.asker)
        )
    ).first()
    if found is None:
        raise NotFoundError
    return found


def list_space_asks(organisation_id: int, page: int) -> Page[SpaceAsk]:
    """Return a page of what an organisation asked for or is asked for, waiting ones first."""
    wanted = or_(Space.organisation_id == organisation_id, SpaceAsk.asker_id == organisation_id)
    count = select(func.count(SpaceAsk.id)).join(SpaceAsk.space).where(wanted)
    rows = db.session.scalars(
        select(SpaceAsk)
        .join(SpaceAsk.space)
        .where(wanted)
        .options(
            contains_eager(SpaceAsk.space).joinedload(Space.organisation),
            joinedload(SpaceAsk.asker),
        )
        .order_by(SpaceAsk.status != AskStatus.ASKED, SpaceAsk.day.desc(), SpaceAsk.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    total = db.session.scalar(count) or 0
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)


def list_booked(space_id: int, today: date) -> Sequence[SpaceAsk]:
    """Return when a space is taken, from today: days and parts of them, nothing more is shown."""
    return db.session.scalars(
        select(SpaceAsk)
        .where(
            SpaceAsk.space_id == space_id,
            SpaceAsk.status == AskStatus.ACCEPTED,
            SpaceAsk.day >= today,
        )
        .order_by(SpaceAsk.day, SpaceAsk.day_part)
        .limit(100)
    ).all()


def _passes(space: Space, search: SpaceSearch) -> bool:
    has_access = set(search.access) <= set(space.access)
    return has_access and (not search.suits or search.suits in space.suits)


def _found(space: Space, place: FoundPlace | None) -> FoundSpace:
    if place is None:
        return FoundSpace(space=space, distance_m=None)
    away = distance_m((space.easting, space.northing), (place.easting, place.northing))
    return FoundSpace(space=space, distance_m=away)


def _likeness(space: Space, text: str) -> int:
    """How well each word typed is found among a space's own, of 100, in steps of ten.

    A word is as good as the word most like it; a space is as good as its worst word.
    """
    typed = text.lower().split()
    if not typed:
        return 0
    labels = [SUITS_LABELS[each] for each in space.suits if each in SUITS_LABELS]
    labels += [ACCESS_LABELS[each] for each in space.access if each in ACCESS_LABELS]
    said = " ".join(
        [space.name, space.about, space.place_name, space.organisation.name or "", *labels]
    )
    words = set(said.lower().replace(",", " ").replace(".", " ").split())
    best = [max((fuzz.ratio(each, word) for word in words), default=0) for each in typed]
    return int(min(best)) // 5 * 5
