"""Stepping in at short notice, and what a host decides of a date short of people."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.scheduling.queries import get_session
from brokerage.scheduling.queries.plans import find_plan, get_seat_rules
from brokerage.volunteering.permissions import EDIT, VOLUNTEER
from brokerage.volunteering.queries.cover import (
    count_cover_asks,
    has_joined_cover,
    list_cover_candidates,
)
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.queries.volunteers import find_volunteer
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.routes.own_opportunity import get_own_opportunity, to_host_page
from brokerage.volunteering.routes.sessions import is_open, people_told
from brokerage.volunteering.service import cover as service
from brokerage.web.access import current_subject, requires
from brokerage.web.filters import plural
from brokerage.web.forms import PostForm
from brokerage.web.transactions import render


@blueprint.get("/bookings/cover")
@requires(VOLUNTEER)
def show_cover() -> str:
    """Show whether one may be asked to step in, and what that means."""
    user_id = current_subject().user_id or 0
    volunteer = find_volunteer(user_id)
    return render(
        "volunteering/cover_show.html",
        has_joined=has_joined_cover(user_id),
        is_shown=volunteer is not None and volunteer.is_shown_to_hosts,
    )


@blueprint.post("/bookings/cover/join")
@requires(VOLUNTEER)
def join_cover() -> ResponseReturnValue:
    """Say that one may be asked."""
    if PostForm().validate_on_submit():
        service.join_cover(current_subject())
        flash("You may be asked to step in.", "success")
    return redirect(url_for("volunteering.show_cover"), 303)


@blueprint.post("/bookings/cover/leave")
@requires(VOLUNTEER)
def leave_cover() -> ResponseReturnValue:
    """Say that one may not be asked any more."""
    if PostForm().validate_on_submit():
        service.leave_cover(current_subject())
        flash("You are not asked to step in any more.", "success")
    return redirect(url_for("volunteering.show_cover"), 303)


@blueprint.route(
    "/opportunities/<int:opportunity_id>/sessions/<int:session_id>/ask-for-cover",
    methods=["GET", "POST"],
)
@requires(EDIT)
def ask_for_cover(opportunity_id: int, session_id: int) -> ResponseReturnValue:
    """Show how many may be asked to step in, unnamed, and ask the first few."""
    opportunity = get_own_opportunity(opportunity_id)
    session = get_session(OWNER_KIND, opportunity_id, session_id)
    if not is_open(session):
        return to_host_page(opportunity_id)
    form, candidates = PostForm(), list_cover_candidates(opportunity, session, utcnow())
    if form.validate_on_submit():
        try:
            number = service.ask_for_cover(current_subject(), opportunity, session, candidates)
            flash(f"We asked {plural(number, 'volunteer', 'volunteers')} by email.", "success")
            return to_host_page(opportunity_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "volunteering/cover_ask.html",
        opportunity=opportunity,
        day=session,
        form=form,
        candidates=len(candidates),
        limit=get_seat_rules(OWNER_KIND, opportunity_id).cover_limit,
        asked=count_cover_asks(session_id),
    )


@blueprint.route(
    "/opportunities/<int:opportunity_id>/sessions/<int:session_id>/decide",
    methods=["GET", "POST"],
)
@requires(EDIT)
def decide_session(opportunity_id: int, session_id: int) -> ResponseReturnValue:
    """Show that too few people are coming; it takes place anyway, or is called off."""
    opportunity = get_own_opportunity(opportunity_id)
    session = get_session(OWNER_KIND, opportunity_id, session_id)
    if not is_open(session):
        return to_host_page(opportunity_id)
    form = PostForm()
    if form.validate_on_submit():
        try:
            told = service.run_anyway(current_subject(), opportunity, session)
            flash(f"It takes place.{people_told(told)}", "success")
            return to_host_page(opportunity_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "volunteering/session_decide.html",
        opportunity=opportunity,
        day=session,
        plan=find_plan(session_id),
        form=form,
    )
