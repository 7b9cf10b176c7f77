"""Brokers see every framework that was loaded."""

from __future__ import annotations

from flask import request

from brokerage.measures import queries, rules
from brokerage.measures.permissions import LIST_MEASURES, LOAD_MEASURES
from brokerage.measures.routes.blueprint import blueprint
from brokerage.web.access import can, requires
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/measures")
@requires(LIST_MEASURES)
def list_measures() -> str:
    """List every measure with its version, unit and values, and who uses how many."""
    return render(
        "measures/broker_list.html",
        page=queries.list_all_measures(page_number(request.args)),
        users=queries.list_organisations_with_sets(),
        in_pounds=rules.in_pounds,
        today=today(),
        can_load=can(LOAD_MEASURES),
    )
