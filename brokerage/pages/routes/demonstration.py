"""The demonstration's own pages; elsewhere there are no such pages."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage import mail
from brokerage.accounts.service import sign_in_without_password
from brokerage.errors import NotFoundError
from brokerage.pages import queries
from brokerage.pages.routes.blueprints import blueprint
from brokerage.pages.rules import TRIALS, paragraphs
from brokerage.permissions import PUBLIC
from brokerage.web.access import requires
from brokerage.web.sign_in_cookie import set_token
from brokerage.web.transactions import render

P = ParamSpec("P")
R = TypeVar("R")


def only_in_demonstration(view: Callable[P, R]) -> Callable[P, R]:
    """Answer 404 outside demonstration mode, which runs on this computer only."""

    @functools.wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if not current_app.extensions["config"].is_demonstration:
            raise NotFoundError
        return view(*args, **kwargs)

    return guarded


@blueprint.get("/demo")
@requires(PUBLIC)
@only_in_demonstration
def show_demo() -> str:
    """Offer to sign in as someone."""
    people = [(person, TRIALS[person.key]) for person in queries.list_one_click_people()]
    return render("pages/show_demo.html", people=people)


@blueprint.post("/demo/sign-in")
@requires(PUBLIC)
@only_in_demonstration
def sign_in_as() -> ResponseReturnValue:
    """Sign the visitor in as one of the demonstration's people."""
    person = queries.get_one_click_person(request.form.get("person", ""))
    started = sign_in_without_password(person.user)
    return set_token(redirect(url_for("pages.show_home"), 303), started.token)


@blueprint.get("/demo/mailbox")
@requires(PUBLIC)
@only_in_demonstration
def show_mailbox() -> str:
    """List the mail the site has sent."""
    return render("pages/show_mailbox.html", messages=mail.list_mail())


@blueprint.get("/demo/mailbox/<int:message_id>")
@requires(PUBLIC)
@only_in_demonstration
def show_mail(message_id: int) -> str:
    """Show one message with links that can be followed."""
    message = queries.get_mail(message_id)
    return render("pages/show_mail.html", message=message, paragraphs=paragraphs(message.body))
