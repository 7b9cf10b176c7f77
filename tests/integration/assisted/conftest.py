"""What the journeys of people who are not online need: a broker, a host, places, causes."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.matchmaking.models import Category
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Want
from brokerage.places.models import Outcode
from brokerage.scheduling.models import Session as Occasion
from brokerage.volunteering.models import Opportunity
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import make_opportunity, make_session
from tests.support.inspecting_client import InspectingClient


@pytest.fixture
def reference(app: Flask, db_session: Session) -> None:
    """Add two outward codes, a cause and a skill."""
    db_session.add_all(
        Outcode(outcode=code, easting=454000, northing=204000, postcodes=900)
        for code in ("OX3", "OX4")
    )
    for scheme, code, label in (
        ("cause", "food-growing", "Growing food together"),
        ("skill", "gardening", "Gardening and growing"),
    ):
        db_session.add(
            Category(
                scheme=scheme, code=code, label=label, words=label, level=scheme, source="seed"
            )
        )
    db_session.flush()
    app.extensions.pop("category_suggesters", None)


@pytest.fixture
def broker(db_session: Session) -> User:
    """Return a broker."""
    return make_user(name="Bridget Allery", email="bridget@example.org", is_broker=True)


@pytest.fixture
def host_owner(db_session: Session) -> User:
    """Return the person who acts for the host."""
    return make_user(name="Hester Lockridge", email="hester@example.org")


@pytest.fixture
def host(host_owner: User) -> Organisation:
    """Return an approved charity that wants volunteers."""
    return make_organisation(
        owner=host_owner,
        name="Marston Community Orchard",
        slug="marston-community-orchard",
        kind="charity",
        register="charity",
        wants=[Want.HOST_VOLUNTEERS],
    )


@pytest.fixture
def other_host(db_session: Session) -> Organisation:
    """Return another host, of which the first may learn nothing."""
    return make_organisation(
        owner=make_user(name="Olive Penrose", email="olive@example.org"),
        name="Barton Lunch Club",
        slug="barton-lunch-club",
        kind="charity",
        register="charity",
        wants=[Want.HOST_VOLUNTEERS],
    )


@pytest.fixture
def role(host: Organisation) -> Opportunity:
    """Return a published role of the host."""
    return make_opportunity(host, title="Plant an orchard")


@pytest.fixture
def day(role: Opportunity) -> Occasion:
    """Return a date of that role."""
    return make_session(role, places=3)


@pytest.fixture
def bridget(broker: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the broker's signed-in client."""
    return sign_in_as(broker)


@pytest.fixture
def hester(host_owner: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the host's signed-in client."""
    return sign_in_as(host_owner)
