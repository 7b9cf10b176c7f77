"""The host's and the broker's side: the list of cohorts, one cohort, opening and closing it."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.cohorts.forms import CohortForm
from brokerage.cohorts.permissions import LIST, MANAGE
from brokerage.cohorts.queries import cohorts as queries
from brokerage.cohorts.queries.runs import find_run_under_way, list_runs, list_unanswered
from brokerage.cohorts.routes.blueprint import blueprint
from brokerage.cohorts.routes.own import get_managed, to_cohort
from brokerage.cohorts.rules.cohorts import STATUS_LABELS, USUAL_ANSWER_DAYS
from brokerage.cohorts.service import cohorts as service
from brokerage.errors import DomainError
from brokerage.organisations.routes.own import get_own
from brokerage.volunteering.rules.opportunities import is_host
from brokerage.web.access import current_subject, requires
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/organisations/<int:organisation_id>/cohorts")
@requires(LIST)
def list_cohorts(organisation_id: int) -> str:
    """List a host's groups."""
    organisation = get_own(organisation_id, LIST)
    return render(
        "cohorts/cohort_list.html",
        organisation=organisation,
        page=queries.list_cohorts(organisation_id, page_number(request.args)),
        can_host=is_host(organisation.status, organisation.wants),
        labels=STATUS_LABELS,
    )


@blueprint.route("/organisations/<int:organisation_id>/cohorts/new", methods=["GET", "POST"])
@requires(LIST)
def create_cohort(organisation_id: int) -> ResponseReturnValue:
    """Name a new group."""
    organisation = get_own(organisation_id, LIST)
    form = CohortForm(data={"answer_days": USUAL_ANSWER_DAYS})
    if form.validate_on_submit():
        try:
            cohort = service.create_cohort(
                current_subject(),
                organisation,
                name=form.name.data,
                description=form.description.data,
                answer_days=form.answer_days.data,
            )
            flash("Saved. Now add the places.", "success")
            return to_cohort(cohort.id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("cohorts/cohort_form.html", form=form, organisation=organisation, cohort=None)


@blueprint.get("/cohorts/<int:cohort_id>/host")
@requires(MANAGE)
def show_cohort_to_host(cohort_id: int) -> str:
    """Show what is ready, what is missing, and what was worked out."""
    cohort = get_managed(cohort_id)
    return render(
        "cohorts/cohort_host.html",
        cohort=cohort,
        members=queries.count_members([cohort_id]).get(cohort_id, 0),
        seats=queries.count_seats([cohort_id]).get(cohort_id, 0),
        places=queries.list_places(cohort_id, 1).total,
        runs=list_runs(cohort_id),
        under_way=find_run_under_way(cohort_id),
        pairs=queries.list_pairs(cohort_id),
        unanswered=list_unanswered(cohort_id),
        labels=STATUS_LABELS,
    )


@blueprint.route("/cohorts/<int:cohort_id>/edit", methods=["GET", "POST"])
@requires(MANAGE)
def edit_cohort(cohort_id: int) -> ResponseReturnValue:
    """Change the words of a group, and how long people have."""
    cohort = get_managed(cohort_id)
    form = CohortForm(obj=cohort)
    if form.validate_on_submit():
        service.edit_cohort(
            current_subject(),
            cohort,
            name=form.name.data,
            description=form.description.data,
            answer_days=form.answer_days.data,
        )
        flash("Saved.", "success")
        return to_cohort(cohort_id)
    return render(
        "cohorts/cohort_form.html", form=form, organisation=cohort.organisation, cohort=cohort
    )


@blueprint.post("/cohorts/<int:cohort_id>/open")
@requires(MANAGE)
def open_cohort(cohort_id: int) -> ResponseReturnValue:
    """Let people join."""
    cohort = get_managed(cohort_id)
    try:
        service.open_cohort(current_subject(), cohort)
        flash("Open. Anyone with an account can join from its page.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return to_cohort(cohort_id)


@blueprint.post("/cohorts/<int:cohort_id>/close")
@requires(MANAGE)
def close_cohort(cohort_id: int) -> ResponseReturnValue:
    """Take nobody else in."""
    cohort = get_managed(cohort_id)
    try:
        service.close_cohort(current_subject(), cohort)
        flash("Closed to new people. You can still place those who joined.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return redirect(url_for("cohorts.show_cohort_to_host", cohort_id=cohort_id), 303)
