"""A buyer sees which rules hold for a brief, and reserves it before anyone is asked."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError, NotFoundError
from brokerage.money import in_pounds
from brokerage.procurement.forms.buying import BuyingFactsForm, ReservationForm
from brokerage.procurement.permissions import EDIT_BRIEF, VIEW_BRIEF
from brokerage.procurement.queries import buying_rules as queries
from brokerage.procurement.queries.reservations import (
    find_reservation,
    has_invited,
    list_area_names,
)
from brokerage.procurement.routes.blueprint import blueprint
from brokerage.procurement.routes.own import get_brief_for, get_brief_to_read
from brokerage.procurement.rules import buying, insurance, reserving
from brokerage.procurement.service import reservations as service
from brokerage.web.access import current_subject, requires
from brokerage.web.layout import today
from brokerage.web.transactions import render

PAGE = "procurement.show_rails"


@blueprint.get("/briefs/<int:brief_id>/rules")
@requires(VIEW_BRIEF)
def show_rails(brief_id: int) -> str:
    """Show every answer for this brief, with its rule, first day and source."""
    brief, may_edit = get_brief_to_read(brief_id)
    facts, reservation = queries.find_buying_facts(brief_id), find_reservation(brief_id)
    return render(
        "procurement/rails_show.html",
        brief=brief,
        rails=queries.get_rails(brief, today()),
        facts=facts,
        reservation=reservation,
        area_names=list_area_names(reservation.area_codes) if reservation else [],
        is_late=has_invited(brief_id),
        may_change=may_edit and brief.status != "closed",
        buying=buying,
        reserving=reserving,
        insurance=insurance,
        in_pounds=in_pounds,
    )


@blueprint.route("/briefs/<int:brief_id>/rules/edit", methods=["GET", "POST"])
@requires(EDIT_BRIEF)
def edit_rails(brief_id: int) -> ResponseReturnValue:
    """Ask what the rules need to know beyond the value."""
    brief = get_brief_for(brief_id, EDIT_BRIEF)
    facts = queries.find_buying_facts(brief_id)
    form = BuyingFactsForm(
        contract_kind=facts.contract_kind if facts else None,
        way=facts.way if facts else reserving.Way.COMPETITION,
        in_house=str(facts.in_house_id) if facts and facts.in_house_id else None,
        social_value_percent=facts.social_value_percent if facts else None,
    )
    authority = queries.find_own_authority(brief.organisation)
    form.offer(queries.list_own_companies(authority.code if authority else None))
    if form.validate_on_submit():
        try:
            service.save_buying_facts(current_subject(), brief, form.answers)
            return _to_rails(brief_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("procurement/rails_form.html", form=form, brief=brief, heading="How you buy it")


@blueprint.route("/briefs/<int:brief_id>/reservation", methods=["GET", "POST"])
@requires(EDIT_BRIEF)
def set_reservation(brief_id: int) -> ResponseReturnValue:
    """Reserve the brief for a place or a kind of body, with the reason."""
    brief = get_brief_for(brief_id, EDIT_BRIEF)
    known = find_reservation(brief_id)
    names = ("kinds", "area", "rationale")
    form = ReservationForm(**{name: getattr(known, name) for name in names} if known else {})
    if form.validate_on_submit():
        try:
            service.set_reservation(
                current_subject(),
                brief,
                form.kinds.data,
                form.area.data or None,
                form.rationale.data,
            )
            flash("Reserved. Suppliers who do not meet it are left out from now on.", "success")
            return _to_rails(brief_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    heading = "Reserve it before you invite anyone"
    return render("procurement/rails_form.html", form=form, brief=brief, heading=heading)


@blueprint.post("/briefs/<int:brief_id>/reservation/remove")
@requires(EDIT_BRIEF)
def remove_reservation(brief_id: int) -> ResponseReturnValue:
    """Take the reservation back, before anyone was asked."""
    brief = get_brief_for(brief_id, EDIT_BRIEF)
    try:
        service.remove_reservation(current_subject(), brief)
        flash("It is not reserved any more. Search again.", "success")
    except NotFoundError:
        flash("It is not reserved.")
    except DomainError as refusal:
        flash(refusal.sentence)
    return _to_rails(brief_id)


def _to_rails(brief_id: int) -> ResponseReturnValue:
    return redirect(url_for(PAGE, brief_id=brief_id), 303)
