"""Frozen searches: what was shown in its order, looked at more closely, and why another is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, ColumnElement, Row, cast, exists, false, select
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.orm.attributes import set_committed_value

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
from brokerage.places.models import Authority, PriorityPlace
from brokerage.places.rules import distance_m
from brokerage.procurement.models import Brief, MarketSearch, OwnedCompany, ShortlistEntry
from brokerage.procurement.profiles import NOTHING_SEEN
from brokerage.procurement.queries.marks import find_marks
from brokerage.procurement.queries.reservations import list_area_codes
from brokerage.procurement.rules import searches as rules
from brokerage.procurement.rules.reserving import Area, Marks
from brokerage.web.paging import Page

NO_FILTERS = rules.Filters()
Found = Row[Organisation, str, bool, bool, str, str]
"""A supplier, its area, whether shortlisted, whether in a priority place, its owner: code, name."""


@dataclass(frozen=True, kw_only=True)
class FoundSupplier:
    """One row of a frozen search: what was shown, and the organisation as it is today."""

    organisation: Organisation
    shown: Shown
    distance_m: float | None
    is_shortlisted: bool
    owned_by: str | None
    """The council that owns it, if one does."""

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
    kept, first = everything, (page - 1) * rules.PER_PAGE
    if filters.used:
        # What the filters look at is what the page shows: each is read once, for both.
        found = _find_organisations(brief, everything, filters)
        if filters.evidence:
            _read_evidence(found)
        facts = _find_facts(everything, found, brief, filters, today)
        kept = [row for row in everything if filters.passes(facts[row.candidate_id])]
    rows = kept[first : first + rules.PER_PAGE]
    if not filters.used:
        found = _find_organisations(brief, rows)
    if not filters.evidence:
        _read_evidence({row.candidate_id: found[row.candidate_id] for row in rows})
    shown = [_found(row, brief, found[row.candidate_id]) for row in rows]
    return SearchResult(
        page=Page(rows=shown, number=page, per_page=rules.PER_PAGE, total=len(kept)),
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
    found = _find_organisations(brief, rows)
    _read_evidence(found)
    return [_found(row, brief, found[row.candidate_id]) for row in rows]


def _found(row: Shown, brief: Brief, found: Found) -> FoundSupplier:
    organisation = found.Organisation
    return FoundSupplier(
        organisation=organisation,
        shown=row,
        distance_m=_distance(row, brief, organisation),
        is_shortlisted=found.is_shortlisted,
        owned_by=found.owner_name or found.owner_code,
    )


def _find_organisations(
    brief: Brief, rows: Sequence[Shown], filters: rules.Filters = NO_FILTERS
) -> dict[int, Found]:
    """Return the suppliers that were shown, by id, with all that one statement can say of them."""
    owner = aliased(Authority)
    is_shortlisted = exists().where(
        ShortlistEntry.brief_id == brief.id, ShortlistEntry.organisation_id == Organisation.id
    )
    in_priority_place = _is_in_priority_place() if filters.is_in_priority_place else false()
    found = db.session.execute(
        select(
            Organisation,
            Authority.slug.label("area"),
            is_shortlisted.label("is_shortlisted"),
            in_priority_place.label("is_in_priority_place"),
            OwnedCompany.authority_code.label("owner_code"),
            owner.name.label("owner_name"),
        )
        .outerjoin(Authority, Authority.code == Organisation.authority_code)
        .outerjoin(OwnedCompany, OwnedCompany.organisation_id == Organisation.id)
        .outerjoin(owner, owner.code == OwnedCompany.authority_code)
        .where(Organisation.id.in_([row.candidate_id for row in rows]))
        .order_by(Organisation.id)
    )
    return {each.Organisation.id: each for each in found}


def _is_in_priority_place() -> ColumnElement[bool]:
    """The same as `is_within` for any of the circles; whole metres, squared, need 64 bits."""
    east = cast(Organisation.easting - PriorityPlace.easting, BigInteger)
    north = cast(Organisation.northing - PriorityPlace.northing, BigInteger)
    radius = cast(PriorityPlace.radius_m, BigInteger)
    return exists().where(east * east + north * north <= radius * radius)


def _read_evidence(found: Mapping[int, Found]) -> None:
    """Read the evidence of all of these in one statement, however many they are."""
    by_id: defaultdict[int, list[Evidence]] = defaultdict(list)
    query = select(Evidence).where(Evidence.organisation_id.in_(found)).order_by(Evidence.id)
    for each in db.session.scalars(query):
        by_id[each.organisation_id].append(each)
    for organisation_id, row in found.items():
        set_committed_value(row.Organisation, "evidence", by_id[organisation_id])


def _find_facts(
    shown: Sequence[Shown],
    found: Mapping[int, Found],
    brief: Brief,
    filters: rules.Filters,
    today: date,
) -> dict[int, rules.SupplierFacts]:
    """Return what these filters look at, by id, as the suppliers are today.

    What none of them looks at is not read: such facts are empty.
    """
    own_area = list_area_codes(brief.organisation, Area.OWN, today) if filters.is_local else ()
    looks_at_marks = filters.is_local or filters.is_sme or filters.is_vcse
    marks = find_marks(found, today) if looks_at_marks else {}
    by_id = {row.candidate_id: row for row in shown}
    return {
        organisation_id: rules.SupplierFacts(
            kind=row.Organisation.kind,
            is_social_enterprise=is_social_enterprise(row.Organisation),
            verified=_verified(row.Organisation, today) if filters.evidence else frozenset(),
            distance_m=_distance(by_id[organisation_id], brief, row.Organisation),
            area=row.area,
            is_in_priority_place=row.is_in_priority_place,
            is_local=row.Organisation.authority_code in own_area
            or not _marks_of(row.Organisation, marks).based.isdisjoint(own_area),
            is_sme=_marks_of(row.Organisation, marks).is_sme,
            has_vcse_proof=_marks_of(row.Organisation, marks).is_vcse,
        )
        for organisation_id, row in found.items()
    }


def _marks_of(organisation: Organisation, marks: Mapping[int, Marks]) -> Marks:
    return marks.get(organisation.id, NOTHING_SEEN)


def _verified(organisation: Organisation, today: date) -> frozenset[str]:
    return frozenset(each.kind for each in organisation.evidence if each.is_verified(today))


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
