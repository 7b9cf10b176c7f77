"""A council that buys and the caterers it may ask, as journeys begin with them.

Each function is called while a site is being arranged.
"""

from typing import Any

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Evidence, Organisation, OrganisationCategory
from brokerage.organisations.rules import EvidenceKind, Kind, Role
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member, make_organisation

CATERING = "55500000"
CATERING_LABEL = "Catering, canteens and school meals"
COUNCIL = "Thimbleford Town Council"
BUYER = "bashir@council.example"


def make_buyer() -> tuple[Organisation, User]:
    """Make an approved council and the one who buys for it."""
    council = make_organisation(
        name=COUNCIL,
        slug="thimbleford",
        kind=Kind.AUTHORITY,
        wants=[],
        owner=make_user(name="Olive Marchbank", email="olive@council.example"),
    )
    buyer = make_user(name="Bashir Colebrook", email=BUYER)
    make_member(council, buyer, Role.BUYER)
    return council, buyer


def make_supplier(
    name: str, owner: str, about: str, *, is_verified: bool = False, **fields: Any
) -> Organisation:
    """Make an approved caterer that says it pays a living wage, which a broker may have verified.

    `owner` is the address of its owner.
    """
    supplier = make_organisation(
        name=name,
        slug=name.lower().replace(" ", "-"),
        owner=make_user(name="Simone Garrowby", email=owner),
        summary=about,
        description=about,
        **fields,
    )
    today = utcnow().date()
    supplier.evidence.append(
        Evidence(
            kind=EvidenceKind.OXFORD_LIVING_WAGE,
            stated_on=today,
            source="The public list of employers" if is_verified else "",
            verified_on=today if is_verified else None,
        )
    )
    db.session.add(OrganisationCategory(organisation_id=supplier.id, code=CATERING))
    return supplier
