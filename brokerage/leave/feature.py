"""What leave registers with the app."""

from __future__ import annotations

from datetime import date

from brokerage.leave import models
from brokerage.leave.permissions import CONFIRM_DOMAINS, CONFIRMING_ROLES, PERMISSIONS
from brokerage.leave.queries import count_waiting_staff, list_employments_of
from brokerage.leave.routes.blueprint import blueprint
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status, Want
from brokerage.permissions import Subject
from brokerage.web.features import Feature
from brokerage.web.navigation import Audience, NavigationEntry
from brokerage.web.panels import Panel


def account_panel(subject: Subject) -> Panel:
    """The part of one's account page that says where one works."""
    own = list_employments_of(subject.user_id or 0)
    return Panel("leave/member_account_panel.html", {"own": own})


def staff_panel(subject: Subject, organisation: Organisation, today: date) -> Panel | None:
    """The part of an employer's own page that leads to its staff."""
    is_employer = organisation.status == Status.APPROVED and (
        Want.SEND_VOLUNTEERS in organisation.wants
    )
    if not is_employer or subject.role_in(organisation.id) not in CONFIRMING_ROLES:
        return None
    waiting = count_waiting_staff(organisation.id)
    return Panel("leave/employer_panel.html", {"organisation": organisation, "waiting": waiting})


LEAVE = Feature(
    name="leave",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    navigation=(
        NavigationEntry(
            "Work addresses",
            "leave.list_work_domains_to_confirm",
            CONFIRM_DOMAINS,
            Audience.BROKER,
        ),
    ),
    contributions={
        "account_panels": (account_panel,),
        "organisation_member_panels": (staff_panel,),
    },
)
