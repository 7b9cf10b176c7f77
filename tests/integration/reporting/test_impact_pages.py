"""What one organisation did, what winners promised, badges, and what matters to residents."""

from datetime import timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from werkzeug.test import TestResponse

from brokerage.accounts.models import User
from brokerage.charter.rules.rag import Rag
from brokerage.extensions import db, utcnow
from brokerage.ledger import service as ledger
from brokerage.ledger.models import LedgerSource
from brokerage.ledger.rules.sources import SourceKind
from brokerage.measures.models import Measure
from brokerage.organisations.models import Evidence, Organisation
from brokerage.permissions import SYSTEM
from brokerage.reporting.models import ResidentChoice, ResidentVoice
from brokerage.web.headers import CONTENT_SECURITY_POLICY
from tests.factories.charter import make_pledge, make_signed, make_taken, make_theme
from tests.factories.contracts import make_commitment, make_contract
from tests.factories.ledger import make_claim, make_confirmed, make_source
from tests.factories.reporting import IN_LAST_YEAR, LAST_YEAR, make_check_in, make_voices
from tests.support.form_fuzzer import fuzz_form, hostile_query_strings
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.page import Page
from tests.support.statements import count_statements

MOST_STATEMENTS = 15
OWN = "/impact/organisations/meadow"
ASK, HEARD = "/impact/what-matters", "/impact/what-matters/answers"


def text(client: InspectingClient, address: str) -> str:
    """Return the words of a page."""
    return Page(client.get(address).text).text


def test_pages_say_that_there_is_nothing_yet(client: InspectingClient, firm: Organisation) -> None:
    assert "Nothing is confirmed yet" in text(client, "/impact")
    shown = text(client, OWN)
    assert "Nothing is confirmed yet" in shown
    assert "It has not signed the charter" in shown
    assert "No promise is on record yet" in text(client, "/impact/contracts")
    assert client.get(f"{OWN}/badge").status_code == 404
    assert client.get(f"{OWN}/badge.svg").status_code == 404


def test_only_confirmed_claims_are_shown_units_first(
    client: InspectingClient, source: LedgerSource, hours: Measure
) -> None:
    make_confirmed(source, hours, "12.5")
    make_claim(source, hours, "9")
    shown = text(client, OWN)
    assert "12.5 hours" in shown
    assert "£180.38, at £14.43 a unit (A county council, value of 2020)" in shown
    assert "21.5" not in shown
    assert "Meadow Print: 1 confirmed claim" in text(client, "/impact")


def test_a_year_is_chosen(
    client: InspectingClient,
    firm: Organisation,
    charity: Organisation,
    source: LedgerSource,
    hours: Measure,
) -> None:
    make_confirmed(source, hours, "2")
    today = utcnow().date()
    make_confirmed(make_source(firm, charity, happened_on=today), hours, "3")
    assert "5 hours" in text(client, OWN)
    assert "2 hours" in text(client, f"{OWN}?year={LAST_YEAR}")
    hostile_query_strings(client, OWN, ["year"])


def test_few_people_are_not_shown(
    client: InspectingClient, firm: Organisation, charity: Organisation, jobs: Measure
) -> None:
    for number in range(5):
        if number == 4:
            shown = text(client, OWN)
            assert "fewer than 5 people: not shown" in shown
        hired = make_source(
            firm,
            charity,
            "1",
            kind=SourceKind.HIRE,
            unit="people",
            happened_on=IN_LAST_YEAR,
            partner_reference=f"EP-2026-000{number}",
        )
        make_confirmed(hired, jobs, "1")
    assert "5 people" in text(client, OWN)


def test_pledges_are_shown_with_the_word_and_the_last_check_in(
    client: InspectingClient, firm: Organisation
) -> None:
    term = make_signed(firm, days_ago=30)
    make_taken(term, make_pledge(words="Lend a van"), value=Decimal(40), is_value_confirmed=True)
    make_taken(term, make_pledge(words="Hidden"), is_published=False)
    assert "No check-in has been done yet" in text(client, OWN)
    make_check_in(term, Rag.GREEN)
    shown = text(client, OWN)
    assert "1 pledge, 1 evidenced" in shown
    assert "Green: the target is reached and confirmed" in shown
    assert "The last check-in was on" in shown
    assert "Hidden" not in shown
    assert "has signed the charter" in text(client, "/impact")


def test_an_organisation_that_is_not_approved_is_not_there(
    client: InspectingClient, firm: Organisation
) -> None:
    firm.status = "withdrawn"
    db.session.flush()
    assert client.get(OWN).status_code == 404


def test_promises_of_winners_stand_beside_what_is_delivered(
    client: InspectingClient,
    firm: Organisation,
    charity: Organisation,
    source: LedgerSource,
    hours: Measure,
    giver: User,
) -> None:
    days = {"starts_on": IN_LAST_YEAR, "ends_on": IN_LAST_YEAR + timedelta(days=300)}
    contract = make_contract(charity, firm, giver, **days)
    promise = make_commitment(
        contract, hours, giver, quantity=Decimal(50), from_on=IN_LAST_YEAR, due_on=days["ends_on"]
    )
    claim = make_confirmed(source, hours, "20")
    ledger.draw_down(SYSTEM, claim, promise)
    policy = Evidence(organisation_id=firm.id, kind="policy-equality", stated_on=IN_LAST_YEAR)
    db.session.add(policy)
    db.session.flush()
    listed = text(client, "/impact/contracts")
    assert "50 hours: Volunteering for neighbours" in listed
    assert "20 hours" in listed
    shown = text(client, OWN)
    assert contract.title in shown
    assert "Equality policy: it says so itself" in shown
    newer = make_commitment(
        contract,
        hours,
        giver,
        quantity=Decimal(60),
        from_on=IN_LAST_YEAR,
        due_on=days["ends_on"],
        replaces_id=promise.id,
        reason="A slip",
    )
    assert newer.quantity == 60
    assert "50 hours" not in text(client, "/impact/contracts")


def test_the_organisations_own_page_leads_to_its_impact(
    client: InspectingClient, firm: Organisation
) -> None:
    assert OWN in client.get("/directory/meadow").text


def sign(firm: Organisation) -> None:
    """Let a firm show two pledges, one with evidence."""
    term = make_signed(firm, days_ago=30)
    make_taken(term, make_pledge(), value=Decimal(40), is_value_confirmed=True)
    make_taken(term, make_pledge())


def test_a_badge_is_a_picture_that_other_sites_can_keep(
    client: InspectingClient, firm: Organisation
) -> None:
    firm.name = 'Meadow & <Print> "Ltd"'
    sign(firm)
    badge = client.get(f"{OWN}/badge.svg")
    assert badge.mimetype == "image/svg+xml"
    assert badge.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert badge.headers["Cache-Control"] == "public, max-age=3600"
    assert badge.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "Set-Cookie" not in badge.headers
    picture = ElementTree.fromstring(badge.data)
    assert (picture.get("width"), picture.get("height")) == ("260", "64")
    names = {element.tag.rpartition("}")[2] for element in picture.iter()}
    assert names == {"svg", "title", "rect", "path", "g", "text"}
    assert "2 pledges, 1 evidenced" in badge.text
    again = client.get(f"{OWN}/badge.svg", headers={"If-None-Match": badge.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/impact")
    assert other.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_lines_to_copy_lead_to_the_proof(client: InspectingClient, firm: Organisation) -> None:
    firm.name = 'Meadow & "Print"'
    sign(firm)
    page = client.get(f"{OWN}/badge")
    lines = page.text.split("<code>")[1].split("</code>")[0]
    shown = Page(f"<p>{lines}</p>").text
    assert 'href="http://localhost/impact/organisations/meadow"' in shown
    assert 'alt="Meadow &amp; &#34;Print&#34; in the' in shown


@pytest.fixture
def offered(hours: Measure) -> list[str]:
    """Return what residents can choose."""
    make_theme("wages", "Provide fair wages")
    make_theme("sharing", "Share what you have")
    return ["theme:wages", "theme:sharing", "measure:NT17"]


def say(client: InspectingClient, **answers: list[str] | str) -> TestResponse:
    """Answer what matters."""
    return client.submit(client.get(ASK), answers)


def test_a_resident_says_what_matters_and_nothing_tells_who(
    client: InspectingClient, offered: list[str]
) -> None:
    thanks = follow(client, say(client, themes=offered[:2], measures=offered[2:]))
    assert "Your answer is counted" in Page(thanks.text).text
    assert "Too few have answered" in Page(thanks.text).text
    voice = db.session.query(ResidentVoice).one()
    assert (voice.said_on, voice.ward_code) == (utcnow().date(), None)
    assert {each.choice for each in db.session.query(ResidentChoice)} == set(offered)
    assert set(ResidentVoice.__table__.c.keys()) == {"id", "said_on", "ward_code"}


def test_nothing_or_too_much_is_refused_and_stays_ticked(
    client: InspectingClient, offered: list[str], jobs: Measure
) -> None:
    assert "Choose at least one" in Page(say(client).text).error_summary[0]
    refused = say(client, themes=offered[:2], measures=["measure:NT17", "measure:NT4"])
    assert "Choose up to 3" in Page(refused.text).error_summary[0]
    assert refused.text.count(" checked") == 4
    assert db.session.query(ResidentVoice).count() == 0


def test_small_numbers_are_hidden_and_cannot_be_worked_out(
    client: InspectingClient, offered: list[str]
) -> None:
    make_voices(7, "theme:wages")
    make_voices(6, "theme:sharing")
    make_voices(2, "measure:NT17")
    shown = text(client, HEARD)
    assert "15 answers" in shown
    assert "7 times" in shown
    assert "6 times" not in shown
    assert shown.count("A few times") == 2


def test_answering_again_and_again_is_stopped(client: InspectingClient, offered: list[str]) -> None:
    for _ in range(5):
        assert say(client, themes=offered[:1]).status_code == 303
    refused = say(client, themes=offered[:1])
    assert refused.status_code == 429
    assert "Try again later" in Page(refused.text).error_summary[0]
    assert " checked" in refused.text
    assert db.session.query(ResidentVoice).count() == 5


def test_pages_take_few_statements_on_every_page_of_the_list(
    client: InspectingClient,
    charity: Organisation,
    firm: Organisation,
    source: LedgerSource,
    hours: Measure,
    make_firm: object,
) -> None:
    make_confirmed(source, hours)
    sign(firm)
    before = count_statements(client, "/impact")
    for number in range(26):
        other = make_firm(number)
        make_confirmed(make_source(other, charity, happened_on=IN_LAST_YEAR), hours)
    assert count_statements(client, "/impact") == before <= MOST_STATEMENTS
    assert "Meadow Print" in text(client, "/impact?page=2")
    for address in (OWN, f"{OWN}/badge", "/impact/contracts", ASK, HEARD):
        assert count_statements(client, address) <= MOST_STATEMENTS, address


def test_hostile_posts_and_queries(client: InspectingClient, offered: list[str]) -> None:
    fuzz_form(client, ASK, posts=8, is_refusal=lambda answer: answer.status_code == 429)
    hostile_query_strings(client, HEARD, ["ward", "said"])
    hostile_query_strings(client, "/impact", ["page"])
    hostile_query_strings(client, "/impact/contracts", ["page"])
