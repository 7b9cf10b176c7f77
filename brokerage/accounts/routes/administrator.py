"""Accounts, the audit log and undelivered mail, for administrators."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage import mail
from brokerage.accounts import queries, rules
from brokerage.accounts.forms import (
    AuditSearchForm,
    RoleForm,
    SuspendForm,
    UserSearchForm,
)
from brokerage.accounts.permissions import ADMINISTER_MAIL, ADMINISTER_USERS, VIEW_AUDIT
from brokerage.accounts.routes.blueprint import blueprint
from brokerage.accounts.service import administration
from brokerage.errors import DomainError
from brokerage.web.access import current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.paging import page_number
from brokerage.web.side_writer import record_sensitive_read
from brokerage.web.transactions import render


@blueprint.get("/administration/users")
@requires(ADMINISTER_USERS)
def list_users() -> str:
    """List everybody with an account, or find some."""
    form = UserSearchForm()
    page = queries.list_users(words=form.q.data or "", page=page_number(request.args))
    record_sensitive_read(current_subject(), "accounts:user:list", "user", None)
    return render("accounts/list_users.html", form=form, page=page)


@blueprint.get("/administration/users/<int:user_id>")
@requires(ADMINISTER_USERS)
def show_user(user_id: int) -> str:
    """Show one account and what can be done with it."""
    user = queries.get_user(user_id)
    record_sensitive_read(current_subject(), "accounts:user:view", "user", user.id)
    is_self = user.id == current_subject().user_id
    return render("accounts/show_user.html", user=user, is_self=is_self)


@blueprint.route("/administration/users/<int:user_id>/suspend", methods=["GET", "POST"])
@requires(ADMINISTER_USERS)
def suspend_user(user_id: int) -> ResponseReturnValue:
    """Suspend an account, with a reason that its owner is told."""
    user = queries.get_user(user_id)
    form = SuspendForm()
    if form.validate_on_submit():
        try:
            administration.suspend_user(current_subject(), user_id, form.reason.data)
        except DomainError as refusal:
            form.add_domain_error(refusal)
        else:
            return _back_to(user_id, "The account is suspended. We have told its owner.")
    return render("accounts/suspend_user.html", form=form, user=user)


@blueprint.route("/administration/users/<int:user_id>/restore", methods=["GET", "POST"])
@requires(ADMINISTER_USERS)
def restore_user(user_id: int) -> ResponseReturnValue:
    """Lift a suspension."""
    user = queries.get_user(user_id)
    form = PostForm()
    if form.validate_on_submit():
        try:
            administration.restore_user(current_subject(), user_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
        else:
            return _back_to(user_id, "The suspension is lifted. We have told the person.")
    return render("accounts/restore_user.html", form=form, user=user)


@blueprint.route("/administration/users/<int:user_id>/role", methods=["GET", "POST"])
@requires(ADMINISTER_USERS)
def change_role(user_id: int) -> ResponseReturnValue:
    """Make somebody a broker or an administrator, or neither."""
    user = queries.get_user(user_id)
    form = RoleForm(role=user.role)
    if form.validate_on_submit():
        try:
            administration.change_role(current_subject(), user_id, rules.Role(form.role.data))
        except DomainError as refusal:
            form.add_domain_error(refusal)
        else:
            return _back_to(user_id, "The role is changed. They must sign in again.")
    return render("accounts/change_role.html", form=form, user=user)


@blueprint.route("/administration/users/<int:user_id>/reset-codes", methods=["GET", "POST"])
@requires(ADMINISTER_USERS)
def reset_codes(user_id: int) -> ResponseReturnValue:
    """Take somebody's one-time codes off, because their phone and recovery codes are gone."""
    user = queries.get_user(user_id)
    form = PostForm()
    if form.validate_on_submit():
        try:
            administration.reset_codes(current_subject(), user_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
        else:
            return _back_to(user_id, "The codes are off. They set up new ones when they sign in.")
    return render("accounts/reset_codes.html", form=form, user=user)


@blueprint.get("/administration/audit")
@requires(VIEW_AUDIT)
def list_audit_events() -> str:
    """Show what happened, newest first; that somebody looked is an event too."""
    actions = queries.list_audit_actions()
    form = AuditSearchForm(choices={"action": [(action, action) for action in actions]})
    page = queries.list_audit_events(action=form.action.data or "", page=page_number(request.args))
    record_sensitive_read(current_subject(), "accounts:audit:view", "audit_log", None)
    return render("accounts/list_audit_events.html", form=form, page=page)


@blueprint.get("/administration/mail")
@requires(ADMINISTER_MAIL)
def list_undelivered_mail() -> str:
    """List mail that did not arrive; never what is in it, which may be a one-time link."""
    record_sensitive_read(current_subject(), "accounts:mail:list", "outbox_message", None)
    return render("accounts/list_undelivered_mail.html", messages=mail.list_undelivered_mail())


@blueprint.post("/administration/mail/<int:outbox_id>/send-again")
@requires(ADMINISTER_MAIL)
def send_mail_again(outbox_id: int) -> ResponseReturnValue:
    """Try to deliver a message once more."""
    administration.send_mail_again(current_subject(), outbox_id)
    flash("We will try to send it again within a minute.", "success")
    return redirect(url_for("accounts.list_undelivered_mail"), 303)


def _back_to(user_id: int, sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(url_for("accounts.show_user", user_id=user_id), 303)
