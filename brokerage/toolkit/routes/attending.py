"""Signing up for an event, giving the place back, and what one has signed up for."""

from __future__ import annotations

from flask import flash, make_response, request
from flask.typing import ResponseReturnValue

from brokerage.calendars.queries import get_domain
from brokerage.calendars.rules import write_feed
from brokerage.errors import DomainError, NotFoundError
from brokerage.extensions import utcnow
from brokerage.organisations.queries.member import list_organisations_of
from brokerage.organisations.rules import ONE_DAY, Status
from brokerage.toolkit.forms.events import MYSELF, SignUpForm
from brokerage.toolkit.permissions import SIGN_UP, VIEW_OWN, owned_facts
from brokerage.toolkit.queries import events as queries
from brokerage.toolkit.queries.calendar import find_sign_up_event
from brokerage.toolkit.routes.blueprint import blueprint
from brokerage.toolkit.routes.own import Event, to_event
from brokerage.toolkit.rules import events as rules
from brokerage.toolkit.service import sign_ups as service
from brokerage.web.access import check, current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.input_filter import find_id
from brokerage.web.paging import page_number
from brokerage.web.throttle import Limit
from brokerage.web.transactions import render

SIGN_UPS = Limit("toolkit:sign-ups", rules.MOST_SIGN_UPS_A_DAY, ONE_DAY)


@blueprint.route("/events/<int:event_id>/join", methods=["GET", "POST"])
@requires(SIGN_UP)
def join_event(event_id: int) -> ResponseReturnValue:
    """Ask whom they come for, and give them a place or a turn on the waiting list."""
    event, subject = _get_open(event_id), current_subject()
    if queries.find_sign_up(event_id, subject.user_id or 0):
        flash(rules.HAS_ONE)
        return to_event(event_id)
    form = _make_form(subject.user_id or 0)
    if form.validate_on_submit():
        SIGN_UPS.take(str(subject.user_id))
        try:
            sign_up = service.join_event(
                subject,
                event,
                organisation_id=find_id(form.coming_for.data),
                note=form.note.data,
            )
            flash(rules.SIGN_UP_LABELS[sign_up.status] + ". We have sent you an email.", "success")
            return to_event(event_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("toolkit/event_join.html", form=form, event=event, is_full=not event.session.left)


@blueprint.route("/events/<int:event_id>/leave", methods=["GET", "POST"])
@requires(SIGN_UP)
def leave_event(event_id: int) -> ResponseReturnValue:
    """Ask whether they are sure, then give the place to whoever waits."""
    event, own = _get_own(event_id)
    form = PostForm()
    if form.validate_on_submit():
        try:
            service.leave_event(current_subject(), event)
            flash("Done. You are not on the list any more.", "success")
            return to_event(event_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("toolkit/event_leave.html", form=form, event=event, own=own)


@blueprint.get("/events/<int:event_id>/calendar.ics")
@requires(SIGN_UP)
def download_place(event_id: int) -> ResponseReturnValue:
    """Give one's place as a file that any calendar takes."""
    _, own = _get_own(event_id)
    if own.status != rules.SignUpState.COMING:
        raise NotFoundError
    told = find_sign_up_event(own)
    response = make_response(write_feed(told.title, [told], get_domain(), utcnow()))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="event.ics"'
    return response


@blueprint.get("/account/events")
@requires(VIEW_OWN)
def list_own_events() -> str:
    """List what one has signed up for."""
    page = queries.list_own_sign_ups(current_subject().user_id or 0, page_number(request.args))
    return render("toolkit/own_list.html", page=page, events=rules)


def _get_open(event_id: int) -> Event:
    event = queries.get_event(event_id)
    check(SIGN_UP, owned_facts(event))
    return event


def _get_own(event_id: int) -> tuple[Event, queries.SignUp]:
    event = _get_open(event_id)
    own = queries.find_sign_up(event_id, current_subject().user_id or 0)
    if own is None:
        raise NotFoundError
    return event, own


def _make_form(user_id: int) -> SignUpForm:
    own = [
        (str(organisation.id), organisation.name or "")
        for organisation, _ in list_organisations_of(user_id)
        if organisation.status == Status.APPROVED
    ]
    form = SignUpForm(
        data={"coming_for": own[0][0] if len(own) == 1 else MYSELF if not own else None}
    )
    form.coming_for.choices = [*own, (MYSELF, "For myself")]
    return form
