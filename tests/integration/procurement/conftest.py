"""What the journeys of buyers and suppliers need to be there: people, councils, a bakery."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.errors import DomainError, NotFoundError
from brokerage.extensions import db
from brokerage.matchmaking.models import Category
from brokerage.organisations.models import Organisation, OrganisationCategory
from brokerage.organisations.rules import Kind, Role
from brokerage.places.models import Authority, Outcode, Postcode
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member, make_organisation
from tests.factories.procurement import CATERING
from tests.support.inspecting_client import InspectingClient

CATEGORIES = (
    (CATERING, "Catering services", "sandwiches;lunch;buffet;cakes;food for meetings"),
    ("90910000", "Cleaning services", "cleaner;office cleaning;window cleaning"),
    ("77310000", "Planting and maintenance of green areas", "gardener;grass cutting;planting"),
)


@pytest.fixture
def reference(app: Flask, db_session: Session) -> None:
    """Add two councils, a postcode of the outward code OX4 and three CPV categories."""
    db_session.add_all(
        Authority(
            code=code,
            slug=slug,
            name=f"{short_name} Council",
            short_name=short_name,
            kind="district",
            is_in_area=True,
        )
        for code, slug, short_name in (
            ("E07000178", "oxford", "Oxford City"),
            ("E07000177", "cherwell", "Cherwell District"),
        )
    )
    outcode = Outcode(
        outcode="OX4", easting=454000, northing=204000, postcodes=900, authority_code="E07000178"
    )
    db_session.add(outcode)
    db_session.add(
        Postcode(postcode="OX41EQ", easting=453000, northing=205000, authority_code="E07000178")
    )
    db_session.add_all(
        Category(scheme="cpv", code=code, label=label, words=words, level="group", source="seed")
        for code, label, words in CATEGORIES
    )
    db_session.flush()
    # Suggesters are kept for the process; this test's categories are gone when it ends.
    app.extensions.pop("category_suggesters", None)


@pytest.fixture
def authority_owner(db_session: Session) -> User:
    """Return the owner of the authority's account."""
    return make_user(name="Olive Marchbank", email="olive@example.org")


@pytest.fixture
def authority(authority_owner: User) -> Organisation:
    """Return an approved authority that buys, with its owner."""
    return make_authority("Thamebridge Council", authority_owner)


@pytest.fixture
def buyer_user(authority: Organisation) -> User:
    """Return a buyer of the authority."""
    return _join(authority, "Bashir Colebrook", Role.BUYER)


@pytest.fixture
def viewer_user(authority: Organisation) -> User:
    """Return a viewer of the authority."""
    return _join(authority, "Violet Ashdown", Role.VIEWER)


@pytest.fixture
def other_authority(db_session: Session) -> Organisation:
    """Return a second approved authority that buys, with an owner of its own."""
    owner = make_user(name="Otto Farringdale", email="otto@example.org")
    return make_authority("Windrush Vale Council", owner)


@pytest.fixture
def other_buyer_user(other_authority: Organisation) -> User:
    """Return a buyer of the other authority."""
    return _join(other_authority, "Bronwen Haselmere", Role.BUYER)


@pytest.fixture
def supplier_owner(db_session: Session) -> User:
    """Return the owner of the supplier."""
    return make_user(name="Simone Garrowby", email="simone@example.org")


@pytest.fixture
def supplier(supplier_owner: User, db_session: Session) -> Organisation:
    """Return an approved bakery that sells, with its owner and a confirmed category."""
    bakery = make_organisation(owner=supplier_owner, name="Thornhill Bakery", slug="thornhill")
    db_session.add(OrganisationCategory(organisation_id=bakery.id, code=CATERING))
    db_session.flush()
    return bakery


@pytest.fixture
def olive(authority_owner: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the authority owner's signed-in client."""
    return sign_in_as(authority_owner)


@pytest.fixture
def bashir(buyer_user: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the buyer's signed-in client."""
    return sign_in_as(buyer_user)


@pytest.fixture
def violet(viewer_user: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the viewer's signed-in client."""
    return sign_in_as(viewer_user)


@pytest.fixture
def bronwen(
    other_buyer_user: User, sign_in_as: Callable[..., InspectingClient]
) -> InspectingClient:
    """Return the other authority's buyer's signed-in client."""
    return sign_in_as(other_buyer_user)


@pytest.fixture
def simone(supplier_owner: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the supplier owner's signed-in client."""
    return sign_in_as(supplier_owner)


@pytest.fixture
def administrator(
    db_session: Session, sign_in_as: Callable[..., InspectingClient]
) -> InspectingClient:
    """Return an administrator's signed-in client."""
    return sign_in_as(make_user(name="Ada Admin", is_broker=True, is_administrator=True))


Act = Callable[[], object]


@pytest.fixture
def at_once(committed_app: Flask) -> Callable[..., list[str]]:
    """Return a function that lets people act at once, each having read before anyone acts.

    Each reads, and returns what is then done. It returns what each hears: "" where it was done.
    """

    def run(*readers: Callable[[], Act]) -> list[str]:
        together, said = Barrier(len(readers)), ["never ended"] * len(readers)

        def live(number: int) -> None:
            with committed_app.app_context():
                act = readers[number]()
                db.end_read()
                together.wait()
                try:
                    act()
                    db.session.commit()
                    said[number] = ""
                except (DomainError, NotFoundError) as refusal:
                    db.session.rollback()
                    said[number] = getattr(refusal, "sentence", "gone")

        threads = [Thread(target=live, args=(number,)) for number in range(len(readers))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return said

    return run


def make_authority(name: str, owner: User) -> Organisation:
    """Add an approved authority that buys, with its owner."""
    slug = name.lower().replace(" ", "-")
    return make_organisation(owner=owner, name=name, slug=slug, kind=Kind.AUTHORITY, wants=[])


def _join(organisation: Organisation, name: str, role: Role) -> User:
    user = make_user(name=name, email=f"{name.partition(' ')[0].lower()}@example.org")
    make_member(organisation, user, role)
    return user
