""" "For you": what is suggested to whom, with reasons; and what else there is after a no."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.extensions import utcnow
from brokerage.organisations.models import Organisation
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.queries.search import suggest_opportunities, suggest_other_openings
from tests.factories.accounts import make_user
from tests.factories.crowd import make_many
from tests.factories.organisations import make_member, make_organisation
from tests.factories.volunteering import (
    make_booking,
    make_card_invitation,
    make_flexible_opportunity,
    make_opportunity,
    make_session,
    make_volunteer,
)
from tests.support.databases import ONE_ENGINE_A_DAY
from tests.support.form_fuzzer import hostile_query_strings
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page, text_of
from tests.support.statements import count_statements

FOR_YOU = "/volunteering/for-you"
FEWEST_REASONS, MOST_REASONS = 2, 4
MOST_BYTES = 100_000
MOST_STATEMENTS = 15

pytestmark = pytest.mark.usefixtures("reference", "fresh_index")


@pytest.fixture
def orchard(host: Organisation) -> Opportunity:
    """Return a one-off with a date, near the volunteer, for a cause they care about."""
    opportunity = make_opportunity(host, title="Plant apple trees")
    make_session(opportunity)
    return opportunity


def titles(client: InspectingClient) -> list[str]:
    """Return the titles suggested, in order."""
    page = Page(client.get(FOR_YOU).text)
    return [text_of(each) for each in page.all("h3")]


def test_a_visitor_signs_in_first(client: InspectingClient) -> None:
    assert client.get(FOR_YOU).location == f"/sign-in?next={FOR_YOU}"


def test_without_a_profile_there_is_a_way_to_begin(
    vera: InspectingClient, volunteer_user: User, orchard: Opportunity
) -> None:
    page = Page(vera.get(FOR_YOU).text)
    assert page.link("Start") == "/volunteer"
    assert "Plant apple trees" not in page.text
    make_volunteer(volunteer_user, day_parts=[], answered=["causes"])
    assert Page(vera.get(FOR_YOU).text).link("Carry on") == "/volunteer"


def test_suggestions_come_with_two_to_four_reasons(
    vera: InspectingClient, volunteer_user: User, host: Organisation, orchard: Opportunity
) -> None:
    make_volunteer(volunteer_user)
    make_flexible_opportunity(host, title="Read with children")
    found = suggest_opportunities(volunteer_user.id, "18+", utcnow().date(), 10)
    assert found[0].opportunity.title == "Plant apple trees"
    for each in found:
        assert FEWEST_REASONS <= len(each.reasons) <= MOST_REASONS
    page = Page(vera.get(FOR_YOU).text)
    assert "Why it fits you" in page.text
    assert found[0].reasons[0] in page.text
    assert titles(vera)[0] == "Plant apple trees"


def test_what_is_missing_is_said(
    vera: InspectingClient, volunteer_user: User, orchard: Opportunity
) -> None:
    make_volunteer(volunteer_user, skills=["driving"])
    assert "What is missing" in Page(vera.get(FOR_YOU).text).text


def test_nothing_is_shown_rather_than_rubbish(
    vera: InspectingClient, volunteer_user: User, orchard: Opportunity
) -> None:
    make_volunteer(volunteer_user, wants_one_off=False)
    page = Page(vera.get(FOR_YOU).text)
    assert "Nothing fits you at the moment" in page.text
    assert "To find more" in page.text
    assert "Plant apple trees" not in page.text


def test_a_profile_that_asks_for_nothing_alike_finds_nothing(
    vera: InspectingClient, volunteer_user: User, host: Organisation
) -> None:
    make_volunteer(
        volunteer_user, causes=["older-people"], skills=["driving"], day_parts=["SundayEvening"]
    )
    make_flexible_opportunity(host, title="Read with children")
    assert titles(vera) == []


def test_hard_rules_hold_whatever_else_fits(
    sign_in_as: Callable[..., InspectingClient], host: Organisation
) -> None:
    young = make_user(age_band="16-17")
    make_volunteer(young, wants_regular=False)
    for title, fields in {
        "Too old for you": {"minimum_band": "18+"},
        "Every week": {"commitment": "regular"},
        "Far away": {"easting": 520000, "northing": 300000},
        "Just right": {},
    }.items():
        make_session(make_opportunity(host, title=title, **fields))
    assert titles(sign_in_as(young)) == ["Just right"]


def test_what_has_no_room_is_asked_for_or_ones_own_is_left_out(
    vera: InspectingClient, volunteer_user: User, host: Organisation, orchard: Opportunity
) -> None:
    make_volunteer(volunteer_user)
    make_session(make_opportunity(host, title="Full"), places=1, taken=1)
    asked = make_opportunity(host, title="Asked for")
    make_booking(volunteer_user, asked, make_session(asked))
    own = make_organisation(name="My own club")
    make_member(own, volunteer_user)
    make_session(make_opportunity(own, title="Our own"))
    assert titles(vera) == ["Plant apple trees"]


def test_a_row_is_read_again_before_it_is_suggested(
    db_session: Session, vera: InspectingClient, volunteer_user: User, orchard: Opportunity
) -> None:
    make_volunteer(volunteer_user)
    assert titles(vera) == ["Plant apple trees"]
    db_session.get(Opportunity, orchard.id).status = "closed"
    assert titles(vera) == []


def test_invitations_that_wait_are_on_top(
    vera: InspectingClient, volunteer_user: User, host_owner: User, orchard: Opportunity
) -> None:
    make_volunteer(volunteer_user)
    assert "invited you" not in vera.get(FOR_YOU).text
    invitation = make_card_invitation(orchard, volunteer_user, host_owner)
    page = Page(vera.get(FOR_YOU).text)
    assert "1 host has invited you." in page.text
    assert page.link("Read and answer") == "/bookings"
    invitation.answered_at = utcnow()
    assert "invited you" not in vera.get(FOR_YOU).text


def test_no_query_string_breaks_it(
    vera: InspectingClient, volunteer_user: User, orchard: Opportunity
) -> None:
    make_volunteer(volunteer_user)
    vera.inspects = False
    hostile_query_strings(vera, FOR_YOU, ["page"])


def test_after_a_no_the_volunteer_gets_what_fits_them(
    volunteer_user: User, host: Organisation, orchard: Opportunity
) -> None:
    make_volunteer(volunteer_user)
    for number in range(5):
        make_session(make_opportunity(host, title=f"Another day {number}"))
    booking = make_booking(volunteer_user, orchard)
    openings = suggest_other_openings(booking, utcnow().date())
    assert len(openings) == 3
    assert orchard.id not in {each.opportunity.id for each in openings}
    assert len({each.opportunity.id for each in openings}) == 3


def test_after_a_no_one_without_a_profile_gets_what_is_alike(
    host: Organisation, orchard: Opportunity
) -> None:
    somebody = make_user(age_band="16-17")
    near = make_opportunity(host, title="Near")
    make_session(near)
    far = make_opportunity(host, title="Further", easting=470000)
    make_session(far)
    for title, fields in {
        "Other cause": {"causes": ["older-people"]},
        "Every week": {"commitment": "regular"},
        "From 18": {"minimum_band": "18+"},
    }.items():
        make_session(make_opportunity(host, title=title, **fields))
    make_session(make_opportunity(host, title="Full"), places=1, taken=1)
    openings = suggest_other_openings(make_booking(somebody, orchard), utcnow().date())
    assert [each.opportunity.title for each in openings] == ["Near", "Further"]


def test_what_fits_comes_before_what_is_alike(
    volunteer_user: User, host: Organisation, orchard: Opportunity
) -> None:
    make_volunteer(volunteer_user, causes=["older-people"], skills=[], day_parts=["MondayMorning"])
    make_session(make_opportunity(host, title="Alike"))
    tea = make_opportunity(host, title="Tea with neighbours", causes=["older-people"], skills=[])
    make_session(tea)
    openings = suggest_other_openings(make_booking(volunteer_user, orchard), utcnow().date())
    assert [each.opportunity.title for each in openings] == ["Tea with neighbours", "Alike"]


@ONE_ENGINE_A_DAY
def test_a_page_costs_the_same_at_any_length(
    app: Flask, vera: InspectingClient, volunteer_user: User, host: Organisation
) -> None:
    make_volunteer(volunteer_user)
    counts = []
    for more in (10, 990):
        make_many(host, more)
        app.extensions.pop("match_indexes", None)
        page = vera.get(FOR_YOU)  # the index is built from here on
        assert len(page.data) < MOST_BYTES
        counts.append(count_statements(vera, FOR_YOU))
    assert counts[0] == counts[1] <= MOST_STATEMENTS
