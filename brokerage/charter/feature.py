"""What the charter registers with the app."""

from __future__ import annotations

from datetime import date, timedelta

from brokerage.charter import cli, models, tasks
from brokerage.charter.permissions import DECIDE, PERMISSIONS, belongs_to
from brokerage.charter.permissions import SignatoryFacts as Facts
from brokerage.charter.queries.signatories import find_public_standing
from brokerage.charter.queries.terms import find_own_standing
from brokerage.charter.routes.blueprint import blueprint
from brokerage.jobs import Job
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.permissions import Subject
from brokerage.web.features import Feature
from brokerage.web.navigation import Audience, NavigationEntry
from brokerage.web.panels import Panel


def own_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of an organisation's own page on its pledges; one statement."""
    if organisation.status != Status.APPROVED or not belongs_to(
        subject, Facts(organisation_id=organisation.id, user_id=None)
    ):
        return None
    standing = find_own_standing(organisation.id)
    return Panel("charter/member_panel.html", {"organisation": organisation, "standing": standing})


def public_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of an organisation's public page that leads to its pledges; one statement."""
    if organisation.status != Status.APPROVED:
        return None
    standing = find_public_standing(organisation.id, day)
    return Panel("charter/public_panel.html", {"standing": standing}) if standing else None


CHARTER = Feature(
    name="charter",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    navigation=(
        NavigationEntry("Charter", "charter.browse_charter"),
        NavigationEntry("Charter sign-ups", "charter.list_waiting", DECIDE, Audience.BROKER),
    ),
    jobs=(Job("keep-the-charter-moving", timedelta(hours=6), tasks.keep_charter_moving),),
    commands=(cli.load_charter_command,),
    contributions={
        "organisation_panels": (public_panel,),
        "organisation_member_panels": (own_panel,),
    },
)
