"""Why an organisation one has in mind is not in a search of the directory."""

import pytest

from brokerage.extensions import db
from brokerage.organisations.rules import Status
from tests.factories.organisations import make_organisation
from tests.support.form_fuzzer import hostile_query_strings
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page
from tests.support.statements import count_statements

ADDRESS = "/directory/search/why-not"
MOST_STATEMENTS = 15
PARAMETERS = ("name", "organisation", "q", "near", "within", "kind", "category", "wants", "only")

pytestmark = pytest.mark.usefixtures("db_session", "fresh_index")


def told(client: InspectingClient, **query: object) -> str:
    return Page(client.get(ADDRESS, query_string=query).text).text


@pytest.fixture
def gardeners(db_session) -> int:
    """Return the id of an organisation that bakes nothing; three others bake."""
    for name in ("Cowley Bread", "Marston Bread", "Botley Bread"):
        make_organisation(name=name)
    hedges = make_organisation(
        name="Hedge Friends", summary="We cut hedges.", description="We cut hedges and mow grass."
    )
    make_organisation(name="Hidden Bread", status=Status.DRAFT)
    db.session.commit()
    return hedges.id


def test_the_part_or_the_rule_that_keeps_it_out_is_told(
    client: InspectingClient, gardeners: int
) -> None:
    assert "too little of what you asked for" in told(client, q="bread", name="hedge")
    assert "does not pass the filters" in told(client, kind="charity", name="hedge")
    assert "in the list" in told(client, q="cutting hedges", name="hedge")
    assert "Why it is in the list" in told(client, q="cutting hedges", name="hedge")
    assert "without a search, everything is" in told(client, name="hedge")


def test_one_of_several_is_chosen_and_the_search_is_kept(
    client: InspectingClient, gardeners: int
) -> None:
    page = client.get(ADDRESS, query_string={"q": "hedges", "name": "bread"})
    assert "Which one do you mean?" in page.text
    chosen = Page(client.click(page, "Botley Bread").text).text
    assert "too little of what you asked for" in chosen
    assert "Nobody here has that name" in told(client, name="Atlantis")


def test_the_list_leads_there_with_its_search(client: InspectingClient, gardeners: int) -> None:
    page = client.get("/directory", query_string={"q": "bread", "kind": "business"})
    asked = client.click(page, "Why is an organisation not in the list?")
    sent = client.submit(asked, {"name": "hedge"})
    assert "too little of what you asked for" in Page(sent.text).text
    assert "Why is an organisation" not in client.get("/directory").text


def test_what_is_not_public_is_as_if_it_were_not_there(
    client: InspectingClient, gardeners: int
) -> None:
    hidden = make_organisation(name="Unseen", status=Status.DRAFT)
    db.session.commit()
    assert "Nobody here has that name" in told(client, name="unseen")
    for number in (hidden.id, 2_000_000_001):
        answer = client.get(ADDRESS, query_string={"organisation": number})
        assert answer.status_code == 404


def test_no_query_string_breaks_it_and_it_costs_little(
    client: InspectingClient, gardeners: int
) -> None:
    client.inspects = False
    hostile_query_strings(client, ADDRESS, PARAMETERS)
    asked = f"{ADDRESS}?q=bread&organisation={gardeners}"
    assert count_statements(client, asked) <= MOST_STATEMENTS
