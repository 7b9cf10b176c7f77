"""What impact registers with the app."""

from __future__ import annotations

from datetime import date, timedelta

from brokerage.jobs import Job
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.permissions import Subject
from brokerage.reporting import models, tasks
from brokerage.reporting.cli import draw_report_command, verify_report_command
from brokerage.reporting.permissions import PERMISSIONS, WRITE_REPORT
from brokerage.reporting.routes import blueprint
from brokerage.web.features import Feature
from brokerage.web.navigation import Audience, NavigationEntry
from brokerage.web.panels import Panel


def impact_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of an organisation's page that leads to what it did."""
    if organisation.status != Status.APPROVED:
        return None
    return Panel("reporting/impact_panel.html", {"organisation": organisation})


REPORTING = Feature(
    name="reporting",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    navigation=(
        NavigationEntry("Impact", "reporting.browse_impact"),
        NavigationEntry(
            "Impact reports", "reporting.list_drafts", WRITE_REPORT, audience=Audience.BROKER
        ),
    ),
    jobs=(
        Job("forget-stories", timedelta(hours=1), tasks.forget_stories),
        Job("draw-reports", timedelta(minutes=1), tasks.draw_reports, tasks.has_reports_to_draw),
    ),
    commands=(verify_report_command, draw_report_command),
    contributions={"organisation_panels": (impact_panel,)},
)
