"""Brokers: all events, adding one, and deciding about those that hosts suggest."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.toolkit.forms.events import HostedEventForm
from brokerage.toolkit.forms.resources import DeclineForm
from brokerage.toolkit.permissions import MANAGE_EVENTS
from brokerage.toolkit.queries import events as queries
from brokerage.toolkit.queries.hosts import find_host
from brokerage.toolkit.routes.blueprint import blueprint
from brokerage.toolkit.routes.own import to_people
from brokerage.toolkit.rules import events as rules
from brokerage.toolkit.service import events as service
from brokerage.web.access import current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/events/manage")
@requires(MANAGE_EVENTS)
def list_events_to_broker() -> str:
    """List all events, or those of one state."""
    asked = request.args.get("state", "")
    state = asked if asked in rules.STATE_LABELS else ""
    page = queries.list_for_broker(page_number(request.args), state)
    return render("toolkit/broker_events.html", page=page, state=state, events=rules)


@blueprint.route("/events/add", methods=["GET", "POST"])
@requires(MANAGE_EVENTS)
def add_event() -> ResponseReturnValue:
    """Ask for an event and open it."""
    form = HostedEventForm()
    if form.validate_on_submit():
        try:
            host = find_host(form.host.data)
            event = service.add_event(current_subject(), host, form.answers)
            flash("The event is open: everybody can sign up.", "success")
            return to_people(event.id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("toolkit/event_add.html", form=form)


@blueprint.post("/events/<int:event_id>/publish")
@requires(MANAGE_EVENTS)
def publish_event(event_id: int) -> ResponseReturnValue:
    """Open a suggested event to everyone."""
    event = queries.get_event(event_id)
    if PostForm().validate_on_submit():
        try:
            service.publish_event(current_subject(), event)
            flash("The event is open. Its host gets an email.", "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return to_people(event_id)


@blueprint.route("/events/<int:event_id>/decline", methods=["GET", "POST"])
@requires(MANAGE_EVENTS)
def decline_event(event_id: int) -> ResponseReturnValue:
    """Ask why a suggested event is not taken."""
    event, form = queries.get_event(event_id), DeclineForm()
    if form.validate_on_submit():
        try:
            service.decline_event(current_subject(), event, form.reason.data)
            flash("Its host gets an email with your reason.", "success")
            return to_people(event_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("toolkit/event_decline.html", form=form, event=event)
