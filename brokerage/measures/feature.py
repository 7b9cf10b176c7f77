"""What measures register with the app."""

from __future__ import annotations

from datetime import date

from brokerage.measures import models
from brokerage.measures.cli import load_measures_command
from brokerage.measures.permissions import LIST_MEASURES, PERMISSIONS, buys_for
from brokerage.measures.routes.blueprint import blueprint
from brokerage.organisations.models import Organisation
from brokerage.organisations.permissions import facts_of
from brokerage.permissions import Subject
from brokerage.web.features import Feature
from brokerage.web.navigation import Audience, NavigationEntry
from brokerage.web.panels import Panel


def measures_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of a buyer's own page that leads to its measures; no statement."""
    if not buys_for(subject, facts_of(organisation)):
        return None
    return Panel("measures/buyer_panel.html", {"organisation": organisation})


MEASURES = Feature(
    name="measures",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    navigation=(
        NavigationEntry("Measures", "measures.list_measures", LIST_MEASURES, Audience.BROKER),
    ),
    commands=(load_measures_command,),
    contributions={"organisation_member_panels": (measures_panel,)},
)
