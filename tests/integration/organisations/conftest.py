"""What the journeys of members need to be there: councils, postcodes, categories."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.matchmaking.models import Category
from brokerage.places.models import Authority, Outcode, Postcode
from tests.factories.accounts import make_user
from tests.support.inspecting_client import InspectingClient

CATEGORIES = (
    ("cpv", "15800000", "Bread, cakes and sweets", "bakery;bread;cakes;sandwiches;pastries"),
    ("cpv", "55500000", "Canteens and catering", "catering;buffet;canteen;lunches"),
    ("cpv", "77300000", "Gardens and grounds", "gardening;grass cutting;hedges"),
    ("cause", "food-and-hunger", "Food for people who have too little", "food bank;surplus food"),
    ("cause", "young-people", "Young people", "youth;young people;apprentices"),
)


@pytest.fixture
def reference(app: Flask, db_session: Session) -> None:
    """Add two councils, one postcode of the outward code OX4 and five categories."""
    for code, slug, name in (
        ("E07000178", "oxford", "Oxford City Council"),
        ("E07000177", "cherwell", "Cherwell District Council"),
    ):
        short = name.split()[0]
        db_session.add(
            Authority(
                code=code, slug=slug, name=name, short_name=short, kind="district", is_in_area=True
            )
        )
    db_session.add(
        Postcode(postcode="OX41EQ", easting=453000, northing=205000, authority_code="E07000178")
    )
    db_session.add(
        Outcode(
            outcode="OX4",
            easting=454000,
            northing=204000,
            postcodes=900,
            authority_code="E07000178",
        )
    )
    for scheme, code, label, words in CATEGORIES:
        level = "group" if scheme == "cpv" else scheme
        db_session.add(
            Category(scheme=scheme, code=code, label=label, words=words, level=level, source="seed")
        )
    db_session.flush()
    # Suggesters are kept for the process; this test's categories are gone when it ends.
    app.extensions.pop("category_suggesters", None)


@pytest.fixture
def person(db_session: Session) -> User:
    """Return someone without any organisation."""
    return make_user(name="Ada Wrenfield", email="ada@example.org")


@pytest.fixture
def ada(person: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return that person's signed-in client."""
    return sign_in_as(person)
