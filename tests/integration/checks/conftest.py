"""What checks need to be there: rules, a host with its owner, a volunteer who booked with it."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Want
from brokerage.permissions import Subject
from brokerage.volunteering.models import Booking, Opportunity
from tests.factories.accounts import make_user
from tests.factories.checks import load_rules, make_facts
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import make_booking, make_opportunity, make_session
from tests.support.inspecting_client import InspectingClient


@pytest.fixture(autouse=True)
def rules_on_checks(db_session: Session) -> None:
    """Load the rules that ship."""
    load_rules()


@pytest.fixture
def owner(db_session: Session) -> User:
    """Return the person who acts for the host."""
    return make_user(name="Hester Lockridge", email="hester@example.org")


@pytest.fixture
def host(owner: User) -> Organisation:
    """Return an approved charity that wants volunteers."""
    return make_organisation(
        owner=owner,
        name="Marston Readers",
        slug="marston-readers",
        kind="charity",
        register="charity",
        wants=[Want.HOST_VOLUNTEERS],
    )


@pytest.fixture
def other_host(db_session: Session) -> Organisation:
    """Return another host, with an owner of its own."""
    return make_organisation(
        owner=make_user(name="Otto Finch", email="otto@example.org"),
        name="Barton Club",
        slug="barton-club",
        wants=[Want.HOST_VOLUNTEERS],
    )


@pytest.fixture
def person(db_session: Session) -> User:
    """Return a volunteer."""
    return make_user(name="Vera Underhill", email="vera@example.org")


@pytest.fixture
def role(host: Organisation) -> Opportunity:
    """Return a role of the host that needs a check with the children's barred list."""
    facts = make_facts(is_weekly=True, days_in_30=9)
    return make_opportunity(
        host,
        title="Read with children",
        role_facts=facts.as_values(),
        requirements=["dbs-enhanced-children", "safeguarding-briefing"],
    )


@pytest.fixture
def booking(person: User, role: Opportunity) -> Booking:
    """Return the volunteer's ask for a date of the role."""
    return make_booking(person, role, make_session(role))


@pytest.fixture
def hester(owner: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the host's signed-in client."""
    return sign_in_as(owner)


@pytest.fixture
def vera(person: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the volunteer's signed-in client."""
    return sign_in_as(person)


@pytest.fixture
def broker(db_session: Session, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return a broker's signed-in client."""
    return sign_in_as(make_user(name="Bea Broker", email="bea@example.org", is_broker=True))


@pytest.fixture
def administrator(
    db_session: Session, sign_in_as: Callable[..., InspectingClient]
) -> InspectingClient:
    """Return an administrator's signed-in client."""
    return sign_in_as(
        make_user(name="Ada Admin", email="ada@example.org", is_broker=True, is_administrator=True)
    )


@pytest.fixture
def act_as() -> Callable[[User], Subject]:
    """Return a function that gives what services take of a user."""
    return lambda user: user.as_subject()
