"""What assisted volunteers register with the app."""

from __future__ import annotations

from datetime import date

from brokerage.assisted import models
from brokerage.assisted.permissions import LIST_ALL, PERMISSIONS
from brokerage.assisted.queries.letters import count_waiting
from brokerage.assisted.queries.people import count_active
from brokerage.assisted.routes.blueprint import blueprint
from brokerage.assisted.service.letters import write_letter
from brokerage.organisations.models import Organisation
from brokerage.organisations.queries.counts import find_count
from brokerage.organisations.rules import EDITING_ROLES
from brokerage.permissions import Subject
from brokerage.volunteering.rules.opportunities import is_host
from brokerage.web.features import Feature
from brokerage.web.navigation import Audience, NavigationEntry
from brokerage.web.panels import Panel


def host_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of a host's own page that leads to those who came to it; two statements."""
    can_edit = subject.role_in(organisation.id) in EDITING_ROLES
    if not can_edit or not is_host(organisation.status, organisation.wants):
        return None
    return Panel(
        "assisted/host_panel.html",
        {
            "organisation": organisation,
            "count": find_count("assisted-people", organisation.id),
            "waiting": count_waiting(organisation.id),
        },
    )


ASSISTED = Feature(
    name="assisted",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    navigation=(
        NavigationEntry("Not online", "assisted.list_people", LIST_ALL, Audience.BROKER),
        NavigationEntry("Letters", "assisted.list_letters", LIST_ALL, Audience.BROKER),
    ),
    contributions={
        "organisation_counts": (("assisted-people", count_active),),
        "letter_writers": (write_letter,),
        "organisation_member_panels": (host_panel,),
    },
)
