"""What the weekly list registers with the app."""

from __future__ import annotations

from brokerage.digests import models, rules, tasks
from brokerage.digests.permissions import PERMISSIONS
from brokerage.digests.routes import member, public
from brokerage.digests.routes.blueprint import blueprint
from brokerage.jobs import Job
from brokerage.permissions import Subject
from brokerage.web.features import Feature
from brokerage.web.panels import Panel

VIEWS = (member, public)
"""Importing them is what adds their views to the blueprint."""


def account_panel(subject: Subject) -> Panel:
    """The part of one's account page that leads to the weekly list."""
    return Panel("digests/account_panel.html", {})


DIGESTS = Feature(
    name="digests",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    jobs=(Job("send-digests", rules.EVERY, tasks.send_digests, tasks.has_due_digests),),
    contributions={"account_panels": (account_panel,)},
)
