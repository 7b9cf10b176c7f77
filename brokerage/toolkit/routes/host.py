"""Those who look after an event: change it, cancel it, see who comes, say who came."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.toolkit.forms.events import AttendanceForm, CancelForm
from brokerage.toolkit.permissions import HOST
from brokerage.toolkit.queries import events as queries
from brokerage.toolkit.routes.blueprint import blueprint
from brokerage.toolkit.routes.own import get_hosted_event, make_event_form, to_people
from brokerage.toolkit.rules import events as rules
from brokerage.toolkit.rules.events import SignUpState
from brokerage.toolkit.service import events as service
from brokerage.web.access import current_subject, requires
from brokerage.web.transactions import render


@blueprint.get("/events/<int:event_id>/people")
@requires(HOST)
def list_people(event_id: int) -> str:
    """Show who comes and who waits, and what can be done."""
    event = get_hosted_event(event_id)
    return render(
        "toolkit/event_people.html",
        event=event,
        coming=queries.list_people(event_id),
        waiting=queries.list_people(event_id, SignUpState.WAITING),
        has_begun=event.session.starts_at <= utcnow(),
        events=rules,
    )


@blueprint.route("/events/<int:event_id>/edit", methods=["GET", "POST"])
@requires(HOST)
def edit_event(event_id: int) -> ResponseReturnValue:
    """Change an event; who comes is told."""
    event = get_hosted_event(event_id)
    form = make_event_form(event)
    if form.validate_on_submit():
        try:
            is_changed = service.edit_event(current_subject(), event, form.answers)
            flash("Saved. Whoever comes is told what is new." if is_changed else "Nothing changed.")
            return to_people(event_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("toolkit/event_edit.html", form=form, event=event)


@blueprint.route("/events/<int:event_id>/cancel", methods=["GET", "POST"])
@requires(HOST)
def cancel_event(event_id: int) -> ResponseReturnValue:
    """Ask why, then call it off and tell everybody."""
    event, form = get_hosted_event(event_id), CancelForm()
    if form.validate_on_submit():
        try:
            service.cancel_event(current_subject(), event, form.reason.data)
            flash("Cancelled. Everybody who comes or waits gets an email.", "success")
            return to_people(event_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("toolkit/event_cancel.html", form=form, event=event)


@blueprint.route("/events/<int:event_id>/attendance", methods=["GET", "POST"])
@requires(HOST)
def tick_attendance(event_id: int) -> ResponseReturnValue:
    """Ask who came, once it has begun."""
    event, coming = get_hosted_event(event_id), queries.list_people(event_id)
    form = AttendanceForm(
        data={
            "came": [str(each.id) for each in coming if each.came],
            "others": event.others if event.recorded_at else None,
        }
    )
    form.came.choices = [(str(each.id), _name_of(each)) for each in coming]
    if form.validate_on_submit():
        try:
            came = {int(each) for each in form.came.data}
            service.record_attendance(current_subject(), event, came, form.others.data)
            flash("Saved. It counts in the year’s report.", "success")
            return to_people(event_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("toolkit/event_attendance.html", form=form, event=event, coming=coming)


def _name_of(sign_up: queries.SignUp) -> str:
    organisation = sign_up.organisation
    return f"{sign_up.user.name}, {organisation.name}" if organisation else sign_up.user.name
