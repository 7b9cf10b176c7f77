"""Repeating dates: shown before they are made, changed or called off from one on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import flash, request
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.scheduling.queries import get_session
from brokerage.scheduling.queries.plans import find_plan, list_following
from brokerage.scheduling.queries.terms import list_authorities_with_terms, list_spans
from brokerage.scheduling.rules import LONDON
from brokerage.scheduling.rules.repeats import Days, find_days
from brokerage.volunteering.forms.opportunities import CloseForm
from brokerage.volunteering.forms.sessions import FollowingForm, SeriesForm
from brokerage.volunteering.permissions import EDIT
from brokerage.volunteering.queries.hosts import count_open_bookings
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.routes.own_opportunity import (
    Opportunity,
    get_own_opportunity,
    to_host_page,
)
from brokerage.volunteering.routes.sessions import is_open, people_told, takes_dates
from brokerage.volunteering.service import series as service
from brokerage.web.access import current_subject, requires
from brokerage.web.filters import plural
from brokerage.web.forms import PostForm
from brokerage.web.transactions import render

if TYPE_CHECKING:
    from brokerage.scheduling.models import Session

MOST_TICKED = 100


@blueprint.route("/opportunities/<int:opportunity_id>/sessions/add-series", methods=["GET", "POST"])
@requires(EDIT)
def add_series(opportunity_id: int) -> ResponseReturnValue:
    """Ask how dates repeat, show them all, and make those that stay ticked."""
    opportunity = get_own_opportunity(opportunity_id)
    if not takes_dates(opportunity):
        return to_host_page(opportunity_id)
    form, found = SeriesForm(), None
    form.list_authorities(list_authorities_with_terms(utcnow().date()))
    if form.validate_on_submit():
        try:
            found = _find_days(form)
            if request.form.get("confirmed") == "yes":
                made = _make(opportunity, form, found)
                flash(f"{plural(made, 'date is', 'dates are')} added.", "success")
                return to_host_page(opportunity_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
            found = None
    return _show(opportunity, form, found)


@blueprint.route(
    "/opportunities/<int:opportunity_id>/sessions/<int:session_id>/edit-following",
    methods=["GET", "POST"],
)
@requires(EDIT)
def edit_following(opportunity_id: int, session_id: int) -> ResponseReturnValue:
    """Give a date and those after it in its series new times and places."""
    opportunity = get_own_opportunity(opportunity_id)
    session = get_session(OWNER_KIND, opportunity_id, session_id)
    if not takes_dates(opportunity) or not is_open(session):
        return to_host_page(opportunity_id)
    form = _following_form(session)
    if form.validate_on_submit():
        try:
            dates, told = _change(opportunity, session, form)
            flash(f"{plural(dates, 'date is', 'dates are')} saved.{people_told(told)}", "success")
            return to_host_page(opportunity_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "volunteering/series_edit.html",
        opportunity=opportunity,
        form=form,
        day=session,
        following=list_following(session),
    )


@blueprint.route(
    "/opportunities/<int:opportunity_id>/sessions/<int:session_id>/cancel-following",
    methods=["GET", "POST"],
)
@requires(EDIT)
def cancel_following(opportunity_id: int, session_id: int) -> ResponseReturnValue:
    """Call a date and those after it in its series off, with everyone told."""
    opportunity = get_own_opportunity(opportunity_id)
    session = get_session(OWNER_KIND, opportunity_id, session_id)
    if not is_open(session):
        return to_host_page(opportunity_id)
    following = list_following(session)
    told = sum(count_open_bookings(opportunity_id, each.id) for each in following)
    form = CloseForm() if told else PostForm()
    if form.validate_on_submit():
        reason = form.reason.data if told else ""
        try:
            dates, told = service.cancel_following(current_subject(), opportunity, session, reason)
            done = plural(dates, "date is", "dates are")
            flash(f"{done} cancelled.{people_told(told)}", "success")
            return to_host_page(opportunity_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    shown = {"opportunity": opportunity, "day": session, "following": following}
    return render("volunteering/series_cancel.html", form=form, told=told, **shown)


def _following_form(session: Session) -> FollowingForm:
    plan = find_plan(session.id)
    return FollowingForm(
        starts_time=session.starts_at.astimezone(LONDON).time(),
        ends_time=session.ends_at.astimezone(LONDON).time(),
        places=session.places,
        minimum=(plan.minimum or None) if plan else None,
    )


def _change(opportunity: Opportunity, session: Session, form: FollowingForm) -> tuple[int, int]:
    return service.change_following(
        current_subject(),
        opportunity,
        session,
        starts=form.starts_time.data,
        ends=form.ends_time.data,
        places=form.places.data,
        minimum=form.minimum.data or 0,
    )


def _find_days(form: SeriesForm) -> Days:
    authority = form.chosen_authority
    found = find_days(form.repeat, list_spans(authority) if authority else ())
    found = service.leave_out_impossible(found, form.starts_time.data, form.ends_time.data)
    if not found.days:
        raise DomainError("No date is left. Choose another first day or pattern", "first_on")
    return found


def _make(opportunity: Opportunity, form: SeriesForm, found: Days) -> int:
    ticked = set(request.form.getlist("days")[:MOST_TICKED])
    days: list[date] = [day for day in found.days if day.isoformat() in ticked]
    made = service.add_series(
        current_subject(),
        opportunity,
        days,
        starts=form.starts_time.data,
        ends=form.ends_time.data,
        places=form.places.data,
        minimum=form.minimum.data or 0,
        pattern=form.pattern.data,
        every=form.every.data or 1,
        authority_code=form.chosen_authority,
    )
    return len(made)


def _show(opportunity: Opportunity, form: SeriesForm, found: Days | None) -> str:
    answers = dict.fromkeys(("csrf_token", "confirmed", "days"), "")
    return render(
        "volunteering/series_preview.html" if found else "volunteering/series_add.html",
        opportunity=opportunity,
        form=form,
        found=found,
        has_terms="authority_code" in form,
        answers={name: request.form[name] for name in request.form if name not in answers},
    )
