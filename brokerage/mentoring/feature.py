"""What mentoring registers with the app."""

from __future__ import annotations

from datetime import timedelta

from brokerage.audit import Recorded
from brokerage.extensions import utcnow
from brokerage.jobs import Job
from brokerage.mentoring import models
from brokerage.mentoring.permissions import LIST_OWN, OVERSEE, PERMISSIONS
from brokerage.mentoring.profiles import SOURCES
from brokerage.mentoring.queries.pairs import list_overdue
from brokerage.mentoring.routes.blueprint import blueprint
from brokerage.mentoring.service.pairs import end_pairs_of, tell_of_overdue_asks
from brokerage.permissions import Subject
from brokerage.web.features import Feature
from brokerage.web.navigation import Audience, NavigationEntry
from brokerage.web.panels import Panel


def account_panel(subject: Subject) -> Panel:
    """The part of one's account page that leads to mentoring."""
    return Panel("mentoring/account_panel.html", {})


def end_with_account(told: Recorded) -> None:
    """When an account is suspended, what is open of it ends, and the others are told."""
    end_pairs_of(told.actor, told.object_id or 0)


def has_overdue() -> bool:
    """Say whether an ask has waited too long."""
    return bool(list_overdue(utcnow().date()))


MENTORING = Feature(
    name="mentoring",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    navigation=(
        NavigationEntry("Mentoring", "mentoring.show_mentoring"),
        NavigationEntry("Your mentoring", "mentoring.list_pairs", LIST_OWN, Audience.MEMBER),
        NavigationEntry(
            "Mentoring pairs", "mentoring.list_pairs_for_broker", OVERSEE, Audience.BROKER
        ),
    ),
    audit_subscribers=({"accounts:user:suspend": end_with_account},),
    jobs=(Job("mentoring-answer-clock", timedelta(hours=1), tell_of_overdue_asks, has_overdue),),
    contributions={"profiles": SOURCES, "account_panels": (account_panel,)},
)
