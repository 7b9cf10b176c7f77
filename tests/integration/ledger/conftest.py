"""A firm that gives, a charity that it gives to, and what they count it in."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.ledger.models import LedgerSource
from brokerage.measures.models import Measure
from brokerage.organisations.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.ledger import make_source
from tests.factories.measures import make_measure
from tests.factories.organisations import make_organisation
from tests.support.inspecting_client import InspectingClient


@pytest.fixture
def giver(db_session: Session) -> User:
    """Return the firm's owner."""
    return make_user(name="Tamsin Holloway")


@pytest.fixture
def firm(giver: User) -> Organisation:
    """Return the firm."""
    return make_organisation(owner=giver, name="Meadow Print", slug="meadow", kind="business")


@pytest.fixture
def host(db_session: Session) -> User:
    """Return the charity's owner."""
    return make_user(name="Oluwaseun Marsh")


@pytest.fixture
def charity(host: User) -> Organisation:
    """Return the charity."""
    return make_organisation(owner=host, name="Barton Larder", slug="larder", kind="charity")


@pytest.fixture
def hours(db_session: Session) -> Measure:
    """Return a measure counted in hours."""
    return make_measure(code="NT17", label="Hours given to neighbours")


@pytest.fixture
def source(firm: Organisation, charity: Organisation) -> LedgerSource:
    """Return ten hours of an agreement."""
    return make_source(firm, charity)


@pytest.fixture
def broker(db_session: Session) -> User:
    """Return a broker."""
    return make_user(name="Kerensa Lyle", is_broker=True)


@pytest.fixture
def tamsin(
    giver: User, firm: Organisation, sign_in_as: Callable[..., InspectingClient]
) -> InspectingClient:
    """Return the firm's client."""
    return sign_in_as(giver)


@pytest.fixture
def seun(
    host: User, charity: Organisation, sign_in_as: Callable[..., InspectingClient]
) -> InspectingClient:
    """Return the charity's client."""
    return sign_in_as(host)


@pytest.fixture
def kerensa(broker: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the broker's client."""
    return sign_in_as(broker)
