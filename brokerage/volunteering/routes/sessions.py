"""The dates of a host's opportunity."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from flask import flash
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.scheduling.queries import get_session
from brokerage.scheduling.queries.plans import find_plan
from brokerage.scheduling.rules import LONDON, check_open, session_times
from brokerage.volunteering.forms.opportunities import CloseForm
from brokerage.volunteering.forms.sessions import SessionForm
from brokerage.volunteering.permissions import EDIT
from brokerage.volunteering.queries.hosts import count_open_bookings
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.routes.own_opportunity import (
    Opportunity,
    get_own_opportunity,
    to_host_page,
)
from brokerage.volunteering.rules import opportunities as rules
from brokerage.volunteering.service import sessions as service
from brokerage.web.access import current_subject, requires
from brokerage.web.filters import on_date, plural
from brokerage.web.forms import PostForm
from brokerage.web.transactions import render

if TYPE_CHECKING:
    from brokerage.scheduling.models import Session


@blueprint.route("/opportunities/<int:opportunity_id>/sessions/add", methods=["GET", "POST"])
@requires(EDIT)
def add_session(opportunity_id: int) -> ResponseReturnValue:
    """Add a date."""
    opportunity = get_own_opportunity(opportunity_id)
    if not takes_dates(opportunity):
        return to_host_page(opportunity_id)
    form = SessionForm()
    if form.validate_on_submit():
        try:
            starts_at, ends_at = _times(form)
            service.add_session(
                current_subject(),
                opportunity,
                starts_at,
                ends_at,
                form.places.data,
                minimum=form.fewest,
            )
            flash(f"{on_date(starts_at)} is added.", "success")
            return to_host_page(opportunity_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("volunteering/host_session.html", opportunity=opportunity, form=form, day=None)


@blueprint.route(
    "/opportunities/<int:opportunity_id>/sessions/<int:session_id>/edit", methods=["GET", "POST"]
)
@requires(EDIT)
def edit_session(opportunity_id: int, session_id: int) -> ResponseReturnValue:
    """Move a date or change its places."""
    opportunity = get_own_opportunity(opportunity_id)
    session = get_session(OWNER_KIND, opportunity_id, session_id)
    if not takes_dates(opportunity) or not is_open(session):
        return to_host_page(opportunity_id)
    form = SessionForm(**_answers(session))
    if form.validate_on_submit():
        try:
            starts_at, ends_at = _times(form)
            told = service.change_session(
                current_subject(),
                opportunity,
                session,
                starts_at=starts_at,
                ends_at=ends_at,
                places=form.places.data,
                minimum=form.fewest,
            )
            flash(f"{on_date(starts_at)} is saved.{people_told(told)}", "success")
            return to_host_page(opportunity_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("volunteering/host_session.html", opportunity=opportunity, form=form, day=session)


@blueprint.route(
    "/opportunities/<int:opportunity_id>/sessions/<int:session_id>/cancel",
    methods=["GET", "POST"],
)
@requires(EDIT)
def cancel_session(opportunity_id: int, session_id: int) -> ResponseReturnValue:
    """Say how many people will be told, then call the date off."""
    opportunity = get_own_opportunity(opportunity_id)
    session = get_session(OWNER_KIND, opportunity_id, session_id)
    if not is_open(session):
        return to_host_page(opportunity_id)
    told = count_open_bookings(opportunity_id, session_id)
    form = CloseForm() if told else PostForm()
    if form.validate_on_submit():
        reason = form.reason.data if told else ""
        try:
            told = service.cancel_session(current_subject(), opportunity, session, reason)
            flash(f"{on_date(session.starts_at)} is cancelled.{people_told(told)}", "success")
            return to_host_page(opportunity_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "volunteering/host_cancel_session.html",
        opportunity=opportunity,
        day=session,
        form=form,
        told=told,
    )


def _times(form: SessionForm) -> tuple[datetime, datetime]:
    return session_times(form.starts_on.data, form.starts_time.data, form.ends_time.data)


def takes_dates(opportunity: Opportunity) -> bool:
    """Say whether dates can change, and tell the host why not."""
    try:
        rules.check_takes_dates(opportunity.status, is_flexible=opportunity.is_flexible)
    except DomainError as refusal:
        flash(refusal.sentence)
        return False
    return True


def is_open(session: Session) -> bool:
    """Say whether this date can change, and tell the host why not."""
    is_cancelled = session.cancelled_at is not None
    try:
        check_open(session.starts_at, is_cancelled=is_cancelled, now=utcnow())
    except DomainError as refusal:
        flash(refusal.sentence)
        return False
    return True


def _answers(session: Session) -> dict[str, object]:
    start, end = session.starts_at.astimezone(LONDON), session.ends_at.astimezone(LONDON)
    plan = find_plan(session.id)
    return {
        "starts_on": start.date(),
        "starts_time": start.time(),
        "ends_time": end.time(),
        "places": session.places,
        "minimum": (plan.minimum or None) if plan else None,
    }


def people_told(number: int) -> str:
    """Say how many people were told; nothing for nobody."""
    return f" We told {plural(number, 'person', 'people')}." if number else ""
