"""Planned purchases, interest in them and wishes to hear of new ones, as tests need them."""

from itertools import count
from typing import Any

from brokerage.accounts.models import User
from brokerage.demand.models import (
    DemandSending,
    DemandSubscription,
    PlannedInterest,
    PlannedPurchase,
    PlannedPurchaseCategory,
    PlanUpload,
)
from brokerage.demand.rules.files import row_key
from brokerage.demand.rules.plans import State, ValueBand, list_quarters
from brokerage.demand.rules.updates import day_of, digest_of_token
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from tests.factories.procurement import CATERING

_numbers = count(1)


def make_planned_purchase(
    organisation: Organisation, *, codes: tuple[str, ...] = (CATERING,), **fields: Any
) -> PlannedPurchase:
    """Add a planned purchase of catering two quarters ahead, flushed."""
    now = utcnow()
    number = next(_numbers)
    quarter = list_quarters(now.date())[2]
    title = fields.get("title", f"Lunches for meetings {number}")
    return _add(
        PlannedPurchase(
            **{
                "organisation_id": organisation.id,
                "row_key": row_key(fields.get("reference", ""), title, quarter),
                "title": title,
                "description": "Fresh sandwiches and cakes for meetings, once a month.",
                "value_band": ValueBand.UP_TO_30K,
                "quarter": quarter,
                "contact_post": "Head of facilities",
                "contact_email": "procurement@council.example",
                "state": State.PLANNED,
                "added_at": now,
                "changed_at": now,
                "categories": [PlannedPurchaseCategory(code=code) for code in codes],
            }
            | fields
        )
    )


def make_interest(
    purchase: PlannedPurchase, organisation: Organisation, said_by: User
) -> PlannedInterest:
    """Let a supplier be interested, flushed."""
    return _add(
        PlannedInterest(
            planned_purchase_id=purchase.id,
            organisation_id=organisation.id,
            said_by_id=said_by.id,
            said_at=utcnow(),
        )
    )


def make_subscription(user: User, **fields: Any) -> DemandSubscription:
    """Add a wish to hear of everything, flushed."""
    return _add(
        DemandSubscription(
            **{"user_id": user.id, "buyer_id": 0, "division": "", "asked_at": utcnow()} | fields
        )
    )


def make_sending(user: User, token: str) -> DemandSending:
    """Add a mail that was sent, with this in its link, flushed."""
    now = utcnow()
    return _add(
        DemandSending(
            user_id=user.id,
            day=day_of(now),
            shown=1,
            until=now,
            token_digest=digest_of_token(token),
        )
    )


def make_upload(organisation: Organisation, made_by: User, **fields: Any) -> PlanUpload:
    """Add a file of one line that was understood, flushed."""
    line = {
        "title": "Grass cutting in the parks",
        "description": "Cutting the grass in twelve parks, every two weeks in summer.",
        "value_band": ValueBand.UP_TO_100K,
        "quarter": list_quarters(utcnow().date())[1],
        "contact_post": "Head of parks",
        "contact_email": "procurement@council.example",
        "reference": "",
        "categories": [],
    }
    return _add(
        PlanUpload(
            **{
                "organisation_id": organisation.id,
                "made_by_id": made_by.id,
                "made_at": utcnow(),
                "understood": {"title": "Title", "quarter": "When"},
                "ignored": ["Notes"],
                "accepted": [line],
                "rejected": [[4, "has no quarter that we understand"]],
            }
            | fields
        )
    )


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row
