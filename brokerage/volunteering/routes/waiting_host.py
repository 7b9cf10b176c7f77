"""A host sees who waits, takes someone off, and sets how its places are given."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.scheduling.queries.plans import get_seat_rules
from brokerage.scheduling.queries.waiting import get_entry_of, list_open_entries
from brokerage.scheduling.rules import waiting as rules
from brokerage.volunteering.forms.waiting import RemoveWaitingForm, SeatRulesForm
from brokerage.volunteering.permissions import EDIT
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.routes.own_opportunity import get_own_opportunity, to_host_page
from brokerage.volunteering.service import waiting as service
from brokerage.volunteering.service.seat_rules import change_seat_rules
from brokerage.web.access import current_subject, requires
from brokerage.web.side_writer import record_sensitive_read
from brokerage.web.transactions import render


@blueprint.get("/opportunities/<int:opportunity_id>/waiting-list")
@requires(EDIT)
def list_waiting(opportunity_id: int) -> str:
    """List who waits for a place, each list in its order."""
    opportunity = get_own_opportunity(opportunity_id)
    entries = list_open_entries(OWNER_KIND, opportunity_id)
    if entries:
        record_sensitive_read(
            current_subject(), "volunteering:waiting:view", "opportunity", opportunity_id
        )
    return render(
        "volunteering/waiting_list.html",
        opportunity=opportunity,
        entries=entries,
        seat_rules=get_seat_rules(OWNER_KIND, opportunity_id),
        labels=rules.LABELS,
    )


@blueprint.route(
    "/opportunities/<int:opportunity_id>/waiting-list/<int:waiting_entry_id>/remove",
    methods=["GET", "POST"],
)
@requires(EDIT)
def remove_waiting_entry(opportunity_id: int, waiting_entry_id: int) -> ResponseReturnValue:
    """Take someone off the list, with the reason they read."""
    opportunity = get_own_opportunity(opportunity_id)
    entry = get_entry_of(OWNER_KIND, opportunity_id, waiting_entry_id)
    form = RemoveWaitingForm()
    if form.validate_on_submit():
        try:
            service.remove_from_waiting_list(current_subject(), entry, form.reason.data)
            flash("They are off the list and get an email.", "success")
            return redirect(
                url_for("volunteering.list_waiting", opportunity_id=opportunity_id), 303
            )
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "volunteering/waiting_remove.html", opportunity=opportunity, entry=entry, form=form
    )


@blueprint.route("/opportunities/<int:opportunity_id>/seat-rules/edit", methods=["GET", "POST"])
@requires(EDIT)
def edit_seat_rules(opportunity_id: int) -> ResponseReturnValue:
    """Set for how long places are held, when asking ends, and what is late."""
    opportunity = get_own_opportunity(opportunity_id)
    kept = get_seat_rules(OWNER_KIND, opportunity_id)
    form = SeatRulesForm(obj=kept)
    if form.validate_on_submit():
        change_seat_rules(
            current_subject(),
            opportunity,
            offer_hours=form.offer_hours.data,
            close_hours=form.close_hours.data,
            drop_out_hours=form.drop_out_hours.data,
            cover_limit=form.cover_limit.data,
        )
        flash("Saved.", "success")
        return to_host_page(opportunity_id)
    return render("volunteering/seat_rules.html", opportunity=opportunity, form=form)
