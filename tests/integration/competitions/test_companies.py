"""A council's own companies: named with their source, and apart from those who compete."""

from brokerage.extensions import db
from brokerage.organisations.rules import Kind
from brokerage.places.models import Authority
from tests.factories.accounts import make_user
from tests.factories.buying import OXFORD, make_owned_company
from tests.factories.contracts import make_contract
from tests.factories.organisations import make_organisation
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page


def test_anyone_reads_what_a_council_owns_and_what_goes_straight_to_it(
    client: InspectingClient, db_session
) -> None:
    buyer = make_user()
    council = make_organisation(
        owner=buyer, kind=Kind.AUTHORITY, name="Thamebridge Council", slug="thamebridge"
    )
    db.session.add(
        Authority(
            code=OXFORD,
            slug="thamebridge",
            name="Thamebridge Council",
            short_name="Thamebridge",
            kind="district",
            is_in_area=True,
        )
    )
    page = client.get("/directory/thamebridge/companies")
    assert "No company is known" in Page(page.text).text
    company, firm = make_organisation(name="Thamebridge Works"), make_organisation(name="Ace")
    make_owned_company(company)
    make_owned_company(firm, authority_code="E07000177")
    make_contract(council, company, buyer, title="Bins", procured_by="direct-in-house")
    make_contract(council, firm, buyer, title="Chairs")
    db_session.commit()
    page = client.click(
        client.get("/directory/thamebridge"), "Its own companies, and what goes straight to them"
    )
    text = Page(page.text).text
    assert "Thamebridge Works" in text
    assert "Source: Companies House" in text
    assert "Bins" in text
    assert "We hold no rule" in text
    assert "Ace" not in text
    assert "Chairs" not in text


def test_only_a_council_has_such_a_page(client: InspectingClient, db_session) -> None:
    make_organisation(slug="bakery")
    db_session.commit()
    assert client.get("/directory/bakery/companies").status_code == 404
