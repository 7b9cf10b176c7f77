"""A supplier with an owner, an editor and a viewer, and a broker who verifies."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.organisations.models import Organisation
from brokerage.places.models import Authority, Outcode, Postcode
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member, make_organisation
from tests.factories.passports import load_rules
from tests.support.inspecting_client import InspectingClient

SignIn = Callable[..., InspectingClient]


@pytest.fixture
def reference(db_session: Session) -> None:
    """Add two councils of a county, and one postcode of the outward code OX4."""
    for code, slug, name, kind, parent in (
        ("E10000025", "oxfordshire", "Oxfordshire County Council", "county", None),
        ("E07000178", "oxford", "Oxford City Council", "district", "oxfordshire"),
        ("E07000177", "cherwell", "Cherwell District Council", "district", "oxfordshire"),
    ):
        db_session.add(
            Authority(
                code=code,
                slug=slug,
                name=name,
                short_name=name.split()[0],
                kind=kind,
                parent_slug=parent,
                is_in_area=True,
            )
        )
    where = {"easting": 453000, "northing": 205000, "authority_code": "E07000178"}
    db_session.add(Postcode(postcode="OX41EQ", **where))
    db_session.add(Outcode(outcode="OX4", postcodes=900, **where))
    db_session.flush()


@pytest.fixture
def owner(db_session: Session) -> User:
    return make_user(email="olu@example.org")


@pytest.fixture
def organisation(owner: User) -> Organisation:
    load_rules()
    return make_organisation(owner=owner, name="Cowley Bakers", slug="cowley-bakers")


@pytest.fixture
def olu(owner: User, sign_in_as: SignIn) -> InspectingClient:
    return sign_in_as(owner)


@pytest.fixture
def vic(organisation: Organisation, sign_in_as: SignIn) -> InspectingClient:
    """A viewer of the organisation."""
    user = make_user()
    make_member(organisation, user, "viewer")
    return sign_in_as(user)


@pytest.fixture
def broker(db_session: Session) -> User:
    return make_user(is_broker=True, email="bea@example.org")


@pytest.fixture
def bea(broker: User, sign_in_as: SignIn) -> InspectingClient:
    return sign_in_as(broker)


@pytest.fixture
def ada(db_session: Session, sign_in_as: SignIn) -> InspectingClient:
    return sign_in_as(make_user(is_broker=True, is_administrator=True))
