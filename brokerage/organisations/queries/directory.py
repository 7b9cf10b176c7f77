"""The public directory: what anyone can find, and one organisation's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.matchmaking.profiles import Seeker
from brokerage.matchmaking.queries.bands import find_band
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.organisations import rules
from brokerage.organisations.models import Organisation
from brokerage.web.paging import Page

PER_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class DirectoryEntry:
    """One organisation found, and why."""

    organisation: Organisation
    reasons: Sequence[str]
    distance_m: float | None
    band: str | None
    """How good a match it is, in words; None where nothing was asked for."""


@dataclass(frozen=True, kw_only=True)
class DirectoryResult:
    """A page of what was found, and what would find more."""

    page: Page[DirectoryEntry]
    widen: Sequence[str]


def search_directory(
    seeker: Seeker, page: int, *, tie_seed: int, is_nearest_first: bool = False
) -> DirectoryResult:
    """Return a page of what fits, the best first, or the nearest first where that was asked."""
    ranking = get_matcher("organisation").rank(
        seeker,
        limit=PER_PAGE,
        offset=(page - 1) * PER_PAGE,
        tie_seed=tie_seed,
        order="distance" if is_nearest_first and seeker.place else "relevance",
    )
    found = _list_by_id([match.id for match in ranking.matches])
    entries = [
        DirectoryEntry(
            organisation=found[match.id],
            reasons=match.reasons,
            distance_m=match.distance_m,
            band=find_band(match),
        )
        for match in ranking.matches
        # The live row decides: what left the directory a moment ago is not shown.
        if match.id in found
    ]
    return DirectoryResult(
        page=Page(rows=entries, number=page, per_page=PER_PAGE, total=ranking.total),
        widen=ranking.widen,
    )


def get_public_organisation(slug: str) -> Organisation:
    """Return what the directory shows under this name (NotFoundError)."""
    organisation = db.session.scalars(
        select(Organisation)
        .where(Organisation.slug == slug, Organisation.status.in_(rules.PUBLIC_STATUSES))
        .options(
            selectinload(Organisation.categories),
            selectinload(Organisation.causes),
            selectinload(Organisation.evidence),
        )
    ).first()
    if organisation is None:
        raise NotFoundError
    return organisation


def count_public() -> dict[str, int]:
    """Return how many organisations have signed up and how many are unclaimed listings."""
    rows = db.session.execute(
        select(Organisation.status, func.count().label("count_"))
        .where(Organisation.status.in_(rules.PUBLIC_STATUSES))
        .group_by(Organisation.status)
    )
    return {row.status: row.count_ for row in rows}


def _list_by_id(ids: Sequence[int]) -> dict[int, Organisation]:
    rows = db.session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(ids), Organisation.status.in_(rules.PUBLIC_STATUSES))
        .options(selectinload(Organisation.evidence))
        .order_by(Organisation.id)
    )
    return {organisation.id: organisation for organisation in rows}
