"""The pin board: what it shows, in which order, what a search of it finds, what it costs."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from brokerage.extensions import utcnow
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.matchmaking.service import mark_changed
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.volunteering.models import Opportunity, OpportunityPicture
from brokerage.volunteering.profiles import OpportunitySearch
from brokerage.volunteering.queries.search import PER_PAGE, search_opportunities
from brokerage.volunteering.rules.opportunities import OpportunityStatus
from tests.factories.accounts import make_user
from tests.factories.crowd import make_many
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import (
    make_flexible_opportunity,
    make_opportunity,
    make_session,
)
from tests.support.databases import ONE_ENGINE_A_DAY
from tests.support.form_fuzzer import NASTY_TEXTS, hostile_query_strings
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page, text_of
from tests.support.statements import count_statements

BOARD = "/volunteering"
MOST_BYTES = 100_000
MOST_STATEMENTS = 15
PARAMETERS = ("q", "near", "within", "cause", "commitment", "sort", "time", "day", "part", "only")

pytestmark = pytest.mark.usefixtures("reference", "fresh_index")


@pytest.fixture
def orchard(host: Organisation) -> Opportunity:
    """Return a one-off Saturday in Marston, a week or two ahead, with five places."""
    opportunity = make_opportunity(host, title="Plant apple trees")
    make_session(opportunity, days_ahead=next_saturday())
    return opportunity


@pytest.fixture
def reading(host: Organisation) -> Opportunity:
    """Return a regular role without dates, from 18, a long way off."""
    return make_flexible_opportunity(
        host,
        title="Read with children",
        description="Listen to two children read aloud in a primary school, one at a time.",
        place_name="A school in Banbury",
        easting=445500,
        northing=240500,
        minimum_band="18+",
    )


@pytest.fixture
def phone_calls(host: Organisation) -> Opportunity:
    """Return a regular role that is done from home."""
    return make_flexible_opportunity(
        host,
        title="Ring people who live alone",
        description="Have a chat on the telephone with somebody who sees few people.",
        causes=["older-people"],
        skills=[],
        day_parts=["SundayEvening"],
        is_remote=True,
        place_name="",
        postcode=None,
        easting=None,
        northing=None,
        minutes=30,
    )


def next_saturday() -> int:
    """Return how many days ahead the Saturday after the next seven days is."""
    return 7 + (5 - utcnow().weekday()) % 7


def titles(client: InspectingClient, query: str = "") -> list[str]:
    """Return the titles on the board, in order."""
    page = Page(client.get(f"{BOARD}{query}").text)
    return [text_of(each) for each in page.all("h3") if "pin__title" in (each.get("class") or "")]


def test_the_board_shows_the_soonest_first(
    client: InspectingClient, host: Organisation, reading: Opportunity, orchard: Opportunity
) -> None:
    make_session(make_opportunity(host, title="Water the young trees"), days_ahead=3)
    assert titles(client) == ["Water the young trees", "Plant apple trees", "Read with children"]


def test_a_pin_says_what_one_needs_to_know(
    client: InspectingClient, host: Organisation, orchard: Opportunity
) -> None:
    make_session(orchard, days_ahead=21, places=2)
    text = Page(client.get(BOARD).text).text
    day = utcnow() + timedelta(days=next_saturday())
    year = "" if day.year == utcnow().year else f" {day.year}"
    assert f"Saturday {day.day} {day:%B}{year}, 10am to 1pm, and 1 other date" in text
    for words in (host.name, "3 hours, one-off", "The orchard, Marston", "7 places left"):
        assert words in text


def test_a_picture_stands_on_its_pin(client: InspectingClient, orchard: Opportunity) -> None:
    orchard.picture = OpportunityPicture(
        digest="ab12", alt_text="Two people with a spade", width=1200, height=675, jpeg=b"\xff"
    )
    page = Page(client.get(BOARD).text)
    picture = next(each for each in page.all("img") if each.get("alt"))
    assert picture.get("alt") == "Two people with a spade"
    assert picture.get("src") == f"/opportunities/{orchard.id}/picture/ab12"


def test_what_is_not_open_is_not_on_the_board(client: InspectingClient, host: Organisation) -> None:
    for status in OpportunityStatus:
        opportunity = make_opportunity(host, title=f"It is {status}", status=status)
        make_session(opportunity)
    make_session(make_opportunity(host, title="Long over"), days_ahead=-5)
    make_session(make_opportunity(host, title="Called off"), cancelled_at=utcnow())
    withdrawn = make_organisation(status=Status.WITHDRAWN)
    make_flexible_opportunity(withdrawn, title="Of a host that left")
    assert titles(client) == ["It is published"]


def test_a_search_goes_by_meaning_and_forgives_slips(
    client: InspectingClient, orchard: Opportunity, reading: Opportunity, phone_calls: Opportunity
) -> None:
    assert titles(client, "?q=storytime") == ["Read with children"]
    assert titles(client, "?q=telefone+chatt") == ["Ring people who live alone"]
    assert titles(client, "?q=allotment") == ["Plant apple trees"]
    assert titles(client, "?q=submarine+captain") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?cause=older-people", {"Ring people who live alone"}),
        ("?commitment=one-off", {"Plant apple trees"}),
        ("?commitment=regular", {"Read with children", "Ring people who live alone"}),
        ("?time=hour", {"Read with children", "Ring people who live alone"}),
        ("?time=half-day&time=hour&commitment=one-off", {"Plant apple trees"}),
        ("?only=remote", {"Ring people who live alone"}),
        ("?only=young", {"Plant apple trees", "Ring people who live alone"}),
        ("?part=evening", {"Ring people who live alone"}),
        ("?day=tuesday", {"Read with children"}),
        ("?day=saturday&part=morning", {"Plant apple trees"}),
        ("?day=weekend", {"Plant apple trees", "Ring people who live alone"}),
        ("?day=weekday", {"Read with children"}),
        ("?day=sunday&part=morning", set()),
        ("?near=OX4+1EQ&within=5", {"Plant apple trees", "Ring people who live alone"}),
    ],
)
def test_filters_are_kept_to(
    client: InspectingClient,
    orchard: Opportunity,
    reading: Opportunity,
    phone_calls: Opportunity,
    query: str,
    found: set[str],
) -> None:
    assert set(titles(client, query)) == found


def test_a_place_alone_sorts_by_distance(
    client: InspectingClient, orchard: Opportunity, reading: Opportunity
) -> None:
    reading.is_flexible = True
    assert titles(client, "?near=OX4+1EQ") == ["Plant apple trees", "Read with children"]
    page = Page(client.get(f"{BOARD}?near=OX4+1EQ").text)
    assert "The orchard, Marston, under half a mile away" in page.text
    assert "miles away" in page.text


def test_an_order_of_ones_own(
    client: InspectingClient, host: Organisation, orchard: Opportunity, reading: Opportunity
) -> None:
    sooner = make_opportunity(host, title="Prune old trees", easting=460000, northing=240000)
    make_session(sooner, days_ahead=2)
    assert titles(client, "?q=trees&sort=soonest")[0] == "Prune old trees"
    assert titles(client, "?q=trees&near=OX4+1EQ&sort=nearest")[0] == "Plant apple trees"


def test_what_was_searched_gives_its_reasons(
    client: InspectingClient, orchard: Opportunity, reading: Opportunity
) -> None:
    assert "Why it is here" not in client.get(BOARD).text
    text = Page(client.get(f"{BOARD}?q=young+apple+trees&near=OX4+1EQ").text).text
    assert "Why it is here" in text
    assert "apple" in text


def test_nothing_found_says_how_to_widen(
    client: InspectingClient, orchard: Opportunity, reading: Opportunity
) -> None:
    page = Page(client.get(f"{BOARD}?commitment=regular&near=OX4+1EQ&within=1").text)
    assert "No strong match" in page.text
    assert "To find more" in page.text
    assert "Look further away: 1 more" in page.text


def test_an_empty_board_says_so(client: InspectingClient) -> None:
    page = Page(client.get(BOARD).text)
    assert "The board is empty" in page.text
    assert "No strong match" not in page.text


def test_what_is_not_understood_is_left_out_and_said(
    client: InspectingClient, orchard: Opportunity
) -> None:
    text = Page(client.get(f"{BOARD}?near=Atlantis&cause=no-such").text).text
    assert "We do not know where “Atlantis” is" in text
    assert "We left “Cause” out of your search" in text
    assert "Say where you are" in Page(client.get(f"{BOARD}?within=5").text).text


def test_long_lists_have_pages(client: InspectingClient, host: Organisation) -> None:
    for number in range(PER_PAGE + 2):
        make_session(make_opportunity(host, title=f"Day {number:02}"), days_ahead=number + 1)
    assert titles(client) == [f"Day {number:02}" for number in range(PER_PAGE)]
    assert titles(client, "?page=2") == ["Day 18", "Day 19"]
    page = Page(client.get(f"{BOARD}?page=2&part=morning").text)
    assert page.link("Previous page") == "?part=morning&page=1"
    assert "There is nothing on this page" in client.get(f"{BOARD}?page=9").text


@ONE_ENGINE_A_DAY
def test_no_query_string_breaks_the_board(client: InspectingClient, orchard: Opportunity) -> None:
    client.inspects = False
    hostile_query_strings(client, BOARD, ["q", "near", "page"])
    for value in NASTY_TEXTS:
        raw = value.encode("utf-8", "surrogatepass")
        answer = client.get(BOARD, query_string=dict.fromkeys(PARAMETERS, [raw, "x"]))
        assert answer.status_code == 200, value


def test_someone_of_16_sees_what_is_open_to_them(
    orchard: Opportunity, reading: Opportunity, sign_in_as: Callable[..., InspectingClient]
) -> None:
    young = sign_in_as(make_user(age_band="16-17"))
    assert titles(young) == ["Plant apple trees"]
    assert "you are 16 or 17" in Page(young.get(BOARD).text).text
    assert len(titles(sign_in_as(make_user()))) == 2


def test_a_row_is_read_again_before_it_is_shown(
    db_session: Session, client: InspectingClient, orchard: Opportunity, reading: Opportunity
) -> None:
    assert len(titles(client)) == 2
    # No change is logged, as where another process commits between ranking and showing.
    db_session.get(Opportunity, reading.id).flexible_taken = 3
    assert "Full now" in client.get(BOARD).text
    assert titles(client, "?only=seats") == ["Plant apple trees"]
    db_session.get(Opportunity, reading.id).status = OpportunityStatus.CLOSED
    assert titles(client) == ["Plant apple trees"]


def test_what_changed_is_found_at_once(
    db_session: Session, client: InspectingClient, orchard: Opportunity, host: Organisation
) -> None:
    assert titles(client, "?q=beehives") == []
    new = make_flexible_opportunity(host, title="Look after beehives")
    mark_changed("opportunity", new.id)
    assert titles(client, "?q=beehives") == ["Look after beehives"]


WORDS = ("plant apple trees read children telephone adults regular one-off 18 once weekly").split()


def test_commitment_and_age_are_kept_to_whatever_the_words(
    db_session: Session, orchard: Opportunity, reading: Opportunity, phone_calls: Opportunity
) -> None:
    today, everything = utcnow().date(), get_matcher("opportunity").snapshot_.size
    assert everything == 3

    @settings(suppress_health_check=list(HealthCheck))
    @given(
        text=st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join) | st.text(max_size=40),
        commitment=st.sampled_from(["", "one-off", "regular"]),
        band=st.sampled_from([None, "16-17", "18+"]),
        is_soonest_first=st.booleans(),
    )
    def search(text: str, commitment: str, band: str | None, is_soonest_first: bool) -> None:
        wanted = OpportunitySearch(
            text=text, commitment=commitment, band=band, is_soonest_first=is_soonest_first
        )
        result = search_opportunities(wanted, 1, tie_seed=1, today=today)
        for found in result.page.rows:
            assert commitment in ("", found.opportunity.commitment)
            assert band != "16-17" or found.opportunity.minimum_band == "16-17"

    search()


@ONE_ENGINE_A_DAY
def test_a_page_costs_the_same_at_any_length(
    db_session: Session, client: InspectingClient, host: Organisation, app: Flask
) -> None:
    counts = []
    for more in (10, 990):
        make_many(host, more)
        app.extensions.pop("match_indexes", None)
        page = client.get(f"{BOARD}?near=OX4+1EQ&part=morning")  # the index is built from here on
        assert len(page.data) < MOST_BYTES
        counts.append(count_statements(client, f"{BOARD}?near=OX4+1EQ&part=morning"))
    assert counts[0] == counts[1] <= MOST_STATEMENTS
