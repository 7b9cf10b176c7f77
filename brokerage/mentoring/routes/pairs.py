"""One's pairs: the list, where each stands, answering and ending."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.mentoring import forms
from brokerage.mentoring.permissions import LIST_OWN, VIEW_OWN
from brokerage.mentoring.queries import pairs as queries
from brokerage.mentoring.queries.pairs import MentoringPair
from brokerage.mentoring.queries.profiles import list_topic_labels
from brokerage.mentoring.routes.blueprint import blueprint
from brokerage.mentoring.routes.own import find_worried_url, get_own_pair, own_id, to_pair
from brokerage.mentoring.rules import pairs as rules
from brokerage.mentoring.rules.profiles import PACE_LABELS, ways_in_words
from brokerage.mentoring.service import meetings, pairs
from brokerage.web.access import current_subject, requires
from brokerage.web.forms import Form, PostForm
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/mentoring/pairs")
@requires(LIST_OWN)
def list_pairs() -> str:
    """List one's pairs: what is open first."""
    return render(
        "mentoring/pair_list.html",
        page=queries.list_own_pairs(own_id(), page_number(request.args)),
        user_id=own_id(),
        rules=rules,
    )


@blueprint.get("/mentoring/pairs/<int:pair_id>")
@requires(VIEW_OWN)
def show_pair(pair_id: int) -> str:
    """Show where a pair stands, what happens next and by when."""
    pair = get_own_pair(pair_id)
    side = pair.side_of(own_id())
    return render(
        "mentoring/pair_show.html",
        pair=pair,
        side=side,
        other=pair.person(side.other),
        topics=list_topic_labels(pair.topics),
        ways=ways_in_words(pair.ways),
        pace=PACE_LABELS[pair.pace],
        happenings=queries.list_happenings(pair),
        has_reported=queries.has_reported(pair.id, own_id()),
        is_late=rules.is_late(pair.status, pair.answer_by, today()),
        rules=rules,
        worried_url=find_worried_url(),
    )


@blueprint.route("/mentoring/pairs/<int:pair_id>/accept", methods=["GET", "POST"])
@requires(VIEW_OWN)
def accept_pair(pair_id: int) -> ResponseReturnValue:
    """Say what a yes shows, then take it."""
    pair, form = get_own_pair(pair_id), forms.AcceptForm()
    return _answer(
        pair,
        form,
        "mentoring/accept.html",
        lambda: pairs.accept_pair(current_subject(), pair, form.message.data),
        done="You are a pair now. We have written to you both.",
    )


@blueprint.route("/mentoring/pairs/<int:pair_id>/decline", methods=["GET", "POST"])
@requires(VIEW_OWN)
def decline_pair(pair_id: int) -> ResponseReturnValue:
    """Say no and why."""
    pair, form = get_own_pair(pair_id), forms.DeclineForm()
    return _answer(
        pair,
        form,
        "mentoring/decline.html",
        lambda: pairs.decline_pair(current_subject(), pair, form.reason.data, form.message.data),
        done="You said no. They do not learn who you are.",
    )


@blueprint.post("/mentoring/pairs/<int:pair_id>/withdraw")
@requires(VIEW_OWN)
def withdraw_pair(pair_id: int) -> ResponseReturnValue:
    """Take one's own ask back."""
    pair = get_own_pair(pair_id)
    if PostForm().validate_on_submit():
        try:
            pairs.withdraw_pair(current_subject(), pair)
            flash("Your ask is taken back.", "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return to_pair(pair)


@blueprint.route("/mentoring/pairs/<int:pair_id>/end", methods=["GET", "POST"])
@requires(VIEW_OWN)
def end_pair(pair_id: int) -> ResponseReturnValue:
    """End it, early or not, without blame."""
    pair, form = get_own_pair(pair_id), forms.EndForm()
    return _answer(
        pair,
        form,
        "mentoring/end.html",
        lambda: pairs.end_own_pair(current_subject(), pair, form.reason.data),
        done="The mentoring has ended. Please say how it was.",
        then="mentoring.give_feedback",
    )


@blueprint.route("/mentoring/pairs/<int:pair_id>/feedback", methods=["GET", "POST"])
@requires(VIEW_OWN)
def give_feedback(pair_id: int) -> ResponseReturnValue:
    """Say how it was."""
    pair, form = get_own_pair(pair_id), forms.FeedbackForm()
    return _answer(
        pair,
        form,
        "mentoring/feedback.html",
        lambda: meetings.give_feedback(
            current_subject(),
            pair,
            form.verdict.data,
            form.words.data,
            is_shared=form.is_shared.data == forms.YES,
        ),
        done="Thank you for your feedback.",
    )


@blueprint.route("/mentoring/pairs/<int:pair_id>/report", methods=["GET", "POST"])
@requires(VIEW_OWN)
def report_pair(pair_id: int) -> ResponseReturnValue:
    """Ask a broker for help, by a code, and never meet again here."""
    pair, form = get_own_pair(pair_id), forms.ReportForm()
    return _answer(
        pair,
        form,
        "mentoring/report.html",
        lambda: meetings.report_pair(current_subject(), pair, form.reason.data),
        done="Thank you. A broker looks into it.",
    )


def _answer(
    pair: MentoringPair,
    form: Form,
    template: str,
    act: Callable[[], None],
    *,
    done: str,
    then: str = "mentoring.show_pair",
) -> ResponseReturnValue:
    """Show a form about a pair, or do what it says and go on."""
    if form.validate_on_submit():
        try:
            act()
            flash(done, "success")
            return redirect(url_for(then, pair_id=pair.id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(template, form=form, pair=pair, worried_url=find_worried_url())
