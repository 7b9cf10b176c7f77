"""The report on exposure that anyone reads, and a correction that is remembered."""

import csv
import io

import pytest
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.procurement.models import Brief, BuyingFacts
from brokerage.procurement.queries.corrections import list_offered_to
from brokerage.procurement.rules.corrections import REMEMBERED
from brokerage.procurement.service.corrections import confirm_categories
from tests.factories.buying import load_rules
from tests.factories.procurement import CATERING, make_brief, make_draft_brief
from tests.factories.searches import make_caterer, make_shown_search
from tests.support.form_fuzzer import fuzz_form
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.page import Page

pytestmark = pytest.mark.usefixtures("reference", "fresh_index")
CLEANING = "90910000"
EXPOSURE = "/directory/thamebridge-council/exposure"


def test_anyone_reads_who_was_shown_and_no_small_group(
    client: InspectingClient, authority: Organisation, buyer_user: User, db_session: Session
) -> None:
    assert "There is too little to show" in Page(client.get(EXPOSURE).text).text
    suppliers = [make_caterer(f"Caterer {number}") for number in range(6)]
    for number in range(5):
        brief = make_brief(authority, buyer_user, title=f"Secret need {number}", visibility="open")
        for rank, supplier in enumerate(suppliers, 1):
            make_shown_search(brief, supplier, buyer_user, rank=rank)
    db_session.commit()
    text = Page(client.get(f"{EXPOSURE}?months=3").text).text
    assert "5 needs in the last 3 months" in text
    assert "take turns" in text
    assert "Secret need" not in text
    assert "Caterer 1" not in text
    table = client.get(f"{EXPOSURE}.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert {row["By"] for row in rows} >= {"What they are", "Where they are", "How large they are"}
    assert all(row["Times shown"] == "30" and row["Mean rank"] == "3.5" for row in rows)
    assert client.get("/directory/nobody/exposure").status_code == 404
    supplier = make_caterer("A supplier", slug="a-supplier")
    db_session.commit()
    assert client.get(f"/directory/{supplier.slug}/exposure").status_code == 404


def test_a_correction_comes_first_for_the_same_words_of_the_same_authority(
    bashir: InspectingClient,
    authority: Organisation,
    other_authority: Organisation,
    buyer_user: User,
    other_buyer_user: User,
    db_session: Session,
) -> None:
    words = {"title": "Lunches", "need": "Sandwiches and cakes for meetings at the town hall."}
    first = make_draft_brief(authority, buyer_user, **words)
    offered = [each.code for each, _ in list_offered_to(first, "", ())]
    assert offered[0] == CATERING
    page = bashir.get(f"/briefs/{first.id}/edit/categories")
    page = bashir.submit(page, {"other_words": "office cleaning"}, button="Suggest again")
    follow(bashir, bashir.submit(page, {"categories": [CLEANING]}, button="Continue"))
    assert first.categories == [CLEANING]
    again = make_draft_brief(authority, buyer_user, title="LUNCHES", need=words["need"])
    assert [(each.code, known) for each, known in list_offered_to(again, "", ())][0] == (
        CLEANING,
        True,
    )
    assert REMEMBERED in Page(bashir.get(f"/briefs/{again.id}/edit/categories").text).text
    for brief in (
        make_draft_brief(other_authority, other_buyer_user, **words),
        make_draft_brief(authority, buyer_user, title="Lunches", need="Cakes for another day."),
    ):
        assert not any(known for _, known in list_offered_to(brief, "", ()))


def test_what_was_suggested_first_is_no_correction(
    authority: Organisation, buyer_user: User, db_session: Session
) -> None:
    brief = make_draft_brief(authority, buyer_user, title="Lunches", need="Cakes.")
    confirm_categories(Subject(user_id=buyer_user.id), brief, [CATERING])
    assert not any(known for _, known in list_offered_to(brief, "", ()))


QUICK = {
    "title": "Lunch for a meeting",
    "need": "Sandwiches, lunch and cakes for twenty people, brought to the hall at noon.",
    "value_pence": "24,999",
    "vat": "with",
    "contract_kind": "goods-services",
    "risk": "on-site",
    "postcode": "OX4 1EQ",
}


def test_a_quick_quote_is_a_brief_on_one_page_with_its_insurance(
    bashir: InspectingClient, authority: Organisation, db_session: Session
) -> None:
    load_rules()
    page = bashir.get(f"/organisations/{authority.id}/quick-quotes/create")
    large = bashir.submit(page, QUICK | {"value_pence": "25000", "vat": "without"})
    assert "less than £30,000 including VAT" in str(Page(large.text).error_summary)
    assert "Sandwiches, lunch" in large.text
    page = follow(bashir, bashir.submit(page, QUICK))
    assert "Which of these is it?" in Page(page.text).text
    brief = db_session.query(Brief).one()
    assert brief.value_pence == 24_999_00
    assert "Insurance: public liability of £1,000,000, employers’ liability" in brief.need
    page = follow(bashir, bashir.submit(page, {"categories": [CATERING]}, button="Continue"))
    page = follow(bashir, bashir.submit(page, form="Finish the brief"))
    assert "You can look for suppliers now" in Page(page.text).text
    facts = db_session.get(BuyingFacts, brief.id)
    assert facts is not None
    assert {each["source"] for each in facts.insurance} >= {"This project’s own default"}
    assert "This project’s own default" in bashir.get(f"/briefs/{brief.id}/rules").text


def test_a_quick_quote_stands_what_is_thrown_at_it(
    bashir: InspectingClient, authority: Organisation
) -> None:
    fuzz_form(bashir, f"/organisations/{authority.id}/quick-quotes/create")


def test_a_buyers_public_page_leads_to_how_it_buys(
    client: InspectingClient, authority: Organisation
) -> None:
    page = Page(client.get(f"/directory/{authority.slug}").text)
    assert "Who is found, asked and chosen in its searches" in page.text
    assert "Its register of contracts" in page.text
