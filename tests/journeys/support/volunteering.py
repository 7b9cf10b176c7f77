"""A host with volunteering days and the people who come to it, as journeys begin with them.

Each function is called while a site is being arranged.
"""

from typing import Any

from brokerage.accounts.models import User
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Kind, Want
from brokerage.scheduling.rules import DAY_PARTS
from brokerage.volunteering.models import Opportunity
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import make_opportunity, make_volunteer
from tests.journeys.support.staff import sign_in
from tests.journeys.support.visitor import Visitor

HOST = "Otmoor Reading Friends"
HOST_OWNER = "tansy@reading-friends.example"


def make_host(name: str = HOST, owner: str = HOST_OWNER, **fields: Any) -> Organisation:
    """Make an approved charity that hosts volunteers; `owner` is the address of its owner."""
    return make_organisation(
        name=name,
        slug=name.lower().replace(" ", "-"),
        kind=Kind.CHARITY,
        register="charity",
        wants=[Want.HOST_VOLUNTEERS],
        summary="We read with children in schools that wait for helpers.",
        description="We read with children in schools that wait for helpers.",
        owner=make_user(name="Tansy Hemwell", email=owner),
        **fields,
    )


def make_story_morning(host: Organisation, **fields: Any) -> Opportunity:
    """Make a published one-off role for readers in the middle of OX4; it has no dates yet."""
    story_morning = {
        "title": "Story morning at the library",
        "description": "You listen to two children read aloud and talk about the book with them.",
        "causes": ["children-and-reading"],
        "skills": ["reading-helper"],
        "place_name": "Thimbleford Library",
        "easting": 453_600,
        "northing": 204_600,
    }
    return make_opportunity(host, **story_morning | fields)


def make_reader(name: str, email: str) -> User:
    """Make a person whose answered volunteer profile suits the story morning at any time."""
    reader = make_user(name=name, email=email)
    make_volunteer(
        reader,
        causes=["children-and-reading"],
        skills=["reading-helper"],
        day_parts=list(DAY_PARTS),
    )
    return reader


def comes_in(person: Visitor, email: str, then: str = "/account") -> None:
    """Sign in, which leads to the address `then`."""
    person.visit(f"/sign-in?next={then}")
    sign_in(person, email)
    assert person.page.url.endswith(then)


def opens_the_asks(person: Visitor, host: str = HOST) -> None:
    """Go from the account page to who asks the host for a place."""
    person.click(host)
    person.click("See who asks for a place")
    assert person.heading == "Who asks for a place"
