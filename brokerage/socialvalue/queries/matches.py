"""Projects and standing offers found by words or by fit, each with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import BigInteger, ColumnElement, cast, exists

from brokerage.matchmaking.profiles import Seeker
from brokerage.matchmaking.queries.bands import find_band
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.matchmaking.rules import BAND_LABELS
from brokerage.organisations.models import Organisation
from brokerage.places.rules import metres
from brokerage.socialvalue.models import Project, ProjectNeed, StandingOffer
from brokerage.socialvalue.profiles import (
    OFFER_KIND,
    PROJECT_KIND,
    ProjectSearch,
    giver_seeker,
    need_seeker,
    search_seeker,
)
from brokerage.socialvalue.queries.offers import list_standing_by_ids
from brokerage.socialvalue.queries.projects import PER_PAGE, list_ask_facts, list_by_ids
from brokerage.socialvalue.queries.reference import list_criteria
from brokerage.socialvalue.rules.projects import ProjectStatus
from brokerage.socialvalue.rules.worth import order_asks, points_of
from brokerage.web.paging import Page

MOST_SUGGESTED = 10
WEAKEST = BAND_LABELS["possible"]


@dataclass(frozen=True, kw_only=True)
class FoundProject:
    """A project that was found, and why; or the points that put it where it is."""

    project: Project
    reasons: Sequence[str] = ()
    missing: Sequence[str] = ()
    band: str | None = None
    points: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class FoundOffer:
    """A standing offer that fits a project, and why."""

    standing: StandingOffer
    reasons: Sequence[str] = field(default=())
    band: str | None = None


def search_projects(
    search: ProjectSearch, page: int, today: date, *, tie_seed: int
) -> Page[FoundProject]:
    """Return a page of what fits best; without words, in the order of the published criteria."""
    if search.text.strip():
        return _ranked(search_seeker(search), page, tie_seed)
    facts = list_ask_facts(_conditions(search), today)
    ordered = order_asks(facts, list_criteria(), today)
    start = (page - 1) * PER_PAGE
    shown = ordered[start : start + PER_PAGE]
    live = list_by_ids([each.id for each, _ in shown])
    rows = [
        FoundProject(project=live[each.id], points=points)
        for each, points in shown
        if each.id in live
    ]
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=len(ordered))


def find_points(project: Project, today: date) -> dict[str, Decimal]:
    """Return the points of one open project, by criterion; none where it is not open."""
    facts = list_ask_facts((Project.id == project.id,), today)
    return dict(points_of(facts[0], list_criteria(), today)) if facts else {}


def list_fitting_projects(organisation: Organisation) -> list[FoundProject]:
    """Return the open projects that fit a business best, priority places ahead by their weight."""
    seeker = giver_seeker(organisation)
    found = _ranked(seeker, 1, organisation.id, per_page=MOST_SUGGESTED).rows
    return [each for each in found if each.band != WEAKEST] or list(found[:3])


def list_fitting_offers(project: Project, today: date) -> list[FoundOffer]:
    """Return the standing offers that fit what a project still needs, the best first."""
    if not any(need.left > 0 for need in project.needs):
        return []
    ranking = get_matcher(OFFER_KIND).rank(
        need_seeker(project), limit=MOST_SUGGESTED, tie_seed=project.id
    )
    live = list_standing_by_ids([match.id for match in ranking.matches], today)
    return [
        FoundOffer(standing=live[match.id], reasons=match.reasons, band=find_band(match))
        for match in ranking.matches
        if match.id in live
    ]


def _conditions(search: ProjectSearch) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if search.kind:
        of_kind = exists().where(
            ProjectNeed.project_id == Project.id,
            ProjectNeed.kind == search.kind,
            ProjectNeed.agreed < ProjectNeed.asked,
        )
        conditions.append(of_kind)
    if search.is_priority:
        conditions.append(Project.priority_place != "")
    if search.place and search.within_miles:
        reach = int(metres(search.within_miles))
        east = cast(Project.easting - search.place.easting, BigInteger)
        north = cast(Project.northing - search.place.northing, BigInteger)
        conditions.append(east * east + north * north <= reach * reach)
    return conditions


def _ranked(
    seeker: Seeker, page: int, tie_seed: int, per_page: int = PER_PAGE
) -> Page[FoundProject]:
    ranking = get_matcher(PROJECT_KIND).rank(
        seeker, limit=per_page, offset=(page - 1) * per_page, tie_seed=tie_seed
    )
    live = list_by_ids([match.id for match in ranking.matches])
    rows = [
        FoundProject(
            project=live[match.id],
            reasons=match.reasons,
            missing=match.missing,
            band=find_band(match),
        )
        for match in ranking.matches
        # The live row decides: what ended a moment ago is not shown.
        if match.id in live and live[match.id].status == ProjectStatus.OPEN
    ]
    return Page(rows=rows, number=page, per_page=per_page, total=ranking.total)
