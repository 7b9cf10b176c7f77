"""Anyone reads how an authority's searches spread: for councillors, suppliers and the press."""

from __future__ import annotations

import csv
from io import StringIO

from flask import Response, request

from brokerage.errors import NotFoundError
from brokerage.organisations.queries.directory import Organisation, get_public_organisation
from brokerage.permissions import PUBLIC
from brokerage.procurement.permissions import BUYING_ROLES
from brokerage.procurement.queries.exposure import get_exposure
from brokerage.procurement.routes.blueprint import blueprint
from brokerage.procurement.rules import exposure as rules
from brokerage.procurement.rules.buyers import is_buyer
from brokerage.sheets import safe_cells
from brokerage.web.access import current_subject, requires
from brokerage.web.input_filter import find_id
from brokerage.web.layout import today
from brokerage.web.transactions import render


@blueprint.get("/directory/<slug:organisation_slug>/exposure")
@requires(PUBLIC)
def show_exposure(organisation_slug: str) -> str:
    """Show who was shown, invited and chosen, as a chart with its table."""
    organisation, months = _get_buyer(organisation_slug), _months()
    return render(
        "procurement/exposure_show.html",
        organisation=organisation,
        report=get_exposure(organisation, months, today(), with_private=_is_within(organisation)),
        is_within=_is_within(organisation),
        months=months,
        rules=rules,
    )


@blueprint.get("/directory/<slug:organisation_slug>/exposure.csv")
@requires(PUBLIC)
def download_exposure(organisation_slug: str) -> Response:
    """Give the same figures as a table for a spreadsheet."""
    organisation = _get_buyer(organisation_slug)
    is_within, written = _is_within(organisation), StringIO()
    report = get_exposure(organisation, _months(), today(), with_private=is_within)
    writer = csv.writer(written)
    writer.writerow(("By", *rules.HEADING))
    for dimension, rows in report.tables.items():
        writer.writerows(safe_cells((dimension, *row.cells)) for row in rows)
    name = f"exposure-{organisation_slug}.csv"
    return Response(
        "\ufeff" + written.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _get_buyer(organisation_slug: str) -> Organisation:
    organisation = get_public_organisation(organisation_slug)
    if not is_buyer(organisation.status, organisation.kind):
        raise NotFoundError
    return organisation


def _is_within(organisation: Organisation) -> bool:
    """Its own buyers see all of its needs; everybody else those that anyone may read."""
    return current_subject().role_in(organisation.id) in BUYING_ROLES


def _months() -> int:
    asked = find_id(request.args.get("months"))
    return asked if asked is not None and asked in rules.PERIODS else rules.DEFAULT_PERIOD
