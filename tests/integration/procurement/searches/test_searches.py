"""A buyer's searches: frozen, reasoned, filtered without being reordered, and nobody else's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.extensions import db
from brokerage.matchmaking.queries.records import Shown, get_repeated_ranking, list_shown
from brokerage.matchmaking.service import mark_changed
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.organisations.service.registration import withdraw_organisation
from brokerage.permissions import SYSTEM
from brokerage.procurement.models import Brief, MarketSearch
from brokerage.procurement.queries.why_not import FITS_NOW
from brokerage.procurement.routes.searches import SEARCHES, TOO_MANY
from brokerage.procurement.rules import eligibility
from brokerage.procurement.rules import searches as rules
from brokerage.procurement.rules.briefs import LOCATION_SENTENCES, BriefStatus, BuyerKind
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.procurement import make_brief, make_share
from tests.factories.searches import make_caterer_later, make_search, show_more
from tests.support.form_fuzzer import NASTY_TEXTS, fuzz_form, hostile_query_strings
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page, text_of

FILTERS = ("evidence", "kind", "within", "area", "only")

pytestmark = pytest.mark.usefixtures("reference", "fresh_index")


def address_of(search: MarketSearch, rest: str = "") -> str:
    """Return the address of a search, or of a page below it."""
    return f"/briefs/{search.brief_id}/searches/{search.id}{rest}"


def as_told(row: Any) -> tuple[object, ...]:
    """Return what a buyer is told of one supplier, from a match or from what was kept of it."""
    number = row.candidate_id if isinstance(row, Shown) else row.id
    parts = [(part.name, part.value, part.sentence) for part in row.parts]
    return number, row.score, parts, row.reasons, row.missing, row.distance_m


def names(client: InspectingClient, address: str) -> list[str]:
    """Return the suppliers on a page of a search, with their numbers, in order."""
    page = Page(client.get(address).text)
    return [text_of(each) for each in page.all("h3") if "card__title" in (each.get("class") or "")]


def test_looking_for_suppliers_leads_to_a_frozen_page(
    bashir: InspectingClient, brief: Brief, suppliers: list[Organisation], db_session: Session
) -> None:
    answer = bashir.submit(bashir.get(f"/briefs/{brief.id}"), {}, form="Find suppliers")
    search = db_session.scalars(select(MarketSearch)).one()
    assert answer.status_code == 303
    assert answer.location == address_of(search)
    assert search.brief_id == brief.id
    assert len(names(bashir, answer.location)) == 4
    actions = db_session.scalars(select(AuditEvent.action)).all()
    assert "procurement:search:make" in actions


def test_the_page_says_when_why_and_what_the_law_lets_count(
    bashir: InspectingClient, search: MarketSearch
) -> None:
    text = Page(bashir.get(address_of(search)).text).text
    assert LOCATION_SENTENCES[BuyerKind.COUNCIL] in text
    assert "As it was on" in text
    assert "Why it is here" in text
    assert "Public liability insurance: verified" in text
    assert rules.SIZE_UNKNOWN in text
    assert "What strong, good and possible mean" in text


def test_a_recorded_ranking_equals_what_is_shown(
    bashir: InspectingClient, search: MarketSearch, db_session: Session
) -> None:
    shown = list_shown(search.recorded_ranking_id)
    by_id = {each.id: each.name for each in db_session.scalars(select(Organisation))}
    expected = [f"{row.rank}. {by_id[row.candidate_id]}" for row in shown]
    page = Page(bashir.get(address_of(search)).text)
    assert names(bashir, address_of(search)) == expected
    repeated = get_repeated_ranking(search.recorded_ranking_id)
    assert [(each.id, each.score) for each in repeated.matches] == [
        (row.candidate_id, row.score) for row in shown
    ]
    for row in shown:
        assert 2 <= len(row.reasons) <= 4
        for sentence in (*row.reasons, *row.missing):
            assert sentence in page.text


def test_it_stays_as_it_was_when_suppliers_change(
    bashir: InspectingClient, search: MarketSearch, suppliers: list[Organisation]
) -> None:
    before = names(bashir, address_of(search))
    suppliers[0].description = "We mend bicycles."
    suppliers[1].status = Status.WITHDRAWN
    for each in suppliers[:2]:
        mark_changed("organisation", each.id)
    assert names(bashir, address_of(search)) == before
    assert "cannot be found here any more" in bashir.get(address_of(search)).text


def test_a_ranking_is_repeated_after_suppliers_change_and_leave_and_the_index_is_new(
    app: Flask,
    bashir: InspectingClient,
    search: MarketSearch,
    suppliers: list[Organisation],
    brief: Brief,
    buyer_user: User,
) -> None:
    shown = list_shown(search.recorded_ranking_id)
    before = names(bashir, address_of(search))
    changed, left, moved, unseen = suppliers
    changed.description, changed.categories = "We mend bicycles.", []
    moved.serves_areas, moved.serves_miles, moved.evidence = ["cherwell"], None, []
    unseen.wants = []
    db.session.commit()
    withdraw_organisation(SYSTEM, left)
    for each in (*suppliers, make_caterer_later(moved)):
        mark_changed("organisation", each.id)
    brief.need = "Bicycles, chains and wheels, mended while we wait."
    db.session.commit()
    newer = make_search(brief, buyer_user)
    app.extensions.pop("match_indexes")  # a restart: the next generation is built from the rows
    newest = make_search(brief, buyer_user)
    assert names(bashir, address_of(search)) == before
    for made in (search, newer, newest):
        rows = list_shown(made.recorded_ranking_id)
        again = get_repeated_ranking(made.recorded_ranking_id)
        assert [as_told(each) for each in again.matches] == [as_told(row) for row in rows]
    assert list_shown(search.recorded_ranking_id) == shown
    kept = [each.ranking.generation for each in (search, newer, newest)]
    assert kept[0] != kept[1] == kept[2]
    assert {row.candidate_id for row in list_shown(newest.recorded_ranking_id)} != {
        row.candidate_id for row in shown
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=charity", {"Leys Kitchen"}),
        ("evidence=any", {"Leys Kitchen"}),
        ("evidence=insurance", {"Leys Kitchen"}),
        ("evidence=cyber-essentials", set()),
        ("within=10", {"Thornhill Bakery", "Barton Lunches", "Leys Kitchen"}),
        ("area=cherwell", {"Cherwell Bakes"}),
        ("only=social-enterprise", {"Cherwell Bakes"}),
        ("only=vcse", {"Cherwell Bakes", "Leys Kitchen"}),
        ("only=priority-place", {"Thornhill Bakery", "Barton Lunches", "Leys Kitchen"}),
        ("only=vcse&only=priority-place", {"Leys Kitchen"}),
    ],
)
def test_filters_hide_rows_and_never_reorder(
    bashir: InspectingClient, search: MarketSearch, query: str, found: set[str]
) -> None:
    everything = names(bashir, address_of(search))
    kept = names(bashir, address_of(search, f"?{query}"))
    assert {each.partition(". ")[2] for each in kept} == found
    # Each keeps the number it has without a filter, and they stay in that order.
    assert kept == [each for each in everything if each in kept]


def test_filters_that_need_a_reservation_say_so(
    bashir: InspectingClient, search: MarketSearch, brief: Brief
) -> None:
    area = rules.RESERVATION_SENTENCES[rules.Reservation.AREA]
    vcse = rules.RESERVATION_SENTENCES[rules.Reservation.VCSE]
    located = Page(bashir.get(address_of(search, "?within=3")).text).text
    assert area in located
    assert vcse not in located
    assert vcse in Page(bashir.get(address_of(search, "?only=vcse")).text).text
    assert area not in Page(bashir.get(address_of(search, "?evidence=any")).text).text
    brief.buyer_kind = BuyerKind.SCHOOL
    school = Page(bashir.get(address_of(search, "?within=3")).text).text
    assert rules.NO_RULE in school
    assert LOCATION_SENTENCES[BuyerKind.SCHOOL] in school


def test_searching_again_keeps_the_filters_and_the_older_search(
    bashir: InspectingClient, search: MarketSearch, db_session: Session
) -> None:
    search.made_at -= timedelta(days=3)
    page = bashir.get(address_of(search, "?kind=charity&only=vcse"))
    answer = bashir.submit(page, {}, form="Search again")
    newest = db_session.scalars(select(MarketSearch).order_by(MarketSearch.id.desc())).first()
    assert newest.filters == {"kind": "charity", "is_vcse": True}
    assert answer.location == address_of(newest, "?kind=charity&only=vcse")
    links = [each.get("href") for each in Page(bashir.get(answer.location).text).all("a")]
    assert address_of(search) in links


@pytest.mark.parametrize("status", [BriefStatus.DRAFT, BriefStatus.CLOSED])
def test_only_an_open_brief_is_searched_for(
    bashir: InspectingClient, authority: Organisation, buyer_user: User, status: str
) -> None:
    brief = make_brief(authority, buyer_user, status=status)
    answer = post_search(bashir, brief.id)
    assert answer.status_code == 303
    assert answer.location == f"/briefs/{brief.id}"
    assert rules.NOT_OPEN[status] in Page(bashir.get("/account").text).text


def test_one_supplier_has_its_parts_and_their_sum(
    bashir: InspectingClient, search: MarketSearch, suppliers: list[Organisation]
) -> None:
    page = Page(bashir.get(address_of(search, f"/suppliers/{suppliers[2].id}")).text)
    rows = [[text_of(cell) for cell in row] for row in page.all("tr")]
    values = [float(row[1].rpartition(" ")[2]) for row in rows[1:]]
    assert rows[-1][0] == "Score"
    assert sum(values[:-1]) == pytest.approx(values[-1], abs=1e-9)
    shown = {row.candidate_id: row for row in list_shown(search.recorded_ranking_id)}
    assert values[-1] == pytest.approx(shown[suppliers[2].id].score * 100, abs=0.051)
    assert [row[2] for row in rows[1:-1]] == [
        part.sentence for part in shown[suppliers[2].id].parts
    ]
    assert page.link("Leys Kitchen: its page for everyone") == (f"/directory/{suppliers[2].slug}")


def test_up_to_four_stand_side_by_side_in_the_order_of_the_search(
    bashir: InspectingClient,
    search: MarketSearch,
    suppliers: list[Organisation],
    db_session: Session,
    brief: Brief,
    buyer_user: User,
) -> None:
    make_caterer_later(suppliers[0])
    search = make_search(brief, buyer_user)
    order = [row.candidate_id for row in list_shown(search.recorded_ranking_id)]
    query = "&".join(f"supplier={each}" for each in reversed(order[:2]))
    page = Page(bashir.get(address_of(search, f"/compare?{query}")).text)
    by_id = {each.id: each.name for each in db_session.scalars(select(Organisation))}
    heads = [text_of(each) for each in page.all("th") if each.get("scope") == "col"]
    assert heads == [by_id[each] for each in order[:2]]
    assert "Verified evidence, points of 100" in page.text
    everyone = "&".join(f"supplier={each}" for each in order)
    text = Page(bashir.get(address_of(search, f"/compare?{everyone}")).text).text
    assert f"Left out: {by_id[order[4]]}" in text
    assert "Nobody is ticked yet" in bashir.get(address_of(search, "/compare")).text


def test_why_a_supplier_is_not_in_the_list(
    app: Flask, bashir: InspectingClient, search: MarketSearch, suppliers: list[Organisation]
) -> None:
    make_organisation(name="Quiet Bread", wants=[])
    make_organisation(name="Listed Bread", status=Status.LISTED, slug="listed-bread")
    make_organisation(name="Distant Bread", serves_areas=["cherwell"], serves_miles=None)
    late = make_caterer_later(suppliers[0])
    app.extensions.pop("match_indexes")

    def told(typed: str) -> str:
        address = address_of(search, "/why-not")
        return Page(bashir.get(address, query_string={"name": typed}).text).text

    assert eligibility.SELLS_NOTHING in told("quiet")
    assert eligibility.IS_LISTING in told("listed")
    assert "It is in the list: number" in told("Leys Kitchen")
    assert "Which one do you mean?" in told("bread")
    assert "Nobody here has that name" in told("Atlantis")
    assert FITS_NOW in told(late.name)
    assert eligibility.ELSEWHERE in told("Distant")
    assert "say today" in told("Distant")


def test_long_lists_have_pages(
    bashir: InspectingClient, search: MarketSearch, db_session: Session, suppliers: list
) -> None:
    show_more(search, suppliers[0], 30)
    first, second = names(bashir, address_of(search)), names(bashir, address_of(search, "?page=2"))
    assert (len(first), len(second)) == (rules.PER_PAGE, 14)
    assert second[0].startswith("21. ")
    assert "There is nothing on this page" in bashir.get(address_of(search, "?page=9")).text


def test_a_search_is_nobody_elses(
    brief: Brief,
    search: MarketSearch,
    suppliers: list[Organisation],
    bronwen: InspectingClient,
    simone: InspectingClient,
    violet: InspectingClient,
    client: InspectingClient,
    sign_in_as: Callable[..., InspectingClient],
) -> None:
    broker = sign_in_as(make_user(is_broker=True))
    pages = ("", f"/suppliers/{suppliers[0].id}", "/compare", "/why-not")
    for other in (bronwen, simone, violet, broker):
        for page in pages:
            assert other.get(address_of(search, page)).status_code == 404
        answer = post_search(other, brief.id)
        assert answer.status_code == 404
    for page in pages:
        assert client.get(address_of(search, page)).location.startswith("/sign-in")


def test_a_search_is_reached_by_its_own_brief_only(
    bashir: InspectingClient,
    search: MarketSearch,
    authority: Organisation,
    buyer_user: User,
    suppliers: list[Organisation],
) -> None:
    another = make_brief(authority, buyer_user)
    assert bashir.get(f"/briefs/{another.id}/searches/{search.id}").status_code == 404
    stranger = make_organisation(name="Never shown")
    assert bashir.get(address_of(search, f"/suppliers/{stranger.id}")).status_code == 404
    assert bashir.get(address_of(search, f"/why-not?supplier={10**9}")).status_code == 404
    draft = make_organisation(name="A draft", status=Status.DRAFT)
    assert bashir.get(address_of(search, f"/why-not?supplier={draft.id}")).status_code == 404


def test_a_colleague_reads_along_and_changes_nothing(
    violet: InspectingClient, viewer_user: User, search: MarketSearch, brief: Brief
) -> None:
    make_share(brief, viewer_user)
    text = violet.get(address_of(search)).text
    assert "Search again" not in text
    assert "Add to shortlist" not in text
    answer = post_search(violet, brief.id)
    assert answer.status_code == 404


def test_no_query_string_breaks_a_page(bashir: InspectingClient, search: MarketSearch) -> None:
    bashir.inspects = False
    hostile_query_strings(bashir, address_of(search), ["page", "within"])
    hostile_query_strings(bashir, address_of(search, "/compare"), ["supplier"])
    hostile_query_strings(bashir, address_of(search, "/why-not"), ["name", "supplier"])
    for value in NASTY_TEXTS:
        raw = value.encode("utf-8", "surrogatepass")
        answer = bashir.get(address_of(search), query_string=dict.fromkeys(FILTERS, [raw, "x"]))
        assert answer.status_code == 200, value


def test_searching_again_stands_any_post(
    bashir: InspectingClient, search: MarketSearch, db_session: Session
) -> None:
    bashir.inspects = False
    ticked = "?evidence=any&kind=charity&within=10&area=oxford&only=vcse"
    fuzz_form(bashir, address_of(search, ticked), form="Search again")
    for kept in db_session.scalars(select(MarketSearch.filters)):
        assert rules.Filters(**kept).used == kept


def test_hostile_filters_in_a_post_are_left_out(
    bashir: InspectingClient, search: MarketSearch, db_session: Session
) -> None:
    token = Page(bashir.get(address_of(search)).text).form("Search again")
    for value in NASTY_TEXTS:
        raw = value.encode("utf-8", "surrogatepass").decode("latin-1")
        posted = dict.fromkeys(FILTERS, raw) | {
            "csrf_token": token.fields["csrf_token"].values[0],
            "recorded_ranking_id": "1",
            "filters": raw,
        }
        answer = bashir.post(token.action, data=posted)
        assert answer.status_code == 303, value
    kept = db_session.scalars(select(MarketSearch.filters)).all()
    assert all(each == {} for each in kept)


def test_too_many_searches_wait_for_tomorrow(
    bashir: InspectingClient, search: MarketSearch, buyer_user: User
) -> None:
    for _ in range(SEARCHES.most):
        SEARCHES.count(f"user {buyer_user.id}")
    post_search(bashir, search.brief_id)
    assert TOO_MANY in Page(bashir.get("/account").text).text


def post_search(client: InspectingClient, brief_id: int) -> TestResponse:
    """Press "Find suppliers", wherever that button was seen."""
    token = client.csrf_token(client.get("/account"))
    return client.post(f"/briefs/{brief_id}/searches", data={"csrf_token": token})
