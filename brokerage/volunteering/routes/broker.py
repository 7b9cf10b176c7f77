"""A broker's work: the first opportunity of each host, read before everyone sees it."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.organisations.forms.broker import ChangesForm
from brokerage.organisations.rules import WORKING_DAYS_TO_DECIDE, decide_by
from brokerage.volunteering.permissions import APPROVE, LIST_TO_APPROVE, opportunity_facts
from brokerage.volunteering.queries import hosts as queries
from brokerage.volunteering.queries.needs import find_shown_answer
from brokerage.volunteering.queries.opportunities import (
    Opportunity,
    get_opportunity,
    get_shown_opportunity,
)
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.rules import opportunities as rules
from brokerage.volunteering.service import approvals as service
from brokerage.web.access import check, current_subject, requires
from brokerage.web.paging import page_number
from brokerage.web.transactions import render

QUEUE = "volunteering.list_opportunities_to_approve"


@blueprint.get("/broker/opportunities")
@requires(LIST_TO_APPROVE)
def list_opportunities_to_approve() -> str:
    """List what waits for a broker, oldest first."""
    return render(
        "volunteering/broker_opportunities.html",
        page=queries.list_opportunities_to_approve(page_number(request.args)),
        decide_by=decide_by,
        working_days=WORKING_DAYS_TO_DECIDE,
    )


@blueprint.get("/broker/opportunities/<int:opportunity_id>")
@requires(APPROVE)
def show_opportunity_to_broker(opportunity_id: int) -> str:
    """Show what a host wants to publish, as everyone would see it."""
    opportunity = _get(opportunity_id)
    role = current_subject().role_in(opportunity.organisation_id)
    return render(
        "volunteering/broker_opportunity.html",
        check_answer=find_shown_answer(opportunity, utcnow().date()),
        opportunity=opportunity,
        shown=get_shown_opportunity(opportunity, utcnow()),
        is_own=role is not None,
        labels=rules.STATUS_LABELS,
    )


@blueprint.post("/broker/opportunities/<int:opportunity_id>/approve")
@requires(APPROVE)
def approve_opportunity(opportunity_id: int) -> ResponseReturnValue:
    """Let everyone see it."""
    opportunity = _get(opportunity_id)
    try:
        service.approve_opportunity(current_subject(), opportunity)
    except DomainError as refusal:
        flash(refusal.sentence)
        return redirect(_address(opportunity_id), 303)
    flash(f"“{opportunity.title}” is published. The host gets an email.", "success")
    return redirect(url_for(QUEUE), 303)


@blueprint.route(
    "/broker/opportunities/<int:opportunity_id>/ask-for-changes", methods=["GET", "POST"]
)
@requires(APPROVE)
def ask_for_opportunity_changes(opportunity_id: int) -> ResponseReturnValue:
    """Send it back with what should be different."""
    opportunity = _get(opportunity_id)
    form = ChangesForm()
    if form.validate_on_submit():
        try:
            service.ask_for_opportunity_changes(current_subject(), opportunity, form.reason.data)
            flash("The host is asked for changes by email.", "success")
            return redirect(url_for(QUEUE), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("volunteering/broker_ask.html", form=form, opportunity=opportunity)


def _get(opportunity_id: int) -> Opportunity:
    opportunity = get_opportunity(opportunity_id)
    check(APPROVE, opportunity_facts(opportunity))
    return opportunity


def _address(opportunity_id: int) -> str:
    return url_for("volunteering.show_opportunity_to_broker", opportunity_id=opportunity_id)
