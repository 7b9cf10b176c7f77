"""What passports register with the app."""

from __future__ import annotations

from datetime import date, timedelta

from brokerage.jobs import Job
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status, Want
from brokerage.passports import cli, models, rules, tasks
from brokerage.passports.permissions import PERMISSIONS, VERIFY, VIEW_RULES
from brokerage.passports.queries.passports import (
    find_passport,
    find_vcse_state,
    list_confirmed_work,
    list_sites,
    list_years,
)
from brokerage.passports.routes.blueprint import blueprint
from brokerage.passports.routes.documents import list_evidence_parts
from brokerage.passports.rules import sizes, social_value
from brokerage.permissions import Subject
from brokerage.web.features import Feature
from brokerage.web.navigation import Audience, NavigationEntry
from brokerage.web.panels import Panel

DAILY = timedelta(days=1)
SHOWN_MONTHS = 12
"""Social value is shown to everybody for a contract of a year."""


def member_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of an organisation's own page that leads to its passport."""
    if Want.SELL not in organisation.wants:
        return None
    return Panel("passports/member_panel.html", {"organisation": organisation})


def sites_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """Where a supplier works from, for everybody: councils, never a street."""
    sites = list_sites(organisation.id) if _is_shown(organisation) else []
    if not sites:
        return None
    return Panel("passports/public_sites.html", {"sites": sites, "rules": rules, "day": day})


def size_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """How big a supplier is, for everybody: the words, never the figures."""
    years = list_years(organisation.id, day) if _is_shown(organisation) else []
    if not years:
        return None
    entry = years[0]
    return Panel(
        "passports/public_size.html",
        {
            "answers": entry.answers,
            "ends_on": entry.figures.ends_on,
            "state": entry.year.state(day),
            "sizes": sizes,
            "rules": rules,
        },
    )


def work_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """What a supplier can take on and add, and what it has done."""
    if not _is_shown(organisation):
        return None
    passport, work = find_passport(organisation.id), list_confirmed_work(organisation.id)
    if passport is None and not work:
        return None
    pounds = (passport.largest_pounds or passport.smallest_pounds) if passport else None
    offers = (
        social_value.size_offers(
            pounds=pounds,
            months=SHOWN_MONTHS,
            people=passport.people or 1,
            chosen=passport.offers,
        )
        if passport and pounds and passport.offers
        else ()
    )
    context = {"passport": passport, "work": work, "offers": offers, "pounds": pounds}
    vcse = find_vcse_state(organisation, passport, day)
    return Panel("passports/public_work.html", context | {"vcse": vcse, "rules": rules})


def _is_shown(organisation: Organisation) -> bool:
    return organisation.status == Status.APPROVED and Want.SELL in organisation.wants


PASSPORTS = Feature(
    name="passports",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    navigation=(
        NavigationEntry("Passports", "passports.list_proofs", VERIFY, Audience.BROKER),
        NavigationEntry("Passport rules", "passports.list_rules", VIEW_RULES, Audience.BROKER),
    ),
    jobs=(
        Job("ask-still-right", DAILY, tasks.ask_still_right),
        Job("warn-of-proofs", DAILY, tasks.mind_proofs),
    ),
    commands=(cli.load_passport_rules_command,),
    contributions={
        "evidence_parts": (list_evidence_parts,),
        "organisation_member_panels": (member_panel,),
        "organisation_panels": (sites_panel, size_panel, work_panel),
    },
)
