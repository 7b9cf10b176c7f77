"""The leader's list of a date: on a phone, and on paper with the code to check in by."""

from __future__ import annotations

from collections.abc import Sequence

import segno
from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.scheduling.queries import get_session
from brokerage.volunteering.forms.hours import (
    NO,
    YES,
    AttendanceListForm,
    Expected,
    attendance_list_form,
)
from brokerage.volunteering.permissions import EDIT
from brokerage.volunteering.queries.attendance import list_expected
from brokerage.volunteering.queries.bookings import Booking, Session
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.routes.own_opportunity import get_own_opportunity
from brokerage.volunteering.rules import bookings as rules
from brokerage.volunteering.rules import check_in, hours
from brokerage.volunteering.rules.bookings import BookingStatus
from brokerage.volunteering.service import attendance as service
from brokerage.web.access import current_subject, requires
from brokerage.web.filters import at_time, plural
from brokerage.web.links import full_url
from brokerage.web.side_writer import record_sensitive_read
from brokerage.web.transactions import render


@blueprint.route(
    "/opportunities/<int:opportunity_id>/sessions/<int:session_id>/attendance",
    methods=["GET", "POST"],
)
@requires(EDIT)
def register_attendance(opportunity_id: int, session_id: int) -> ResponseReturnValue:
    """Say, down the list, who was there; their hours are approved with it if the leader says so."""
    opportunity = get_own_opportunity(opportunity_id)
    session = get_session(OWNER_KIND, opportunity_id, session_id)
    bookings = list_expected(session_id)
    form = _form(session, bookings)
    if form.validate_on_submit():
        try:
            count = service.note_list(
                current_subject(), session, form.answers, approves=YES in form.approves.data
            )
            flash(f"Saved for {plural(count, 'person', 'people')}.", "success")
            return redirect(_list_url(opportunity_id, session_id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    has_begun = rules.has_begun(session.starts_at, utcnow())
    return render(
        "volunteering/attendance_list.html",
        opportunity=opportunity,
        day=session,
        form=form,
        has_begun=has_begun,
        held=[each for each in bookings if each.status == BookingStatus.ACCEPTED],
        code=check_in.in_groups(_code(session_id)),
    )


@blueprint.get("/opportunities/<int:opportunity_id>/sessions/<int:session_id>/check-in-sheet")
@requires(EDIT)
def show_check_in_sheet(opportunity_id: int, session_id: int) -> str:
    """Show the list to print, with the picture that volunteers scan to check themselves in."""
    opportunity = get_own_opportunity(opportunity_id)
    session = get_session(OWNER_KIND, opportunity_id, session_id)
    code = _code(session_id)
    address = full_url("volunteering.check_in_at", code=code.lower())
    record_sensitive_read(current_subject(), "volunteering:session:print", "session", session_id)
    return render(
        "volunteering/attendance_sheet.html",
        opportunity=opportunity,
        day=session,
        bookings=list_expected(session_id),
        code=check_in.in_groups(code),
        address=address,
        typed_at=full_url("volunteering.check_in"),
        picture=segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#ffffff"),
    )


def _form(session: Session, bookings: Sequence[Booking]) -> AttendanceListForm:
    expected = [_expect(each) for each in bookings if each.status != BookingStatus.ACCEPTED]
    length = hours.total_in_words(hours.length_of(session.starts_at, session.ends_at))
    return attendance_list_form(expected, length)


def _expect(booking: Booking) -> Expected:
    noted = {BookingStatus.ATTENDED: YES, BookingStatus.NO_SHOW: NO}.get(
        BookingStatus(booking.status)
    )
    arrived = booking.checked_in_at
    return Expected(
        booking_id=booking.id,
        name=booking.user.name,
        noted=noted or (YES if arrived else None),
        hint=f"Checked in at {at_time(arrived)}" if arrived else "",
    )


def _code(session_id: int) -> str:
    return check_in.check_in_code(current_app.extensions["config"].secret_key, session_id)


def _list_url(opportunity_id: int, session_id: int) -> str:
    return url_for(
        "volunteering.register_attendance", opportunity_id=opportunity_id, session_id=session_id
    )
