"""Reaching a line of one's own plan, the way back, and what several pages show."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.demand.permissions import EDIT_PURCHASE, plan_facts
from brokerage.demand.queries.plans import PlannedPurchase, get_planned_purchase
from brokerage.demand.rules import plans
from brokerage.matchmaking.queries.categories import list_categories
from brokerage.web import access
from brokerage.web.layout import today

__all__ = [
    "PlannedPurchase",
    "get_own_purchase",
    "list_divisions",
    "list_quarter_choices",
    "to_plan",
    "to_purchase",
]


def get_own_purchase(planned_purchase_id: int) -> PlannedPurchase:
    """Return a line of a plan that this subject looks after (NotFoundError)."""
    purchase = get_planned_purchase(planned_purchase_id)
    access.check(EDIT_PURCHASE, plan_facts(purchase))
    return purchase


def to_purchase(planned_purchase_id: int) -> ResponseReturnValue:
    """Send on to the buyer's page of a line."""
    address = url_for("demand.show_purchase_to_buyer", planned_purchase_id=planned_purchase_id)
    return redirect(address, 303)


def to_plan(organisation_id: int) -> ResponseReturnValue:
    """Send on to the buyer's own plan."""
    return redirect(url_for("demand.list_plan", organisation_id=organisation_id), 303)


def list_quarter_choices(kept: str | None = None) -> list[tuple[str, str]]:
    """Return the quarters to choose from, with one that stands already."""
    quarters = plans.list_quarters(today())
    if kept and kept not in quarters:
        quarters = [kept, *quarters]
    return [(each, plans.quarter_label(each)) for each in quarters]


def list_divisions() -> list[tuple[str, str]]:
    """Return the kinds of work to choose from."""
    return [(each.code, each.label) for each in list_categories("cpv", level="division")]
