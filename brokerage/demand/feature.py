"""What forward plans register with the app."""

from __future__ import annotations

from datetime import date

from brokerage.audit import Recorded
from brokerage.demand import models, tasks
from brokerage.demand.permissions import PERMISSIONS
from brokerage.demand.profiles import KIND, PLANNED_SOURCE
from brokerage.demand.queries.plans import count_by_state, list_purchase_ids
from brokerage.demand.routes.blueprint import blueprint
from brokerage.demand.routes.buyer import list_plan
from brokerage.demand.rules import updates
from brokerage.demand.rules.plans import TO_COME
from brokerage.jobs import Job
from brokerage.matchmaking.service import mark_many_changed
from brokerage.organisations.models import Organisation
from brokerage.organisations.permissions import facts_of
from brokerage.permissions import Subject
from brokerage.procurement.permissions import BUYING_ROLES, sells
from brokerage.procurement.rules.answers import is_supplier
from brokerage.procurement.rules.buyers import is_buyer
from brokerage.web.features import Feature
from brokerage.web.navigation import NavigationEntry
from brokerage.web.panels import Panel

VIEWS = (list_plan,)
"""Importing one of them is what adds all views to the blueprint."""


def buyer_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of a buyer's own page that leads to its forward plan; one statement."""
    is_buying = subject.role_in(organisation.id) in BUYING_ROLES
    if not is_buying or not is_buyer(organisation.status, organisation.kind):
        return None
    counts = count_by_state(organisation.id)
    planned = sum(counts.get(state, 0) for state in TO_COME)
    return Panel("demand/buyer_panel.html", {"organisation": organisation, "planned": planned})


def supplier_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of a supplier's own page that leads to what it could get ready for."""
    can_sell = is_supplier(organisation.status, organisation.wants)
    if not can_sell or not sells(subject, facts_of(organisation)):
        return None
    return Panel("demand/supplier_panel.html", {"organisation": organisation})


def public_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of a buyer's public page that leads to what it plans to buy; one statement."""
    if not is_buyer(organisation.status, organisation.kind):
        return None
    counts = count_by_state(organisation.id)
    if not counts:
        return None
    planned = sum(counts.get(state, 0) for state in TO_COME)
    return Panel("demand/public_panel.html", {"organisation": organisation, "planned": planned})


def account_panel(subject: Subject) -> Panel:
    """The part of one's account page that leads to mail about new planned purchases."""
    return Panel("demand/account_panel.html", {})


def show_or_hide_plan(told: Recorded) -> None:
    """When a buyer leaves or is let in, its plan goes from what is found, or comes into it."""
    mark_many_changed(KIND, list_purchase_ids(told.object_id or 0))


DEMAND = Feature(
    name="demand",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    navigation=(NavigationEntry("What we buy", "demand.list_demand"),),
    audit_subscribers=(
        {
            "organisations:organisation:withdraw": show_or_hide_plan,
            "organisations:application:decide": show_or_hide_plan,
        },
    ),
    jobs=(Job("send-demand-updates", updates.EVERY, tasks.send_updates, tasks.has_due_updates),),
    contributions={
        "profiles": (PLANNED_SOURCE,),
        "organisation_member_panels": (buyer_panel, supplier_panel),
        "organisation_panels": (public_panel,),
        "account_panels": (account_panel,),
    },
)
