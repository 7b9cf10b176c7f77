"""What volunteering registers with the app."""

from __future__ import annotations

from datetime import date

from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.volunteering import models
from brokerage.volunteering.permissions import PERMISSIONS, VOLUNTEER
from brokerage.volunteering.profiles import OPPORTUNITY_SOURCE, VOLUNTEER_SOURCE
from brokerage.volunteering.queries.search import list_open_of
from brokerage.volunteering.routes import blueprint
from brokerage.web.features import Feature
from brokerage.web.navigation import Audience, NavigationEntry
from brokerage.web.panels import Panel


def organisation_panel(subject: Subject, organisation: Organisation, today: date) -> Panel | None:
    """The part of an organisation's public page that lists its open opportunities."""
    found = list_open_of(organisation.id)
    if not found:
        return None
    return Panel("volunteering/public_opportunities_panel.html", {"found": found})


VOLUNTEERING = Feature(
    name="volunteering",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    navigation=(
        NavigationEntry("Volunteering", "volunteering.list_opportunities"),
        NavigationEntry("For you", "volunteering.list_suggestions", VOLUNTEER, Audience.MEMBER),
    ),
    contributions={
        "profiles": (OPPORTUNITY_SOURCE, VOLUNTEER_SOURCE),
        "organisation_panels": (organisation_panel,),
    },
)
