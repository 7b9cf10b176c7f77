"""A volunteer's hours: logged, added up, and certified."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.volunteering.forms.hours import LogHoursForm, hours_of
from brokerage.volunteering.permissions import (
    LIST_OWN_BOOKINGS,
    TAKE_BACK_HOURS,
    VIEW_OWN_BOOKING,
    booking_facts,
    hours_facts,
)
from brokerage.volunteering.queries import hours as queries
from brokerage.volunteering.queries.bookings import get_booking
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.rules import bookings as booking_rules
from brokerage.volunteering.rules import hours as rules
from brokerage.volunteering.service import hours as service
from brokerage.web.access import check, current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.input_filter import NotANumberError, OutOfRangeError, parse_bounded_int
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/hours")
@requires(LIST_OWN_BOOKINGS)
def list_own_hours() -> str:
    """List one's hours: what counts by year and host, then every entry."""
    user_id = current_subject().user_id or 0
    return render(
        "volunteering/hours_own.html",
        totals=queries.list_totals(user_id),
        page=queries.list_own_hours(user_id, page_number(request.args)),
        rules=rules,
    )


@blueprint.get("/hours/certificate")
@requires(LIST_OWN_BOOKINGS)
def show_certificate() -> str:
    """Show what was given, of one year or of all, to print or to show."""
    year = _year(request.args.get("year", ""))
    return render(
        "volunteering/hours_certificate.html",
        certificate=queries.get_certificate(current_subject().user_id or 0, year),
        name=current_subject().name,
        year=year,
        issued_on=today(),
        rules=rules,
    )


@blueprint.route("/bookings/<int:booking_id>/hours", methods=["GET", "POST"])
@requires(VIEW_OWN_BOOKING)
def report_hours(booking_id: int) -> ResponseReturnValue:
    """Log what one gave; the host approves it."""
    booking = get_booking(booking_id)
    check(VIEW_OWN_BOOKING, booking_facts(booking))
    form = LogHoursForm(
        hours=hours_of(queries.get_usual_minutes(booking)), done_on=rules.day_of(utcnow())
    )
    session_day = rules.day_of(booking.starts_at) if booking.starts_at else None
    if session_day is not None:
        form.leave_out_day()
    if form.validate_on_submit():
        try:
            service.log_hours(
                current_subject(),
                booking,
                done_on=session_day or form.done_on.data,
                minutes=form.minutes,
                note=form.note.data,
            )
            flash("Logged. The host approves your hours next.", "success")
            return redirect(url_for("volunteering.list_own_hours"), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    can_log = booking.status in {booking_rules.BookingStatus.CONFIRMED, *booking_rules.WENT_BY}
    return render("volunteering/hours_log.html", booking=booking, form=form, can_log=can_log)


@blueprint.post("/hours/<int:hours_entry_id>/withdraw")
@requires(TAKE_BACK_HOURS)
def withdraw_hours(hours_entry_id: int) -> ResponseReturnValue:
    """Take back what nobody has decided on."""
    entry = queries.get_hours_entry(hours_entry_id)
    check(TAKE_BACK_HOURS, hours_facts(entry))
    if PostForm().validate_on_submit():
        try:
            service.withdraw_hours(current_subject(), entry)
            flash("Taken back. You can log them again.", "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return redirect(url_for("volunteering.list_own_hours"), 303)


def _year(typed: str) -> int | None:
    """Return the year asked for; what is no year is every year."""
    try:
        return parse_bounded_int(typed, 2000, 2100)
    except (NotANumberError, OutOfRangeError):
        return None
