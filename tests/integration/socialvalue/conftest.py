"""A family group that asks, two firms that give, a broker, and the measures they are counted in."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.contracts.models import Commitment
from brokerage.ledger.service.source_measures import load_reference_source_measures
from brokerage.measures.models import Measure
from brokerage.measures.service import load_reference_measures
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Kind
from brokerage.socialvalue.models import Project, ProjectNeed
from tests.factories.accounts import make_user
from tests.factories.contracts import make_commitment, make_contract
from tests.factories.organisations import make_organisation
from tests.factories.socialvalue import make_need, make_places, make_project
from tests.support.inspecting_client import InspectingClient


@pytest.fixture(autouse=True)
def reference(request: pytest.FixtureRequest) -> None:
    """Add the place, the measures and what counts as which; a race brings its own."""
    if "committed_app" in request.fixturenames:
        return
    for name in ("app", "db_session", "fresh_index"):
        request.getfixturevalue(name)
    make_places()
    load_reference_measures()
    load_reference_source_measures()


@pytest.fixture
def leader(db_session: Session) -> User:
    """Return the family group's owner."""
    return make_user(name="Fern Arkley", email="fern@leys.example")


@pytest.fixture
def group(leader: User) -> Organisation:
    """Return an approved community group."""
    return make_organisation(
        owner=leader,
        name="Leys Family Group",
        slug="leys-family-group",
        kind=Kind.COMMUNITY_GROUP,
        wants=[],
    )


@pytest.fixture
def clerk(db_session: Session) -> User:
    """Return the owner of the firm that has computers."""
    return make_user(name="Idris Cobbold", email="idris@loan.example")


@pytest.fixture
def firm(clerk: User) -> Organisation:
    """Return a firm that lends and mends computers."""
    return make_organisation(
        owner=clerk,
        name="Quillmere Computers",
        slug="quillmere",
        description="We sell and mend tablets and laptops for schools and offices.",
        easting=455_000,
        northing=202_000,
    )


@pytest.fixture
def driver(db_session: Session) -> User:
    """Return the owner of the coach firm."""
    return make_user(name="Petra Lund", email="petra@coach.example")


@pytest.fixture
def coach_firm(driver: User) -> Organisation:
    """Return a coach firm."""
    return make_organisation(
        owner=driver,
        name="Saltway Coaches",
        slug="saltway",
        description="We drive school classes and groups in minibuses and coaches.",
        easting=452_000,
        northing=207_000,
    )


@pytest.fixture
def project(group: Organisation, leader: User) -> Project:
    """Return the group's open project."""
    return make_project(group, leader, priority_place="Northfield Brook")


@pytest.fixture
def need(project: Project) -> ProjectNeed:
    """Return its need of six tablets."""
    return make_need(project)


@pytest.fixture
def equipment(db_session: Session) -> Measure:
    """Return the measure that equipment counts as."""
    return db_session.query(Measure).filter_by(code="NT16").one()


@pytest.fixture
def promise(firm: Organisation, equipment: Measure) -> Commitment:
    """Return what the firm has promised in a contract: equipment for £900."""
    buyer = make_user()
    council = make_organisation(kind=Kind.AUTHORITY, name="Thamebridge Council", wants=[])
    contract = make_contract(council, firm, buyer, title="Computers for the library")
    return make_commitment(contract, equipment, buyer, quantity=900)


@pytest.fixture
def fern(leader: User, group: Organisation, sign_in_as: Callable[..., InspectingClient]):
    """Return the family group's client."""
    return sign_in_as(leader)


@pytest.fixture
def idris(clerk: User, firm: Organisation, sign_in_as: Callable[..., InspectingClient]):
    """Return the computer firm's client."""
    return sign_in_as(clerk)


@pytest.fixture
def petra(driver: User, coach_firm: Organisation, sign_in_as: Callable[..., InspectingClient]):
    """Return the coach firm's client."""
    return sign_in_as(driver)


@pytest.fixture
def broker(db_session: Session, sign_in_as: Callable[..., InspectingClient]):
    """Return a broker's client."""
    return sign_in_as(make_user(is_broker=True, email="broker@example.org"))
