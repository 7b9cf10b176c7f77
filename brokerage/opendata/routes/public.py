"""The page that explains all open data."""

from __future__ import annotations

from flask import current_app

from brokerage.config import DEFAULT_OCID_PREFIX, Config
from brokerage.demand.rules.sheets import HEADING
from brokerage.opendata.queries.releases import list_years
from brokerage.opendata.routes.blueprint import blueprint
from brokerage.opendata.rules import directory, releases
from brokerage.permissions import PUBLIC
from brokerage.web.access import requires
from brokerage.web.transactions import render


@blueprint.get("")
@requires(PUBLIC)
def show_open_data() -> str:
    """Say what there is, under which licence, how often it changes and what each field means."""
    config: Config = current_app.extensions["config"]
    return render(
        "opendata/show_open_data.html",
        years=list_years(),
        prefix=config.ocid_prefix,
        is_prefix_registered=config.ocid_prefix != DEFAULT_OCID_PREFIX,
        columns=directory.COLUMNS,
        plan_columns=HEADING,
        reservations=releases.RESERVATION_MEANINGS,
        licence=releases.LICENCE,
    )
