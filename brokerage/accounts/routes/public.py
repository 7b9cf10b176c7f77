"""Registering, signing in, setting a new password: for those who are not signed in."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.accounts import queries, rules
from brokerage.accounts.forms import (
    EmailForm,
    RegisterForm,
    ResetForm,
    SignInForm,
)
from brokerage.accounts.routes import visitor
from brokerage.accounts.routes.blueprint import blueprint
from brokerage.accounts.service import registration, sign_ins
from brokerage.permissions import PUBLIC
from brokerage.web.access import current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.hashing import hash_password
from brokerage.web.sign_in_cookie import set_token
from brokerage.web.throttle import Limit
from brokerage.web.transactions import commits_without_redirect, render

SIGN_IN_LIMIT = Limit("sign-in", most=10)
REGISTER_LIMIT = Limit("register", most=10)
LINK_LIMIT = Limit("link", most=10)
REFUSED = (
    "The email address or the password is wrong, or the address is not confirmed yet. "
    "Look in your email for a new link, or set a new password"
)


@blueprint.route("/register", methods=["GET", "POST"])
@requires(PUBLIC)
def register() -> ResponseReturnValue:
    """Make an account; the answer is the same if the address has one."""
    if current_subject().is_signed_in:
        return visitor.go_on()
    form = RegisterForm(context=visitor.site_words())
    if not form.validate_on_submit():
        return render("accounts/register.html", form=form, next_path=visitor.next_path())
    REGISTER_LIMIT.take(_account(form.email.data), visitor.network())
    registration.register(
        name=form.name.data,
        email=form.email.data,
        password_hash=hash_password(form.password.data),
        age_band=rules.AgeBand(form.age_band.data),
        next_path=visitor.next_path(),
    )
    return redirect(url_for("accounts.show_registered"), 303)


@blueprint.get("/register/check-your-email")
@requires(PUBLIC)
def show_registered() -> str:
    """Say that a mail is on its way."""
    return render("accounts/show_registered.html")


@blueprint.route("/confirm-email", methods=["GET", "POST"])
@requires(PUBLIC)
def ask_for_verification() -> ResponseReturnValue:
    """Send a new confirmation link; the answer is the same for every address."""
    form = EmailForm()
    if not form.validate_on_submit():
        return render("accounts/ask_for_verification.html", form=form)
    LINK_LIMIT.take(_account(form.email.data), visitor.network())
    registration.ask_for_verification(form.email.data)
    return redirect(url_for("accounts.show_registered"), 303)


@blueprint.route("/confirm-email/<token:token>", methods=["GET", "POST"])
@requires(PUBLIC)
def verify_email(token: str) -> ResponseReturnValue:
    """Confirm an address. The button does it: mail scanners follow links, but press nothing."""
    state = queries.find_link(token, rules.LinkPurpose.VERIFY)
    if state is None or not state.is_good or state.user.verified_at is not None:
        return render("accounts/verify_link_over.html", state=state, token=token)
    form = PostForm()
    if form.validate_on_submit():
        try:
            next_path = registration.verify_email(token)
        except rules.LinkOverError:
            return redirect(request.path, 303)
        flash("Your email address is confirmed. You can sign in now.", "success")
        return redirect(url_for("accounts.sign_in", next=next_path), 303)
    return render("accounts/verify_email.html", form=form)


@blueprint.post("/confirm-email/<token:token>/new-link")
@requires(PUBLIC)
def send_new_link(token: str) -> ResponseReturnValue:
    """Send a new link in place of one that has run out."""
    LINK_LIMIT.take(f"link:{rules.digest(token)}", visitor.network())
    try:
        registration.renew_link(token)
    except rules.LinkOverError:
        return redirect(url_for("accounts.verify_email", token=token), 303)
    return redirect(url_for("accounts.show_registered"), 303)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@requires(PUBLIC)
@commits_without_redirect
def sign_in() -> ResponseReturnValue:
    """Sign in; a refusal says the same whatever was wrong, and is kept in the audit log."""
    if current_subject().is_signed_in:
        return visitor.go_on()
    form = SignInForm()
    if form.validate_on_submit():
        started = _try_sign_in(form)
        if started is not None:
            return _answer(started)
        form.form_errors.append(REFUSED)
    return render("accounts/sign_in.html", form=form, next_path=visitor.next_path())


@blueprint.route("/reset-password", methods=["GET", "POST"])
@requires(PUBLIC)
def ask_for_reset() -> ResponseReturnValue:
    """Send a link that sets a new password; the answer is the same for every address."""
    form = EmailForm()
    if not form.validate_on_submit():
        return render("accounts/ask_for_reset.html", form=form)
    LINK_LIMIT.take(_account(form.email.data), visitor.network())
    registration.ask_for_reset(form.email.data)
    return redirect(url_for("accounts.show_reset_sent"), 303)


@blueprint.get("/reset-password/check-your-email")
@requires(PUBLIC)
def show_reset_sent() -> str:
    """Say that a mail is on its way, if there is an account."""
    return render("accounts/show_reset_sent.html")


@blueprint.route("/reset-password/<token:token>", methods=["GET", "POST"])
@requires(PUBLIC)
def reset_password(token: str) -> ResponseReturnValue:
    """Set a new password by the link that was mailed."""
    state = queries.find_link(token, rules.LinkPurpose.RESET)
    if state is None or not state.is_good:
        return render("accounts/reset_link_over.html")
    form = ResetForm(context=[*visitor.site_words(), state.user.name, state.user.email or ""])
    if not form.validate_on_submit():
        return render("accounts/reset_password.html", form=form)
    try:
        registration.reset_password(token, hash_password(form.password.data))
    except rules.LinkOverError:
        return redirect(request.path, 303)
    flash("Your new password is set. Sign in with it now.", "success")
    return redirect(url_for("accounts.sign_in"), 303)


def _try_sign_in(form: SignInForm) -> sign_ins.StartedSignIn | None:
    keys = (_account(form.email.data), visitor.network())
    SIGN_IN_LIMIT.take(*keys)
    proven = queries.find_proven_password(form.email.data, form.password.data)
    started = sign_ins.sign_in(form.email.data, proven, visitor.device(), visitor.next_path())
    if started is not None:
        SIGN_IN_LIMIT.give_back(*keys)
    return started


def _answer(started: sign_ins.StartedSignIn) -> ResponseReturnValue:
    if not started.needs_code:
        return set_token(visitor.go_on(), started.token)
    step = "accounts.enter_code" if started.has_codes else "accounts.set_up_codes"
    answer = redirect(url_for(step, next=visitor.next_path()), 303)
    return set_token(answer, started.token)


def _account(email: str) -> str:
    return f"account:{rules.email_key(email)}"
