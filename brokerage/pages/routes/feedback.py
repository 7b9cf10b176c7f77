"""Telling the people who run the site what went well or badly."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.pages import rules, service
from brokerage.pages.forms import FeedbackForm
from brokerage.pages.routes.blueprints import blueprint
from brokerage.permissions import PUBLIC
from brokerage.web.access import current_subject, requires
from brokerage.web.throttle import Limit, ThrottledError
from brokerage.web.transactions import render

FEEDBACK_LIMIT = Limit("feedback", rules.FEEDBACK_MOST, rules.FEEDBACK_SPAN)
TOO_MUCH = "You have sent several messages in a short time. Wait 10 minutes, then send this again"


@blueprint.route("/feedback", methods=["GET", "POST"])
@requires(PUBLIC)
def give_feedback() -> ResponseReturnValue:
    """Take feedback and mail it on; whoever sends too much keeps what they typed."""
    form = FeedbackForm()
    if not form.validate_on_submit():
        return render("pages/give_feedback.html", form=form)
    sender = request.remote_addr or ""
    try:
        FEEDBACK_LIMIT.check(sender)
    except ThrottledError:
        form.form_errors.append(TOO_MUCH)
        return render("pages/give_feedback.html", form=form), 429
    FEEDBACK_LIMIT.count(sender)
    service.send_feedback(
        current_subject(),
        doing=str(form.doing.data),
        happened=str(form.happened.data),
        email=str(form.email.data),
    )
    return redirect(url_for("pages.show_feedback_sent"), 303)


@blueprint.get("/feedback/sent")
@requires(PUBLIC)
def show_feedback_sent() -> str:
    """Thank them and say what happens next."""
    return render("pages/show_feedback_sent.html")
