"""Frozen searches: what was shown in its order, looked at more closely, and why another is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload, selectinload

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.matchmaking.models import Decision, RecordedRanking
from brokerage.matchmaking.queries.bands import find_band
from brokerage.matchmaking.queries.records import (
    Shown,
    find_shown,
    list_shown,
)
from brokerage.organisations.models import Evidence, Organisation
from brokerage.organisations.profiles import is_social_enterprise
from brokerage.organisations.rules import Status
from brokerage.places.models import Authority
from brokerage.places.queries import list_priority_places
from brokerage.places.rules import distance_m, is_within
from brokerage.procurement.models import Brief, MarketSearch
from brokerage.procurement.profiles import NOTHING_SEEN
from brokerage.procurement.queries.marks import find_marks
from brokerage.procurement.queries.reservations import list_area_codes
from brokerage.procurement.queries.shortlists import list_shortlisted
from brokerage.procurement.rules import searches as rules
from brokerage.procurement.rules.reserving import Area, Marks
from brokerage.web.paging import Page


@dataclass(frozen=True, kw_only=True)
class FoundSupplier:
    """One row of a frozen search: what was shown, and the organisation as it is today."""

    organisation: Organisation
    shown: Shown
    distance_m: float | None
    is_shortlisted: bool

    @property
    def is_here(self) -> bool:
        """Whether it can still be found; the frozen row stays either way."""
        return self.organisation.status == Status.APPROVED

    @property
    def band(self) -> str | None:
        """How good a match it was, in words."""
        return find_band(self.shown)

    @property
    def shares(self) -> list[int]:
        """Its parts in tenths of a point, which add up to its score."""
        return rules.share_tenths([part.value for part in self.shown.parts])

    @property
    def tenths(self) -> int:
        """Its score in tenths of a point out of 100."""
        return sum(self.shares)


@dataclass(frozen=True, kw_only=True)
class SearchResult:
    """A page of a frozen search after the filters, and the ranking it is from."""

    page: Page[FoundSupplier]
    ranking: RecordedRanking
    shown: int
    """How many the search shows without a filter."""


def get_market_search(brief_id: int, market_search_id: int) -> MarketSearch:
    """Return a search of this brief with its ranking (NotFoundError)."""
    search = db.session.scalars(
        select(MarketSearch)
        .where(MarketSearch.id == market_search_id, MarketSearch.brief_id == brief_id)
        .options(joinedload(MarketSearch.ranking))
    ).first()
    if search is None:
        raise NotFoundError
    return search


def list_market_searches(brief_id: int) -> Sequence[MarketSearch]:
    """Return the latest searches of a brief, the newest first."""
    return db.session.scalars(
        select(MarketSearch)
        .where(MarketSearch.brief_id == brief_id)
        .order_by(MarketSearch.made_at.desc(), MarketSearch.id.desc())
        .limit(rules.MOST_OLDER_SEARCHES)
    ).all()


def search_shown(
    search: MarketSearch, brief: Brief, filters: rules.Filters, page: int, today: date
) -> SearchResult:
    """Return a page of what was shown, without the rows that a filter hides, in the order kept."""
    everything = list_shown(search.recorded_ranking_id)
    kept = everything
    if filters.used:
        facts = _find_facts(everything, brief, filters, today)
        kept = [row for row in everything if filters.passes(facts[row.candidate_id])]
    first = (page - 1) * rules.PER_PAGE
    rows = _with_organisations(brief, kept[first : first + rules.PER_PAGE])
    return SearchResult(
        page=Page(rows=rows, number=page, per_page=rules.PER_PAGE, total=len(kept)),
        ranking=search.ranking,
        shown=len(everything),
    )


def get_found_supplier(search: MarketSearch, brief: Brief, organisation_id: int) -> FoundSupplier:
    """Return one row of a frozen search (NotFoundError for what it did not show)."""
    shown = find_shown(search.recorded_ranking_id, organisation_id)
    if shown is None:
        raise NotFoundError
    return _with_organisations(brief, [shown])[0]


def list_found_suppliers(
    search: MarketSearch, brief: Brief, ids: Collection[int]
) -> list[FoundSupplier]:
    """Return the rows of a frozen search that are about these suppliers, in its order."""
    rows = [row for row in list_shown(search.recorded_ranking_id) if row.candidate_id in ids]
    return _with_organisations(brief, rows)


def find_latest_search(brief_id: int, organisation_id: int | None = None) -> MarketSearch | None:
    """Return the newest search of a brief, or the newest that showed this supplier."""
    query = select(MarketSearch).where(MarketSearch.brief_id == brief_id)
    if organisation_id is not None:
        query = query.where(
            exists().where(
                Decision.recorded_ranking_id == MarketSearch.recorded_ranking_id,
                Decision.candidate_id == organisation_id,
                Decision.verb == "shown",
            )
        )
    newest_first = (MarketSearch.made_at.desc(), MarketSearch.id.desc())
    return db.session.scalars(query.order_by(*newest_first).limit(1)).first()


def _with_organisations(brief: Brief, rows: Sequence[Shown]) -> list[FoundSupplier]:
    ids = [row.candidate_id for row in rows]
    organisations = db.session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(ids))
        .options(selectinload(Organisation.evidence))
        .order_by(Organisation.id)
    )
    by_id = {organisation.id: organisation for organisation in organisations}
    shortlisted = list_shortlisted(brief.id, ids)
    return [
        FoundSupplier(
            organisation=by_id[row.candidate_id],
            shown=row,
            distance_m=_distance(row, brief, by_id[row.candidate_id]),
            is_shortlisted=row.candidate_id in shortlisted,
        )
        for row in rows
    ]


def _find_facts(
    shown: Sequence[Shown], brief: Brief, filters: rules.Filters, today: date
) -> dict[int, rules.SupplierFacts]:
    """Return what these filters look at, by id, as the suppliers are today.

    What none of them looks at is not read: such facts are empty.
    """
    by_id = {row.candidate_id: row for row in shown}
    rows = db.session.execute(
        select(Organisation, Authority.slug)
        .outerjoin(Authority, Authority.code == Organisation.authority_code)
        .where(Organisation.id.in_(by_id))
        .order_by(Organisation.id)
    ).all()
    verified = _list_verified(by_id, today) if filters.evidence else {}
    own_area = list_area_codes(brief.organisation, Area.OWN, today) if filters.is_local else ()
    circles = _list_circles() if filters.is_in_priority_place else []
    looks_at_marks = filters.is_local or filters.is_sme or filters.is_vcse
    marks = find_marks(by_id, today) if looks_at_marks else {}
    return {
        organisation.id: rules.SupplierFacts(
            kind=organisation.kind,
            is_social_enterprise=is_social_enterprise(organisation),
            verified=frozenset(verified.get(organisation.id, ())),
            distance_m=_distance(by_id[organisation.id], brief, organisation),
            area=area,
            is_in_priority_place=any(
                is_within(point, centre, radius)
                for point in _point_of(organisation)
                for centre, radius in circles
            ),
            is_local=organisation.authority_code in own_area
            or not _marks_of(organisation, marks).based.isdisjoint(own_area),
            is_sme=_marks_of(organisation, marks).is_sme,
            has_vcse_proof=_marks_of(organisation, marks).is_vcse,
        )
        for organisation, area in rows
    }


def _marks_of(organisation: Organisation, marks: Mapping[int, Marks]) -> Marks:
    return marks.get(organisation.id, NOTHING_SEEN)


def _list_circles() -> list[tuple[tuple[int, int], int]]:
    """Return the middle and the radius of each priority place that has them."""
    return [
        ((place.easting, place.northing), place.radius_m)
        for place in list_priority_places()
        if place.easting is not None and place.northing is not None and place.radius_m is not None
    ]


def _list_verified(ids: Collection[int], today: date) -> Mapping[int, set[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    rows = db.session.scalars(
        select(Evidence)
        .where(Evidence.organisation_id.in_(ids), Evidence.verified_on.is_not(None))
        .order_by(Evidence.id)
    )
    for each in rows:
        if each.is_verified(today):
            found[each.organisation_id].add(each.kind)
    return found


def _distance(row: Shown, brief: Brief, organisation: Organisation) -> float | None:
    """Return how far it was when it was shown; where the ranking did not look, how far it is."""
    if row.distance_m is not None:
        return row.distance_m
    measured = (
        distance_m(here, there) for here in _point_of(brief) for there in _point_of(organisation)
    )
    return next(measured, None)


def _point_of(what: Brief | Organisation) -> list[tuple[int, int]]:
    """Return its point, or nothing where it has none."""
    if what.easting is None or what.northing is None:
        return []
    return [(what.easting, what.northing)]
