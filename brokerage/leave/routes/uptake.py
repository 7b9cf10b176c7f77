"""What an employer sees: requests to decide, and how much leave is used."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError, NotFoundError
from brokerage.extensions import utcnow
from brokerage.leave.forms.requests import DecisionForm
from brokerage.leave.permissions import DECIDE_REQUEST, VIEW_UPTAKE, employment_facts
from brokerage.leave.queries import requests as queries
from brokerage.leave.queries.uptake import MOST_HOSTS_SHOWN, Uptake, find_uptake
from brokerage.leave.routes.amounts import closed_form, month_of, shown_to_manager
from brokerage.leave.routes.blueprint import blueprint
from brokerage.leave.rules import wallet
from brokerage.leave.rules.uptake import FEWEST, TOTAL, Table
from brokerage.leave.service import requests as service
from brokerage.organisations.permissions import facts_of
from brokerage.organisations.queries.member import get_organisation
from brokerage.sheets import safe_cells
from brokerage.web.access import check, current_subject, requires
from brokerage.web.input_filter import parse_bounded_int
from brokerage.web.paging import page_number
from brokerage.web.side_writer import record_sensitive_read
from brokerage.web.transactions import render

if TYPE_CHECKING:
    from brokerage.organisations.models import Organisation

MOST_YEARS_BACK = 10
NOT_SHOWN = "not shown"


@blueprint.get("/organisations/<int:organisation_id>/volunteering-leave/requests")
@requires(DECIDE_REQUEST)
def list_requests(organisation_id: int) -> str:
    """List what waits for an answer, and what was agreed and lies ahead."""
    organisation = _get_employer(organisation_id, DECIDE_REQUEST)
    return render(
        "leave/request_list.html",
        organisation=organisation,
        page=queries.list_requests_to_decide(organisation_id, page_number(request.args)),
        labels=wallet.MANAGER_LABELS,
    )


@blueprint.route(
    "/organisations/<int:organisation_id>/volunteering-leave/requests/<int:leave_request_id>",
    methods=["GET", "POST"],
)
@requires(DECIDE_REQUEST)
def decide_request(organisation_id: int, leave_request_id: int) -> ResponseReturnValue:
    """Show a request to a line manager who is signed in, and take their yes or no."""
    asked = queries.get_request_of(organisation_id, leave_request_id)
    check(DECIDE_REQUEST, employment_facts(asked.employment))
    shown, actor = shown_to_manager(asked), current_subject()
    form = DecisionForm() if shown["is_open"] or shown["can_change"] else closed_form()
    if isinstance(form, DecisionForm) and form.validate_on_submit() and form.has_reason():
        try:
            if form.answer.data == "yes":
                service.approve_request(actor, asked)
            else:
                service.decline_request(actor, asked, form.reason.data)
            flash("Saved. Both of you get an email.", "success")
            return redirect(url_for("leave.list_requests", organisation_id=organisation_id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    record_sensitive_read(actor, "leave:request:open", "leave_request", asked.id)
    return render("leave/request_decide.html", **shown, form=form)


@blueprint.get("/organisations/<int:organisation_id>/volunteering-leave/uptake")
@requires(VIEW_UPTAKE)
def show_uptake(organisation_id: int) -> str:
    """Show how many people took leave, by team and month, and with which hosts."""
    organisation = _get_employer(organisation_id, VIEW_UPTAKE)
    back = _years_back()
    uptake = _uptake(organisation_id, back)
    return render(
        "leave/uptake.html",
        organisation=organisation,
        uptake=uptake,
        total=TOTAL,
        back=back,
        earlier=_uptake(organisation_id, back + 1) if back < MOST_YEARS_BACK else None,
        fewest=FEWEST,
        month_of=month_of,
        hosts=_hosts_shown(uptake) if uptake else [],
    )


@blueprint.get("/organisations/<int:organisation_id>/volunteering-leave/uptake.csv")
@requires(VIEW_UPTAKE)
def download_uptake(organisation_id: int) -> Response:
    """Give the same figures as a file, without a cell that a spreadsheet would run."""
    _get_employer(organisation_id, VIEW_UPTAKE)
    uptake = _uptake(organisation_id, _years_back())
    if uptake is None:
        raise NotFoundError
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerows(safe_cells(row) for row in _csv_rows(uptake))
    response = Response(written.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="leave-uptake.csv"'
    return response


def _csv_rows(uptake: Uptake) -> list[list[object]]:
    teams = uptake.by_team
    columns = [*teams.columns, TOTAL]
    rows: list[list[object]] = [["Team", *teams.columns, "All months"]]
    rows += [
        [row or "All teams", *[_told(teams.cell(row, each)) for each in columns]]
        for row in [*teams.rows, TOTAL]
    ]
    rows += [[], ["Host", "People, at least"]]
    rows += [[name, number] for name, number in _hosts_shown(uptake)]
    rows += [["All hosts", _told(uptake.by_host.cell(TOTAL, TOTAL))]]
    return rows


def _hosts_shown(uptake: Uptake) -> list[tuple[str, int]]:
    """Return the hosts that may be shown, by number and then by name."""
    table: Table = uptake.by_host
    found = [(name, table.cell(name, TOTAL)) for name in table.rows]
    shown = [(name, number) for name, number in found if number is not None]
    return sorted(shown, key=lambda each: (-each[1], each[0]))[:MOST_HOSTS_SHOWN]


def _told(number: int | None) -> object:
    return NOT_SHOWN if number is None else number


def _uptake(organisation_id: int, back: int) -> Uptake | None:
    """Return the figures of a leave year, counted back from the running one."""
    today = wallet.local_day(utcnow())
    uptake = find_uptake(organisation_id, today, today)
    for _ in range(back):
        if uptake is None:
            return None
        day = uptake.year.starts_on - timedelta(days=1)
        uptake = find_uptake(organisation_id, day, today)
    return uptake


def _years_back() -> int:
    try:
        return parse_bounded_int(request.args.get("back", "0"), 0, MOST_YEARS_BACK)
    except ValueError:
        return 0


def _get_employer(organisation_id: int, permission: str) -> Organisation:
    organisation = get_organisation(organisation_id)
    check(permission, facts_of(organisation))
    return organisation
