"""A volunteer checks in: by the picture on the leader's sheet, or by its code."""

from __future__ import annotations

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.volunteering.forms.hours import CheckInForm
from brokerage.volunteering.permissions import CHECK_IN
from brokerage.volunteering.queries.attendance import list_to_check_in
from brokerage.volunteering.queries.bookings import Booking
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.rules import check_in as rules
from brokerage.volunteering.service import attendance as service
from brokerage.web.access import current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.throttle import Limit, ThrottledError
from brokerage.web.transactions import render

TRIES = Limit("volunteering:check-in", rules.MOST_TRIES)
TOO_MANY = "You have tried too often. Wait 5 minutes, or ask the leader to tick you off"


@blueprint.route("/check-in", methods=["GET", "POST"])
@requires(CHECK_IN)
def check_in() -> ResponseReturnValue:
    """Type the code of a date one has a place for."""
    form, status = CheckInForm(), 200
    if form.validate_on_submit():
        try:
            TRIES.take(f"user {current_subject().user_id}")
            if _find(form.code.data) is not None:
                code = rules.tidy(form.code.data).lower()
                return redirect(url_for("volunteering.check_in_at", code=code), 303)
            form.add_domain_error(DomainError(rules.NO_SUCH_CODE, "code"))
        except ThrottledError:
            form.form_errors.append(TOO_MANY)
            status = 429
    return render("volunteering/check_in.html", form=form), status


@blueprint.route("/check-in/<slug:code>", methods=["GET", "POST"])
@requires(CHECK_IN)
def check_in_at(code: str) -> ResponseReturnValue:
    """Say which date it is, and check in with one button; a GET changes nothing."""
    form = PostForm()
    try:
        TRIES.check(f"user {current_subject().user_id}")
    except ThrottledError:
        form.form_errors.append(TOO_MANY)
        return render("volunteering/check_in_at.html", form=form, booking=None), 429
    booking = _find(code)
    if booking is None:
        TRIES.count(f"user {current_subject().user_id}")
    elif form.validate_on_submit():
        try:
            service.check_in_volunteer(current_subject(), booking)
            flash("You are checked in.", "success")
            return redirect(url_for("volunteering.show_booking", booking_id=booking.id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("volunteering/check_in_at.html", form=form, booking=booking)


def _find(code: str) -> Booking | None:
    """Return this person's booking whose date the code belongs to, if people arrive there now."""
    bookings = {
        each.session_id: each
        for each in list_to_check_in(current_subject().user_id or 0, utcnow())
        if each.session_id is not None
    }
    secret = current_app.extensions["config"].secret_key
    session_id = rules.find_session(secret, code, list(bookings))
    return None if session_id is None else bookings[session_id]
