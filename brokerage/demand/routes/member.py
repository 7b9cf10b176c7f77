"""One's own wishes to hear of new planned purchases."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.demand.forms.search import ALL_BUYERS, ALL_KINDS, SubscriptionForm
from brokerage.demand.permissions import END_SUBSCRIPTION, SUBSCRIBE, SubscriptionFacts
from brokerage.demand.queries import updates as queries
from brokerage.demand.queries.plans import list_buyers
from brokerage.demand.routes.blueprint import blueprint
from brokerage.demand.routes.own import list_divisions
from brokerage.demand.service import updates as service
from brokerage.errors import DomainError
from brokerage.web.access import check, current_subject, requires
from brokerage.web.transactions import render


@blueprint.route("/account/planned-purchases", methods=["GET", "POST"])
@requires(SUBSCRIBE)
def show_updates() -> ResponseReturnValue:
    """Show what one hears of, and ask for more."""
    actor = current_subject()
    form = _make_form()
    if form.validate_on_submit():
        buyer, kind = form.buyer.data, form.category.data
        try:
            service.add_subscription(
                actor,
                0 if buyer == ALL_BUYERS else int(buyer),
                "" if kind == ALL_KINDS else kind,
            )
            flash("Saved. We mail you on the mornings when there is something new.", "success")
            return redirect(url_for("demand.show_updates"), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    wishes = queries.list_shown_subscriptions(actor.user_id or 0)
    return render("demand/updates_show.html", form=form, wishes=wishes)


@blueprint.post("/account/planned-purchases/<int:demand_subscription_id>/remove")
@requires(END_SUBSCRIPTION)
def remove_subscription(demand_subscription_id: int) -> ResponseReturnValue:
    """End one wish."""
    wish = queries.get_subscription(demand_subscription_id)
    check(END_SUBSCRIPTION, SubscriptionFacts(user_id=wish.user_id))
    service.remove_subscription(current_subject(), demand_subscription_id)
    flash("You do not hear of these any more.", "success")
    return redirect(url_for("demand.show_updates"), 303)


def _make_form() -> SubscriptionForm:
    """The form, with what the page that led here was about."""
    asked = request.args
    form = SubscriptionForm(
        buyer=asked.get("buyer") or ALL_BUYERS, category=asked.get("category") or ALL_KINDS
    )
    buyers = [(str(each.id), each.name or "") for each in list_buyers()]
    form.buyer.choices = [(ALL_BUYERS, "All buyers"), *buyers]
    form.category.choices = [(ALL_KINDS, "All kinds of work"), *list_divisions()]
    return form
