"""Unclaimed listings, what is asked about them, and evidence, as tests need them."""

from datetime import timedelta
from itertools import count
from typing import Any

from brokerage.accounts.models import User
from brokerage.accounts.rules import email_key
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Evidence, ListingRequest, Organisation
from brokerage.organisations.rules import EvidenceKind, Kind, Status
from brokerage.organisations.rules.listings import Wish

_numbers = count(1)


def make_listing(**fields: Any) -> Organisation:
    """Add an unclaimed listing and return it, flushed; `fields` are columns."""
    number = next(_numbers)
    listing = Organisation(
        **{
            "status": Status.LISTED,
            "kind": Kind.CHARITY,
            "name": f"Marston Shed {number}",
            "slug": f"marston-shed-{number}",
            "summary": "Tools and tea for people who mend things.",
            "description": "Tools and tea for people who mend things. Open on Tuesdays.",
            "postcode": "OX4 1EQ",
            "easting": 453000,
            "northing": 205000,
            "source": "A public list",
            "source_ref": f"ref-{number}",
            "licence": "CC BY 4.0",
            "created_at": utcnow(),
        }
        | fields
    )
    db.session.add(listing)
    db.session.flush()
    return listing


def make_listing_request(
    listing: Organisation,
    *,
    wish: str = Wish.REMOVE,
    user: User | None = None,
    email: str = "treasurer@example.org",
) -> ListingRequest:
    """Add an open request about the listing and return it, flushed."""
    address = user.email if user else email
    request = ListingRequest(
        organisation_id=listing.id,
        wish=wish,
        user_id=user.id if user else None,
        email=address,
        email_key=email_key(address),
        explanation="I am its treasurer.",
        created_at=utcnow(),
    )
    db.session.add(request)
    db.session.flush()
    return request


def make_evidence(
    organisation: Organisation,
    *,
    kind: str = EvidenceKind.INSURANCE,
    days_ago: int = 0,
    **fields: Any,
) -> Evidence:
    """Add a self-declared fact, stated that many days ago, and return it, flushed."""
    evidence = Evidence(
        organisation_id=organisation.id,
        kind=kind,
        note="Certificate 4711",
        stated_on=utcnow().date() - timedelta(days=days_ago),
        **fields,
    )
    db.session.add(evidence)
    db.session.flush()
    return evidence
