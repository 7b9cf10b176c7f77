"""The link in a mail about new planned purchases that ends these mails."""

from __future__ import annotations

from flask import current_app, request
from flask.blueprints import BlueprintSetupState

from brokerage.demand.queries.updates import get_subscriber
from brokerage.demand.routes.blueprint import blueprint
from brokerage.demand.rules import updates as rules
from brokerage.demand.service import updates as service
from brokerage.permissions import PUBLIC, Subject
from brokerage.web.access import requires
from brokerage.web.transactions import commits_without_redirect, render


@blueprint.route("/what-we-buy/updates/<token:token>", methods=["GET", "POST"])
@requires(PUBLIC)
@commits_without_redirect
def leave_updates(token: str) -> str:
    """Ask whether they are sure; a POST ends these mails without signing in.

    A mail reader posts `List-Unsubscribe=One-Click` without any cookie (RFC 8058): the link is
    the proof then, and only ever ends these mails. Any other POST is a form with its token.
    """
    is_one_click = request.form.get("List-Unsubscribe") == rules.ONE_CLICK
    if request.method == "POST" and not is_one_click:
        current_app.extensions["csrf"].protect()
    user_id = get_subscriber(token)
    if request.method == "POST":
        service.end_updates(Subject(user_id=user_id), user_id)
    return render("demand/updates_leave.html", is_done=request.method == "POST")


@blueprint.record_once
def let_mail_readers_post(state: BlueprintSetupState) -> None:
    """Leave this one view's check of the token to the view itself."""
    state.app.extensions["csrf"].exempt(leave_updates)
