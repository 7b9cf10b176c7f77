"""What organisations register with the app."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from brokerage.jobs import Job
from brokerage.organisations import cli, models, rules, tasks
from brokerage.organisations.permissions import PERMISSIONS, START, VIEW_QUEUE
from brokerage.organisations.profiles import ORGANISATION_SOURCE
from brokerage.organisations.queries.candidates import SUPPLIERS
from brokerage.organisations.queries.member import find_roles_of, list_organisations_of
from brokerage.organisations.routes.blueprint import blueprint
from brokerage.permissions import Subject
from brokerage.web.features import Feature
from brokerage.web.navigation import Audience, NavigationEntry
from brokerage.web.panels import Panel


def identify(subject: Subject) -> Subject:
    """Add the roles the user has in organisations, and what those are that are approved."""
    if subject.user_id is None:
        return subject
    roles, kinds = find_roles_of(subject.user_id)
    return replace(subject, memberships=roles, approved_kinds=kinds)


def account_panel(subject: Subject) -> Panel:
    """The part of one's account page that lists one's organisations."""
    own = list_organisations_of(subject.user_id or 0)
    return Panel("organisations/member_account_panel.html", {"own": own, "rules": rules})


ORGANISATIONS = Feature(
    name="organisations",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    identify=identify,
    navigation=(
        NavigationEntry("Directory", "organisations.list_directory"),
        NavigationEntry("Your organisations", "organisations.list_mine", START, Audience.MEMBER),
        NavigationEntry(
            "Applications", "organisations.list_applications", VIEW_QUEUE, Audience.BROKER
        ),
    ),
    jobs=(
        Job("warn-of-evidence", timedelta(days=1), tasks.mind_evidence),
        # What ran out at midnight stops counting a minute later.
        Job("expire-evidence", timedelta(minutes=1), tasks.mind_evidence, tasks.has_run_out),
    ),
    commands=(cli.import_listings_command,),
    contributions={
        "profiles": (ORGANISATION_SOURCE,),
        "candidate_kinds": (SUPPLIERS,),
        "account_panels": (account_panel,),
    },
)
