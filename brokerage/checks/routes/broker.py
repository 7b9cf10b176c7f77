"""A broker sees how hosts' safeguarding stands, and the rules; nobody's checks."""

from __future__ import annotations

from flask import request

from brokerage.checks.permissions import OVERSEE, VIEW_RULES
from brokerage.checks.queries import rules as rule_queries
from brokerage.checks.queries.people import count_by_kind
from brokerage.checks.queries.safeguarding import list_host_standings
from brokerage.checks.routes.blueprint import blueprint
from brokerage.checks.rules import REQUIREMENT_LABELS, facts, kinds, levels
from brokerage.web.access import requires
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/broker/safeguarding")
@requires(OVERSEE)
def list_safeguarding() -> str:
    """List the hosts with their yearly reviews, and how many checks of each kind there are."""
    day = today()
    return render(
        "checks/broker_safeguarding.html",
        page=list_host_standings(day, page_number(request.args)),
        counts=count_by_kind(day),
        kinds=kinds,
    )


@blueprint.get("/broker/check-rules")
@requires(VIEW_RULES)
def list_rules() -> str:
    """List the dated rules with their sources: those in force, those to come, those past."""
    return render(
        "checks/broker_rules.html",
        rule_rows=rule_queries.list_rule_rows(),
        limits=rule_queries.list_limit_rows(),
        authority_needs=rule_queries.list_authority_needs(),
        day=today(),
        levels=levels,
        facts=facts,
        labels=REQUIREMENT_LABELS,
    )
