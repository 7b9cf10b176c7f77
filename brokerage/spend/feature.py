"""What the spend lens registers with the app."""

from __future__ import annotations

from datetime import date, timedelta

from brokerage.jobs import Job
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.spend import cli, models, tasks
from brokerage.spend.permissions import BUYING_ROLES, PERMISSIONS
from brokerage.spend.queries.imports import find_authority_of
from brokerage.spend.routes.blueprint import blueprint
from brokerage.web.features import Feature
from brokerage.web.navigation import NavigationEntry
from brokerage.web.panels import Panel


def council_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of a council's own page that leads to its spend."""
    if subject.role_in(organisation.id) not in BUYING_ROLES:
        return None
    authority = find_authority_of(organisation)
    return Panel("spend/council_panel.html", {"authority": authority}) if authority else None


SPEND = Feature(
    name="spend",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    navigation=(NavigationEntry("Council spend", "spend.list_spend"),),
    jobs=(
        Job("import-spend", timedelta(seconds=1), tasks.import_next, tasks.has_work),
        Job(
            "refresh-spend-figures",
            timedelta(seconds=5),
            tasks.refresh_figures,
            tasks.has_stale_figures,
        ),
        Job("refresh-all-spend", timedelta(hours=12), tasks.refresh_all),
    ),
    commands=(cli.import_spend,),
    contributions={"organisation_member_panels": (council_panel,)},
)
