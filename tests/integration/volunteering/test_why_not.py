"""Why an opportunity one has in mind is not in a search of the board."""

from collections.abc import Callable

import pytest

from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.rules.eligibility import TOO_YOUNG
from brokerage.volunteering.rules.opportunities import OpportunityStatus
from tests.factories.accounts import make_user
from tests.factories.volunteering import make_flexible_opportunity, make_opportunity, make_session
from tests.support.form_fuzzer import hostile_query_strings
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page
from tests.support.statements import count_statements

ADDRESS = "/volunteering/why-not"
MOST_STATEMENTS = 15
PARAMETERS = ("name", "opportunity", "q", "near", "within", "cause", "day", "part", "time", "only")

pytestmark = pytest.mark.usefixtures("reference", "fresh_index")


@pytest.fixture
def orchard(host: Organisation) -> Opportunity:
    """Return a day with trees; there is also a reading role of the same host, for adults."""
    opportunity = make_opportunity(host, title="Plant apple trees")
    make_session(opportunity)
    make_flexible_opportunity(
        host,
        title="Read with children",
        description="Listen to two children read aloud in a school.",
        minimum_band="18+",
    )
    db.session.commit()
    return opportunity


def told(client: InspectingClient, **query: object) -> str:
    return Page(client.get(ADDRESS, query_string=query).text).text


def test_the_part_or_the_rule_that_keeps_it_out_is_told(
    client: InspectingClient, orchard: Opportunity
) -> None:
    assert "too little of what you" in told(client, q="read with children", name="apple")
    assert "cannot be done from home" in told(client, only="remote", name="apple")
    assert "Why it is in the list" in told(client, q="apple trees", name="apple")
    assert "without a search, everything is" in told(client, name="apple")
    assert "Nothing here has that name" in told(client, name="Atlantis")


def test_a_host_has_several_and_the_search_is_kept(
    client: InspectingClient, orchard: Opportunity, host: Organisation
) -> None:
    page = client.get(ADDRESS, query_string={"q": "apple trees", "name": host.name})
    assert "Which one do you mean?" in page.text
    chosen = Page(client.click(page, "Read with children").text).text
    assert "too little of what you" in chosen


def test_the_age_of_the_one_who_asks_is_a_rule(
    orchard: Opportunity, sign_in_as: Callable[..., InspectingClient]
) -> None:
    young = sign_in_as(make_user(age_band="16-17"))
    assert TOO_YOUNG in told(young, name="read with")


def test_the_board_leads_there_with_its_search(
    client: InspectingClient, orchard: Opportunity
) -> None:
    board = client.get("/volunteering", query_string={"q": "apple", "only": "seats"})
    asked = client.click(board, "Why is an opportunity not in the list?")
    sent = client.submit(asked, {"name": "read"})
    assert "too little of what you" in Page(sent.text).text
    assert "Why is an opportunity" not in client.get("/volunteering").text


def test_what_is_not_public_is_as_if_it_were_not_there(
    client: InspectingClient, orchard: Opportunity, host: Organisation
) -> None:
    hidden = make_opportunity(host, title="Unseen", status=OpportunityStatus.DRAFT)
    db.session.commit()
    assert "Nothing here has that name" in told(client, name="unseen")
    for number in (hidden.id, 2_000_000_001):
        assert client.get(ADDRESS, query_string={"opportunity": number}).status_code == 404


def test_no_query_string_breaks_it_and_it_costs_little(
    client: InspectingClient, orchard: Opportunity
) -> None:
    client.inspects = False
    hostile_query_strings(client, ADDRESS, PARAMETERS)
    asked = f"{ADDRESS}?q=apple&near=OX4+1EQ&opportunity={orchard.id}"
    assert count_statements(client, asked) <= MOST_STATEMENTS
