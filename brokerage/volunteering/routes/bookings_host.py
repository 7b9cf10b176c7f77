"""A host answers those who ask for a place."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.organisations.routes.own import get_own
from brokerage.volunteering.forms.bookings import (
    AcceptForm,
    AlternativeForm,
    AskSearchForm,
    AttendanceForm,
    CancelForm,
    DeclineForm,
    when_in_words,
)
from brokerage.volunteering.permissions import ANSWER_BOOKING, HOST, booking_facts
from brokerage.volunteering.queries import bookings as queries
from brokerage.volunteering.queries import bookings_lists as lists
from brokerage.volunteering.queries.bookings import Booking
from brokerage.volunteering.queries.hours import list_entries_of
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.rules import bookings as rules
from brokerage.volunteering.rules import conditions, hours
from brokerage.volunteering.service import attendance as attendance_service
from brokerage.volunteering.service import bookings as service
from brokerage.volunteering.service.conditions import list_open_conditions, session_day
from brokerage.web.access import check, current_subject, requires
from brokerage.web.forms import Form
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.side_writer import record_sensitive_read
from brokerage.web.transactions import render


@blueprint.get("/organisations/<int:organisation_id>/asks")
@requires(HOST)
def list_asks(organisation_id: int) -> str:
    """List who asks this host for a place: what waits first."""
    organisation = get_own(organisation_id, HOST)
    titles = [(str(id_), title) for id_, title in lists.list_opportunity_titles(organisation_id)]
    form = AskSearchForm(choices={"opportunity": titles})
    chosen = form.opportunity.data
    return render(
        "volunteering/ask_list.html",
        organisation=organisation,
        form=form,
        page=lists.list_asks(
            organisation_id,
            state=form.state.data or "",
            opportunity_id=int(chosen) if chosen else None,
            page=page_number(request.args),
        ),
        rules=rules,
    )


@blueprint.get("/asks/<int:booking_id>")
@requires(ANSWER_BOOKING)
def show_ask(booking_id: int) -> str:
    """Show who asks, for what, and what can be answered."""
    booking = _get_asked(booking_id)
    record_sensitive_read(current_subject(), "volunteering:booking:read", "booking", booking_id)
    return _show(booking, AcceptForm())


@blueprint.post("/asks/<int:booking_id>/accept")
@requires(ANSWER_BOOKING)
def accept_ask(booking_id: int) -> ResponseReturnValue:
    """Say yes; where the last seat has gone in the meantime, the ask stays open."""
    booking, form = _get_asked(booking_id), AcceptForm()
    if form.validate_on_submit():
        try:
            service.accept_ask(current_subject(), booking, form.message.data)
            flash("Accepted. The volunteer is told by email.", "success")
            return _to_ask(booking)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return _show(booking, form)


@blueprint.route("/asks/<int:booking_id>/decline", methods=["GET", "POST"])
@requires(ANSWER_BOOKING)
def decline_ask(booking_id: int) -> ResponseReturnValue:
    """Say no, and why."""
    booking, form = _get_asked(booking_id), DeclineForm()
    if form.validate_on_submit():
        try:
            service.decline_ask(current_subject(), booking, form.reason.data, form.message.data)
            flash("Declined. The volunteer gets your reason and other roles by email.", "success")
            return _to_ask(booking)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return _render("volunteering/ask_decline.html", booking, form)


@blueprint.route("/asks/<int:booking_id>/alternative", methods=["GET", "POST"])
@requires(ANSWER_BOOKING)
def suggest_alternative(booking_id: int) -> ResponseReturnValue:
    """Suggest another date or role; the volunteer says yes or no."""
    booking, form = _get_asked(booking_id), AlternativeForm()
    places = {
        f"{opportunity.id}-{session.id if session else 0}": (opportunity, session)
        for opportunity, session in lists.list_alternatives(booking, utcnow())
    }
    form.place.choices = [
        (key, f"{opportunity.title}: {when_in_words(session)}")
        for key, (opportunity, session) in places.items()
    ]
    if form.validate_on_submit():
        try:
            place = places[form.place.data]
            service.suggest_alternative(current_subject(), booking, *place, form.message.data)
            flash("Suggested. The volunteer answers, and you hear by email.", "success")
            return _to_ask(booking)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return _render("volunteering/ask_alternative.html", booking, form)


@blueprint.route("/asks/<int:booking_id>/cancel", methods=["GET", "POST"])
@requires(ANSWER_BOOKING)
def cancel_booking(booking_id: int) -> ResponseReturnValue:
    """Call an accepted place off."""
    booking, form = _get_asked(booking_id), CancelForm()
    if form.validate_on_submit():
        try:
            service.cancel_booking(current_subject(), booking, form.message.data)
            flash("Cancelled. The volunteer is told by email.", "success")
            return _to_ask(booking)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return _render("volunteering/ask_cancel.html", booking, form)


@blueprint.post("/asks/<int:booking_id>/attendance")
@requires(ANSWER_BOOKING)
def confirm_attendance(booking_id: int) -> ResponseReturnValue:
    """Note whether the volunteer came."""
    booking, form = _get_asked(booking_id), AttendanceForm()
    if not form.validate_on_submit():
        return _show(booking, AcceptForm(formdata=None), form)
    try:
        was_there = form.was_there.data == "yes"
        attendance_service.confirm_attendance(current_subject(), booking, was_there)
        flash("Noted. The volunteer is told by email.", "success")
        return _to_ask(booking)
    except DomainError as refusal:
        form.add_domain_error(refusal)
    return _show(booking, AcceptForm(formdata=None), form)


def _show(booking: Booking, form: AcceptForm, noted: AttendanceForm | None = None) -> str:
    happenings, now = queries.list_happenings(booking), utcnow()
    is_held = booking.status == rules.BookingStatus.ACCEPTED
    return render(
        "volunteering/ask_show.html",
        booking=booking,
        form=form,
        attendance=noted or AttendanceForm(formdata=None),
        form_has_errors=noted is not None,
        needed=list_open_conditions(booking, today()) if is_held else [],
        needed_first=conditions.labels_of(booking.opportunity.requirements),
        meet_by=conditions.meet_by(today(), session_day(booking)),
        entries=list_entries_of(booking.id),
        hours=hours,
        happenings=happenings,
        has_begun=rules.has_begun(booking.starts_at, now),
        rules=rules,
    )


def _render(template: str, booking: Booking, form: Form) -> str:
    return render(template, booking=booking, form=form, rules=rules)


def _get_asked(booking_id: int) -> Booking:
    booking = queries.get_booking(booking_id)
    check(ANSWER_BOOKING, booking_facts(booking))
    return booking


def _to_ask(booking: Booking) -> ResponseReturnValue:
    return redirect(url_for("volunteering.show_ask", booking_id=booking.id), 303)
