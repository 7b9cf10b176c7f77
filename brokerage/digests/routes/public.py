"""The link in the list that ends or pauses it, for a person or for their mail reader."""

from __future__ import annotations

from flask import current_app, request
from flask.blueprints import BlueprintSetupState

from brokerage.digests import queries, rules, service
from brokerage.digests.routes.blueprint import blueprint
from brokerage.permissions import PUBLIC, Subject
from brokerage.web.access import requires
from brokerage.web.layout import today
from brokerage.web.transactions import commits_without_redirect, render


@blueprint.route("/weekly-list/<token:token>", methods=["GET", "POST"])
@requires(PUBLIC)
@commits_without_redirect
def leave_digest(token: str) -> str:
    """Ask whether they are sure; a POST ends or pauses the list without signing in.

    A mail reader posts `List-Unsubscribe=One-Click` without any cookie (RFC 8058): the link is
    the proof then, and only ever ends this list. Any other POST is a form with its token.
    """
    is_one_click = request.form.get("List-Unsubscribe") == rules.ONE_CLICK
    if request.method == "POST" and not is_one_click:
        current_app.extensions["csrf"].protect()
    user_id, done, until = queries.get_subscriber(token).user_id, "", None
    if request.method == "POST":
        actor, wants_pause = Subject(user_id=user_id), request.form.get("pause") == "yes"
        if wants_pause and not is_one_click:
            until = service.pause_digest(actor, user_id, today())
            done = "paused" if until else "ended"
        else:
            service.end_digest(actor, user_id)
            done = "ended"
    return render("digests/leave_digest.html", done=done, until=until)


@blueprint.record_once
def let_mail_readers_post(state: BlueprintSetupState) -> None:
    """Leave this one view's check of the token to the view itself."""
    state.app.extensions["csrf"].exempt(leave_digest)
