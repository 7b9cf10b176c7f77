"""Who acts for an organisation: members, invitations, roles, leaving."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.accounts.rules import email_key
from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.organisations import rules
from brokerage.organisations.forms.member import InvitationForm, RoleForm
from brokerage.organisations.permissions import (
    ACCEPT_INVITATION,
    LEAVE,
    MANAGE_MEMBERS,
    VIEW_MEMBERS_AREA,
)
from brokerage.organisations.queries import member as queries
from brokerage.organisations.routes.blueprint import blueprint
from brokerage.organisations.routes.own import get_own, to_members_page
from brokerage.organisations.service import members as service
from brokerage.permissions import PUBLIC
from brokerage.web.access import current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.throttle import Limit, ThrottledError
from brokerage.web.transactions import render

INVITATIONS = Limit("organisations:invitations", rules.MOST_INVITATIONS_A_DAY, rules.ONE_DAY)
TOO_MANY = (
    f"{rules.MOST_INVITATIONS_A_DAY} invitations is the most for one day. Send this one tomorrow"
)


@blueprint.get("/organisations/<int:organisation_id>/members")
@requires(VIEW_MEMBERS_AREA)
def list_members(organisation_id: int) -> str:
    """List the members and the invitations that are open."""
    organisation = get_own(organisation_id, VIEW_MEMBERS_AREA)
    return render(
        "organisations/member_members.html",
        organisation=organisation,
        members=queries.list_members(organisation_id),
        invitations=queries.list_open_invitations(organisation_id, utcnow()),
        is_owner=current_subject().role_in(organisation_id) == rules.Role.OWNER,
        role_labels=rules.ROLE_LABELS,
    )


@blueprint.route("/organisations/<int:organisation_id>/members/invite", methods=["GET", "POST"])
@requires(MANAGE_MEMBERS)
def invite_member(organisation_id: int) -> ResponseReturnValue:
    """Send an invitation; whoever has sent too many keeps what they typed."""
    organisation = get_own(organisation_id, MANAGE_MEMBERS)
    form, actor, status = InvitationForm(), current_subject(), 200
    if form.validate_on_submit():
        email = form.email.data
        try:
            INVITATIONS.take(f"organisation {organisation_id}", f"user {actor.user_id}")
            service.invite_member(actor, organisation, email, email_key(email), form.role.data)
            flash(f"We have sent an invitation to {email}. It works for two days.", "success")
            return _to_members(organisation_id)
        except ThrottledError:
            form.form_errors.append(TOO_MANY)
            status = 429
        except DomainError as error:
            form.add_domain_error(error)
    page = render("organisations/member_invite.html", organisation=organisation, form=form)
    return page, status


@blueprint.post("/organisations/<int:organisation_id>/invitations/<int:invitation_id>/cancel")
@requires(MANAGE_MEMBERS)
def cancel_invitation(organisation_id: int, invitation_id: int) -> ResponseReturnValue:
    """Take an invitation back."""
    get_own(organisation_id, MANAGE_MEMBERS)
    invitation = queries.get_invitation(organisation_id, invitation_id)
    try:
        service.cancel_invitation(current_subject(), invitation)
        flash("The invitation is cancelled. Its link does not work any more.", "success")
    except DomainError as error:
        flash(error.sentence)
    return _to_members(organisation_id)


@blueprint.route(
    "/organisations/<int:organisation_id>/members/<int:user_id>/role", methods=["GET", "POST"]
)
@requires(MANAGE_MEMBERS)
def change_role(organisation_id: int, user_id: int) -> ResponseReturnValue:
    """Give a member another role."""
    organisation = get_own(organisation_id, MANAGE_MEMBERS)
    user, membership = queries.get_member(organisation_id, user_id)
    form = RoleForm(role=membership.role)
    if form.validate_on_submit():
        try:
            service.change_role(current_subject(), organisation_id, user_id, form.role.data)
            return _to_members(organisation_id)
        except DomainError as error:
            form.role.errors = [error.sentence]
    return render("organisations/member_role.html", organisation=organisation, user=user, form=form)


@blueprint.route(
    "/organisations/<int:organisation_id>/members/<int:user_id>/remove", methods=["GET", "POST"]
)
@requires(MANAGE_MEMBERS)
def remove_member(organisation_id: int, user_id: int) -> ResponseReturnValue:
    """Ask whether they are sure, then end a membership."""
    organisation = get_own(organisation_id, MANAGE_MEMBERS)
    user, _ = queries.get_member(organisation_id, user_id)
    if user_id == current_subject().user_id:
        return redirect(
            url_for("organisations.leave_organisation", organisation_id=organisation_id), 303
        )
    form = PostForm()
    if form.validate_on_submit():
        try:
            service.remove_member(current_subject(), organisation_id, user_id)
            flash(f"{user.name} is not a member any more.", "success")
            return _to_members(organisation_id)
        except DomainError as error:
            form.add_domain_error(error)
    return render(
        "organisations/member_remove.html", organisation=organisation, user=user, form=form
    )


@blueprint.route("/organisations/<int:organisation_id>/leave", methods=["GET", "POST"])
@requires(LEAVE)
def leave_organisation(organisation_id: int) -> ResponseReturnValue:
    """Ask whether they are sure, then end one's own membership; the last owner cannot."""
    organisation = get_own(organisation_id, LEAVE)
    actor, form = current_subject(), PostForm()
    if form.validate_on_submit():
        try:
            service.remove_member(actor, organisation_id, actor.user_id or 0)
            flash(f"You have left {organisation.name or 'the organisation'}.", "success")
            return redirect(url_for("organisations.list_mine"), 303)
        except DomainError as error:
            form.add_domain_error(error)
    return render(
        "organisations/member_leave.html",
        organisation=organisation,
        is_last_owner=rules.is_last_owner(
            queries.list_roles(organisation_id), actor.role_in(organisation_id)
        ),
        form=form,
    )


@blueprint.get("/invitations/<token:token>")
@requires(PUBLIC)
def show_invitation(token: str) -> ResponseReturnValue:
    """Show who invites to what; a link that is used up says so, as one that never was."""
    return _show_invitation(token, PostForm())


@blueprint.post("/invitations/<token:token>")
@requires(ACCEPT_INVITATION)
def accept_invitation(token: str) -> ResponseReturnValue:
    """Join; only the person whose address the link was sent to."""
    form, actor = PostForm(), current_subject()
    if form.validate_on_submit():
        try:
            key = queries.get_email_key(actor.user_id or 0)
            organisation_id = service.accept_invitation(actor, key, token)
            flash("Welcome. You are a member now.", "success")
            return to_members_page(organisation_id)
        except DomainError as error:
            form.add_domain_error(error)
    return _show_invitation(token, form)


def _show_invitation(token: str, form: PostForm) -> ResponseReturnValue:
    invitation = queries.find_shown_invitation(service.digest_of(token), utcnow())
    if invitation is None:
        return render("organisations/invitation_gone.html"), 404
    subject = current_subject()
    return render(
        "organisations/invitation_show.html",
        invitation=invitation,
        role_label=rules.ROLE_LABELS[invitation.role],
        form=form,
        is_theirs=subject.user_id is not None
        and queries.get_email_key(subject.user_id) == invitation.email_key,
        path=url_for("organisations.show_invitation", token=token),
    )


def _to_members(organisation_id: int) -> ResponseReturnValue:
    return redirect(url_for("organisations.list_members", organisation_id=organisation_id), 303)
