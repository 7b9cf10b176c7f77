"""A broker sees which hosts have let their day to answer pass."""

from __future__ import annotations

from flask import request

from brokerage.volunteering.permissions import LIST_SILENT_HOSTS
from brokerage.volunteering.queries.silence import list_silent_hosts as list_hosts
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.rules.bookings import WORKING_DAYS_TO_ANSWER
from brokerage.web.access import requires
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/broker/silent-hosts")
@requires(LIST_SILENT_HOSTS)
def list_silent_hosts() -> str:
    """List the hosts with asks that are late, the longest late first."""
    return render(
        "volunteering/broker_silent_hosts.html",
        page=list_hosts(today(), page_number(request.args)),
        working_days=WORKING_DAYS_TO_ANSWER,
    )
