"""Two people who could meet: a finance officer who mentors, and someone who looks for work."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.matchmaking.models import Category
from brokerage.places.models import Authority, Outcode
from tests.factories.accounts import make_user
from tests.support.inspecting_client import InspectingClient


@pytest.fixture(autouse=True)
def reference(app: Flask, db_session: Session, fresh_index: None) -> None:
    """Add three topics, and the outward code OX4."""
    db_session.add_all(
        Category(scheme="topic", code=code, label=label, words="", level="topic", source="seed")
        for code, label in (
            ("interviews", "Interviews"),
            ("confidence", "Speaking up and confidence"),
            ("money-skills", "Planning and keeping accounts"),
        )
    )
    db_session.add(
        Authority(
            code="E07000178",
            slug="oxford",
            name="Oxford City Council",
            short_name="Oxford",
            kind="district",
            is_in_area=True,
        )
    )
    db_session.add(
        Outcode(
            outcode="OX4", easting=454000, northing=204000, postcodes=9, authority_code="E07000178"
        )
    )
    db_session.flush()


@pytest.fixture
def officer(db_session: Session) -> User:
    """Return the mentor."""
    return make_user(name="Fenna Officer", email="fenna@example.org")


@pytest.fixture
def seeker(db_session: Session) -> User:
    """Return the mentee."""
    return make_user(name="Sol Seeker", email="sol@example.org")


@pytest.fixture
def fenna(officer: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the mentor's signed-in client."""
    return sign_in_as(officer)


@pytest.fixture
def sol(seeker: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the mentee's signed-in client."""
    return sign_in_as(seeker)


@pytest.fixture
def broker(db_session: Session, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return a broker's signed-in client."""
    return sign_in_as(make_user(name="Bay Broker", email="bay@example.org", is_broker=True))
