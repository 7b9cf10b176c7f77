"""An organisation's own ledger: its claims as pages and as a file, and what they come to."""

from __future__ import annotations

import csv
import io
from typing import Any

from flask import Response, request

from brokerage.ledger.forms import LedgerSearch, PeriodSearch
from brokerage.ledger.permissions import KEEP_LEDGER, VIEW_LEDGER
from brokerage.ledger.queries import claims as queries
from brokerage.ledger.queries import list_totals
from brokerage.ledger.routes.blueprint import blueprint
from brokerage.ledger.rules import claims as rules
from brokerage.ledger.rules import sheets
from brokerage.ledger.rules.amounts import as_written
from brokerage.money import in_pounds
from brokerage.organisations.permissions import facts_of
from brokerage.organisations.queries.counts import find_count
from brokerage.organisations.routes.own import Organisation, get_own
from brokerage.sheets import safe_cells
from brokerage.web.access import can, requires
from brokerage.web.paging import page_number
from brokerage.web.transactions import render

MOST_IN_A_FILE = 20_000


@blueprint.get("/organisations/<int:organisation_id>/ledger")
@requires(VIEW_LEDGER)
def list_claims(organisation_id: int) -> str:
    """List an organisation's claims, or those it confirms for others."""
    organisation = get_own(organisation_id, VIEW_LEDGER)
    form = _search(organisation)
    page = queries.list_claims_of(organisation_id, page_number(request.args), _filter(form))
    return render(
        "ledger/own_list.html",
        organisation=organisation,
        form=form,
        page=page,
        balances=queries.list_balances([each.id for each in page.rows]),
        waiting=find_count("claims-to-confirm", organisation_id),
        can_keep=can(KEEP_LEDGER, facts_of(organisation)),
        is_filtered=bool(form.query),
        rules=rules,
        as_written=as_written,
    )


@blueprint.get("/organisations/<int:organisation_id>/ledger.csv")
@requires(VIEW_LEDGER)
def download_claims(organisation_id: int) -> Response:
    """Give the same claims as a file, without a cell that a spreadsheet would run."""
    organisation = get_own(organisation_id, VIEW_LEDGER)
    chosen = _filter(_search(organisation))
    rows = queries.list_claims_of(organisation_id, 1, chosen, MOST_IN_A_FILE).rows
    balances = queries.list_all_balances(organisation_id, is_confirmer=chosen.is_confirmer)
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(sheets.HEADING)
    for each in rows:
        writer.writerow(safe_cells(sheets.row_of(each, balances.get(each.id))))
    response = Response(written.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="ledger.csv"'
    return response


@blueprint.get("/organisations/<int:organisation_id>/ledger/totals")
@requires(VIEW_LEDGER)
def show_totals(organisation_id: int) -> str:
    """Show what an organisation's claims come to, in units first."""
    organisation = get_own(organisation_id, VIEW_LEDGER)
    form = PeriodSearch()
    return render(
        "ledger/own_totals.html",
        organisation=organisation,
        form=form,
        totals=list_totals([organisation_id], form.since.data, form.until.data),
        as_written=as_written,
        in_pounds=in_pounds,
    )


@blueprint.get("/organisations/<int:organisation_id>/ledger/to-confirm")
@requires(KEEP_LEDGER)
def list_claims_to_confirm(organisation_id: int) -> str:
    """List what others claim and this organisation has to answer."""
    organisation = get_own(organisation_id, KEEP_LEDGER)
    return render(
        "ledger/own_to_confirm.html",
        organisation=organisation,
        page=queries.list_claims_to_confirm(organisation_id, page_number(request.args)),
        as_written=as_written,
    )


def _search(organisation: Organisation) -> LedgerSearch:
    measures = [(code, f"{code}: {label}") for code, label in queries.list_codes(organisation.id)]
    return LedgerSearch(choices={"measure": measures})


def _filter(form: LedgerSearch) -> Any:
    return queries.ClaimFilter(
        code=form.measure.data or None,
        status=form.status.data or None,
        since=form.since.data,
        until=form.until.data,
        is_confirmer=bool(form.side.data),
    )
