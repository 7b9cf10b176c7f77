"""One line of a buyer's plan: see who is interested, change it, withdraw it, publish it."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue

from brokerage import audit
from brokerage.demand.forms.plans import PlanForm, PublishForm, WithdrawForm
from brokerage.demand.permissions import EDIT_PURCHASE
from brokerage.demand.profiles import KIND
from brokerage.demand.queries import plans as queries
from brokerage.demand.queries.interest import list_interested
from brokerage.demand.routes.blueprint import blueprint
from brokerage.demand.routes.own import (
    PlannedPurchase,
    get_own_purchase,
    list_quarter_choices,
    to_purchase,
)
from brokerage.demand.rules import plans, trail
from brokerage.demand.service import plans as service
from brokerage.errors import DomainError
from brokerage.organisations.queries.categories import list_offered
from brokerage.procurement.forms.briefs import CategoriesForm
from brokerage.web.access import current_subject, requires
from brokerage.web.fields import Choice
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/planned-purchases/<int:planned_purchase_id>")
@requires(EDIT_PURCHASE)
def show_purchase_to_buyer(planned_purchase_id: int) -> str:
    """Show one line, what has happened to it, and which suppliers are interested."""
    purchase = get_own_purchase(planned_purchase_id)
    return render(
        "demand/purchase_to_buyer.html",
        purchase=purchase,
        labels=queries.find_category_labels([purchase]),
        brief=queries.find_open_brief(purchase),
        interested=list_interested(planned_purchase_id, page_number(request.args)),
        changes=trail.list_changes(
            audit.list_events(KIND, planned_purchase_id, actions=trail.ACTIONS)
        ),
        plans=plans,
        is_over=plans.is_over(purchase.quarter, today()),
    )


@blueprint.route("/planned-purchases/<int:planned_purchase_id>/edit", methods=["GET", "POST"])
@requires(EDIT_PURCHASE)
def edit_planned_purchase(planned_purchase_id: int) -> ResponseReturnValue:
    """Change a line; what it said before stays in its trail."""
    purchase = get_own_purchase(planned_purchase_id)
    if purchase.state not in plans.TO_COME:
        return _has_ended(purchase)
    form = PlanForm(obj=purchase)
    form.quarter.choices = list_quarter_choices(purchase.quarter)
    if form.validate_on_submit():
        try:
            changed = service.edit_planned_purchase(current_subject(), purchase, form.line)
            flash("Saved. Interested suppliers are told." if changed else "Nothing has changed.")
            return to_purchase(planned_purchase_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("demand/purchase_edit.html", purchase=purchase, form=form)


@blueprint.route(
    "/planned-purchases/<int:planned_purchase_id>/kinds-of-work", methods=["GET", "POST"]
)
@requires(EDIT_PURCHASE)
def choose_categories(planned_purchase_id: int) -> ResponseReturnValue:
    """Offer kinds of work from the line's own words, to be confirmed."""
    purchase = get_own_purchase(planned_purchase_id)
    if purchase.state not in plans.TO_COME:
        return _has_ended(purchase)
    form = _make_categories_form(purchase)
    if form.validate_on_submit():
        try:
            service.confirm_categories(current_subject(), purchase, form.confirmed)
            flash("Saved.", "success")
            return to_purchase(planned_purchase_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("demand/purchase_categories.html", purchase=purchase, form=form)


@blueprint.route("/planned-purchases/<int:planned_purchase_id>/withdraw", methods=["GET", "POST"])
@requires(EDIT_PURCHASE)
def withdraw_planned_purchase(planned_purchase_id: int) -> ResponseReturnValue:
    """Ask why, then say that it will not be bought."""
    purchase = get_own_purchase(planned_purchase_id)
    if purchase.state not in plans.TO_COME:
        return _has_ended(purchase)
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            service.withdraw_planned_purchase(current_subject(), purchase, form.reason.data)
            flash("Withdrawn. It stays to be read, with your reason.", "success")
            return to_purchase(planned_purchase_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("demand/purchase_withdraw.html", purchase=purchase, form=form)


@blueprint.route("/planned-purchases/<int:planned_purchase_id>/publish", methods=["GET", "POST"])
@requires(EDIT_PURCHASE)
def publish_planned_purchase(planned_purchase_id: int) -> ResponseReturnValue:
    """Link the open brief that it has become."""
    purchase = get_own_purchase(planned_purchase_id)
    if purchase.state not in plans.TO_COME:
        return _has_ended(purchase)
    briefs, form = queries.list_briefs_to_link(purchase.organisation_id), PublishForm()
    form.brief.choices = [(str(brief.id), brief.title) for brief in briefs]
    if form.validate_on_submit():
        try:
            chosen = int(form.brief.data)
            service.publish_planned_purchase(current_subject(), purchase, chosen)
            flash("Linked. Interested suppliers are told.", "success")
            return to_purchase(planned_purchase_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("demand/purchase_publish.html", purchase=purchase, form=form, briefs=briefs)


def _has_ended(purchase: PlannedPurchase) -> ResponseReturnValue:
    flash(f"This is {plans.STATE_LABELS[purchase.state].lower()}, so it cannot be changed.")
    return to_purchase(purchase.id)


def _make_categories_form(purchase: PlannedPurchase) -> CategoriesForm:
    form = CategoriesForm(categories=purchase.codes)
    texts = [form.other_words.data, f"{purchase.title}. {purchase.description}"]
    form.offer(
        [
            Choice(each.code, each.label, each.hint)
            for each in list_offered("cpv", texts, form.categories.typed)
        ]
    )
    return form
