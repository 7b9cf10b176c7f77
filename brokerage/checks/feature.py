"""What checks register with the app."""

from __future__ import annotations

from datetime import date, timedelta

from brokerage.checks import cli, models, tasks
from brokerage.checks.permissions import OVERSEE, PERMISSIONS, VIEW_RULES
from brokerage.checks.queries.safeguarding import list_standings
from brokerage.checks.routes.blueprint import blueprint
from brokerage.jobs import Job
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import EDITING_ROLES, Status, Want
from brokerage.permissions import Subject
from brokerage.web.features import Feature
from brokerage.web.navigation import Audience, NavigationEntry
from brokerage.web.panels import Panel

DAILY = timedelta(days=1)


def account_panel(subject: Subject) -> Panel:
    """The part of one's account page that leads to one's checks."""
    return Panel("checks/member_account_panel.html", {})


def host_panel(subject: Subject, organisation: Organisation, today: date) -> Panel | None:
    """The part of a host's own page that leads to checks, and says what is overdue."""
    is_host = organisation.status == Status.APPROVED and Want.HOST_VOLUNTEERS in organisation.wants
    if not is_host or subject.role_in(organisation.id) not in EDITING_ROLES:
        return None
    overdue = [each for each in list_standings(organisation.id, today) if each.is_overdue]
    return Panel("checks/host_panel.html", {"organisation": organisation, "overdue": overdue})


CHECKS = Feature(
    name="checks",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    navigation=(
        NavigationEntry("Safeguarding", "checks.list_safeguarding", OVERSEE, Audience.BROKER),
        NavigationEntry("Check rules", "checks.list_rules", VIEW_RULES, Audience.BROKER),
    ),
    jobs=(
        Job("warn-of-check-renewals", DAILY, tasks.warn_of_renewals),
        Job("forget-old-checks", DAILY, tasks.forget_what_is_not_needed),
    ),
    commands=(cli.load_check_rules,),
    contributions={
        "account_panels": (account_panel,),
        "organisation_member_panels": (host_panel,),
    },
)
