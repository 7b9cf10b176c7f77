"""A buyer's own forward plan: the list, and adding a line."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.demand.forms.plans import PlanForm
from brokerage.demand.permissions import PLAN
from brokerage.demand.queries import plans as queries
from brokerage.demand.queries.interest import count_interested
from brokerage.demand.routes.blueprint import blueprint
from brokerage.demand.routes.own import list_quarter_choices
from brokerage.demand.rules import plans
from brokerage.demand.service import plans as service
from brokerage.errors import DomainError
from brokerage.organisations.routes.own import get_own
from brokerage.organisations.rules import ONE_DAY
from brokerage.procurement.rules.buyers import is_buyer
from brokerage.web.access import current_subject, requires
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.throttle import Limit
from brokerage.web.transactions import render

LINES = Limit("demand:lines", plans.MOST_ADDED_A_DAY, ONE_DAY)


@blueprint.get("/organisations/<int:organisation_id>/forward-plan")
@requires(PLAN)
def list_plan(organisation_id: int) -> str:
    """List what this buyer plans to buy, by state."""
    organisation = get_own(organisation_id, PLAN)
    asked = request.args.get("state", "")
    state = asked if asked in plans.STATE_LABELS else ""
    page = queries.list_plan(organisation_id, page_number(request.args), state)
    return render(
        "demand/plan_list.html",
        organisation=organisation,
        can_buy=is_buyer(organisation.status, organisation.kind),
        page=page,
        interested=count_interested([each.id for each in page.rows]),
        counts=queries.count_by_state(organisation_id),
        state=state,
        plans=plans,
        day=today(),
    )


@blueprint.route("/organisations/<int:organisation_id>/forward-plan/add", methods=["GET", "POST"])
@requires(PLAN)
def add_planned_purchase(organisation_id: int) -> ResponseReturnValue:
    """Ask for one line, keep it, and go on to what kind of work it is."""
    organisation = get_own(organisation_id, PLAN)
    post, email = queries.find_last_contact(organisation_id)
    form = PlanForm(contact_post=post, contact_email=email)
    form.quarter.choices = list_quarter_choices()
    if form.validate_on_submit():
        LINES.take(str(current_subject().user_id))
        try:
            added = service.add_planned_purchase(current_subject(), organisation, form.line)
            flash("Added. Everyone can read it now.", "success")
            page = url_for("demand.choose_categories", planned_purchase_id=added.id)
            return redirect(page, 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("demand/plan_add.html", organisation=organisation, form=form)
