"""What the journeys of volunteers and hosts need to be there: people, a host, places, causes."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.matchmaking.models import Category
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Want
from brokerage.places.models import Authority, Outcode, Postcode
from tests.factories.accounts import make_user
from tests.factories.checks import load_rules
from tests.factories.organisations import make_organisation
from tests.support.inspecting_client import InspectingClient

CATEGORIES = (
    ("cause", "food-growing", "Growing food together", "community garden;allotment;orchard"),
    ("cause", "children-and-reading", "Children and reading", "reading helper;storytime"),
    ("cause", "older-people", "Older people", "lunch club;tea;company"),
    ("skill", "gardening", "Gardening and growing", "gardener;allotment;pruning;planting"),
    ("skill", "reading-helper", "Reading with children", "listening to readers"),
    ("skill", "driving", "Driving", "minibus driver;van driver"),
)


@pytest.fixture
def reference(app: Flask, db_session: Session) -> None:
    """Add a council, a postcode of the outward code OX4, three causes and three skills."""
    oxford = Authority(
        code="E07000178",
        slug="oxford",
        name="Oxford City Council",
        short_name="Oxford",
        kind="district",
        is_in_area=True,
    )
    places = (
        Postcode(postcode="OX41EQ", easting=453000, northing=205000, authority_code="E07000178"),
        Outcode(
            outcode="OX4",
            easting=454000,
            northing=204000,
            postcodes=900,
            authority_code="E07000178",
        ),
    )
    db_session.add(oxford)
    db_session.add_all(places)
    db_session.add_all(
        Category(scheme=scheme, code=code, label=label, words=words, level=scheme, source="seed")
        for scheme, code, label, words in CATEGORIES
    )
    load_rules()
    # Suggesters are kept for the process; this test's categories are gone when it ends.
    app.extensions.pop("category_suggesters", None)


@pytest.fixture
def host_owner(db_session: Session) -> User:
    """Return the person who acts for the host."""
    return make_user(name="Hester Lockridge", email="hester@example.org")


@pytest.fixture
def host(host_owner: User) -> Organisation:
    """Return an approved charity that wants volunteers, with its owner."""
    return make_organisation(
        owner=host_owner,
        name="Marston Community Orchard",
        slug="marston-community-orchard",
        kind="charity",
        register="charity",
        wants=[Want.HOST_VOLUNTEERS],
    )


@pytest.fixture
def volunteer_user(db_session: Session) -> User:
    """Return someone who may volunteer, with no volunteer profile yet."""
    return make_user(name="Vera Underhill", email="vera@example.org")


@pytest.fixture
def hester(host_owner: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the host's signed-in client."""
    return sign_in_as(host_owner)


@pytest.fixture
def vera(volunteer_user: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the volunteer's signed-in client."""
    return sign_in_as(volunteer_user)
