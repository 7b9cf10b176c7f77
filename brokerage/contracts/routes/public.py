"""Anyone reads the register of a buyer: as pages and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from flask import Response, request

from brokerage.contracts import rules
from brokerage.contracts.permissions import KEEP_CONTRACT, KEEP_REGISTER, contract_facts, plan_facts
from brokerage.contracts.queries import plans as plan_queries
from brokerage.contracts.queries import registers as queries
from brokerage.contracts.queries.progress import list_progress
from brokerage.contracts.routes.blueprint import blueprint
from brokerage.contracts.rules import sheets
from brokerage.measures.rules import in_pounds
from brokerage.organisations.permissions import facts_of
from brokerage.permissions import PUBLIC
from brokerage.sheets import safe_cells
from brokerage.web.access import can, requires
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/contracts")
@requires(PUBLIC)
def browse_registers() -> str:
    """List the buyers that have a register."""
    return render("contracts/register_browse.html", registers=queries.list_registers())


@blueprint.get("/contracts/<slug:organisation_slug>")
@requires(PUBLIC)
def show_register(organisation_slug: str) -> str:
    """Show a buyer's contracts, and what they come to."""
    organisation = queries.get_register_owner(organisation_slug)
    show = _shown()
    return render(
        "contracts/register_show.html",
        organisation=organisation,
        page=queries.list_contracts(organisation.id, show, page_number(request.args)),
        figures=queries.count_contracts(organisation.id),
        show=show,
        can_keep=can(KEEP_REGISTER, facts_of(organisation)),
        rules=rules,
        in_pounds=in_pounds,
    )


@blueprint.get("/contracts/<slug:organisation_slug>.csv")
@requires(PUBLIC)
def download_register(organisation_slug: str) -> Response:
    """Give the register as a file, without a cell that a spreadsheet would run."""
    organisation = queries.get_register_owner(organisation_slug)
    lines = queries.list_all_contracts(organisation.id, _shown())
    written = io.StringIO()
    csv.writer(written).writerows(_rows(organisation.name or "", lines))
    response = Response(written.getvalue(), mimetype="text/csv")
    name = f"contracts-{organisation_slug}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/contracts/<slug:organisation_slug>/<int:contract_id>")
@requires(PUBLIC)
def show_contract(organisation_slug: str, contract_id: int) -> str:
    """Show one contract with what was promised, what was corrected and where the spend went."""
    contract = queries.get_public_contract(organisation_slug, contract_id)
    commitments = queries.list_commitments(contract_id=contract_id)
    return render(
        "contracts/contract_show.html",
        contract=contract,
        commitments=commitments,
        replaced={each.replaces_id for each in commitments},
        progress=list_progress(commitments, today()),
        corrections=queries.list_corrections(contract_id),
        returns=queries.list_confirmed_returns(contract_id),
        can_keep=can(KEEP_CONTRACT, contract_facts(contract)),
        rules=rules,
        sheets=sheets,
        in_pounds=in_pounds,
    )


@blueprint.get("/contracts/<slug:organisation_slug>/employment-plans")
@requires(PUBLIC)
def list_plans(organisation_slug: str) -> str:
    """List a council's community employment plans."""
    organisation = queries.get_register_owner(organisation_slug)
    return render(
        "contracts/plan_list.html",
        organisation=organisation,
        page=plan_queries.list_plans(organisation.id, page_number(request.args)),
        can_keep=can(KEEP_REGISTER, facts_of(organisation)),
    )


@blueprint.get("/employment-plans/<int:plan_id>")
@requires(PUBLIC)
def show_plan(plan_id: int) -> str:
    """Show a community employment plan with its targets."""
    plan = plan_queries.get_plan(plan_id)
    commitments = queries.list_commitments(plan_id=plan_id)
    return render(
        "contracts/plan_show.html",
        plan=plan,
        commitments=commitments,
        replaced={each.replaces_id for each in commitments},
        can_keep=can(KEEP_CONTRACT, plan_facts(plan)),
        sheets=sheets,
    )


def _shown() -> str | None:
    asked = request.args.get("show", "")
    return asked if asked in rules.SHOW_LABELS else None


def _rows(buyer: str, lines: Sequence[queries.Line]) -> Iterator[list[str]]:
    yield list(sheets.HEADING)
    for line in lines:
        yield safe_cells(sheets.row_of(buyer, line))
