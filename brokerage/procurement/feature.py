"""What procurement registers with the app."""

from __future__ import annotations

from datetime import date

from brokerage.audit import Recorded
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.procurement import cli, models
from brokerage.procurement.permissions import (
    BUYING_ROLES,
    PERMISSIONS,
    START_BUYING,
    VIEW_BUYING_RULES,
)
from brokerage.procurement.profiles import BRIEF_SOURCE, CHOSEN_FOR
from brokerage.procurement.queries.briefs import count_briefs_by_status, list_briefs_for
from brokerage.procurement.routes.blueprint import blueprint
from brokerage.procurement.routes.supplier import show_enquiries_panel
from brokerage.procurement.rules.answers import is_supplier
from brokerage.procurement.rules.briefs import STATUS_LABELS
from brokerage.procurement.rules.buyers import is_buyer
from brokerage.procurement.service.briefs import close_briefs_of, remove_shares_of
from brokerage.web.features import Feature
from brokerage.web.navigation import Audience, NavigationEntry
from brokerage.web.panels import Panel


def buyer_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of an organisation's own page that leads to its briefs, or to shared ones."""
    role = subject.role_in(organisation.id)
    mine = (subject.user_id, organisation.id, role)
    if not is_buyer(organisation.status, organisation.kind):
        return None
    is_buying = role in BUYING_ROLES
    shared = [] if is_buying else list_briefs_for(*mine, 1).rows
    if not is_buying and not shared:
        return None
    counts = count_briefs_by_status(*mine) if is_buying else {}
    return Panel(
        "procurement/brief_panel.html",
        {
            "organisation": organisation,
            "counts": counts,
            "shared": shared,
            "labels": STATUS_LABELS,
        },
    )


def qualifying_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of a supplier's own page that leads to what councils may reserve for it."""
    if not is_supplier(organisation.status, organisation.wants):
        return None
    return Panel("procurement/qualifying_panel.html", {"organisation": organisation})


def end_shares(told: Recorded) -> None:
    """When a member goes, what was shared with them goes too."""
    remove_shares_of(told.actor, told.object_id or 0, told.before["user_id"])


def close_with_buyer(told: Recorded) -> None:
    """When an organisation leaves, its briefs close with it, and suppliers are told."""
    close_briefs_of(told.actor, told.object_id or 0)


PROCUREMENT = Feature(
    name="procurement",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    navigation=(
        NavigationEntry("Buying", "procurement.start_buying", START_BUYING, Audience.MEMBER),
        NavigationEntry(
            "Buying rules", "procurement.list_buying_rules", VIEW_BUYING_RULES, Audience.BROKER
        ),
    ),
    commands=(cli.load_buying_rules, cli.verify_search),
    audit_subscribers=(
        {
            "organisations:member:leave": end_shares,
            "organisations:member:remove": end_shares,
            "organisations:organisation:withdraw": close_with_buyer,
        },
    ),
    contributions={
        "profiles": (BRIEF_SOURCE,),
        "purpose_texts": (CHOSEN_FOR,),
        "organisation_member_panels": (buyer_panel, show_enquiries_panel, qualifying_panel),
    },
)
