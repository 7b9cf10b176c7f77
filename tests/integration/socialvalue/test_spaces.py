"""Spaces: found with words that may be misspelt, asked for, and never promised twice."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.extensions import utcnow
from brokerage.organisations.models import Organisation
from brokerage.socialvalue.models import Space, SpaceAsk
from tests.factories.socialvalue import make_space, make_space_ask
from tests.integration.socialvalue.test_whole_life import day
from tests.support.form_fuzzer import fuzz_form, hostile_query_strings
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox

SAID = {
    "name": "The Long Room",
    "about": "A light hall with a kitchen and forty chairs.",
    "place_name": "Mill Lane",
    "postcode": "OX4 6HW",
    "capacity": "40",
    "is_free": "no",
    "access": ["step-free"],
    "suits": ["food", "meeting"],
}


@pytest.fixture
def space(group: Organisation) -> Space:
    """Return the group's hall."""
    return make_space(group)


def test_a_group_offers_a_space_and_takes_it_back(
    group: Organisation, fern: InspectingClient, client: InspectingClient
) -> None:
    own = fern.get(f"/organisations/{group.id}/spaces")
    page = fern.click(own, "Offer a space")
    assert "Say what it costs" in fern.submit(page, SAID).text
    own = follow(fern, fern.submit(page, SAID | {"cost": "£12 an hour"}))
    listed = client.get("/spaces?q=kichen&place=OX4+6HW&suits=food&access=step-free&people=30")
    shown = client.click(listed, "The Long Room")
    assert "£12 an hour" in shown.text
    page = fern.click(own, "The Long Room")
    own = follow(fern, fern.submit(page, {"capacity": "20"}))
    assert "No space found" in client.get("/spaces?people=30").text
    own = follow(fern, fern.submit(own, form="Take it out of the list The Long Room"))
    assert "No space is offered yet" in client.get("/spaces").text
    assert client.get(shown.request.path).status_code == 404
    fern.submit(own, form="Put it back The Long Room")
    assert "The Long Room" in client.get("/spaces").text


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("q=long+room", True),
        ("q=lomg+rom", True),
        ("q=swimming", False),
        ("suits=sport", False),
        ("access=hearing-loop", False),
        ("cost=free", False),
        ("people=41", False),
        ("place=nowhere-at-all", True),
        ("page=9", False),
    ],
)
def test_words_and_filters(query: str, is_found: bool, space: Space, client: InspectingClient):
    assert ("The Long Room" in client.get(f"/spaces?{query}").text) == is_found


def test_nobody_is_promised_what_somebody_else_has(
    space: Space,
    firm: Organisation,
    coach_firm: Organisation,
    group: Organisation,
    leader: User,
    clerk: User,
    driver: User,
    fern: InspectingClient,
    idris: InspectingClient,
    petra: InspectingClient,
    outbox: Outbox,
    db_session: Session,
) -> None:
    wish = {"day_part": "evening", "people": "20", "purpose": "A staff supper"} | day("day", 7)
    page = idris.click(idris.get(f"/spaces/{space.id}"), "Ask for this space")
    assert "It holds 40 people" in idris.submit(page, wish | {"people": "41"}).text
    idris.submit(page, wish)
    petra.submit(petra.get(f"/spaces/{space.id}/ask"), wish)
    page = fern.get(outbox.link_to(leader.email))
    page = follow(fern, fern.submit(page, form="Accept Quillmere Computers"))
    assert "Booked" in outbox.last_to(clerk.email).subject
    taken = fern.submit(page, form="Accept Saltway Coaches")
    assert "Somebody else has it then" in taken.text
    assert "evening, from 6" in petra.get(f"/spaces/{space.id}").text
    ask = db_session.query(SpaceAsk).filter_by(asker_id=coach_firm.id).one()
    page = fern.get(f"/space-asks/{ask.id}/decline")
    fern.submit(page, {"reason": "It is taken that evening."})
    assert "It is taken that evening." in outbox.last_to(driver.email).body
    page = idris.get(f"/organisations/{firm.id}/space-asks")
    idris.submit(page, form="Cancel The Long Room")
    assert "Cancelled" in outbox.last_to(leader.email).subject
    gone = fern.get(f"/organisations/{group.id}/space-asks")
    assert "Cancelled" in gone.text


def test_the_database_holds_one_booking_a_part_of_a_day(
    space: Space, firm: Organisation, coach_firm: Organisation, db_session: Session
) -> None:
    make_space_ask(space, firm, status="accepted")
    make_space_ask(space, coach_firm)
    with pytest.raises(IntegrityError), db_session.begin_nested():
        db_session.execute(update(SpaceAsk).values(status="accepted"))


def test_a_keeper_asks_nobody_and_a_visitor_has_nobody_to_ask_for(
    space: Space, fern: InspectingClient, idris: InspectingClient, broker: InspectingClient
) -> None:
    assert "Only somebody of an approved organisation" in fern.get(f"/spaces/{space.id}/ask").text
    assert "Only somebody of an approved" in broker.get(f"/spaces/{space.id}/ask").text
    past = {"day_part": "evening", "people": "2", "purpose": "A talk"} | day("day", -1)
    page = idris.get(f"/spaces/{space.id}/ask")
    assert "today or in the next year" in idris.submit(page, past).text


def test_forms_take_whatever_is_sent(
    space: Space,
    group: Organisation,
    firm: Organisation,
    fern: InspectingClient,
    idris: InspectingClient,
) -> None:
    ask = make_space_ask(space, firm, day=utcnow().date() + timedelta(days=3))
    fuzz_form(fern, f"/organisations/{group.id}/spaces/add", posts=15)
    fuzz_form(fern, f"/spaces/{space.id}/edit", posts=15)
    fuzz_form(idris, f"/spaces/{space.id}/ask", posts=15)
    fuzz_form(fern, f"/space-asks/{ask.id}/decline", posts=10)
    hostile_query_strings(
        idris, "/spaces", ["q", "place", "suits", "people", "access", "cost", "page"]
    )
