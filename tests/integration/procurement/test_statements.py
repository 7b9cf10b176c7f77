"""What each page of buyers and suppliers costs: the same for ten rows and for a thousand."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.extensions import Base, db, utcnow
from brokerage.matchmaking.models import Decision, RecordedRanking
from brokerage.organisations.models import Evidence, Membership, Organisation
from brokerage.organisations.rules import Kind
from brokerage.passports.models import Site, SizeYear
from brokerage.places.models import PriorityPlace
from brokerage.procurement.models import (
    Approach,
    Brief,
    BriefShare,
    Enquiry,
    MarketSearch,
    ShortlistEntry,
)
from brokerage.procurement.rules.briefs import Visibility
from tests.factories.buying import OXFORD, load_rules, make_frozen
from tests.factories.organisations import make_organisation
from tests.factories.passports import load_rules as load_passport_rules
from tests.factories.passports import make_site, make_year
from tests.factories.procurement import (
    make_approach,
    make_brief,
    make_enquiry,
    make_share,
    make_shortlist_entry,
)
from tests.factories.searches import make_closed_search, make_shown_search
from tests.support.databases import ONE_ENGINE_A_DAY
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page
from tests.support.statements import seen_statements

MOST_STATEMENTS = 15
FEW = 10
MANY = 1000


@dataclass(frozen=True)
class World:
    """One brief on which everything has happened, and one that is open and not answered."""

    authority: Organisation
    supplier: Organisation
    brief: Brief
    open_brief: Brief
    closed_brief: Brief
    """It showed the supplier before it closed."""
    search: MarketSearch
    enquiry: Enquiry
    approach: Approach
    other: Organisation
    """Shown, on the shortlist, not asked yet."""


@pytest.fixture
def world(
    app: Flask,
    reference: None,
    authority: Organisation,
    buyer_user: User,
    viewer_user: User,
    supplier: Organisation,
    db_session: Session,
) -> World:
    """Return both briefs with one row of everything."""
    app.extensions.pop("match_indexes", None)
    brief = make_brief(authority, buyer_user)
    make_share(brief, viewer_user)
    verify(supplier, authority)
    other = make_organisation(name="Barton Lunches")
    make_shortlist_entry(brief, other, buyer_user)
    make_shown_search(brief, other, buyer_user)
    enquiry = make_enquiry(brief, buyer_user)
    search = make_shown_search(brief, supplier, buyer_user)
    make_frozen(search)
    return World(
        authority=authority,
        supplier=supplier,
        brief=brief,
        open_brief=make_brief(authority, buyer_user, visibility=Visibility.OPEN),
        closed_brief=make_closed_search(authority, supplier, buyer_user),
        search=search,
        enquiry=enquiry,
        approach=make_approach(brief, supplier, enquiry),
        other=other,
    )


def verify(supplier: Organisation, authority: Organisation) -> None:
    """Let the supplier pass every filter: evidence, site and figures seen, in a priority place."""
    load_rules()
    load_passport_rules()
    today = utcnow().date()
    authority.authority_code = supplier.authority_code = OXFORD
    supplier.kind, supplier.is_social_enterprise = Kind.SOCIAL_ENTERPRISE, True
    make_site(supplier, verified_on=today)
    make_year(supplier, verified_on=today)
    insurance = {"kind": "insurance", "stated_on": today, "verified_on": today}
    db.session.add(Evidence(organisation_id=supplier.id, **insurance))
    place = {"slug": "bakers-end", "name": "Bakers End", "kind": "estate", "source": "A council"}
    circle = {"easting": supplier.easting, "northing": supplier.northing, "radius_m": 500}
    db.session.add(PriorityPlace(band="20% most deprived", **place, **circle))
    db.session.flush()


def copy_rows(row: Base, count: int, **different: Callable[[int], object]) -> list[int]:
    """Add so many copies of a row that differ in these columns; return what was numbered."""
    table = row.__table__
    kept = {column.key: getattr(row, column.key) for column in table.columns}
    kept.pop("id", None)
    copies = [kept | {name: make(n) for name, make in different.items()} for n in range(count)]
    if "id" not in table.columns:
        db.session.execute(insert(type(row)), copies)
        return []
    return list(db.session.scalars(insert(type(row)).returning(type(row).id), copies))


def make_many(world: World, count: int) -> None:
    """Add so many of whatever a page lists."""
    suppliers = copy_rows(
        world.supplier,
        count,
        name=lambda n: f"Bakers {count} {n}",
        slug=lambda n: f"bakers-{count}-{n}",
        registration_number=lambda n: None,
    )
    for table in (Evidence, Site, SizeYear):
        own = select(table).where(table.organisation_id == world.supplier.id)
        first = db.session.scalars(own.order_by(table.id)).first()
        copy_rows(first, count, organisation_id=lambda n: suppliers[n])
    copy_rows(world.open_brief, count)
    briefs = copy_rows(world.brief, count)
    copy_closed_searches(world, count)
    copy_rows(world.approach, count, organisation_id=lambda n: suppliers[n])
    copy_rows(world.approach, count, brief_id=lambda n: briefs[n])
    copy_rows(world.search, count)
    copy_rows(world.enquiry, count)
    entry = db.session.get_one(ShortlistEntry, (world.brief.id, world.other.id))
    copy_rows(entry, count, organisation_id=lambda n: suppliers[n])
    users = copy_rows(
        db.session.get_one(User, entry.added_by_id),
        count,
        email=lambda n: f"colleague{count}-{n}@example.org",
        email_key=lambda n: f"colleague{count}-{n}@example.org",
    )
    membership = db.session.scalars(
        select(Membership).where(Membership.organisation_id == world.authority.id)
    ).first()
    copy_rows(membership, count, user_id=lambda n: users[n])
    share = db.session.scalars(select(BriefShare)).first()
    copy_rows(share, count, user_id=lambda n: users[n])
    shown = db.session.scalars(
        select(Decision).where(
            Decision.recorded_ranking_id == world.search.recorded_ranking_id,
            Decision.rank == 1,
        )
    ).one()
    copy_rows(shown, count, candidate_id=lambda n: suppliers[n], rank=lambda n: count + n)
    db.session.commit()


def copy_closed_searches(world: World, count: int) -> None:
    """Add so many closed briefs that showed the supplier."""
    briefs = copy_rows(world.closed_brief, count)
    query = select(RecordedRanking).where(RecordedRanking.purpose_id == world.closed_brief.id)
    ranking = db.session.scalars(query).first()
    rankings = copy_rows(ranking, count, purpose_id=lambda n: briefs[n])
    shown = db.session.scalars(
        select(Decision).where(Decision.recorded_ranking_id == ranking.id)
    ).one()
    copy_rows(shown, count, recorded_ranking_id=lambda n: rankings[n])


BUYERS_PAGES = {
    "start": "/buying",
    "list": "/organisations/{w.authority.id}/briefs",
    "list of one state": "/organisations/{w.authority.id}/briefs?status=looking",
    "organisation": "/organisations/{w.authority.id}",
    "brief": "/briefs/{w.brief.id}",
    "step": "/briefs/{w.brief.id}/edit/need",
    "step categories": "/briefs/{w.brief.id}/edit/categories",
    "step delivery": "/briefs/{w.brief.id}/edit/delivery",
    "share": "/briefs/{w.brief.id}/share",
    "close": "/briefs/{w.brief.id}/close",
    "search": "/briefs/{w.brief.id}/searches/{w.search.id}",
    "search, filtered": "/briefs/{w.brief.id}/searches/{w.search.id}"
    "?within=50&kind=business&area=oxford",
    "search, by evidence": "/briefs/{w.brief.id}/searches/{w.search.id}?evidence=insurance",
    "search, local": "/briefs/{w.brief.id}/searches/{w.search.id}?only=local",
    "search, local SMEs": "/briefs/{w.brief.id}/searches/{w.search.id}?only=local&only=sme"
    "&only=priority-place&evidence=insurance",
    "search, by all filters": "/briefs/{w.brief.id}/searches/{w.search.id}?evidence=any"
    "&kind=social-enterprise&within=50&area=oxford&only=social-enterprise&only=vcse"
    "&only=priority-place&only=local&only=sme",
    "candidate": "/briefs/{w.brief.id}/searches/{w.search.id}/suppliers/{w.supplier.id}",
    "compare": "/briefs/{w.brief.id}/searches/{w.search.id}/compare?supplier={w.supplier.id}",
    "why not, by name": "/briefs/{w.brief.id}/searches/{w.search.id}/why-not?name=a",
    "why not": "/briefs/{w.brief.id}/searches/{w.search.id}/why-not?supplier={w.other.id}",
    "shortlist": "/briefs/{w.brief.id}/shortlist",
    "note": "/briefs/{w.brief.id}/shortlist/{w.other.id}/edit",
    "send enquiry": "/briefs/{w.brief.id}/enquiries/send",
    "enquiry": "/briefs/{w.brief.id}/enquiries/{w.enquiry.id}",
    "answers": "/briefs/{w.brief.id}/answers",
    "decline": "/briefs/{w.brief.id}/answers/{w.approach.id}/decline",
    "what applies": "/buying/what-applies?value=30000",
    "quick quote": "/organisations/{w.authority.id}/quick-quotes/create",
    "rules": "/briefs/{w.brief.id}/rules",
    "rules, edited": "/briefs/{w.brief.id}/rules/edit",
    "reservation": "/briefs/{w.brief.id}/reservation",
    "files": "/briefs/{w.brief.id}/files",
    "file": "/briefs/{w.brief.id}/files/search/1",
    "file as JSON": "/briefs/{w.brief.id}/files/search/1.json",
    "file as CSV": "/briefs/{w.brief.id}/files/search/1.csv",
    "exposure": "/directory/{w.authority.slug}/exposure",
    "exposure as CSV": "/directory/{w.authority.slug}/exposure.csv",
}
SUPPLIERS_PAGES = {
    "own page": "/organisations/{w.supplier.id}",
    "enquiries": "/organisations/{w.supplier.id}/enquiries",
    "approach": "/enquiries/{w.approach.id}",
    "answer": "/enquiries/{w.approach.id}/answer",
    "how buyers see it": "/organisations/{w.supplier.id}/seen-by-buyers",
    "what it qualifies for": "/organisations/{w.supplier.id}/qualifying",
    "open briefs": "/organisations/{w.supplier.id}/open-briefs",
    "open brief": "/organisations/{w.supplier.id}/open-briefs/{w.open_brief.id}",
    "answer open brief": "/organisations/{w.supplier.id}/open-briefs/{w.open_brief.id}/answer",
}
NEEDS_A_DRAFT = {"procurement.delete_brief"}
FOR_STAFF = {
    "procurement.list_buying_rules",
    "procurement.add_rule_version",
    "procurement.add_quote_rule",
}
PREVIEWED = "/briefs/{w.brief.id}/enquiries/send"


def count_of(work: Callable[[], object]) -> int:
    """Return how many statements this takes, without savepoints."""
    with seen_statements() as seen:
        work()
    return len([each for each in seen if "SAVEPOINT" not in each])


def measure(world: World, bashir: InspectingClient, simone: InspectingClient) -> dict[str, int]:
    """Return what each page takes of somebody who has seen it before."""
    found = {}
    for pages, client in ((BUYERS_PAGES, bashir), (SUPPLIERS_PAGES, simone)):
        for name, address in pages.items():
            url = address.format(w=world)
            assert client.get(url).status_code == 200, name
            found[name] = count_of(partial(client.get, url))
    url = PREVIEWED.format(w=world)
    form = Page(bashir.get(url).text).form()
    typed = {name: field.values for name, field in form.fields.items()} | {"audience": "shortlist"}
    assert "Check before you send" in bashir.post(url, data=typed).text
    return found | {"preview": count_of(partial(bashir.post, url, data=typed))}


ALL_FILTERS = "search, by all filters"


def test_all_filters_leave_those_who_pass_them(world: World, bashir: InspectingClient) -> None:
    make_many(world, FEW)
    page = Page(bashir.get(BUYERS_PAGES[ALL_FILTERS].format(w=world)).text)
    assert f"{FEW + 1} suppliers of" in page.text


@ONE_ENGINE_A_DAY
def test_each_page_costs_the_same_for_ten_rows_and_for_a_thousand(
    world: World, bashir: InspectingClient, simone: InspectingClient
) -> None:
    bashir.inspects = simone.inspects = False
    make_many(world, FEW)
    few = measure(world, bashir, simone)
    make_many(world, MANY)
    assert measure(world, bashir, simone) == few
    assert {name: count for name, count in few.items() if count > MOST_STATEMENTS} == {}


def test_no_page_is_left_out(app: Flask, world: World) -> None:
    urls = app.url_map.bind("localhost")
    addresses = [*BUYERS_PAGES.values(), *SUPPLIERS_PAGES.values()]
    paths = [address.format(w=world).partition("?")[0] for address in addresses]
    measured = {urls.match(path)[0] for path in paths}
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("procurement.") and "GET" in (rule.methods or ())
    }
    assert pages - measured == NEEDS_A_DRAFT | FOR_STAFF
