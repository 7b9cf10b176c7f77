"""One place of somebody: where it stands, their checks for it, their hours."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from brokerage.assisted import forms
from brokerage.assisted.permissions import SEE_MATTER
from brokerage.assisted.routes.blueprint import blueprint
from brokerage.assisted.routes.own import (
    AssistedVolunteer,
    booking_page,
    get_booking_of,
    is_taken,
)
from brokerage.assisted.service import bookings as service
from brokerage.checks.queries.needs import has_consent
from brokerage.errors import DomainError, NotFoundError
from brokerage.extensions import utcnow
from brokerage.leave.queries import find_request
from brokerage.permissions import brokers
from brokerage.volunteering.forms.hours import hours_of
from brokerage.volunteering.queries.bookings import Booking
from brokerage.volunteering.queries.hours import get_hours_entry, get_usual_minutes, list_entries_of
from brokerage.volunteering.queries.work_time import SOURCE_KIND as KIND
from brokerage.volunteering.rules import bookings as rules
from brokerage.volunteering.rules import hours, work_time
from brokerage.volunteering.service.conditions import list_open_conditions
from brokerage.web.access import current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.layout import today
from brokerage.web.transactions import render

NOT_THERE_YET = "Hours cannot be logged for this place now"


@blueprint.get("/assisted/people/<int:person_id>/bookings/<int:booking_id>")
@requires(SEE_MATTER)
def show_booking_of_person(person_id: int, booking_id: int) -> str:
    """Show where a place of theirs stands, and what can be entered for them."""
    person, booking = get_booking_of(person_id, booking_id)
    is_held, now = booking.status == rules.BookingStatus.ACCEPTED, utcnow()
    return render(
        "assisted/booking.html",
        person=person,
        booking=booking,
        needed=list_open_conditions(booking, today()) if is_held else [],
        shares=has_consent(person_id, booking.opportunity.organisation_id),
        entries=list_entries_of(booking_id),
        leave=_find_leave(booking, now),
        has_begun=rules.has_begun(booking.starts_at, now),
        can_log=_can_log(booking),
        rules=rules,
        hours=hours,
    )


@blueprint.route(
    "/assisted/people/<int:person_id>/bookings/<int:booking_id>/hours", methods=["GET", "POST"]
)
@requires(SEE_MATTER)
def report_hours_for_person(person_id: int, booking_id: int) -> ResponseReturnValue:
    """Log what they gave; the host approves it."""
    person, booking = get_booking_of(person_id, booking_id)
    usual = hours_of(get_usual_minutes(booking))
    form = forms.HoursForPersonForm(hours=usual, done_on=hours.day_of(utcnow()))
    session_day = hours.day_of(booking.starts_at) if booking.starts_at else None
    if session_day is not None:
        form.leave_out_day()
    if is_taken(form, is_shown=_can_log(booking), refusal=NOT_THERE_YET):
        try:
            service.log_hours_for_person(
                current_subject(),
                person,
                booking,
                done_on=session_day or form.done_on.data,
                minutes=form.minutes,
                note=form.note.data or "",
            )
            flash("Logged. The host approves these hours next.", "success")
            return _to_booking(person_id, booking_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return _show_hours(person, booking, form)


@blueprint.post(
    "/assisted/people/<int:person_id>/bookings/<int:booking_id>/hours/<int:hours_entry_id>/withdraw"
)
@requires(SEE_MATTER)
def withdraw_hours_for_person(
    person_id: int, booking_id: int, hours_entry_id: int
) -> ResponseReturnValue:
    """Take back hours that nobody has decided on."""
    person, booking = get_booking_of(person_id, booking_id)
    entry = get_hours_entry(hours_entry_id)
    if entry.booking_id != booking.id:
        raise NotFoundError
    if PostForm().validate_on_submit():
        try:
            service.withdraw_hours_for_person(current_subject(), person, entry)
            flash("Taken back. You can log them again.", "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return _to_booking(person_id, booking_id)


@blueprint.route(
    "/assisted/people/<int:person_id>/bookings/<int:booking_id>/checks", methods=["GET", "POST"]
)
@requires(SEE_MATTER)
def share_checks_for_person(person_id: int, booking_id: int) -> ResponseReturnValue:
    """Keep that they let this host see their checks."""
    person, booking = get_booking_of(person_id, booking_id)
    form, host = forms.ShareChecksForm(), booking.opportunity.organisation
    if form.validate_on_submit():
        try:
            service.share_checks_for_person(current_subject(), person, host, shares=True)
            flash(f"{host.name} may see and record their checks.", "success")
            return _to_booking(person_id, booking_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("assisted/share_checks.html", form=form, person=person, booking=booking)


@blueprint.post("/assisted/people/<int:person_id>/bookings/<int:booking_id>/checks/stop")
@requires(SEE_MATTER)
def end_sharing_for_person(person_id: int, booking_id: int) -> ResponseReturnValue:
    """Keep that they no longer do."""
    person, booking = get_booking_of(person_id, booking_id)
    host = booking.opportunity.organisation
    if PostForm().validate_on_submit():
        service.share_checks_for_person(current_subject(), person, host, shares=False)
        flash(f"{host.name} cannot see their checks any more.", "success")
    return _to_booking(person_id, booking_id)


def _find_leave(booking: Booking, now: datetime) -> dict[str, Any] | None:
    """Return where leave stands; what their manager says is not their host's to read."""
    if not brokers(current_subject()):
        return None
    request = find_request(KIND, booking.id)
    status = request.status if request else None
    return {
        "status": status,
        "words": work_time.STATE_WORDS_OF_OTHERS.get(status or ""),
        "reason": request.reason if request else "",
        "may_ask": work_time.may_ask(booking.status, booking.starts_at, now, status),
        "may_take_back": work_time.may_take_back(status, booking.starts_at, now),
    }


def _can_log(booking: Booking) -> bool:
    return booking.status in {rules.BookingStatus.CONFIRMED, *rules.WENT_BY}


def _show_hours(person: AssistedVolunteer, booking: Booking, form: forms.HoursForPersonForm) -> str:
    return render(
        "assisted/hours.html", person=person, booking=booking, form=form, can_log=_can_log(booking)
    )


def _to_booking(person_id: int, booking_id: int) -> ResponseReturnValue:
    return redirect(booking_page(person_id, booking_id), 303)
