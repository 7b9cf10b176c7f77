"""A buyer's briefs: begin one, write it, see where it stands, finish, copy, delete."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError, NotFoundError
from brokerage.money import in_pounds
from brokerage.organisations.queries.member import list_organisations_of
from brokerage.organisations.routes.own import Organisation, get_own
from brokerage.organisations.rules import ONE_DAY
from brokerage.permissions import PUBLIC
from brokerage.procurement.forms.briefs import ConfirmForm
from brokerage.procurement.permissions import (
    BUY,
    BUYING_ROLES,
    EDIT_BRIEF,
    VIEW_BRIEF,
)
from brokerage.procurement.queries import briefs as queries
from brokerage.procurement.queries.answers import count_answers, find_news
from brokerage.procurement.queries.buying_rules import find_facts_and_reservation, get_rails_of
from brokerage.procurement.queries.searches import find_latest_search
from brokerage.procurement.routes.blueprint import blueprint
from brokerage.procurement.routes.brief_steps import STEP_PAGES
from brokerage.procurement.routes.own import (
    Brief,
    brief_page,
    brief_panels,
    get_brief_for,
    get_brief_to_read,
    to_brief_page,
)
from brokerage.procurement.rules import briefs as rules
from brokerage.procurement.rules.briefs import BriefStatus, Step
from brokerage.procurement.rules.buyers import is_buyer
from brokerage.procurement.service import briefs as service
from brokerage.web.access import current_subject, requires
from brokerage.web.features import contributions
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.panels import draw
from brokerage.web.throttle import Limit
from brokerage.web.transactions import render

DRAFTS = Limit("procurement:drafts", rules.MOST_DRAFTS_A_DAY, ONE_DAY)


@blueprint.get("/buying")
@requires(PUBLIC)
def start_buying() -> str:
    """Say what happens when one buys here, and lead those who may to their briefs."""
    subject = current_subject()
    own = list_organisations_of(subject.user_id) if subject.user_id is not None else []
    buyers = [
        each for each, role in own if role in BUYING_ROLES and is_buyer(each.status, each.kind)
    ]
    return render(
        "procurement/brief_start.html",
        buyers=buyers,
        market_engagement=rules.MARKET_ENGAGEMENT,
    )


@blueprint.get("/organisations/<int:organisation_id>/briefs")
@requires(BUY)
def list_briefs(organisation_id: int) -> str:
    """List what an organisation wants to buy, by state."""
    organisation = get_own(organisation_id, BUY)
    subject = current_subject()
    asked = request.args.get("status", "")
    status = asked if asked in rules.STATUS_LABELS else None
    mine = (subject.user_id, organisation_id, subject.role_in(organisation_id))
    page = queries.list_briefs_for(*mine, page_number(request.args), status)
    return render(
        "procurement/brief_list.html",
        organisation=organisation,
        page=page,
        news=find_news([each.id for each in page.rows], today()),
        counts=queries.count_briefs_by_status(*mine),
        status=status,
        can_buy=is_buyer(organisation.status, organisation.kind),
        rules=rules,
        in_pounds=in_pounds,
        panels=draw(panel(organisation) for panel in contributions("brief_list_panels")),
    )


@blueprint.post("/organisations/<int:organisation_id>/briefs")
@requires(BUY)
def create_brief(organisation_id: int) -> ResponseReturnValue:
    """Begin a draft and go to its first question."""
    organisation = get_own(organisation_id, BUY)
    DRAFTS.take(str(current_subject().user_id))
    try:
        brief = service.start_brief(current_subject(), organisation)
    except DomainError as refusal:
        flash(refusal.sentence)
        return redirect(_list_address(organisation), 303)
    return redirect(_step_address(brief, Step.NEED), 303)


@blueprint.get("/briefs/<int:brief_id>")
@requires(VIEW_BRIEF)
def show_brief(brief_id: int) -> str:
    """Show everything about one brief, and what can be done next."""
    brief, can_edit = get_brief_to_read(brief_id)
    facts, reservation = find_facts_and_reservation(brief_id)
    return render(
        "procurement/brief_show.html",
        brief=brief,
        shown=queries.get_shown_brief(brief),
        can_edit=can_edit,
        next_step=rules.next_step(brief.answered),
        value=in_pounds(brief.value_pence) if brief.value_pence else None,
        latest_search=find_latest_search(brief_id),
        counts=count_answers(brief_id),
        rails=get_rails_of(brief, facts, today()),
        reservation=reservation,
        today=today(),
        rules=rules,
        panels=brief_panels(brief, can_edit=can_edit),
    )


@blueprint.route("/briefs/<int:brief_id>/edit/<slug:step>", methods=["GET", "POST"])
@requires(EDIT_BRIEF)
def answer_brief_step(brief_id: int, step: str) -> ResponseReturnValue:
    """Ask one thing and keep the answer."""
    brief = get_brief_for(brief_id, EDIT_BRIEF)
    if step not in STEP_PAGES:
        raise NotFoundError
    if brief.status == BriefStatus.CLOSED:
        flash("This brief is closed. Copy it to begin again.")
        return to_brief_page(brief_id)
    page = STEP_PAGES[step]
    form = page.make_form(brief)
    if form.validate_on_submit():
        try:
            page.save(current_subject(), brief, form)
            return redirect(_next_address(brief), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(page.template, form=form, step=step, **_place_in_journey(brief, step))


@blueprint.post("/briefs/<int:brief_id>/finish")
@requires(EDIT_BRIEF)
def finish_brief(brief_id: int) -> ResponseReturnValue:
    """Begin to look for suppliers."""
    brief = get_brief_for(brief_id, EDIT_BRIEF)
    try:
        service.finish_brief(current_subject(), brief)
    except DomainError as refusal:
        flash(refusal.sentence)
        return to_brief_page(brief_id)
    if brief.visibility == rules.Visibility.OPEN:
        flash("Finished. Every approved supplier can read it and answer.", "success")
    else:
        flash("Finished. You can look for suppliers now. It stays private.", "success")
    return to_brief_page(brief_id)


@blueprint.post("/briefs/<int:brief_id>/copy")
@requires(EDIT_BRIEF)
def copy_brief(brief_id: int) -> ResponseReturnValue:
    """Begin another one with the same answers."""
    brief = get_brief_for(brief_id, EDIT_BRIEF)
    DRAFTS.take(str(current_subject().user_id))
    try:
        copied = service.copy_brief(current_subject(), brief)
    except DomainError as refusal:
        flash(refusal.sentence)
        return to_brief_page(brief_id)
    flash("Copied as a draft of yours. Change what is different.", "success")
    return to_brief_page(copied.id)


@blueprint.route("/briefs/<int:brief_id>/delete", methods=["GET", "POST"])
@requires(EDIT_BRIEF)
def delete_brief(brief_id: int) -> ResponseReturnValue:
    """Ask again, then take a draft away for good."""
    brief = get_brief_for(brief_id, EDIT_BRIEF)
    if brief.status != BriefStatus.DRAFT:
        return to_brief_page(brief_id)
    form, list_address = ConfirmForm(), _list_address(brief.organisation)
    if form.validate_on_submit():
        try:
            service.delete_brief(current_subject(), brief)
        except DomainError as refusal:
            flash(refusal.sentence)
            return to_brief_page(brief_id)
        flash("Deleted.", "success")
        return redirect(list_address, 303)
    return render("procurement/brief_delete.html", brief=brief, form=form)


def _list_address(organisation: Organisation) -> str:
    return url_for("procurement.list_briefs", organisation_id=organisation.id)


def _step_address(brief: Brief, step: str) -> str:
    return url_for("procurement.answer_brief_step", brief_id=brief.id, step=step)


def _next_address(brief: Brief) -> str:
    """Where an answer leads: to the first question without one, or to the brief's page."""
    following = rules.next_step(brief.answered)
    return brief_page(brief.id) if following is None else _step_address(brief, following)


def _place_in_journey(brief: Brief, step: str) -> dict[str, object]:
    """What the page says of where one is, and where its back link leads."""
    before = rules.previous_step(step)
    is_complete = rules.next_step(brief.answered) is None
    is_start = is_complete or before is None
    return {
        "back": brief_page(brief.id) if is_start else _step_address(brief, before or step),
        "later": None if is_complete else brief_page(brief.id),
        "number": None if is_complete else list(Step).index(Step(step)) + 1,
        "total": len(Step),
        "is_read_by_suppliers": brief.status == BriefStatus.LOOKING
        and brief.visibility == rules.Visibility.OPEN,
    }
