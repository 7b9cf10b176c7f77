"""What showing where one works needs to be there: an employer with owner and line manager."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Role, Want
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member, make_organisation
from tests.factories.volunteering import make_work_domain
from tests.support.inspecting_client import InspectingClient


@pytest.fixture
def autumn() -> Iterator[None]:
    """Let it be a morning in autumn: a leave year from April is then far from its ends."""
    with time_machine.travel("2026-09-15T08:00:00Z", tick=True):
        yield


@pytest.fixture
def owner(db_session: Session) -> User:
    """Return the person who owns the employer's account."""
    return make_user(name="Olive Brackley", email="olive@example.org")


@pytest.fixture
def line_manager(db_session: Session) -> User:
    """Return a line manager there."""
    return make_user(name="Lionel Marsh", email="lionel@example.org")


@pytest.fixture
def employer(owner: User, line_manager: User) -> Organisation:
    """Return an approved council that sends volunteers, its addresses confirmed."""
    council = make_organisation(
        owner=owner, name="Wychmere Council", kind="authority", wants=[Want.SEND_VOLUNTEERS]
    )
    make_member(council, line_manager, Role.LINE_MANAGER)
    make_member(council, make_user(email="editor@example.org"), Role.EDITOR)
    make_work_domain(council, "wychmere.example")
    return council


@pytest.fixture
def person(db_session: Session) -> User:
    """Return someone who works there."""
    return make_user(name="Vera Underhill", email="vera@example.org")


@pytest.fixture
def vera(person: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return that person's signed-in client."""
    return sign_in_as(person)


@pytest.fixture
def olive(owner: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the owner's signed-in client."""
    return sign_in_as(owner)


@pytest.fixture
def lionel(line_manager: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the line manager's signed-in client."""
    return sign_in_as(line_manager)


@pytest.fixture
def broker(db_session: Session, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return a broker's signed-in client."""
    return sign_in_as(make_user(name="Bea Broker", email="bea@example.org", is_broker=True))
