"""An organisation's own page: what it says, where it stands, what can be done next."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.organisations import rules
from brokerage.organisations.permissions import EDIT, START, VIEW_MEMBERS_AREA, WITHDRAW
from brokerage.organisations.queries.member import list_organisations_of
from brokerage.organisations.queries.profile import list_answers
from brokerage.organisations.routes.blueprint import blueprint
from brokerage.organisations.routes.own import get_own, to_members_page
from brokerage.organisations.service import registration as service
from brokerage.web.access import current_subject, requires
from brokerage.web.features import contributions
from brokerage.web.forms import PostForm
from brokerage.web.layout import today
from brokerage.web.panels import draw
from brokerage.web.transactions import render


@blueprint.get("/account/organisations")
@requires(START)
def list_mine() -> str:
    """List one's organisations, each with its state and its next step."""
    own = list_organisations_of(current_subject().user_id or 0)
    return render("organisations/member_list.html", own=own, rules=rules)


@blueprint.get("/organisations/<int:organisation_id>")
@requires(VIEW_MEMBERS_AREA)
def show_organisation_to_member(organisation_id: int) -> str:
    """Show members everything about their organisation, with what higher features add to it."""
    organisation = get_own(organisation_id, VIEW_MEMBERS_AREA)
    subject, day = current_subject(), today()
    return render(
        "organisations/member_organisation.html",
        organisation=organisation,
        answers=list_answers(organisation),
        role=subject.role_in(organisation_id),
        next_step=rules.next_step(organisation.answered),
        is_confirmation_due=rules.is_confirmation_due(organisation.last_confirmed_on, day),
        panels=draw(
            panel(subject, organisation, day)
            for panel in contributions("organisation_member_panels")
        ),
        rules=rules,
    )


@blueprint.post("/organisations/<int:organisation_id>/confirm")
@requires(EDIT)
def confirm_profile(organisation_id: int) -> ResponseReturnValue:
    """Keep that everything on the page is still right."""
    organisation = get_own(organisation_id, EDIT)
    try:
        service.confirm_profile(current_subject(), organisation)
        flash("Thank you. Everyone now sees that this was checked today.", "success")
    except DomainError as error:
        flash(error.sentence)
    return to_members_page(organisation.id)


@blueprint.route("/organisations/<int:organisation_id>/withdraw", methods=["GET", "POST"])
@requires(WITHDRAW)
def withdraw_organisation(organisation_id: int) -> ResponseReturnValue:
    """Ask whether they are sure, then take the application or the organisation back."""
    organisation = get_own(organisation_id, WITHDRAW)
    if not rules.can_be_withdrawn(organisation.status):
        return to_members_page(organisation.id)
    form = PostForm()
    if form.validate_on_submit():
        try:
            service.withdraw_organisation(current_subject(), organisation)
            flash("Withdrawn. You can open it again at any time.", "success")
            return to_members_page(organisation.id)
        except DomainError as error:
            form.add_domain_error(error)
    return render("organisations/member_withdraw.html", organisation=organisation, form=form)


@blueprint.post("/organisations/<int:organisation_id>/reopen")
@requires(WITHDRAW)
def reopen_organisation(organisation_id: int) -> ResponseReturnValue:
    """Turn what was withdrawn into a draft again and show its answers."""
    organisation = get_own(organisation_id, WITHDRAW)
    try:
        service.reopen_organisation(current_subject(), organisation)
    except DomainError as error:
        flash(error.sentence)
        return to_members_page(organisation.id)
    flash("Open again. Check your answers, then send the application.", "success")
    address = url_for("organisations.check_answers", organisation_id=organisation.id)
    return redirect(address, 303)
