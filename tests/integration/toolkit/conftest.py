"""A council that holds events, a firm, a broker, and two people who come."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.organisations.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member, make_organisation
from tests.support.inspecting_client import InspectingClient


@pytest.fixture
def buyer(db_session: Session) -> User:
    """Return a buyer of the council."""
    return make_user(name="Bashir Colebrook", email="bashir@example.org")


@pytest.fixture
def council(buyer: User) -> Organisation:
    """Return an approved council that the buyer buys for."""
    made = make_organisation(
        name="Thamebridge Council", slug="thamebridge-council", kind="authority", wants=[]
    )
    make_member(made, buyer, "buyer")
    return made


@pytest.fixture
def firm_owner(db_session: Session) -> User:
    """Return the owner of the firm."""
    return make_user(name="Simone Garrowby", email="simone@example.org")


@pytest.fixture
def firm(firm_owner: User) -> Organisation:
    """Return an approved firm that sells."""
    return make_organisation(owner=firm_owner, name="Thornhill Bakery", slug="thornhill")


@pytest.fixture
def broker(db_session: Session) -> User:
    """Return a broker."""
    return make_user(name="Brona Hartwell", email="brona@example.org", is_broker=True)


@pytest.fixture
def bashir(buyer: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the buyer's signed-in client."""
    return sign_in_as(buyer)


@pytest.fixture
def simone(firm_owner: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the firm's signed-in client."""
    return sign_in_as(firm_owner)


@pytest.fixture
def brona(broker: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the broker's signed-in client."""
    return sign_in_as(broker)
