"""Where somebody works, and leave for a place of theirs: for brokers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.assisted import forms
from brokerage.assisted.permissions import ARRANGE_LEAVE
from brokerage.assisted.routes.blueprint import blueprint
from brokerage.assisted.routes.own import (
    booking_page,
    get_active_person,
    get_own_booking,
    is_taken,
)
from brokerage.assisted.service import work_time as service
from brokerage.errors import DomainError, NotFoundError
from brokerage.extensions import utcnow
from brokerage.leave import queries
from brokerage.leave.rules.wallet import RequestStatus
from brokerage.volunteering.queries.work_time import WorkTime, find_work_time
from brokerage.web.access import current_subject, requires
from brokerage.web.fields import Choice
from brokerage.web.forms import PostForm
from brokerage.web.transactions import render

if TYPE_CHECKING:
    from brokerage.organisations.models import Organisation

NO_EMPLOYER = "Choose an employer out of those found"
NO_LEAVE = "There is no leave to ask for now"


@blueprint.route("/assisted/people/<int:person_id>/employer", methods=["GET", "POST"])
@requires(ARRANGE_LEAVE)
def choose_employer(person_id: int) -> ResponseReturnValue:
    """Show where they say they work, and ask another employer."""
    person, search = get_active_person(person_id), forms.EmployerOfPersonSearchForm()
    found = {str(each.id): each for each in queries.search_employers(search.q.data)}
    form = _employer_form(found)
    if is_taken(form, is_shown=bool(found), refusal=NO_EMPLOYER):
        employer = found[form.organisation_id.data]
        try:
            service.state_employer_for_person(current_subject(), person, employer)
            flash(f"We have asked {employer.name} by email.", "success")
            return _to_employers(person_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    own = queries.list_employments_of(person_id)
    return render(
        "assisted/employer.html", person=person, own=own, form=form, search=search, found=found
    )


@blueprint.post("/assisted/people/<int:person_id>/employer/<int:employment_id>/end")
@requires(ARRANGE_LEAVE)
def end_employer(person_id: int, employment_id: int) -> ResponseReturnValue:
    """Keep that they have left, or never worked there."""
    person, employment = get_active_person(person_id), queries.get_employment(employment_id)
    if employment.user_id != person_id:
        raise NotFoundError
    if PostForm().validate_on_submit():
        try:
            service.end_employer_for_person(current_subject(), person, employment)
            flash(f"{employment.organisation.name} is no longer where they work.", "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return _to_employers(person_id)


@blueprint.route(
    "/assisted/people/<int:person_id>/bookings/<int:booking_id>/work-time", methods=["GET", "POST"]
)
@requires(ARRANGE_LEAVE)
def ask_leave_for_person(person_id: int, booking_id: int) -> ResponseReturnValue:
    """Ask their employer for leave for a place: what is left, and what this costs."""
    person, booking = get_own_booking(person_id, booking_id)
    found = find_work_time(booking, utcnow())
    form = _leave_form(found, is_remote=booking.opportunity.is_remote)
    if is_taken(form, is_shown=bool(found.offers), refusal=NO_LEAVE):
        try:
            service.ask_leave_for_person(
                current_subject(),
                person,
                booking,
                form.chosen_id,
                shares_host=bool(form.shares_host.data),
                is_outside=form.is_outside,
            )
            flash("The leave is reserved. The answer goes to the letters and calls.", "success")
            return redirect(booking_page(person_id, booking_id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "assisted/work_time.html", person=person, booking=booking, work_time=found, form=form
    )


@blueprint.post("/assisted/people/<int:person_id>/bookings/<int:booking_id>/own-time")
@requires(ARRANGE_LEAVE)
def use_own_time_for_person(person_id: int, booking_id: int) -> ResponseReturnValue:
    """Take the request for leave back, and keep the place."""
    person, booking = get_own_booking(person_id, booking_id)
    if PostForm().validate_on_submit():
        try:
            request = service.use_own_time_for_person(current_subject(), person, booking)
            is_lost = request.status == RequestStatus.TAKEN
            flash(
                "They do this in their own time. It is too late to get the leave back."
                if is_lost
                else "They do this in their own time. The leave is theirs again.",
                "success",
            )
        except DomainError as refusal:
            flash(refusal.sentence)
    return redirect(booking_page(person_id, booking_id), 303)


@blueprint.post("/assisted/people/<int:person_id>/bookings/<int:booking_id>/manager")
@requires(ARRANGE_LEAVE)
def send_manager_again(person_id: int, booking_id: int) -> ResponseReturnValue:
    """Ask the manager once more."""
    person, booking = get_own_booking(person_id, booking_id)
    request = find_work_time(booking, utcnow()).request
    if request is not None and PostForm().validate_on_submit():
        try:
            service.ask_manager_again(current_subject(), person, request)
            flash("Their manager is asked again.", "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return redirect(booking_page(person_id, booking_id), 303)


def _employer_form(found: Mapping[str, Organisation]) -> forms.EmployerOfPersonForm:
    form = forms.EmployerOfPersonForm()
    form.organisation_id.choices = [
        Choice(number, str(each.name), each.summary or None) for number, each in found.items()
    ]
    return form


def _leave_form(found: WorkTime, *, is_remote: bool) -> forms.WorkTimeForPersonForm:
    form = forms.WorkTimeForPersonForm()
    form.ask_only(
        [
            Choice(str(each.employment.id), each.employment.organisation.name or "")
            for each in found.offers
        ],
        asks_area=not is_remote and not all(each.policy.counts_outside for each in found.offers),
    )
    return form


def _to_employers(person_id: int) -> ResponseReturnValue:
    return redirect(url_for("assisted.choose_employer", person_id=person_id), 303)
