"""A firm that gives, a charity that receives, a broker who writes reports."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.ledger.models import LedgerSource
from brokerage.measures.models import Measure
from brokerage.organisations.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.ledger import make_source
from tests.factories.measures import make_measure, make_value
from tests.factories.organisations import make_organisation
from tests.factories.reporting import IN_LAST_YEAR
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
def charity(db_session: Session) -> Organisation:
    """Return the charity."""
    owner = make_user(name="Oluwaseun Marsh")
    return make_organisation(owner=owner, name="Barton Larder", slug="larder", kind="charity")


@pytest.fixture
def hours(db_session: Session) -> Measure:
    """Return a measure counted in hours, with a value."""
    measure = make_measure(code="NT17", label="Volunteering for neighbours")
    make_value(measure, year=2020, pence=1443)
    return measure


@pytest.fixture
def jobs(db_session: Session) -> Measure:
    """Return a measure of people, without a value."""
    return make_measure(code="NT4", label="People from prison in new jobs", unit="people")


@pytest.fixture
def source(firm: Organisation, charity: Organisation) -> LedgerSource:
    """Return forty hours of last year."""
    return make_source(firm, charity, "40", happened_on=IN_LAST_YEAR)


@pytest.fixture
def broker(db_session: Session) -> User:
    """Return a broker."""
    return make_user(name="Petra Wynn", is_broker=True)


@pytest.fixture
def petra(broker: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the broker's client."""
    return sign_in_as(broker)


@pytest.fixture
def tamsin(
    giver: User, firm: Organisation, sign_in_as: Callable[..., InspectingClient]
) -> InspectingClient:
    """Return the firm's client."""
    return sign_in_as(giver)


@pytest.fixture
def make_firm(db_session: Session) -> Callable[[int], Organisation]:
    """Return what makes one firm of many."""

    def make(number: int) -> Organisation:
        owner = make_user(name=f"Owner {number}")
        return make_organisation(owner=owner, name=f"Firm {number}", slug=f"firm-{number}")

    return make
