"""A volunteer asks to do a booking in work time, or does it in their own."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.leave.rules.wallet import RequestStatus
from brokerage.volunteering.forms.work_time import WorkTimeForm
from brokerage.volunteering.permissions import VIEW_OWN_BOOKING, booking_facts
from brokerage.volunteering.queries.bookings import Booking, get_booking
from brokerage.volunteering.queries.work_time import WorkTime, find_work_time
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.rules import work_time as rules
from brokerage.volunteering.rules.bookings import ONE_DAY
from brokerage.volunteering.service import work_time as service
from brokerage.web.access import check, current_subject, requires
from brokerage.web.fields import Choice
from brokerage.web.forms import PostForm
from brokerage.web.throttle import Limit, ThrottledError
from brokerage.web.transactions import render

ASKED = Limit("volunteering:work-time", rules.MOST_ASKED_A_DAY, ONE_DAY)
TOO_MANY = f"{rules.MOST_ASKED_A_DAY} requests is the most for one day. Send this one tomorrow"


@blueprint.route("/bookings/<int:booking_id>/work-time", methods=["GET", "POST"])
@requires(VIEW_OWN_BOOKING)
def ask_in_work_time(booking_id: int) -> ResponseReturnValue:
    """Ask the employer for leave for a booking: what is left, and what this costs."""
    booking, status = _get_own(booking_id), 200
    found = find_work_time(booking, utcnow())
    form = _form_for(booking, found)
    if form.validate_on_submit():
        try:
            ASKED.take(f"user {booking.user_id}")
            return _ask(booking, form)
        except ThrottledError:
            form.form_errors.append(TOO_MANY)
            status = 429
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return _show_page(booking, found, form), status


@blueprint.post("/bookings/<int:booking_id>/own-time")
@requires(VIEW_OWN_BOOKING)
def use_own_time(booking_id: int) -> ResponseReturnValue:
    """Take the request for leave back, and keep the booking."""
    booking = _get_own(booking_id)
    if PostForm().validate_on_submit():
        try:
            request = service.use_own_time(current_subject(), booking)
            is_lost = request.status == RequestStatus.TAKEN
            flash(
                "You do this in your own time. It is too late to get the leave back."
                if is_lost
                else "You do this in your own time. The leave is yours again.",
                "success",
            )
        except DomainError as refusal:
            flash(refusal.sentence)
    return _to_booking(booking)


def _ask(booking: Booking, form: WorkTimeForm) -> ResponseReturnValue:
    service.ask_in_work_time(
        current_subject(),
        booking,
        form.chosen_id,
        shares_host=bool(form.shares_host.data),
        is_outside=form.is_outside,
    )
    flash("The leave is reserved. You get an email about what happens next.", "success")
    return _to_booking(booking)


def _show_page(booking: Booking, found: WorkTime, form: WorkTimeForm) -> str:
    return render(
        "volunteering/booking_work_time.html",
        booking=booking,
        work_time=found,
        form=form,
        rules=rules,
    )


def _form_for(booking: Booking, found: WorkTime) -> WorkTimeForm:
    form = WorkTimeForm()
    form.ask_only(
        [
            Choice(str(each.employment.id), each.employment.organisation.name or "")
            for each in found.offers
        ],
        asks_area=not booking.opportunity.is_remote
        and not all(each.policy.counts_outside for each in found.offers),
    )
    return form


def _get_own(booking_id: int) -> Booking:
    booking = get_booking(booking_id)
    check(VIEW_OWN_BOOKING, booking_facts(booking))
    return booking


def _to_booking(booking: Booking) -> ResponseReturnValue:
    return redirect(url_for("volunteering.show_booking", booking_id=booking.id), 303)
