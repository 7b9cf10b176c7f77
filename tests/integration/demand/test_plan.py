"""A buyer's forward plan: added, found, changed with its trail, withdrawn, published."""

import csv
import io

import pytest
from sqlalchemy import select

from brokerage.audit import AuditEvent
from brokerage.demand.models import PlannedPurchase
from brokerage.demand.queries import plans
from brokerage.demand.rules.plans import MARKET_ENGAGEMENT, list_quarters, quarter_label
from brokerage.extensions import db, utcnow
from brokerage.organisations.service.registration import withdraw_organisation
from brokerage.permissions import SYSTEM
from brokerage.procurement.rules.briefs import Visibility
from tests.factories.demand import make_interest, make_planned_purchase
from tests.factories.procurement import make_brief
from tests.support.form_fuzzer import fuzz_form, hostile_query_strings, post_every_column

GRASS = "Cutting the grass in twelve parks, every two weeks from April to October."


def next_quarter():
    return list_quarters(utcnow().date())[1]


def answers(**other):
    return {
        "title": "Grass cutting in the parks",
        "description": GRASS,
        "value_band": "up-to-100k",
        "quarter": next_quarter(),
        "contact_post": "Head of parks",
        "contact_email": "procurement@council.example",
    } | other


def add_address(council):
    return f"/organisations/{council.id}/forward-plan/add"


def test_a_line_is_added_and_everyone_finds_it(bashir, client, council):
    page = bashir.get(f"/organisations/{council.id}/forward-plan")
    assert "Nothing is planned yet" in page.text
    form = bashir.click(page, "Add a planned purchase")
    kinds = bashir.submit(form, answers(), follow_redirects=True)
    assert "Which of these is it?" in kinds.text
    assert "Planting and green areas" in kinds.text
    shown = bashir.submit(kinds, {"categories": ["77310000"]}, button="Save", follow_redirects=True)
    assert "0 suppliers are interested" in shown.text
    found = client.get("/what-we-buy?q=grass+cuting")
    assert "Grass cutting in the parks" in found.text
    assert quarter_label(next_quarter()) in found.text
    one = client.click(found, "Grass cutting in the parks")
    assert GRASS in one.text
    assert "Head of parks" in one.text
    assert MARKET_ENGAGEMENT in one.text
    assert "Added to the plan" in one.text


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"title": ""}, "Enter a title"),
        ({"description": "Grass"}, "Say a little more"),
        ({"contact_email": "bashir.colebrook@council.example"}, "shared mailbox"),
        ({"contact_email": "nobody"}, "correct format"),
        ({"contact_post": ""}, "Enter the post"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_kept(bashir, council, other, said):
    page = bashir.get(add_address(council))
    again = bashir.submit(page, answers(**other))
    assert again.status_code == 200
    assert said in again.text
    assert "Cutting the grass" in again.text or "description" in other
    assert db.session.scalars(select(PlannedPurchase)).first() is None


def test_the_same_line_twice_is_refused(bashir, council):
    bashir.submit(bashir.get(add_address(council)), answers())
    again = bashir.submit(
        bashir.get(add_address(council)), answers(title="grass  Cutting in the Parks")
    )
    assert "in your plan already" in again.text


def test_a_change_is_seen_with_what_was_said_before(
    bashir, client, council, supplier, supplier_owner, outbox
):
    purchase = make_planned_purchase(council, title="Lunches for the town hall")
    make_interest(purchase, supplier, supplier_owner)
    page = bashir.get(f"/planned-purchases/{purchase.id}/edit")
    bashir.submit(page, {"value_band": "up-to-100k"})
    shown = client.get(f"/what-we-buy/planned/{purchase.id}")
    assert "Changed" in shown.text
    assert "Value: £10,000 to £30,000, now £30,000 to £100,000" in shown.text
    assert outbox.recipients() == ["simone@example.org"]
    assert "The buyer has changed it" in outbox.all()[0].body


def test_saving_without_a_change_says_so_and_tells_nobody(
    bashir, council, supplier, supplier_owner, outbox
):
    purchase = make_planned_purchase(council)
    make_interest(purchase, supplier, supplier_owner)
    page = bashir.get(f"/planned-purchases/{purchase.id}/edit")
    shown = bashir.submit(page, {}, follow_redirects=True)
    assert "Nothing has changed" in shown.text
    assert outbox.all() == []


def test_a_withdrawn_line_stays_to_be_read_with_its_reason(
    bashir, client, council, supplier, supplier_owner, outbox
):
    purchase = make_planned_purchase(council, title="Lunches for the town hall")
    make_interest(purchase, supplier, supplier_owner)
    page = bashir.get(f"/planned-purchases/{purchase.id}/withdraw")
    assert "Say why" in bashir.submit(page, {"reason": ""}).text
    bashir.submit(page, {"reason": "There is no money for it this year."})
    assert "There is no money for it" in client.get(f"/what-we-buy/planned/{purchase.id}").text
    assert "Lunches for the town hall" not in client.get("/what-we-buy").text
    assert "Lunches for the town hall" not in client.get("/what-we-buy?q=lunches").text
    assert "Lunches for the town hall" in client.get("/what-we-buy?state=withdrawn").text
    assert outbox.all()[0].subject == "Withdrawn: Lunches for the town hall"
    again = bashir.get(f"/planned-purchases/{purchase.id}/edit", follow_redirects=True)
    assert "cannot be changed" in again.text


def test_only_an_open_brief_of_ones_own_can_be_linked(bashir, client, council, buyer_user):
    purchase = make_planned_purchase(council)
    address = f"/planned-purchases/{purchase.id}/publish"
    make_brief(council, buyer_user, title="A private plan for a tea room")
    assert "You have no open brief to link" in bashir.get(address).text
    brief = make_brief(council, buyer_user, title="Lunches, to be said yes to", visibility="open")
    bashir.submit(bashir.get(address), {"brief": str(brief.id)})
    shown = client.get(f"/what-we-buy/planned/{purchase.id}")
    assert "Lunches, to be said yes to" in shown.text
    brief.visibility = Visibility.PRIVATE
    db.session.flush()
    assert "Lunches, to be said" not in client.get(f"/what-we-buy/planned/{purchase.id}").text


def test_a_buyer_that_left_is_not_shown_any_more(client, council):
    purchase = make_planned_purchase(council, title="Lunches for the town hall")
    council.status = "withdrawn"
    db.session.flush()
    assert client.get(f"/what-we-buy/planned/{purchase.id}").status_code == 404
    for address in ("/what-we-buy", "/what-we-buy?q=lunches", "/what-we-buy/planned-purchases.csv"):
        assert "Lunches for the town hall" not in client.get(address).text
    assert client.get(f"/what-we-buy/{council.slug}").status_code == 404


def test_a_plan_goes_from_what_is_found_with_its_buyer(client, council):
    make_planned_purchase(council, title="Lunches for the town hall")
    assert "1 planned purchase found" in client.get("/what-we-buy?q=lunches").text
    withdraw_organisation(SYSTEM, council)
    db.session.commit()
    assert "0 planned purchases found" in client.get("/what-we-buy?q=lunches").text


def test_the_file_is_not_sent_again_until_a_plan_changes(bashir, client, council):
    purchase = make_planned_purchase(council)
    address = "/what-we-buy/planned-purchases.csv"
    first = client.get(address)
    known = {"If-None-Match": first.headers["ETag"]}
    again = client.get(address, headers=known)
    assert (again.status_code, again.data) == (304, b"")
    page = bashir.get(f"/planned-purchases/{purchase.id}/edit")
    bashir.submit(page, {"title": "Lunches of another kind"})
    assert "Lunches of another kind" in client.get(address, headers=known).text


def test_other_pages_lead_to_a_plan(bashir, simone, client, council, supplier):
    assert "What it buys" not in client.get(f"/directory/{council.slug}").text
    make_planned_purchase(council)
    public = client.get(f"/directory/{council.slug}")
    assert "What Thamebridge Council buys" in client.click(public, "1 planned purchase").text
    own = bashir.get(f"/organisations/{council.id}")
    assert "Your forward plan" in bashir.click(own, "Look after your forward plan").text
    sells = simone.get(f"/organisations/{supplier.id}")
    assert "Where you align" in simone.click(sells, "See where you align with what is planned").text
    account = simone.get("/account")
    simone.click(account, "Hear of new planned purchases by email")


def test_filters_and_the_second_page(client, council, db_session):
    for number in range(25):
        make_planned_purchase(council, title=f"Cakes for fair number {number:02}")
    make_planned_purchase(council, title="Trees for the avenue", codes=("77310000",))
    first = client.get("/what-we-buy?category=55000000")
    assert "25 planned purchases found" in first.text
    second = client.click(first, "Next page")
    assert "Cakes for fair number 24" in second.text
    assert "Trees for the avenue" in client.get("/what-we-buy?category=77000000").text
    assert "No strong match" in client.get("/what-we-buy?value=over-1m").text
    assert "26 planned" in client.get("/what-we-buy").text
    mine = client.get(f"/what-we-buy/{council.slug}?q=tree+planting")
    assert "Trees for the avenue" in mine.text
    assert "No spend of Thamebridge Council has been published here yet" in mine.text


def test_the_file_has_what_the_filters_find_and_no_formula(client, council):
    make_planned_purchase(council, title="=HYPERLINK(1) for lunches")
    make_planned_purchase(council, title="Trees for the avenue", codes=("77310000",))
    answer = client.get("/what-we-buy/planned-purchases.csv?category=55000000")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["title"] for row in rows] == ["'=HYPERLINK(1) for lunches"]
    assert rows[0]["contact_mailbox"] == "procurement@council.example"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_nothing_is_lost_between_chunks_of_the_file(client, council, monkeypatch):
    monkeypatch.setattr(plans, "A_CHUNK", 2)
    for _ in range(5):
        make_planned_purchase(council)
    text = client.get("/what-we-buy/planned-purchases.csv").text
    assert len(list(csv.DictReader(io.StringIO(text)))) == 5


def test_every_step_is_on_record(bashir, council):
    bashir.submit(bashir.get(add_address(council)), answers())
    purchase = db.session.scalars(select(PlannedPurchase)).one()
    page = bashir.get(f"/planned-purchases/{purchase.id}/edit")
    bashir.submit(page, {"title": "Grass cutting, all parks"})
    page = bashir.get(f"/planned-purchases/{purchase.id}/withdraw")
    bashir.submit(page, {"reason": "It is done in house now."})
    verbs = db.session.scalars(
        select(AuditEvent.action)
        .where(AuditEvent.object_kind == "planned-purchase")
        .order_by(AuditEvent.id)
    ).all()
    assert [each.rpartition(":")[2] for each in verbs] == ["add", "edit", "withdraw"]


def test_hostile_input(bashir, client, council, buyer_user):
    purchase = make_planned_purchase(council)
    make_brief(council, buyer_user, visibility="open")
    fuzz_form(bashir, add_address(council), is_refusal=lambda answer: answer.status_code == 429)
    for page in ("edit", "kinds-of-work", "publish", "withdraw"):
        fuzz_form(bashir, f"/planned-purchases/{make_planned_purchase(council).id}/{page}", 20)
    hostile_query_strings(
        client, "/what-we-buy", ["q", "buyer", "category", "value", "quarter", "state", "page"]
    )
    hostile_query_strings(bashir, f"/organisations/{council.id}/forward-plan", ["state", "page"])
    hostile_query_strings(bashir, f"/planned-purchases/{purchase.id}", ["page"])


def test_a_form_changes_its_own_fields_only(bashir, council):
    purchase = make_planned_purchase(council)
    before = purchase.state, purchase.added_at, purchase.organisation_id, purchase.brief_id
    post_every_column(
        bashir, f"/planned-purchases/{purchase.id}/edit", {"title": "Lunches of another kind"}
    )
    db.session.expire_all()
    assert purchase.title == "Lunches of another kind"
    after = purchase.state, purchase.added_at, purchase.organisation_id, purchase.brief_id
    assert after == ("changed", *before[1:])
