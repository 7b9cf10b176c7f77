"""A supplier says that it is interested, or takes that back."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.demand import emails
from brokerage.demand.models import PlannedInterest, PlannedPurchase
from brokerage.demand.profiles import KIND
from brokerage.demand.queries.plans import get_locked_purchase
from brokerage.demand.rules import plans
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.procurement.rules.answers import is_supplier


@writes
def add_interest(actor: Subject, purchase: PlannedPurchase, supplier: Organisation) -> None:
    """Tell the buyer that this supplier is interested; saying it twice is saying it once."""
    live = get_locked_purchase(purchase)
    plans.check_to_come(live.state)
    if not is_supplier(supplier.status, supplier.wants):
        raise DomainError("Only approved suppliers can say that they are interested.")
    if supplier.id == live.organisation_id:
        raise DomainError("This is your own plan.")
    interest = PlannedInterest(
        planned_purchase_id=live.id,
        organisation_id=supplier.id,
        said_by_id=actor.user_id or 0,
        said_at=utcnow(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(interest)
    except IntegrityError:
        return
    audit.record(
        actor,
        "demand:interest:add",
        KIND,
        live.id,
        after={"organisation_id": supplier.id},
    )
    emails.send_interest(live, supplier)


@writes
def remove_interest(actor: Subject, purchase: PlannedPurchase, supplier: Organisation) -> None:
    """Take it back; the buyer does not see it any more."""
    removed = db.session.scalar(
        delete(PlannedInterest)
        .where(
            PlannedInterest.planned_purchase_id == purchase.id,
            PlannedInterest.organisation_id == supplier.id,
        )
        .returning(PlannedInterest.organisation_id)
    )
    if removed is not None:
        audit.record(
            actor,
            "demand:interest:remove",
            KIND,
            purchase.id,
            before={"organisation_id": supplier.id},
        )
