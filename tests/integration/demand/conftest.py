"""A council that plans, a bakery that could get ready, and what both need to be there."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.matchmaking.models import Category
from brokerage.organisations.models import Organisation, OrganisationCategory
from brokerage.organisations.rules import Kind, Role
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member, make_organisation
from tests.factories.procurement import CATERING
from tests.support.inspecting_client import InspectingClient

CATEGORIES = (
    ("55000000", "division", "Hotels, catering and food service", "food;meals"),
    (CATERING, "group", "Catering services", "sandwiches;lunch;buffet;cakes;food for meetings"),
    ("77000000", "division", "Farming, forestry and gardening services", "gardens"),
    ("77310000", "group", "Planting and green areas", "gardener;grass cutting;planting"),
)


@pytest.fixture(autouse=True)
def reference(app: Flask, db_session: Session, fresh_index: None) -> None:
    """Add two divisions with a group each."""
    db_session.add_all(
        Category(scheme="cpv", code=code, level=level, label=label, words=words, source="seed")
        for code, level, label, words in CATEGORIES
    )
    db_session.flush()
    # Suggesters are kept for the process; this test's categories are gone when it ends.
    app.extensions.pop("category_suggesters", None)


@pytest.fixture
def council(db_session: Session) -> Organisation:
    """Return an approved council."""
    return make_organisation(
        owner=make_user(email="olive@example.org"),
        name="Thamebridge Council",
        slug="thamebridge-council",
        kind=Kind.AUTHORITY,
        wants=[],
    )


@pytest.fixture
def buyer_user(council: Organisation) -> User:
    """Return a buyer of the council."""
    user = make_user(name="Bashir Colebrook", email="bashir@example.org")
    make_member(council, user, Role.BUYER)
    return user


@pytest.fixture
def supplier_owner(db_session: Session) -> User:
    """Return the owner of the bakery."""
    return make_user(name="Simone Garrowby", email="simone@example.org")


@pytest.fixture
def supplier(supplier_owner: User, db_session: Session) -> Organisation:
    """Return an approved bakery that sells."""
    bakery = make_organisation(
        owner=supplier_owner,
        name="Thornhill Bakery",
        slug="thornhill",
        description="We bake bread and cakes and bring sandwiches for meetings.",
    )
    db_session.add(OrganisationCategory(organisation_id=bakery.id, code=CATERING))
    db_session.flush()
    return bakery


@pytest.fixture
def bashir(buyer_user: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the buyer's signed-in client."""
    return sign_in_as(buyer_user)


@pytest.fixture
def simone(supplier_owner: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the bakery's signed-in client."""
    return sign_in_as(supplier_owner)
