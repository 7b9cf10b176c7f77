"""An employer with its owner, a broker, and a catalogue of a few pledges."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.charter.models import Pledge
from brokerage.organisations.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.charter import make_pledge
from tests.factories.organisations import make_organisation
from tests.support.inspecting_client import InspectingClient


@pytest.fixture
def owner(db_session: Session) -> User:
    """Return the bakery's owner."""
    return make_user(name="Simone Garrowby")


@pytest.fixture
def bakery(owner: User) -> Organisation:
    """Return the bakery."""
    return make_organisation(owner=owner, name="Thornhill Bakery", slug="thornhill")


@pytest.fixture
def other_owner(db_session: Session) -> User:
    """Return the owner of the other firm."""
    return make_user(name="Bashir Colebrook")


@pytest.fixture
def other(other_owner: User) -> Organisation:
    """Return another firm."""
    return make_organisation(owner=other_owner, name="Larkfield Joinery", slug="larkfield")


@pytest.fixture
def broker(db_session: Session) -> User:
    """Return a broker."""
    return make_user(name="Petra Wynn", is_broker=True)


@pytest.fixture
def volunteering(db_session: Session) -> Pledge:
    """Return the pledge to support staff to volunteer."""
    return make_pledge(code="staff-volunteering", words="Support staff to volunteer")


@pytest.fixture
def simone(
    owner: User, bakery: Organisation, sign_in_as: Callable[..., InspectingClient]
) -> InspectingClient:
    """Return the bakery owner's client."""
    return sign_in_as(owner)


@pytest.fixture
def bashir(
    other_owner: User, other: Organisation, sign_in_as: Callable[..., InspectingClient]
) -> InspectingClient:
    """Return the client of the other firm's owner."""
    return sign_in_as(other_owner)


@pytest.fixture
def petra(broker: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the broker's client."""
    return sign_in_as(broker)
