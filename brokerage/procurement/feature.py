"""What procurement registers with the app."""

from __future__ import annotations

from datetime import date, timedelta

from brokerage.audit import Recorded
from brokerage.jobs import Job
from brokerage.matchmaking.service import mark_changed, mark_many_changed
from brokerage.organisations.models import Organisation
from brokerage.organisations.profiles import ORGANISATION_SOURCE
from brokerage.permissions import Subject
from brokerage.procurement import cli, models, tasks
from brokerage.procurement.permissions import (
    BUYING_ROLES,
    PERMISSIONS,
    START_BUYING,
    VIEW_BUYING_RULES,
)
from brokerage.procurement.profiles import BRIEF_SOURCE, CHOSEN_FOR, find_reservation_tags
from brokerage.procurement.queries.briefs import count_briefs_by_status, list_briefs_for
from brokerage.procurement.queries.qualifying import list_suppliers_with_facts
from brokerage.procurement.queries.reservations import find_shortlist_block
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


def public_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of an authority's public page that leads to who is seen when it buys."""
    if not is_buyer(organisation.status, organisation.kind):
        return None
    return Panel("procurement/public_panel.html", {"organisation": organisation})


def end_shares(told: Recorded) -> None:
    """When a member goes, what was shared with them goes too."""
    remove_shares_of(told.actor, told.object_id or 0, told.before["user_id"])


def close_with_buyer(told: Recorded) -> None:
    """When an organisation leaves, its briefs close with it, and suppliers are told."""
    close_briefs_of(told.actor, told.object_id or 0)


PASSPORT_NEWS = (
    "passports:site:add",
    "passports:site:change",
    "passports:site:remove",
    "passports:site:verify",
    "passports:site:refuse",
    "passports:size-year:state",
    "passports:size-year:remove",
    "passports:size-year:verify",
    "passports:size-year:refuse",
    "passports:passport:save",
)


RULE_NEWS = ("passports:rule:load", "passports:rule:correct", "passports:rule:replace")


def note_passport_rules(told: Recorded) -> None:
    """Another rule may rule anyone in or out who has given anything to go by."""
    mark_many_changed(ORGANISATION_SOURCE.kind, list_suppliers_with_facts())


def note_passport(told: Recorded) -> None:
    """What a broker sees of a supplier, or no longer, decides whom reservations rule in."""
    mark_changed(ORGANISATION_SOURCE.kind, told.object_id or 0)


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
            **dict.fromkeys(PASSPORT_NEWS, note_passport),
            **dict.fromkeys(RULE_NEWS, note_passport_rules),
        },
    ),
    jobs=(
        Job("note-changed-marks", timedelta(days=1), tasks.note_changed_marks),
        Job("remind-of-enquiries", timedelta(hours=1), tasks.remind_suppliers_of_enquiries),
    ),
    contributions={
        "profiles": (BRIEF_SOURCE,),
        "purpose_texts": (CHOSEN_FOR,),
        "organisation_tags": (find_reservation_tags,),
        "invite_blocks": (find_shortlist_block,),
        "organisation_panels": (public_panel,),
        "organisation_member_panels": (buyer_panel, show_enquiries_panel, qualifying_panel),
    },
)
