"""Organisations and their members as tests need them."""

from itertools import count
from typing import Any

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Membership, Organisation
from brokerage.organisations.rules import Kind, Role, Status, Step, Want

_numbers = count(1)
DECIDED = frozenset({Status.APPROVED, Status.CHANGES_ASKED, Status.DECLINED})


def make_organisation(
    *, status: str = Status.APPROVED, owner: User | None = None, **fields: Any
) -> Organisation:
    """Add an organisation with every answer given and return it, flushed.

    `fields` are columns; `owner`, if there is one, becomes its member.
    """
    organisation = Organisation(**_answers(status) | fields)
    db.session.add(organisation)
    db.session.flush()
    if owner is not None:
        make_member(organisation, owner, Role.OWNER)
    return organisation


def make_draft(owner: User, **fields: Any) -> Organisation:
    """Add a draft in which nothing is answered but `fields`, and return it, flushed."""
    organisation = Organisation(status=Status.DRAFT, created_at=utcnow(), **fields)
    db.session.add(organisation)
    db.session.flush()
    make_member(organisation, owner, Role.OWNER)
    return organisation


def make_member(organisation: Organisation, user: User, role: str = Role.VIEWER) -> Membership:
    """Make the user a member with that role and return the membership, flushed."""
    membership = Membership(
        organisation_id=organisation.id, user_id=user.id, role=role, joined_at=utcnow()
    )
    db.session.add(membership)
    db.session.flush()
    return membership


def _answers(status: str) -> dict[str, Any]:
    number, now = next(_numbers), utcnow()
    return {
        "status": status,
        "kind": Kind.BUSINESS,
        "name": f"Green Gate Bakery {number}",
        "slug": f"green-gate-bakery-{number}" if status == Status.APPROVED else None,
        "register": "company",
        "registration_number": f"{number:08}",
        "postcode": "OX1 1BX",
        "easting": 451200,
        "northing": 206100,
        "authority_code": "E07000178",
        "summary": "We bake bread and cakes for cafés and offices.",
        "description": "We bake bread and cakes for cafés and offices. Nothing is wasted.",
        "serves_areas": ["oxford"],
        "serves_miles": 10,
        "wants": [Want.SELL],
        "answered": list(Step),
        "created_at": now,
        "submitted_at": None if status == Status.DRAFT else now,
        "decided_at": now if status in DECIDED else None,
        "decision_reason": "Please say more about what you bake."
        if status in DECIDED - {Status.APPROVED}
        else "",
        "last_confirmed_on": now.date() if status == Status.APPROVED else None,
    }
