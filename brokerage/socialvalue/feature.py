"""What social value registers with the app."""

from __future__ import annotations

from datetime import date, timedelta

from brokerage.audit import Recorded
from brokerage.jobs import Job
from brokerage.matchmaking.service import mark_many_changed
from brokerage.organisations.models import Organisation
from brokerage.organisations.queries.counts import find_count
from brokerage.organisations.rules import EDITING_ROLES, Status
from brokerage.permissions import Subject
from brokerage.socialvalue import models, tasks
from brokerage.socialvalue.permissions import BROKER, PERMISSIONS
from brokerage.socialvalue.profiles import (
    OFFER_KIND,
    OFFER_SOURCE,
    PROJECT_KIND,
    PROJECT_SOURCE,
)
from brokerage.socialvalue.queries.offers import count_awaiting, list_standing_offer_ids
from brokerage.socialvalue.queries.projects import count_projects_of, list_project_ids
from brokerage.socialvalue.routes import public
from brokerage.socialvalue.routes.blueprint import blueprint
from brokerage.socialvalue.rules.kinds import may_ask
from brokerage.socialvalue.rules.projects import ProjectStatus
from brokerage.web.features import Feature
from brokerage.web.navigation import Audience, NavigationEntry
from brokerage.web.panels import Panel

VIEWS = (public.browse_projects,)
"""Importing one of them is what adds all views to the blueprint."""


def member_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of an organisation's own page on asking, giving and spaces; one statement."""
    speaks = subject.role_in(organisation.id) in EDITING_ROLES
    if not speaks or organisation.status != Status.APPROVED:
        return None
    return Panel(
        "socialvalue/member_panel.html",
        {
            "organisation": organisation,
            "may_ask": may_ask(organisation.status, organisation.kind),
            "awaiting": find_count("offers-awaited", organisation.id),
        },
    )


def public_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of a body's public page on its projects; one statement."""
    if not may_ask(organisation.status, organisation.kind):
        return None
    counts = count_projects_of(organisation.id)
    is_open, met = counts.get(ProjectStatus.OPEN, 0), counts.get(ProjectStatus.MET, 0)
    if not is_open and not met:
        return None
    return Panel("socialvalue/public_panel.html", {"open": is_open, "met": met})


def show_or_hide(told: Recorded) -> None:
    """When an organisation leaves or is let in, what it asks and gives goes or comes with it."""
    organisation_id = told.object_id or 0
    mark_many_changed(PROJECT_KIND, list_project_ids(organisation_id))
    mark_many_changed(OFFER_KIND, list_standing_offer_ids(organisation_id))


SOCIALVALUE = Feature(
    name="socialvalue",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    navigation=(
        NavigationEntry("Projects", "socialvalue.browse_projects"),
        NavigationEntry(
            "Projects to check", "socialvalue.list_projects_to_check", BROKER, Audience.BROKER
        ),
    ),
    audit_subscribers=(
        {
            "organisations:organisation:withdraw": show_or_hide,
            "organisations:application:decide": show_or_hide,
        },
    ),
    jobs=(Job("remind-of-offers", timedelta(hours=1), tasks.keep_offers_moving),),
    contributions={
        "organisation_counts": (("offers-awaited", count_awaiting),),
        "profiles": (PROJECT_SOURCE, OFFER_SOURCE),
        "organisation_member_panels": (member_panel,),
        "organisation_panels": (public_panel,),
    },
)
