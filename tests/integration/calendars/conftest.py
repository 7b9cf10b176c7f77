"""A host with a date, a volunteer with a place on it, and both signed in."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Want
from brokerage.scheduling.models import Session as Occasion
from brokerage.volunteering.models import Booking, Opportunity
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import make_booking, make_opportunity, make_session
from tests.support.inspecting_client import InspectingClient


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
        kind="charity",
        register="charity",
        wants=[Want.HOST_VOLUNTEERS],
    )


@pytest.fixture
def opportunity(host: Organisation) -> Opportunity:
    """Return a published role with dates; a place is held until its induction is noted."""
    return make_opportunity(host, title="Plant an orchard", requirements=["induction"])


@pytest.fixture
def occasion(opportunity: Opportunity) -> Occasion:
    """Return its date, two weeks ahead."""
    return make_session(opportunity)


@pytest.fixture
def volunteer_user(db_session: Session) -> User:
    """Return someone who volunteers."""
    return make_user(name="Vera Underhill", email="vera@example.org")


@pytest.fixture
def booking(volunteer_user: User, opportunity: Opportunity, occasion: Occasion) -> Booking:
    """Return the volunteer's ask, which the host has not answered."""
    return make_booking(volunteer_user, opportunity, occasion)


@pytest.fixture
def hester(host_owner: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the host's signed-in client."""
    return sign_in_as(host_owner)


@pytest.fixture
def vera(volunteer_user: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the volunteer's signed-in client."""
    return sign_in_as(volunteer_user)
