"""One opportunity's page: who sees it, what it says to whom, and the way to a place."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.rules.opportunities import OpportunityStatus
from tests.factories.accounts import make_user
from tests.factories.volunteering import (
    make_booking,
    make_flexible_opportunity,
    make_opportunity,
    make_session,
    make_volunteer,
)
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page
from tests.support.statements import count_statements

SignInAs = Callable[..., InspectingClient]
HIDDEN = [each for each in OpportunityStatus if each != OpportunityStatus.PUBLISHED]

pytestmark = pytest.mark.usefixtures("reference", "fresh_index")


@pytest.fixture
def orchard(host: Organisation) -> Opportunity:
    """Return a published one-off with a date and five places."""
    opportunity = make_opportunity(host, title="Plant apple trees")
    make_session(opportunity)
    return opportunity


def address(opportunity: Opportunity) -> str:
    """Return the public page of an opportunity."""
    return f"/opportunities/{opportunity.id}"


def test_a_visitor_reads_it_and_is_shown_the_way_in(
    client: InspectingClient, host: Organisation, orchard: Opportunity
) -> None:
    page = Page(client.get(address(orchard)).text)
    assert page.heading == "Plant apple trees"
    assert "Dig, plant and water forty young apple trees" in page.text
    assert "5 places are left" in page.text
    ask = f"/opportunities/{orchard.id}/ask"
    assert page.link("Sign in and ask") == f"/sign-in?next={ask}"
    assert page.link("Create one first") == f"/register?next={ask}"
    assert page.link(host.name) == f"/directory/{host.slug}"


@pytest.mark.parametrize("status", HIDDEN)
def test_what_is_not_published_is_as_unknown_as_what_is_missing(
    client: InspectingClient, vera: InspectingClient, host: Organisation, status: str
) -> None:
    hidden = make_opportunity(host, status=status)
    for who in (client, vera):
        answers = [who.get(path) for path in (address(hidden), f"/opportunities/{2**30}")]
        assert [each.status_code for each in answers] == [404, 404]


def test_what_a_host_that_left_had_is_gone(client: InspectingClient, host: Organisation) -> None:
    opportunity = make_flexible_opportunity(host)
    host.status = Status.WITHDRAWN
    assert client.get(address(opportunity)).status_code == 404


def test_the_host_and_the_brokers_still_see_a_closed_one(
    host: Organisation, hester: InspectingClient, sign_in_as: SignInAs
) -> None:
    closed = make_opportunity(host, status=OpportunityStatus.CLOSED)
    broker = sign_in_as(make_user(is_broker=True))
    for who in (hester, broker):
        page = Page(who.get(address(closed)).text)
        assert "Visitors cannot see this page" in page.text
        assert "Ask for a place" not in page.text


def test_the_host_is_led_to_its_own_pages(hester: InspectingClient, orchard: Opportunity) -> None:
    page = Page(hester.get(address(orchard)).text)
    assert page.link("Look after this opportunity") == f"/opportunities/{orchard.id}/host"
    assert "Ask for a place" not in page.text


def test_without_a_profile_one_can_ask_all_the_same(
    vera: InspectingClient, orchard: Opportunity
) -> None:
    page = Page(vera.get(address(orchard)).text)
    assert page.link("Ask for a place") == f"/opportunities/{orchard.id}/ask"
    assert page.link("Tell us about yourself") == "/volunteer"
    assert "Why it fits you" not in page.text


def test_a_volunteer_is_told_why_it_fits_and_what_is_missing(
    vera: InspectingClient, volunteer_user: User, host: Organisation
) -> None:
    make_volunteer(volunteer_user, skills=["driving"])
    orchard = make_opportunity(host)
    make_session(orchard)
    page = Page(vera.get(address(orchard)).text)
    assert "Why it fits you" in page.text
    assert "Growing food together" in page.text
    assert "What is missing" in page.text
    assert page.link("Ask for a place")


def test_a_volunteer_is_told_why_not(
    vera: InspectingClient, volunteer_user: User, orchard: Opportunity
) -> None:
    make_volunteer(volunteer_user, wants_one_off=False)
    page = Page(vera.get(address(orchard)).text)
    assert "Why it is not among your suggestions" in page.text
    assert "It is one-off, and you look for regular roles." in page.text
    assert page.link("Ask for a place")


@pytest.mark.parametrize("has_profile", [True, False])
def test_someone_of_16_cannot_ask_for_a_role_from_18(
    sign_in_as: SignInAs, host: Organisation, *, has_profile: bool
) -> None:
    young = make_user(age_band="16-17")
    if has_profile:
        make_volunteer(young)
    page = Page(
        sign_in_as(young).get(address(make_flexible_opportunity(host, minimum_band="18+"))).text
    )
    assert "people aged 18 or over" in page.text
    assert page.link("See what is open to you") == "/volunteering"
    assert "/ask" not in page.html


def test_what_is_full_says_so(client: InspectingClient, host: Organisation) -> None:
    flexible = make_flexible_opportunity(host, flexible_taken=3)
    dated = make_opportunity(host)
    make_session(dated, places=2, taken=2)
    assert "There is no place left." in Page(client.get(address(flexible)).text).text
    page = Page(client.get(address(dated)).text)
    assert "There is no place left on a date to come." in page.text
    assert page.link("See what has places left") == "/volunteering?only=seats"
    assert "/ask" not in page.html


def test_what_was_asked_for_is_not_asked_for_twice(
    vera: InspectingClient, volunteer_user: User, host: Organisation, orchard: Opportunity
) -> None:
    session = make_session(orchard, days_ahead=20)
    make_booking(volunteer_user, orchard, session)
    page = Page(vera.get(address(orchard)).text)
    assert page.link("See where it stands") == "/bookings"
    assert page.link("Ask for another date")
    flexible = make_flexible_opportunity(host)
    make_booking(volunteer_user, flexible)
    assert "/ask" not in vera.get(address(flexible)).text


def test_a_booking_that_is_over_stands_in_nobodys_way(
    vera: InspectingClient, volunteer_user: User, orchard: Opportunity
) -> None:
    make_booking(volunteer_user, orchard, make_session(orchard), status="withdrawn")
    assert Page(vera.get(address(orchard)).text).link("Ask for a place")


def test_a_page_costs_the_same_with_any_number_of_dates(
    vera: InspectingClient, volunteer_user: User, orchard: Opportunity
) -> None:
    make_volunteer(volunteer_user)
    counts = []
    for more in (0, 50):
        for number in range(more):
            make_session(orchard, days_ahead=number + 15)
        vera.get(address(orchard))  # the index and the templates are warm from here on
        counts.append(count_statements(vera, address(orchard)))
    assert counts[0] == counts[1] <= 15


def test_a_host_lists_what_it_has_open_on_its_page(
    client: InspectingClient, host: Organisation, orchard: Opportunity
) -> None:
    make_flexible_opportunity(host, title="Read with children")
    make_session(make_opportunity(host, title="Weed the beds"), days_ahead=2)
    make_opportunity(host, title="Without a date")
    make_flexible_opportunity(host, title="Not yet open", status="draft")
    page = Page(client.get(f"/directory/{host.slug}").text)
    shown = ["Weed the beds", "Plant apple trees", "Read with children"]
    places = [page.text.index(title) for title in shown]
    assert places == sorted(places)
    assert "Without a date" not in page.text
    assert "Not yet open" not in page.text
    assert page.link("Plant apple trees") == address(orchard)


def test_an_organisation_without_any_has_no_such_part(
    client: InspectingClient, host: Organisation
) -> None:
    assert "Volunteer here" not in client.get(f"/directory/{host.slug}").text


def test_the_panel_takes_two_statements(
    db_session: Session, client: InspectingClient, host: Organisation
) -> None:
    path = f"/directory/{host.slug}"
    client.get(path)
    without = count_statements(client, path)
    for _ in range(12):
        make_session(make_opportunity(host))
    assert count_statements(client, path) - without <= 1
    host.status = Status.APPROVED
