"""What searches need: an open brief, four suppliers that fit, a search that shows them."""

import pytest
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Kind
from brokerage.places.models import PriorityPlace
from brokerage.procurement.models import Brief, MarketSearch
from tests.factories.procurement import make_brief
from tests.factories.searches import make_caterer, make_search


@pytest.fixture
def brief(authority: Organisation, buyer_user: User) -> Brief:
    """Return the council's open brief for catering."""
    return make_brief(authority, buyer_user)


@pytest.fixture
def suppliers(supplier: Organisation, db_session: Session) -> list[Organisation]:
    """Return four that fit: two businesses, a charity with evidence, a far social enterprise."""
    db_session.add(
        PriorityPlace(
            slug="bakers-end",
            name="Bakers End",
            kind="estate",
            band="20% most deprived",
            easting=451200,
            northing=206100,
            radius_m=500,
            source="A council",
        )
    )
    far = {"easting": 470000, "northing": 240000, "authority_code": "E07000177"}
    return [
        supplier,
        make_caterer("Barton Lunches"),
        make_caterer("Leys Kitchen", kind=Kind.CHARITY, evidence=True),
        make_caterer("Cherwell Bakes", kind=Kind.SOCIAL_ENTERPRISE, **far),
    ]


@pytest.fixture
def search(
    brief: Brief, suppliers: list[Organisation], buyer_user: User, db_session: Session
) -> MarketSearch:
    """Return a search of the brief that shows the four."""
    return make_search(brief, buyer_user)
