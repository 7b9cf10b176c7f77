"""What cohorts register with the app."""

from __future__ import annotations

from datetime import date, timedelta

from brokerage.cohorts import models, tasks
from brokerage.cohorts.permissions import PERMISSIONS
from brokerage.cohorts.queries.cohorts import count_cohorts, list_open_cohorts_of
from brokerage.cohorts.queries.members import list_own_offers
from brokerage.cohorts.routes.blueprint import blueprint
from brokerage.cohorts.service.members import leave_with_profile
from brokerage.cohorts.service.offers import end_with_booking, reconsider
from brokerage.jobs import Job
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import EDITING_ROLES
from brokerage.permissions import Subject, brokers
from brokerage.volunteering.rules.opportunities import is_host
from brokerage.web.features import Feature
from brokerage.web.panels import Panel


def own_panel(subject: Subject) -> Panel | None:
    """The part of one's account page that shows offers that wait, and leads to one's groups."""
    return Panel("cohorts/own_panel.html", {"offers": list_own_offers(subject.user_id or 0)})


def host_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of a host's own page that leads to its groups."""
    can_edit = subject.role_in(organisation.id) in EDITING_ROLES
    if not can_edit or not is_host(organisation.status, organisation.wants):
        return None
    context = {"organisation": organisation, "count": count_cohorts(organisation.id)}
    return Panel("cohorts/host_panel.html", context)


def organisation_panel(subject: Subject, organisation: Organisation, today: date) -> Panel | None:
    """The part of a host's public page that says which groups one can join."""
    found = list_open_cohorts_of(organisation.id)
    manages = brokers(subject) and count_cohorts(organisation.id) > 0
    if not found and not manages:
        return None
    context = {"organisation": organisation, "cohorts": found, "manages": manages}
    return Panel("cohorts/public_panel.html", context)


COHORTS = Feature(
    name="cohorts",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    audit_subscribers=(
        {
            "volunteering:booking:withdraw": end_with_booking,
            "volunteering:booking:cancel": end_with_booking,
            "volunteering:booking:lapse": end_with_booking,
            "digests:dismissal:remove": reconsider,
            "volunteering:volunteer:delete": leave_with_profile,
        },
    ),
    jobs=(
        Job("work-out-placements", timedelta(seconds=1), tasks.work_out_run, tasks.has_work),
        Job(
            "lapse-placement-offers",
            timedelta(minutes=10),
            tasks.lapse_offers,
            tasks.has_due_offers,
        ),
        Job(
            "remind-of-placement-offers",
            timedelta(hours=1),
            tasks.remind_of_offers,
            tasks.has_offers_to_remind_of,
        ),
    ),
    contributions={
        "account_panels": (own_panel,),
        "organisation_panels": (organisation_panel,),
        "organisation_member_panels": (host_panel,),
    },
)
