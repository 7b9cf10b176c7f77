"""Anyone reads a published report, in any of its editions."""

from __future__ import annotations

import json

from brokerage.permissions import PUBLIC
from brokerage.reporting.queries import reports as queries
from brokerage.reporting.queries.reports import ImpactReport
from brokerage.reporting.routes.blueprint import blueprint
from brokerage.reporting.rules.body import list_shown
from brokerage.web.access import requires
from brokerage.web.transactions import render


@blueprint.get("/impact/reports/<int:year>")
@requires(PUBLIC)
def show_report(year: int) -> str:
    """Show the newest edition of a year's report."""
    return _show(queries.get_report(year))


@blueprint.get("/impact/reports/<int:year>/editions/<int:edition>")
@requires(PUBLIC)
def show_edition(year: int, edition: int) -> str:
    """Show one edition, also one that a later one corrects."""
    return _show(queries.get_report(year, edition))


def _show(report: ImpactReport) -> str:
    return render(
        "reporting/report_show.html",
        report=report,
        editions=queries.list_editions(report.year),
        has_file=queries.has_file(report.id),
        **list_shown(
            json.loads(report.figures),
            json.loads(report.words),
            queries.list_told_stories(report),
        ),
    )
