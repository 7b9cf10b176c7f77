"""Adding to a forward plan, changing it, withdrawing a line and publishing it as a brief."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.demand import emails
from brokerage.demand.models import PlannedPurchase, PlannedPurchaseCategory
from brokerage.demand.profiles import KIND
from brokerage.demand.queries.interest import list_interested_ids
from brokerage.demand.queries.plans import get_locked_purchase, list_briefs_to_link
from brokerage.demand.rules import plans
from brokerage.demand.rules.files import PlanLine
from brokerage.demand.rules.plans import State
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.service import mark_changed
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.procurement.rules.buyers import check_buyer

FIELDS = (
    "title",
    "description",
    "value_band",
    "quarter",
    "contact_post",
    "contact_email",
    "reference",
)
TWICE = "There is a line with this reference, or this title and quarter, in your plan already"


@writes
def add_planned_purchase(
    actor: Subject, organisation: Organisation, line: PlanLine
) -> PlannedPurchase:
    """Add a line to a buyer's plan; everybody can read it from now on."""
    check_buyer(organisation.status, organisation.kind)
    plans.check_quarter(line.quarter, utcnow().date())
    plans.check_contact(line.contact_email)
    now = utcnow()
    purchase = PlannedPurchase(
        organisation_id=organisation.id,
        state=State.PLANNED,
        row_key=line.row_key,
        added_at=now,
        changed_at=now,
        categories=[PlannedPurchaseCategory(code=code) for code in line.categories],
        **{field: getattr(line, field) for field in FIELDS},
    )
    _keep(purchase)
    audit.record(actor, "demand:planned-purchase:add", KIND, purchase.id, after=facts_of(purchase))
    mark_changed(KIND, purchase.id)
    return purchase


@writes
def edit_planned_purchase(actor: Subject, purchase: PlannedPurchase, line: PlanLine) -> bool:
    """Change a line and tell who is interested; return whether anything is other than before."""
    live = get_locked_purchase(purchase)
    before = apply_line(live, line)
    if before is None:
        return False
    _keep(live)
    _record_change(actor, live, before, "edit")
    return True


@writes
def confirm_categories(actor: Subject, purchase: PlannedPurchase, codes: Sequence[str]) -> None:
    """Keep what kinds of work it is: part of adding it, so suppliers hear nothing of that."""
    live = get_locked_purchase(purchase)
    plans.check_to_come(live.state)
    plans.check_categories(codes)
    before = facts_of(live)
    _set_categories(live, codes)
    if facts_of(live) == before:
        return
    db.session.flush()
    after = facts_of(live)
    audit.record(
        actor,
        "demand:planned-purchase:edit",
        KIND,
        live.id,
        before={"categories": before["categories"]},
        after={"categories": after["categories"]},
    )
    mark_changed(KIND, live.id)


@writes
def withdraw_planned_purchase(actor: Subject, purchase: PlannedPurchase, reason: str) -> None:
    """Say that it will not be bought, and why; it stays to be read, and suppliers are told."""
    live = get_locked_purchase(purchase)
    plans.check_to_come(live.state)
    plans.check_reason(reason)
    before = {"state": live.state}
    live.state, live.reason = State.WITHDRAWN, reason
    live.withdrawn_at = live.changed_at = utcnow()
    db.session.flush()
    _record_change(actor, live, before, "withdraw")


@writes
def publish_planned_purchase(actor: Subject, purchase: PlannedPurchase, brief_id: int) -> None:
    """Link it to the open brief that it has become; suppliers are told."""
    live = get_locked_purchase(purchase)
    plans.check_to_come(live.state)
    if brief_id not in {brief.id for brief in list_briefs_to_link(live.organisation_id)}:
        raise DomainError("Select one of your open briefs", "brief")
    before = {"state": live.state}
    live.state, live.brief_id, live.changed_at = State.PUBLISHED, brief_id, utcnow()
    db.session.flush()
    _record_change(actor, live, before, "publish")


def _record_change(
    actor: Subject, purchase: PlannedPurchase, before: dict[str, Any], verb: str
) -> None:
    """Write what is other than before into the trail, and tell who is interested."""
    change = change_of(purchase, before, verb)
    action = f"demand:planned-purchase:{verb}"
    audit.record(actor, action, KIND, purchase.id, before=change.before, after=change.after)
    mark_changed(KIND, purchase.id)
    emails.send_news(purchase, list_interested_ids(purchase.id))


def change_of(purchase: PlannedPurchase, before: dict[str, Any], verb: str) -> audit.Change:
    """Return what of a line is other than before, as the trail holds it."""
    facts = facts_of(purchase) | {"state": purchase.state, "reason": purchase.reason}
    after = {name: facts[name] for name in facts if facts[name] != before.get(name)}
    if verb == "edit":
        after.pop("reason", None)
    return audit.Change(
        object_id=purchase.id,
        before={name: before[name] for name in after if name in before},
        after=after,
    )


def apply_line(purchase: PlannedPurchase, line: PlanLine) -> dict[str, Any] | None:
    """Put what a line says into a row; return the facts before, or None where they are the same."""
    plans.check_to_come(purchase.state)
    plans.check_quarter(line.quarter, utcnow().date(), before=purchase.quarter)
    plans.check_contact(line.contact_email)
    before = facts_of(purchase)
    for field in FIELDS:
        setattr(purchase, field, getattr(line, field))
    purchase.row_key = line.row_key
    if line.categories:
        _set_categories(purchase, line.categories)
    if facts_of(purchase) == before:
        return None
    purchase.state, purchase.changed_at = State.CHANGED, utcnow()
    return before


def _set_categories(purchase: PlannedPurchase, codes: Sequence[str]) -> None:
    kept = {each.code: each for each in purchase.categories}
    purchase.categories = [
        kept.get(code) or PlannedPurchaseCategory(code=code) for code in sorted(set(codes))
    ]


def facts_of(purchase: PlannedPurchase) -> dict[str, Any]:
    """Return what the trail holds of a line; all of it is public."""
    return {field: getattr(purchase, field) for field in FIELDS} | {
        "categories": sorted(purchase.codes)
    }


def _keep(purchase: PlannedPurchase) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(purchase)
            db.session.flush()
    except IntegrityError as clash:
        raise DomainError(TWICE, "title") from clash
