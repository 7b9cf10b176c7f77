"""Briefs, shortlists, enquiries and approaches as tests need them."""

from datetime import timedelta
from itertools import count
from typing import Any

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.procurement.models import Approach, Brief, BriefShare, Enquiry, ShortlistEntry
from brokerage.procurement.rules.briefs import (
    BriefStatus,
    BuyerKind,
    Outcome,
    SocialValue,
    Step,
    Visibility,
)

CATERING = "55520000"
_numbers = count(1)


def make_brief(organisation: Organisation, created_by: User, **fields: Any) -> Brief:
    """Add a private brief that looks for suppliers, every question answered, flushed."""
    now = utcnow()
    status = fields.get("status", BriefStatus.LOOKING)
    when = {
        "opened_at": None if status == BriefStatus.DRAFT else now,
        "closed_at": now if status == BriefStatus.CLOSED else None,
        "outcome": Outcome.NOT_NEEDED if status == BriefStatus.CLOSED else None,
    }
    if fields.get("visibility") == Visibility.OPEN:
        when["decide_by"] = now.date() + timedelta(days=45)
    return _add(
        Brief(
            **{
                "organisation_id": organisation.id,
                "created_by_id": created_by.id,
                "status": BriefStatus.LOOKING,
                "buyer_kind": BuyerKind.COUNCIL,
                "title": f"Lunches for staff meetings {next(_numbers)}",
                "need": "Fresh sandwiches and cakes for forty people once a month at our offices.",
                "categories": [CATERING],
                "value_pence": 12_500_00,
                "needed_by": now.date() + timedelta(days=60),
                "postcode": "OX4 1EQ",
                "place_name": "The town hall",
                "easting": 453000,
                "northing": 205000,
                "authority_slug": "oxford",
                "social_values": [SocialValue.LIVING_WAGE],
                "answered": list(Step),
                "created_at": now,
            }
            | when
            | fields
        )
    )


def make_draft_brief(organisation: Organisation, created_by: User, **fields: Any) -> Brief:
    """Add a draft in which nothing is answered but `fields`, flushed."""
    empty = {
        "status": BriefStatus.DRAFT,
        "title": "",
        "need": "",
        "categories": [],
        "value_pence": None,
        "needed_by": None,
        "postcode": None,
        "place_name": "",
        "easting": None,
        "northing": None,
        "authority_slug": None,
        "social_values": [],
        "answered": [],
    }
    return make_brief(organisation, created_by, **empty | fields)


def make_share(brief: Brief, user: User) -> BriefShare:
    """Share the brief with a colleague, flushed."""
    return _add(BriefShare(brief_id=brief.id, user_id=user.id, shared_at=utcnow()))


def make_shortlist_entry(
    brief: Brief, organisation: Organisation, added_by: User, **fields: Any
) -> ShortlistEntry:
    """Put a supplier on the brief's shortlist, flushed."""
    return _add(
        ShortlistEntry(
            **{
                "brief_id": brief.id,
                "organisation_id": organisation.id,
                "note": "Baked for us in May.",
                "added_by_id": added_by.id,
                "added_at": utcnow(),
            }
            | fields
        )
    )


def make_enquiry(brief: Brief, sent_by: User, **fields: Any) -> Enquiry:
    """Add an enquiry that is answered within two weeks, sent to nobody yet, flushed."""
    now = utcnow()
    return _add(
        Enquiry(
            **{
                "brief_id": brief.id,
                "title": brief.title,
                "text": "Could you do this work, and what would we have to know?",
                "answer_by": now.date() + timedelta(days=14),
                "decide_by": now.date() + timedelta(days=28),
                "sent_by_id": sent_by.id,
                "sent_at": now,
            }
            | fields
        )
    )


def make_approach(
    brief: Brief, organisation: Organisation, enquiry: Enquiry | None = None, **fields: Any
) -> Approach:
    """Add one supplier's side of the brief, without an answer unless told otherwise, flushed."""
    now = utcnow()
    times = {
        "answered_at": now if fields.get("answer") else None,
        "result_at": now if fields.get("result") else None,
    }
    return _add(
        Approach(
            **{
                "brief_id": brief.id,
                "organisation_id": organisation.id,
                "enquiry_id": enquiry.id if enquiry else None,
            }
            | times
            | fields
        )
    )


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row
