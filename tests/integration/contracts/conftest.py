"""A council with a register, and the baker it buys from."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.measures.models import Measure
from brokerage.organisations.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.measures import make_measure
from tests.factories.organisations import make_member, make_organisation
from tests.support.inspecting_client import InspectingClient


@pytest.fixture
def buyer(db_session: Session) -> User:
    """Return a buyer."""
    return make_user(name="Bashir Colebrook")


@pytest.fixture
def council(buyer: User) -> Organisation:
    """Return the buyer's council."""
    made = make_organisation(kind="authority", wants=[], name="Thamebridge Council", slug="thame")
    make_member(made, buyer, "buyer")
    return made


@pytest.fixture
def baker(db_session: Session) -> User:
    """Return the bakery's owner."""
    return make_user(name="Simone Garrowby")


@pytest.fixture
def bakery(baker: User) -> Organisation:
    """Return the bakery."""
    return make_organisation(owner=baker, name="Thornhill Bakery", slug="thornhill")


@pytest.fixture
def measure(db_session: Session) -> Measure:
    """Return a measure counted in hours."""
    return make_measure(code="NT17", label="Hours given to neighbours")


@pytest.fixture
def bashir(
    buyer: User, council: Organisation, sign_in_as: Callable[..., InspectingClient]
) -> InspectingClient:
    """Return the buyer's client."""
    return sign_in_as(buyer)


@pytest.fixture
def simone(
    baker: User, bakery: Organisation, sign_in_as: Callable[..., InspectingClient]
) -> InspectingClient:
    """Return the baker's client."""
    return sign_in_as(baker)
