"""Many lines of a forward plan at once, in a number of statements that does not grow with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.demand import emails
from brokerage.demand.models import PlannedPurchase, PlannedPurchaseCategory
from brokerage.demand.profiles import KIND
from brokerage.demand.queries.interest import find_interested_ids
from brokerage.demand.rules import plans
from brokerage.demand.rules.files import PlanLine
from brokerage.demand.rules.plans import State
from brokerage.demand.service.plans import FIELDS, TWICE, apply_line, change_of
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.service import mark_many_changed
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.procurement.rules.buyers import check_buyer


@writes
def add_planned_purchases(
    actor: Subject, organisation: Organisation, lines: Sequence[PlanLine]
) -> None:
    """Add lines to a buyer's plan, as `add_planned_purchase` adds one: all of them or none."""
    check_buyer(organisation.status, organisation.kind)
    now = utcnow()
    for line in lines:
        plans.check_quarter(line.quarter, now.date())
        plans.check_contact(line.contact_email)
    if not lines:
        return
    shared = {
        "organisation_id": organisation.id,
        "state": State.PLANNED,
        "reason": "",
        "added_at": now,
        "changed_at": now,
    }
    facts = [{field: getattr(line, field) for field in FIELDS} for line in lines]
    rows = [
        {**shared, "row_key": line.row_key, **own} for line, own in zip(lines, facts, strict=True)
    ]
    ids = _insert(rows)
    codes = [sorted(set(line.categories)) for line in lines]
    categories = [
        {"planned_purchase_id": purchase_id, "code": code}
        for purchase_id, own in zip(ids, codes, strict=True)
        for code in own
    ]
    if categories:
        db.session.execute(insert(PlannedPurchaseCategory), categories)
    told = [
        audit.Change(object_id=purchase_id, after=own | {"categories": of_line})
        for purchase_id, own, of_line in zip(ids, facts, codes, strict=True)
    ]
    audit.record_many(actor, "demand:planned-purchase:add", KIND, told)
    mark_many_changed(KIND, ids)


def _insert(rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert lines; return their ids in this order, told apart by what is one of a kind."""
    adding = insert(PlannedPurchase).returning(PlannedPurchase.row_key, PlannedPurchase.id)
    try:
        with db.session.begin_nested():
            added = {row.row_key: row.id for row in db.session.execute(adding, rows)}
    except IntegrityError as clash:
        raise DomainError(TWICE) from clash
    return [added[row["row_key"]] for row in rows]


@writes
def edit_planned_purchases(actor: Subject, held: Sequence[tuple[PlannedPurchase, PlanLine]]) -> int:
    """Change lines that are held, as `edit_planned_purchase` changes one; return how many differ.

    Those who are interested are told.
    """
    applied = [(purchase, apply_line(purchase, line)) for purchase, line in held]
    changed = [(purchase, before) for purchase, before in applied if before is not None]
    if not changed:
        return 0
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError as clash:
        raise DomainError(TWICE) from clash
    told = [change_of(purchase, before, "edit") for purchase, before in changed]
    audit.record_many(actor, "demand:planned-purchase:edit", KIND, told)
    ids = [purchase.id for purchase, _ in changed]
    mark_many_changed(KIND, ids)
    interested = find_interested_ids(ids)
    for purchase, _ in changed:
        emails.send_news(purchase, interested.get(purchase.id, ()))
    return len(changed)
