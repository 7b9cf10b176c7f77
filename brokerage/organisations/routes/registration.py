"""The way from the first answer to an application in a broker's hands."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError, NotFoundError
from brokerage.organisations import rules
from brokerage.organisations.permissions import EDIT, START, VIEW_MEMBERS_AREA
from brokerage.organisations.queries.listings import find_listing_of
from brokerage.organisations.queries.member import list_organisations_of
from brokerage.organisations.queries.profile import list_answers
from brokerage.organisations.routes.blueprint import blueprint
from brokerage.organisations.routes.own import (
    Organisation,
    get_own,
    members_page,
    to_members_page,
)
from brokerage.organisations.routes.steps import STEP_PAGES
from brokerage.organisations.rules import Status, Step
from brokerage.organisations.service import registration as service
from brokerage.permissions import PUBLIC
from brokerage.web.access import current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.throttle import Limit
from brokerage.web.transactions import render

DRAFTS = Limit("organisations:drafts", rules.MOST_DRAFTS_A_DAY, rules.ONE_DAY)


@blueprint.get("/organisations/register")
@requires(PUBLIC)
def start_registration() -> str:
    """Say what is needed, how long it takes and what happens with it."""
    subject = current_subject()
    begun = []
    if subject.user_id is not None:
        own = list_organisations_of(subject.user_id)
        begun = [each for each, _ in own if each.status == Status.DRAFT and each.answered]
    return render("organisations/registration_start.html", begun=begun)


@blueprint.post("/organisations/register")
@requires(START)
def create_draft() -> ResponseReturnValue:
    """Begin a draft and go to its first question."""
    DRAFTS.take(str(current_subject().user_id))
    organisation = service.start_registration(current_subject())
    return redirect(_step_address(organisation, Step.KIND), 303)


@blueprint.route(
    "/organisations/<int:organisation_id>/register/<slug:step>", methods=["GET", "POST"]
)
@requires(EDIT)
def answer_step(organisation_id: int, step: str) -> ResponseReturnValue:
    """Ask one thing and keep the answer."""
    organisation = get_own(organisation_id, EDIT)
    if step not in STEP_PAGES:
        raise NotFoundError
    if organisation.status not in rules.EDITABLE_STATUSES:
        flash(rules.NOT_EDITABLE[organisation.status])
        return to_members_page(organisation.id)
    page = STEP_PAGES[step]
    form = page.make_form(organisation)
    if form.validate_on_submit():
        try:
            page.save(current_subject(), organisation, form)
            return redirect(_next_address(organisation, step), 303)
        except DomainError as error:
            form.add_domain_error(error)
    return render(page.template, form=form, step=step, **_place_in_journey(organisation, step))


@blueprint.get("/organisations/<int:organisation_id>/check-answers")
@requires(EDIT)
def check_answers(organisation_id: int) -> ResponseReturnValue:
    """Show every answer with a way to change it."""
    organisation = get_own(organisation_id, EDIT)
    if not rules.can_be_submitted(organisation.status):
        return to_members_page(organisation.id)
    return _show_answers(organisation, PostForm())


@blueprint.post("/organisations/<int:organisation_id>/check-answers")
@requires(EDIT)
def submit_application(organisation_id: int) -> ResponseReturnValue:
    """Hand the application to a broker."""
    organisation = get_own(organisation_id, EDIT)
    form = PostForm()
    if form.validate_on_submit():
        try:
            service.submit_application(current_subject(), organisation)
            address = url_for("organisations.show_submitted", organisation_id=organisation.id)
            return redirect(address, 303)
        except DomainError as error:
            form.add_domain_error(error)
    return _show_answers(organisation, form)


@blueprint.get("/organisations/<int:organisation_id>/submitted")
@requires(VIEW_MEMBERS_AREA)
def show_submitted(organisation_id: int) -> ResponseReturnValue:
    """Say what happens next and by when."""
    organisation = get_own(organisation_id, VIEW_MEMBERS_AREA)
    if organisation.status != Status.SUBMITTED or organisation.submitted_at is None:
        return to_members_page(organisation.id)
    decide_by = rules.decide_by(organisation.submitted_at.date())
    return render(
        "organisations/registration_submitted.html", organisation=organisation, decide_by=decide_by
    )


def _show_answers(organisation: Organisation, form: PostForm) -> ResponseReturnValue:
    return render(
        "organisations/registration_check_answers.html",
        organisation=organisation,
        answers=list_answers(organisation),
        next_step=rules.next_step(organisation.answered),
        listing=find_listing_of(organisation),
        form=form,
    )


def _step_address(organisation: Organisation, step: str) -> str:
    return url_for("organisations.answer_step", organisation_id=organisation.id, step=step)


def _next_address(organisation: Organisation, step: str) -> str:
    """Where an answer leads: to the first question without one, or back to where it is shown."""
    if organisation.status == Status.APPROVED:
        if step == Step.DESCRIPTION:
            return _step_address(organisation, Step.CATEGORIES)
        return members_page(organisation.id)
    following = rules.next_step(organisation.answered)
    if following is not None:
        return _step_address(organisation, following)
    return url_for("organisations.check_answers", organisation_id=organisation.id)


def _place_in_journey(organisation: Organisation, step: str) -> dict[str, object]:
    """What the page says of where one is, and where its back link leads."""
    is_approved = organisation.status == Status.APPROVED
    before = rules.previous_step(step)
    if is_approved:
        back = members_page(organisation.id)
    elif rules.next_step(organisation.answered) is None:
        back = url_for("organisations.check_answers", organisation_id=organisation.id)
    elif before is None:
        back = url_for("organisations.list_mine")
    else:
        back = _step_address(organisation, before)
    number = None if is_approved else list(Step).index(Step(step)) + 1
    return {"back": back, "number": number, "total": len(Step), "is_approved": is_approved}
