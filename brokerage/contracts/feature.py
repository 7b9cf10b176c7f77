"""What contracts register with the app."""

from __future__ import annotations

from datetime import date, timedelta

from brokerage.contracts import models, tasks
from brokerage.contracts.permissions import PERMISSIONS, speaks_for
from brokerage.contracts.queries.references import list_confirmed_work
from brokerage.contracts.queries.returns import count_waiting_returns
from brokerage.contracts.routes.blueprint import blueprint
from brokerage.jobs import Job
from brokerage.measures.permissions import buys_for
from brokerage.organisations.models import Organisation
from brokerage.organisations.permissions import facts_of
from brokerage.organisations.rules import Kind, Status, Want
from brokerage.permissions import Subject
from brokerage.web.features import Feature
from brokerage.web.navigation import NavigationEntry
from brokerage.web.panels import Panel


def contracts_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of an organisation's own page on its register and its returns; one statement."""
    facts = facts_of(organisation)
    is_buyer = buys_for(subject, facts)
    is_supplier = speaks_for(subject, facts) and Want.SELL in organisation.wants
    if not (is_buyer or is_supplier):
        return None
    waiting = count_waiting_returns(organisation.id)
    if not (is_buyer or waiting.to_fill):
        return None
    return Panel(
        "contracts/member_panel.html",
        {"organisation": organisation, "waiting": waiting, "is_buyer": is_buyer},
    )


def public_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of an authority's public page that leads to its register."""
    if organisation.kind != Kind.AUTHORITY or organisation.status != Status.APPROVED:
        return None
    return Panel("contracts/public_panel.html", {"organisation": organisation})


CONTRACTS = Feature(
    name="contracts",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    navigation=(NavigationEntry("Contracts", "contracts.browse_registers"),),
    jobs=(Job("ask-for-spend-returns", timedelta(hours=6), tasks.keep_returns_moving),),
    contributions={
        "organisation_panels": (public_panel,),
        "organisation_member_panels": (contracts_panel,),
        "confirmed_work": (list_confirmed_work,),
    },
)
