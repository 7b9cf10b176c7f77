"""Working out who goes where, looking at it, taking it away, and sending the offers."""

from __future__ import annotations

import csv
from io import StringIO

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.cohorts.permissions import MANAGE
from brokerage.cohorts.profiles import place_name
from brokerage.cohorts.queries import runs as queries
from brokerage.cohorts.queries.members import get_placement
from brokerage.cohorts.routes.blueprint import blueprint
from brokerage.cohorts.routes.own import get_managed, get_managed_run, to_cohort
from brokerage.cohorts.rules.offers import LABELS, PlacementStatus
from brokerage.cohorts.rules.runs import RunStatus
from brokerage.cohorts.rules.sheets import HEADING
from brokerage.cohorts.service import offers, runs
from brokerage.errors import DomainError, NotFoundError
from brokerage.sheets import safe_cells
from brokerage.web.access import current_subject, requires
from brokerage.web.filters import plural, sentence_list
from brokerage.web.forms import PostForm
from brokerage.web.paging import page_number
from brokerage.web.side_writer import record_sensitive_read
from brokerage.web.transactions import render

SECONDS_BETWEEN_LOOKS = 2


@blueprint.post("/cohorts/<int:cohort_id>/runs")
@requires(MANAGE)
def start_placement_run(cohort_id: int) -> ResponseReturnValue:
    """Work out who goes where."""
    cohort = get_managed(cohort_id)
    try:
        run = runs.start_run(current_subject(), cohort)
    except DomainError as refusal:
        flash(refusal.sentence)
        return to_cohort(cohort_id)
    return redirect(url_for("cohorts.show_placement_run", placement_run_id=run.id), 303)


@blueprint.get("/placement-runs/<int:placement_run_id>")
@requires(MANAGE)
def show_placement_run(placement_run_id: int) -> ResponseReturnValue:
    """Show how far it is, or who goes where and why."""
    run = get_managed_run(placement_run_id)
    if run.status != RunStatus.DONE:
        page = render("cohorts/run_under_way.html", run=run, statuses=RunStatus)
        is_waiting = run.status in {RunStatus.WAITING, RunStatus.WORKING}
        return page, {"Refresh": str(SECONDS_BETWEEN_LOOKS)} if is_waiting else {}
    newest = queries.find_newest_run(run.cohort_id)
    _note_reading(placement_run_id)
    return render(
        "cohorts/run_show.html",
        run=run,
        result=run.result,
        page=queries.list_filled_places(run, page_number(request.args)),
        answers=queries.count_unanswered(run.id),
        is_newest=newest is not None and newest.id == run.id,
        labels=LABELS,
    )


@blueprint.get("/placement-runs/<int:placement_run_id>/left-over")
@requires(MANAGE)
def list_left_over(placement_run_id: int) -> str:
    """Show who has no place, which places are free, and what would help."""
    run = _get_done(placement_run_id)
    page = queries.list_left_over(run, page_number(request.args))
    _note_reading(placement_run_id)
    return render("cohorts/run_left_over.html", run=run, result=run.result, page=page)


@blueprint.get("/placement-runs/<int:placement_run_id>/placements.csv")
@requires(MANAGE)
def export_placements(placement_run_id: int) -> Response:
    """Give who goes where as a table for a spreadsheet."""
    run = _get_done(placement_run_id)
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADING)
    for each in queries.list_all_placements(run):
        writer.writerow(safe_cells(_cells(each)))
    _note_reading(placement_run_id)
    name = f"placements-{run.cohort_id}-version-{run.version}.csv"
    return Response(
        "\ufeff" + file.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@blueprint.get("/placement-runs/<int:placement_run_id>/list")
@requires(MANAGE)
def show_placement_list(placement_run_id: int) -> str:
    """Show who goes where on one page that prints."""
    run = _get_done(placement_run_id)
    placements = queries.list_all_placements(run)
    _note_reading(placement_run_id)
    return render(
        "cohorts/run_list.html",
        run=run,
        placements=placements,
        labels=LABELS,
        place_name=place_name,
    )


@blueprint.route("/placement-runs/<int:placement_run_id>/offers", methods=["GET", "POST"])
@requires(MANAGE)
def send_offers(placement_run_id: int) -> ResponseReturnValue:
    """Say what will happen, then offer each their place."""
    run, form = _get_done(placement_run_id), PostForm()
    if form.validate_on_submit():
        try:
            sent = offers.send_offers(current_subject(), run)
            _tell(sent)
            return redirect(url_for("cohorts.show_placement_run", placement_run_id=run.id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    answers = queries.count_unanswered(run.id)
    return render("cohorts/run_offers.html", run=run, form=form, answers=answers)


@blueprint.post("/placements/<int:placement_id>/take-back")
@requires(MANAGE)
def take_back_offer(placement_id: int) -> ResponseReturnValue:
    """Take back an offer that was not answered."""
    placement = get_placement(placement_id)
    run = get_managed_run(placement.run_id)
    if placement.status == PlacementStatus.PROPOSED:
        raise NotFoundError
    if PostForm().validate_on_submit():
        try:
            offers.take_back_offer(current_subject(), placement)
            flash("Taken back. We told them by email.", "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return redirect(url_for("cohorts.show_placement_run", placement_run_id=run.id), 303)


def _get_done(placement_run_id: int) -> queries.PlacementRun:
    run = get_managed_run(placement_run_id)
    if run.status != RunStatus.DONE:
        raise NotFoundError
    return run


def _note_reading(placement_run_id: int) -> None:
    record_sensitive_read(current_subject(), "cohorts:run:view", "placement-run", placement_run_id)


def _cells(placement: queries.Placement) -> list[str]:
    place = placement.place
    return [
        place_name(place),
        place.opportunity.place_name,
        placement.member.user.name,
        LABELS[placement.status],
        " ".join(placement.reasons),
    ]


def _tell(sent: offers.Sent) -> None:
    flash(f"Sent {plural(sent.count, 'offer', 'offers')}.", "success")
    if sent.left_out:
        names = sentence_list([name for name, _ in sent.left_out[:5]])
        more = len(sent.left_out) - 5
        others = f" and {more} more" if more > 0 else ""
        flash(f"Not sent to {names}{others}: {sent.left_out[0][1]} Work it out again.")
    if sent.waiting:
        flash(f"{plural(sent.waiting, 'more waits', 'more wait')}: press the button once more.")
