"""A supplier's side: what it could get ready for, and saying that it is interested."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.demand.permissions import ALIGN
from brokerage.demand.queries import plans as queries
from brokerage.demand.queries.interest import count_interested, list_own_interest
from brokerage.demand.queries.matches import list_aligned
from brokerage.demand.routes.blueprint import blueprint
from brokerage.demand.rules import plans
from brokerage.demand.service import interest as service
from brokerage.errors import DomainError
from brokerage.organisations.routes.own import get_own
from brokerage.organisations.rules import ONE_DAY
from brokerage.procurement.rules.answers import NOT_IN_DIRECTORY, is_supplier
from brokerage.web.access import current_subject, requires
from brokerage.web.paging import page_number
from brokerage.web.throttle import Limit
from brokerage.web.transactions import render

INTEREST = Limit("demand:interest", 100, ONE_DAY)


@blueprint.get("/organisations/<int:organisation_id>/planned-purchases")
@requires(ALIGN)
def list_aligned_purchases(organisation_id: int) -> str:
    """List what buyers plan that fits this supplier, with reasons."""
    organisation = get_own(organisation_id, ALIGN)
    can_sell = is_supplier(organisation.status, organisation.wants)
    page = list_aligned(organisation, page_number(request.args)) if can_sell else None
    ids = [each.purchase.id for each in page.rows] if page else []
    return render(
        "demand/aligned_list.html",
        organisation=organisation,
        can_sell=can_sell,
        not_in_directory=NOT_IN_DIRECTORY,
        page=page,
        own=list_own_interest(organisation_id, ids),
        interested=count_interested(ids),
        labels=queries.find_category_labels([each.purchase for each in page.rows] if page else []),
        plans=plans,
    )


@blueprint.get(
    "/organisations/<int:organisation_id>/planned-purchases/<int:planned_purchase_id>/interest"
)
@requires(ALIGN)
def show_interest(organisation_id: int, planned_purchase_id: int) -> str:
    """Show what saying “we are interested” means, and whether this supplier has."""
    organisation = get_own(organisation_id, ALIGN)
    purchase = queries.get_public_purchase(planned_purchase_id)
    return render(
        "demand/interest_show.html",
        organisation=organisation,
        purchase=purchase,
        is_interested=bool(list_own_interest(organisation_id, [planned_purchase_id])),
        can_say=purchase.state in plans.TO_COME
        and purchase.organisation_id != organisation_id
        and is_supplier(organisation.status, organisation.wants),
        plans=plans,
    )


@blueprint.post(
    "/organisations/<int:organisation_id>/planned-purchases/<int:planned_purchase_id>/interest/add"
)
@requires(ALIGN)
def add_interest(organisation_id: int, planned_purchase_id: int) -> ResponseReturnValue:
    """Tell the buyer that this supplier is interested."""
    organisation = get_own(organisation_id, ALIGN)
    purchase = queries.get_public_purchase(planned_purchase_id)
    INTEREST.take(str(current_subject().user_id))
    try:
        service.add_interest(current_subject(), purchase, organisation)
        flash("The buyer sees that you are interested. You both get an email.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return _to_interest(organisation_id, planned_purchase_id)


@blueprint.post(
    "/organisations/<int:organisation_id>/planned-purchases/<int:planned_purchase_id>"
    "/interest/remove"
)
@requires(ALIGN)
def remove_interest(organisation_id: int, planned_purchase_id: int) -> ResponseReturnValue:
    """Take it back."""
    organisation = get_own(organisation_id, ALIGN)
    purchase = queries.get_public_purchase(planned_purchase_id)
    service.remove_interest(current_subject(), purchase, organisation)
    flash("Taken back. The buyer does not see it any more.", "success")
    return _to_interest(organisation_id, planned_purchase_id)


def _to_interest(organisation_id: int, planned_purchase_id: int) -> ResponseReturnValue:
    page = url_for(
        "demand.show_interest",
        organisation_id=organisation_id,
        planned_purchase_id=planned_purchase_id,
    )
    return redirect(page, 303)
