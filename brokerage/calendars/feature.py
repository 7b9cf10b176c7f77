"""What calendars register with the app."""

from __future__ import annotations

from datetime import date

from brokerage.calendars import models
from brokerage.calendars.permissions import PERMISSIONS
from brokerage.calendars.queries import find_address
from brokerage.calendars.routes import member, public
from brokerage.calendars.routes.blueprint import blueprint
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import EDITING_ROLES, Status, Want
from brokerage.permissions import Subject
from brokerage.web.features import Feature
from brokerage.web.panels import Panel

VIEWS = (member, public)
"""Importing them is what adds their views to the blueprint."""


def account_panel(subject: Subject) -> Panel:
    """The part of one's account page that leads to one's calendar."""
    return Panel("calendars/account_panel.html", {})


def host_panel(subject: Subject, organisation: Organisation, today: date) -> Panel | None:
    """The part of a host's own page that leads to its calendar."""
    is_host = organisation.status == Status.APPROVED and (
        Want.HOST_VOLUNTEERS in organisation.wants
    )
    if not is_host or subject.role_in(organisation.id) not in EDITING_ROLES:
        return None
    address = find_address(subject.user_id or 0, organisation.id)
    return Panel("calendars/host_panel.html", {"organisation": organisation, "address": address})


CALENDARS = Feature(
    name="calendars",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    contributions={
        "account_panels": (account_panel,),
        "organisation_member_panels": (host_panel,),
    },
)
