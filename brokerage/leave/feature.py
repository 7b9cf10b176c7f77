"""What leave registers with the app."""

from __future__ import annotations

from datetime import date, timedelta

from brokerage.extensions import utcnow
from brokerage.jobs import Job
from brokerage.leave import models, tasks
from brokerage.leave.permissions import CONFIRM_DOMAINS, CONFIRMING_ROLES, PERMISSIONS
from brokerage.leave.queries import count_staff_and_requests, list_employments_of
from brokerage.leave.queries.requests import list_wallets
from brokerage.leave.routes.amounts import amount_of
from brokerage.leave.routes.blueprint import blueprint
from brokerage.leave.rules.wallet import local_day
from brokerage.leave.service.own_days import follow_request
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


def wallet_panel(subject: Subject) -> Panel | None:
    """The part of one's account page that says how much leave is left."""
    wallets = list_wallets(subject.user_id or 0, local_day(utcnow()))
    if not wallets:
        return None
    return Panel("leave/wallet_panel.html", {"wallets": wallets, "amount_of": amount_of})


def staff_panel(subject: Subject, organisation: Organisation, today: date) -> Panel | None:
    """The part of an employer's own page that leads to its staff."""
    is_employer = organisation.status == Status.APPROVED and (
        Want.SEND_VOLUNTEERS in organisation.wants
    )
    if not is_employer or subject.role_in(organisation.id) not in CONFIRMING_ROLES:
        return None
    waiting, to_decide = count_staff_and_requests(organisation.id)
    return Panel(
        "leave/employer_panel.html",
        {
            "organisation": organisation,
            "waiting": waiting,
            "to_decide": to_decide,
        },
    )


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
    jobs=(
        Job("keep-leave-moving", timedelta(minutes=10), tasks.keep_requests_moving),
        Job("clear-up-leave", timedelta(days=1), tasks.clear_up),
    ),
    audit_subscribers=(
        {
            "leave:request:approve": follow_request,
            "leave:request:decline": follow_request,
            "leave:request:withdraw": follow_request,
            "leave:request:release": follow_request,
            "leave:request:take": follow_request,
        },
    ),
    contributions={
        "account_panels": (account_panel, wallet_panel),
        "organisation_member_panels": (staff_panel,),
    },
)
