"""The second step of brokers and administrators: one-time codes."""

from __future__ import annotations

import segno
from flask import make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from brokerage.accounts import queries, rules
from brokerage.accounts.forms import CodeForm, PasswordForm, RecoveryCodeForm
from brokerage.accounts.permissions import REPLACE_CODES
from brokerage.accounts.routes import visitor
from brokerage.accounts.routes.blueprint import blueprint
from brokerage.accounts.service import codes
from brokerage.errors import DomainError
from brokerage.permissions import PUBLIC
from brokerage.web import side_writer
from brokerage.web.access import current_subject, requires
from brokerage.web.layout import area
from brokerage.web.sign_in_cookie import set_token
from brokerage.web.throttle import Limit
from brokerage.web.transactions import commits_without_redirect, render

CODE_LIMIT = Limit("code", most=5)
PASSWORD_LIMIT = Limit("password", most=10)
WRONG_PASSWORD = DomainError("That is not your password", field="password")


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@requires(PUBLIC)
def enter_code() -> ResponseReturnValue:
    """Finish a sign-in with the code an app shows."""
    half = visitor.find_half_sign_in()
    if half is None:
        return _begin_again()
    sign_in, user = half.sign_in, half.user
    if user.totp_confirmed_at is None:
        return redirect(url_for("accounts.set_up_codes", next=visitor.next_path()), 303)
    form = CodeForm()
    if form.validate_on_submit():
        CODE_LIMIT.take(f"user:{user.id}")
        try:
            token = codes.pass_code(sign_in.id, form.code.data)
        except rules.CodeRefusedError as refusal:
            _note_refusal(form, user.id, refusal)
        else:
            return set_token(visitor.go_on(), token)
    return render("accounts/enter_code.html", form=form, next_path=visitor.next_path())


@blueprint.route("/sign-in/recovery-code", methods=["GET", "POST"])
@requires(PUBLIC)
def use_recovery_code() -> ResponseReturnValue:
    """Finish a sign-in with a recovery code."""
    half = visitor.find_half_sign_in()
    if half is None:
        return _begin_again()
    sign_in, user = half.sign_in, half.user
    form = RecoveryCodeForm()
    if form.validate_on_submit():
        CODE_LIMIT.take(f"user:{user.id}")
        try:
            token = codes.pass_recovery_code(sign_in.id, form.code.data)
        except rules.CodeRefusedError as refusal:
            _note_refusal(form, user.id, refusal)
        else:
            return set_token(visitor.go_on(), token)
    return render("accounts/use_recovery_code.html", form=form, next_path=visitor.next_path())


@blueprint.route("/sign-in/set-up-codes", methods=["GET", "POST"])
@requires(PUBLIC)
@commits_without_redirect
def set_up_codes() -> ResponseReturnValue:
    """Connect an app, then show the recovery codes once."""
    half = visitor.find_half_sign_in()
    if half is None or half.user.totp_confirmed_at is not None:
        return _begin_again()
    sign_in, user = half.sign_in, half.user
    form = CodeForm()
    if form.validate_on_submit():
        CODE_LIMIT.take(f"user:{user.id}")
        try:
            token, shown_once = codes.set_up_codes(sign_in.id, form.code.data)
        except rules.CodeRefusedError as refusal:
            _note_refusal(form, user.id, refusal)
        else:
            return set_token(_show_recovery_codes(shown_once), token)
    return _unkept(_show_secret(form, half))


@blueprint.route("/account/codes", methods=["GET", "POST"])
@requires(REPLACE_CODES)
def replace_codes() -> ResponseReturnValue:
    """Take one's codes off and set up new ones: a new phone, or no recovery codes left."""
    subject = current_subject()
    form = PasswordForm()
    if form.validate_on_submit():
        PASSWORD_LIMIT.take(f"user:{subject.user_id}")
        if queries.find_proven_password(subject.email, form.password.data):
            codes.replace_codes(subject)
            return redirect(url_for("accounts.set_up_codes"), 303)
        form.add_domain_error(WRONG_PASSWORD)
    left = queries.count_recovery_codes(subject.user_id or 0)
    return render("accounts/replace_codes.html", form=form, left=left)


def _begin_again() -> Response:
    return redirect(url_for("accounts.sign_in", next=visitor.next_path()), 303)


def _note_refusal(form: CodeForm, user_id: int, refusal: rules.CodeRefusedError) -> None:
    side_writer.record_attempt(current_subject(), "accounts:code:refuse", "user", user_id)
    form.add_domain_error(refusal)


def _show_recovery_codes(shown_once: list[str]) -> Response:
    page = render(
        "accounts/show_recovery_codes.html",
        codes=shown_once,
        next_url=visitor.next_path() or url_for("accounts.show_account"),
    )
    return _unkept(page)


def _show_secret(form: CodeForm, half: queries.SignedIn) -> str:
    secret = half.user.totp_secret or ""
    uri = rules.provisioning_uri(
        secret, email=half.user.email or "", site=f"{area()['name']} brokerage"
    )
    return render(
        "accounts/set_up_codes.html",
        form=form,
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        qr_code=_as_picture(uri),
    )


def _as_picture(text: str) -> str:
    picture: str = segno.make(text, error="m").svg_data_uri(scale=5, border=4, light="#ffffff")
    return picture


def _unkept(page: str) -> Response:
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer
