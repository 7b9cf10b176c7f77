"""Who joined, and what is decided on them."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.cohorts.forms import PairForm
from brokerage.cohorts.permissions import MANAGE
from brokerage.cohorts.profiles import place_name
from brokerage.cohorts.queries import cohorts as cohort_queries
from brokerage.cohorts.queries import members as queries
from brokerage.cohorts.routes.blueprint import blueprint
from brokerage.cohorts.routes.own import get_managed, get_managed_run, to_cohort
from brokerage.cohorts.rules.cohorts import PAIR_LABELS, PairKind
from brokerage.cohorts.rules.offers import LABELS
from brokerage.cohorts.service import members as service
from brokerage.errors import DomainError, NotFoundError
from brokerage.extensions import utcnow
from brokerage.volunteering.rules.volunteers import times_in_words
from brokerage.web.access import current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.paging import page_number
from brokerage.web.side_writer import record_sensitive_read
from brokerage.web.transactions import render


@blueprint.get("/cohorts/<int:cohort_id>/members")
@requires(MANAGE)
def list_cohort_members(cohort_id: int) -> str:
    """List those who joined, by name."""
    cohort = get_managed(cohort_id)
    page = queries.list_members(cohort_id, page_number(request.args))
    record_sensitive_read(current_subject(), "cohorts:member:list", "cohort", cohort_id)
    return render(
        "cohorts/member_list.html",
        cohort=cohort,
        page=page,
        labels=LABELS,
        times_in_words=times_in_words,
    )


@blueprint.post("/cohorts/<int:cohort_id>/members/<int:cohort_member_id>/remove")
@requires(MANAGE)
def remove_cohort_member(cohort_id: int, cohort_member_id: int) -> ResponseReturnValue:
    """Take somebody out; they are told."""
    get_managed(cohort_id)
    member = queries.get_member(cohort_id, cohort_member_id)
    if PostForm().validate_on_submit():
        service.remove_member(current_subject(), member)
        flash("Taken out. We told them by email.", "success")
    return redirect(url_for("cohorts.list_cohort_members", cohort_id=cohort_id), 303)


@blueprint.route(
    "/cohorts/<int:cohort_id>/members/<int:cohort_member_id>/pair", methods=["GET", "POST"]
)
@requires(MANAGE)
def set_cohort_pair(cohort_id: int, cohort_member_id: int) -> ResponseReturnValue:
    """Decide that a member is always, or never, in a place."""
    cohort = get_managed(cohort_id)
    member = queries.get_member(cohort_id, cohort_member_id)
    places = {str(p.id): p for p in cohort_queries.list_active_places(cohort_id, utcnow())}
    form = PairForm()
    form.place.choices = [(key, place_name(place)) for key, place in places.items()]
    if form.validate_on_submit():
        try:
            place = places[form.place.data]
            service.set_pair(current_subject(), member, place, form.kind.data)
            flash(f"Kept: {PAIR_LABELS[form.kind.data].lower()}. Work it out again.", "success")
            return to_cohort(cohort_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("cohorts/pair_form.html", form=form, cohort=cohort, member=member)


@blueprint.post("/placements/<int:placement_id>/decide/<slug:kind>")
@requires(MANAGE)
def decide_placement(placement_id: int, kind: str) -> ResponseReturnValue:
    """Keep one placement of a run for good, or rule it out."""
    placement = queries.get_placement(placement_id)
    run = get_managed_run(placement.run_id)
    if kind not in list(PairKind):
        raise NotFoundError
    if PostForm().validate_on_submit():
        try:
            service.set_pair(current_subject(), placement.member, placement.place, kind)
            flash(f"Kept for {placement.member.user.name}: {PAIR_LABELS[kind].lower()}.", "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return redirect(url_for("cohorts.show_placement_run", placement_run_id=run.id), 303)


@blueprint.post("/cohorts/<int:cohort_id>/pairs/<int:cohort_pair_id>/remove")
@requires(MANAGE)
def remove_cohort_pair(cohort_id: int, cohort_pair_id: int) -> ResponseReturnValue:
    """Leave it to the working out again."""
    get_managed(cohort_id)
    pair = cohort_queries.get_pair(cohort_id, cohort_pair_id)
    if PostForm().validate_on_submit():
        service.remove_pair(current_subject(), pair)
        flash("Taken away.", "success")
    return to_cohort(cohort_id)
