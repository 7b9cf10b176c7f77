"""A host's opportunities: begin one, write it, see where it stands, publish, close, copy."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError, NotFoundError
from brokerage.extensions import utcnow
from brokerage.organisations.routes.own import Organisation, get_own
from brokerage.organisations.rules import ONE_DAY, decide_by
from brokerage.scheduling.queries import list_sessions
from brokerage.scheduling.queries.plans import list_plans
from brokerage.scheduling.queries.waiting import count_waiting_by_session
from brokerage.volunteering.forms.opportunities import CloseForm
from brokerage.volunteering.permissions import EDIT, HOST
from brokerage.volunteering.queries import hosts as queries
from brokerage.volunteering.queries.needs import find_shown_answer
from brokerage.volunteering.queries.opportunities import OWNER_KIND, get_shown_opportunity
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.routes.opportunity_steps import STEP_PAGES
from brokerage.volunteering.routes.own_opportunity import (
    Opportunity,
    get_own_opportunity,
    host_page,
    to_host_page,
)
from brokerage.volunteering.rules import opportunities as rules
from brokerage.volunteering.rules.opportunities import OpportunityStatus, Step
from brokerage.volunteering.service import opportunities as service
from brokerage.web.access import current_subject, requires
from brokerage.web.filters import on_date, plural
from brokerage.web.forms import PostForm
from brokerage.web.paging import page_number
from brokerage.web.throttle import Limit
from brokerage.web.transactions import render

DRAFTS = Limit("volunteering:drafts", rules.MOST_DRAFTS_A_DAY, ONE_DAY)


@blueprint.get("/organisations/<int:organisation_id>/opportunities")
@requires(HOST)
def list_host_opportunities(organisation_id: int) -> str:
    """List an organisation's opportunities by their state."""
    organisation = get_own(organisation_id, HOST)
    asked = request.args.get("status", "")
    status = asked if asked in rules.STATUS_LABELS else None
    page = queries.list_host_opportunities(
        organisation_id, status, page_number(request.args), utcnow()
    )
    return render(
        "volunteering/host_opportunities.html",
        organisation=organisation,
        page=page,
        status=status,
        counts=queries.count_by_status(organisation_id),
        can_host=rules.is_host(organisation.status, organisation.wants),
        labels=rules.STATUS_LABELS,
    )


@blueprint.post("/organisations/<int:organisation_id>/opportunities")
@requires(HOST)
def create_opportunity(organisation_id: int) -> ResponseReturnValue:
    """Begin a draft and go to its first question."""
    organisation = get_own(organisation_id, HOST)
    DRAFTS.take(str(current_subject().user_id))
    try:
        opportunity = service.start_opportunity(current_subject(), organisation)
    except DomainError as refusal:
        flash(refusal.sentence)
        return redirect(_list_address(organisation), 303)
    return redirect(_step_address(opportunity, Step.ROLE), 303)


@blueprint.get("/opportunities/<int:opportunity_id>/host")
@requires(EDIT)
def show_opportunity_to_host(opportunity_id: int) -> str:
    """Show the host everything about one opportunity, and what can be done next."""
    opportunity, now = get_own_opportunity(opportunity_id), utcnow()
    shown = get_shown_opportunity(opportunity, now)
    missing = rules.list_missing(
        opportunity.answered,
        is_flexible=opportunity.is_flexible,
        coming_sessions=len(shown.sessions),
    )
    submitted_at, sessions = opportunity.submitted_at, list_sessions(OWNER_KIND, opportunity_id)
    return render(
        "volunteering/host_opportunity.html",
        opportunity=opportunity,
        shown=shown,
        missing=missing,
        sessions=sessions,
        plans=list_plans([each.id for each in sessions]),
        waiting=count_waiting_by_session(OWNER_KIND, opportunity_id),
        asks=queries.count_asks([opportunity_id]).get(opportunity_id, 0),
        check_answer=find_shown_answer(opportunity, now.date()),
        is_first=not queries.has_published_before(opportunity.organisation_id),
        decide_by=decide_by(submitted_at.date()) if submitted_at else None,
        now=now,
        rules=rules,
    )


@blueprint.route("/opportunities/<int:opportunity_id>/edit/<slug:step>", methods=["GET", "POST"])
@requires(EDIT)
def answer_opportunity_step(opportunity_id: int, step: str) -> ResponseReturnValue:
    """Ask one thing and keep the answer."""
    opportunity = get_own_opportunity(opportunity_id)
    if step not in STEP_PAGES:
        raise NotFoundError
    if opportunity.status not in rules.EDITABLE:
        flash(rules.NOT_EDITABLE[opportunity.status])
        return to_host_page(opportunity_id)
    page = STEP_PAGES[step]
    form = page.make_form(opportunity)
    if form.validate_on_submit():
        try:
            page.save(current_subject(), opportunity, form)
            return redirect(_next_address(opportunity), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(page.template, form=form, step=step, **_place_in_journey(opportunity, step))


@blueprint.get("/opportunities/<int:opportunity_id>/preview")
@requires(EDIT)
def preview_opportunity(opportunity_id: int) -> str:
    """Show the opportunity as everyone will see it."""
    opportunity = get_own_opportunity(opportunity_id)
    shown = get_shown_opportunity(opportunity, utcnow())
    return render("volunteering/host_preview.html", opportunity=opportunity, shown=shown)


@blueprint.post("/opportunities/<int:opportunity_id>/publish")
@requires(EDIT)
def publish_opportunity(opportunity_id: int) -> ResponseReturnValue:
    """Show it to everyone, or hand it to a broker where it is the host's first."""
    opportunity = get_own_opportunity(opportunity_id)
    try:
        service.publish_opportunity(current_subject(), opportunity)
    except DomainError as refusal:
        flash(refusal.sentence)
        return to_host_page(opportunity_id)
    if opportunity.status == OpportunityStatus.PUBLISHED:
        flash("Published. Everyone can see it, and volunteers can ask for a place.", "success")
    else:
        by = on_date(decide_by(utcnow().date()))
        flash(f"Sent. A broker reads your first one by {by}. We write to you.", "success")
    return to_host_page(opportunity_id)


@blueprint.route("/opportunities/<int:opportunity_id>/close", methods=["GET", "POST"])
@requires(EDIT)
def close_opportunity(opportunity_id: int) -> ResponseReturnValue:
    """Say how many people will be told, then close it."""
    opportunity = get_own_opportunity(opportunity_id)
    if opportunity.status == OpportunityStatus.CLOSED:
        return to_host_page(opportunity_id)
    told = queries.count_open_bookings(opportunity_id)
    form = CloseForm() if told else PostForm()
    if form.validate_on_submit():
        reason = form.reason.data if told else ""
        try:
            told = service.close_opportunity(current_subject(), opportunity, reason)
            flash(f"Closed. {_people_told(told)}", "success")
            return to_host_page(opportunity_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("volunteering/host_close.html", opportunity=opportunity, form=form, told=told)


@blueprint.post("/opportunities/<int:opportunity_id>/reopen")
@requires(EDIT)
def reopen_opportunity(opportunity_id: int) -> ResponseReturnValue:
    """Open what was closed."""
    opportunity = get_own_opportunity(opportunity_id)
    try:
        service.reopen_opportunity(current_subject(), opportunity)
    except DomainError as refusal:
        flash(refusal.sentence)
        return to_host_page(opportunity_id)
    if opportunity.status == OpportunityStatus.PUBLISHED:
        flash("Open again. Everyone can see it.", "success")
    else:
        flash("It is a draft again. Add what is missing, then publish it.", "success")
    return to_host_page(opportunity_id)


@blueprint.post("/opportunities/<int:opportunity_id>/copy")
@requires(EDIT)
def copy_opportunity(opportunity_id: int) -> ResponseReturnValue:
    """Begin another one with the same answers."""
    opportunity = get_own_opportunity(opportunity_id)
    DRAFTS.take(str(current_subject().user_id))
    try:
        copied = service.copy_opportunity(current_subject(), opportunity)
    except DomainError as refusal:
        flash(refusal.sentence)
        return to_host_page(opportunity_id)
    flash("Copied as a draft, without dates. Change what is different.", "success")
    return to_host_page(copied.id)


def _people_told(number: int) -> str:
    return f"We told {plural(number, 'person', 'people')}." if number else "Nobody was waiting."


def _list_address(organisation: Organisation) -> str:
    return url_for("volunteering.list_host_opportunities", organisation_id=organisation.id)


def _step_address(opportunity: Opportunity, step: str) -> str:
    return url_for("volunteering.answer_opportunity_step", opportunity_id=opportunity.id, step=step)


def _next_address(opportunity: Opportunity) -> str:
    """Where an answer leads: to the first question without one, or to the host's page."""
    following = rules.next_step(opportunity.answered)
    return host_page(opportunity.id) if following is None else _step_address(opportunity, following)


def _place_in_journey(opportunity: Opportunity, step: str) -> dict[str, object]:
    """What the page says of where one is, and where its back link leads."""
    before = rules.previous_step(step)
    is_complete = rules.next_step(opportunity.answered) is None
    if is_complete or before is None:
        back = host_page(opportunity.id)
    else:
        back = _step_address(opportunity, before)
    return {
        "check_answer": find_shown_answer(opportunity, utcnow().date())
        if step == Step.NEEDS
        else None,
        "back": back,
        "later": None if is_complete else host_page(opportunity.id),
        "number": None if is_complete else list(Step).index(Step(step)) + 1,
        "total": len(Step),
    }
