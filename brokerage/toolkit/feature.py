"""What the toolkit registers with the app."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from brokerage.calendars.queries import CalendarSource
from brokerage.extensions import utcnow
from brokerage.jobs import Job
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.permissions import Subject
from brokerage.toolkit import models, tasks
from brokerage.toolkit.cli import load_toolkit_command
from brokerage.toolkit.permissions import MANAGE, PERMISSIONS
from brokerage.toolkit.queries.calendar import list_events_of_host, list_events_of_person
from brokerage.toolkit.queries.events import list_coming_of_host
from brokerage.toolkit.queries.suggestions import list_suggestions_on
from brokerage.toolkit.routes.blueprint import blueprint
from brokerage.toolkit.routes.public import list_resources
from brokerage.toolkit.rules.events import HOSTING_ROLES
from brokerage.web.features import Feature
from brokerage.web.navigation import Audience, NavigationEntry
from brokerage.web.panels import Panel

VIEWS = (list_resources,)
"""Importing one of them is what adds all views to the blueprint."""
DAILY = timedelta(days=1)
QUARTER_HOUR = timedelta(minutes=15)


def events_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of a public page that shows what somebody holds soon; one statement."""
    if organisation.status != Status.APPROVED:
        return None
    coming = list_coming_of_host(organisation.id, utcnow())
    return Panel("toolkit/events_panel.html", {"coming": coming}) if coming else None


def member_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of an organisation's own page that leads to what it gives; no statement."""
    is_hosting = subject.role_in(organisation.id) in HOSTING_ROLES
    if organisation.status != Status.APPROVED or not is_hosting:
        return None
    return Panel("toolkit/member_panel.html", {"organisation": organisation})


def account_panel(subject: Subject) -> Panel:
    """The part of one's account page that leads to one's events."""
    return Panel("toolkit/account_panel.html", {})


def gaps_panel(organisation: Organisation, missing: Collection[str]) -> Panel | None:
    """What helps with what a passport lacks; one statement."""
    found = list_suggestions_on(missing)
    return Panel("toolkit/gaps_panel.html", {"found": found}) if found else None


TOOLKIT = Feature(
    name="toolkit",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    navigation=(
        NavigationEntry("Toolkit", "toolkit.list_resources"),
        NavigationEntry("Events", "toolkit.list_events"),
        NavigationEntry(
            "Toolkit and events", "toolkit.list_resources_to_broker", MANAGE, Audience.BROKER
        ),
    ),
    jobs=(
        Job("remind-of-events", QUARTER_HOUR, tasks.remind_of_events, tasks.has_due_events),
        Job("mind-toolkit", DAILY, tasks.mind_toolkit),
    ),
    commands=(load_toolkit_command,),
    contributions={
        "organisation_panels": (events_panel,),
        "demand_panels": (events_panel,),
        "organisation_member_panels": (member_panel,),
        "account_panels": (account_panel,),
        "passport_panels": (gaps_panel,),
        "calendar_sources": (
            CalendarSource(
                list_for_person=list_events_of_person, list_for_host=list_events_of_host
            ),
        ),
    },
)
