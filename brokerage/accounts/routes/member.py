"""One's own account."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.accounts import queries
from brokerage.accounts.forms import ChangePasswordForm, NameForm
from brokerage.accounts.permissions import (
    CHANGE_OWN_ACCOUNT,
    END_SIGN_IN,
    SIGN_OUT,
    VIEW_OWN_ACCOUNT,
    SignInFacts,
)
from brokerage.accounts.routes import visitor
from brokerage.accounts.routes.blueprint import blueprint
from brokerage.accounts.routes.staff import PASSWORD_LIMIT
from brokerage.accounts.service import account, sign_ins
from brokerage.errors import DomainError
from brokerage.web.access import check, current_subject, requires
from brokerage.web.features import contributions
from brokerage.web.hashing import hash_password
from brokerage.web.panels import draw
from brokerage.web.sign_in_cookie import drop_token
from brokerage.web.transactions import render


@blueprint.post("/sign-out")
@requires(SIGN_OUT)
def sign_out() -> ResponseReturnValue:
    """End this sign-in."""
    sign_ins.sign_out(current_subject())
    answer = drop_token(redirect(url_for("accounts.sign_in"), 303))
    flash("You are signed out.", "success")
    return answer


@blueprint.get("/account")
@requires(VIEW_OWN_ACCOUNT)
def show_account() -> str:
    """Show one's account, with what higher features have to say about it."""
    subject = current_subject()
    user = queries.get_user(subject.user_id or 0)
    return render(
        "accounts/show_account.html",
        user=user,
        sign_ins=queries.list_open_sign_ins(user),
        panels=draw(panel(subject) for panel in contributions("account_panels")),
    )


@blueprint.route("/account/name", methods=["GET", "POST"])
@requires(CHANGE_OWN_ACCOUNT)
def change_name() -> ResponseReturnValue:
    """Change one's name."""
    form = NameForm(name=current_subject().name)
    if not form.validate_on_submit():
        return render("accounts/change_name.html", form=form)
    account.change_name(current_subject(), form.name.data)
    flash("Your name is changed.", "success")
    return redirect(url_for("accounts.show_account"), 303)


@blueprint.route("/account/password", methods=["GET", "POST"])
@requires(CHANGE_OWN_ACCOUNT)
def change_password() -> ResponseReturnValue:
    """Change one's password, which ends all other sign-ins."""
    subject = current_subject()
    form = ChangePasswordForm(context=[*visitor.site_words(), subject.name, subject.email])
    if form.validate_on_submit():
        PASSWORD_LIMIT.take(f"user:{subject.user_id}")
        proven = queries.find_proven_password(subject.email, form.old_password.data)
        try:
            account.change_password(subject, proven, hash_password(form.password.data))
        except DomainError as refusal:
            form.add_domain_error(refusal)
        else:
            flash("Your password is changed. You are signed out everywhere else.", "success")
            return redirect(url_for("accounts.show_account"), 303)
    return render("accounts/change_password.html", form=form)


@blueprint.post("/account/sign-ins/<int:sign_in_id>/end")
@requires(END_SIGN_IN)
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    """End one of one's own sign-ins."""
    sign_in = queries.get_sign_in(sign_in_id)
    check(END_SIGN_IN, SignInFacts(user_id=sign_in.user_id))
    sign_ins.end_sign_in(current_subject(), sign_in)
    flash("That device is signed out.", "success")
    return redirect(url_for("accounts.show_account"), 303)


@blueprint.post("/account/sign-ins/end-others")
@requires(CHANGE_OWN_ACCOUNT)
def end_other_sign_ins() -> ResponseReturnValue:
    """End all of one's sign-ins but this one."""
    sign_ins.end_other_sign_ins(current_subject())
    flash("You are signed out everywhere else.", "success")
    return redirect(url_for("accounts.show_account"), 303)
