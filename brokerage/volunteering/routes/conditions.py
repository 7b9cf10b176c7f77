"""A host ticks off what is needed before a place is sure, or holds it longer."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.volunteering.forms.bookings import ConditionsForm
from brokerage.volunteering.permissions import ANSWER_BOOKING, booking_facts
from brokerage.volunteering.queries.bookings import Booking, get_booking
from brokerage.volunteering.queries.conditions import list_conditions
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.rules.conditions import host_condition
from brokerage.volunteering.service import conditions as service
from brokerage.web.access import check, current_subject, requires
from brokerage.web.filters import on_date
from brokerage.web.forms import PostForm
from brokerage.web.transactions import render


@blueprint.route("/asks/<int:booking_id>/conditions", methods=["GET", "POST"])
@requires(ANSWER_BOOKING)
def verify_conditions(booking_id: int) -> ResponseReturnValue:
    """Tick off what is there by now; with the last one the place is confirmed."""
    booking = _get_asked(booking_id)
    listed = list_conditions(booking_id)
    form = ConditionsForm(met=[each.requirement for each in listed if each.met_at])
    form.met.choices = [
        (each.requirement, host_condition(each.requirement).label) for each in listed
    ]
    if form.validate_on_submit():
        try:
            is_sure = service.tick_conditions(current_subject(), booking, form.met.data)
            flash("Confirmed. You both get an email." if is_sure else "Saved.", "success")
            return _to_ask(booking)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("volunteering/ask_conditions.html", booking=booking, form=form)


@blueprint.post("/asks/<int:booking_id>/hold-longer")
@requires(ANSWER_BOOKING)
def give_longer(booking_id: int) -> ResponseReturnValue:
    """Give someone longer for what is still needed."""
    booking = _get_asked(booking_id)
    if PostForm().validate_on_submit():
        try:
            service.give_longer(current_subject(), booking)
            flash(f"The place is held until {on_date(booking.meet_by)}.", "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return _to_ask(booking)


def _get_asked(booking_id: int) -> Booking:
    booking = get_booking(booking_id)
    check(ANSWER_BOOKING, booking_facts(booking))
    return booking


def _to_ask(booking: Booking) -> ResponseReturnValue:
    return redirect(url_for("volunteering.show_ask", booking_id=booking.id), 303)
