"""A code on paper, and what its person does with it."""

from __future__ import annotations

from flask import flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from brokerage.accounts.routes import visitor
from brokerage.accounts.rules import LinkOverError
from brokerage.assisted import rules
from brokerage.assisted.forms import TakeOverForm
from brokerage.assisted.permissions import LOOK_AFTER
from brokerage.assisted.queries.take_overs import find_open_code, is_good_link
from brokerage.assisted.routes.blueprint import blueprint
from brokerage.assisted.routes.own import get_active
from brokerage.assisted.service import take_overs as service
from brokerage.errors import DomainError
from brokerage.permissions import PUBLIC
from brokerage.web import side_writer
from brokerage.web.access import current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.hashing import hash_password
from brokerage.web.links import full_url
from brokerage.web.throttle import Limit
from brokerage.web.transactions import commits_without_redirect, render

TAKE_OVER_LIMIT = Limit("assisted:take-over", 5)
"""Codes tried from one network in five minutes: 32 letters to the power of 12 need not fear it."""


@blueprint.route("/assisted/people/<int:person_id>/code", methods=["GET", "POST"])
@requires(LOOK_AFTER)
@commits_without_redirect
def create_code(person_id: int) -> ResponseReturnValue:
    """Make a code for them and show it once, as a letter."""
    person, form = get_active(person_id), PostForm()
    if form.validate_on_submit():
        code = service.make_code(current_subject(), person)
        return _unkept(
            render(
                "assisted/code_letter.html",
                person=person,
                code=code,
                days=rules.CODE_LIFETIME.days,
                address=full_url("assisted.take_over_account"),
            )
        )
    return render(
        "assisted/code.html",
        form=form,
        person=person,
        open_code=find_open_code(person_id),
        days=rules.CODE_LIFETIME.days,
    )


@blueprint.route("/take-over", methods=["GET", "POST"])
@requires(PUBLIC)
def take_over_account() -> ResponseReturnValue:
    """Take one's own account over, with the code from a letter."""
    form = TakeOverForm(context=visitor.site_words())
    if form.validate_on_submit():
        TAKE_OVER_LIMIT.take(visitor.network())
        try:
            service.use_code(form.code.data, form.email.data, hash_password(form.password.data))
        except DomainError as refusal:
            side_writer.record_attempt(
                current_subject(), "assisted:code:refuse", "assisted-volunteer", None
            )
            form.add_domain_error(refusal)
        else:
            return redirect(url_for("assisted.show_take_over_sent"), 303)
    return render("assisted/take_over.html", form=form)


@blueprint.get("/take-over/check-your-email")
@requires(PUBLIC)
def show_take_over_sent() -> str:
    """Say that a link is on its way."""
    return render("assisted/take_over_sent.html", days=rules.LINK_LIFETIME.days)


@blueprint.route("/take-over/<token:token>", methods=["GET", "POST"])
@requires(PUBLIC)
def confirm_take_over(token: str) -> ResponseReturnValue:
    """Prove the address. The button does it: mail scanners follow links, but press nothing."""
    if not is_good_link(token):
        return render("assisted/take_over_over.html")
    form = PostForm()
    if form.validate_on_submit():
        try:
            service.confirm_take_over(token)
        except LinkOverError:
            return redirect(request.path, 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
        else:
            flash("Your account is yours now. Sign in with your email address.", "success")
            return redirect(url_for("accounts.sign_in"), 303)
    return render("assisted/take_over_confirm.html", form=form)


def _unkept(page: str) -> Response:
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer
