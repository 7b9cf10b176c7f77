"""A broker's view: the pairs, who is silent, what was reported, and how it was."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.mentoring.forms import BrokerSearchForm
from brokerage.mentoring.permissions import OVERSEE
from brokerage.mentoring.queries import pairs as queries
from brokerage.mentoring.queries.profiles import list_topic_labels
from brokerage.mentoring.routes.blueprint import blueprint
from brokerage.mentoring.rules import pairs as rules
from brokerage.mentoring.rules.pairs import EndReason
from brokerage.mentoring.rules.profiles import PACE_LABELS, ways_in_words
from brokerage.mentoring.service import meetings, pairs
from brokerage.web.access import current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.side_writer import record_sensitive_read
from brokerage.web.transactions import render


@blueprint.get("/broker/mentoring")
@requires(OVERSEE)
def list_pairs_for_broker() -> str:
    """List pairs, by what a broker should look at."""
    form, now = BrokerSearchForm(), utcnow()
    view = form.show.data or None
    return render(
        "mentoring/broker_list.html",
        form=form,
        counts=queries.count_views(today(), now),
        page=queries.list_pairs(view, page_number(request.args), today(), now),
        rules=rules,
        now=now,
    )


@blueprint.get("/broker/mentoring/<int:pair_id>")
@requires(OVERSEE)
def show_pair_to_broker(pair_id: int) -> str:
    """Show a pair whole: who, what was agreed, what was held, how it was, what was reported."""
    pair = queries.get_pair(pair_id)
    record_sensitive_read(current_subject(), "mentoring:pair:view", queries.KIND, pair_id)
    return render(
        "mentoring/broker_pair.html",
        pair=pair,
        topics=list_topic_labels(pair.topics),
        ways=ways_in_words(pair.ways),
        pace=PACE_LABELS[pair.pace],
        reports=queries.list_reports(pair_id),
        happenings=queries.list_happenings(pair, for_broker=True),
        is_late=rules.is_late(pair.status, pair.answer_by, today()),
        is_silent=rules.is_silent(pair.status, pair.changed_at, utcnow()),
        rules=rules,
    )


@blueprint.route("/broker/mentoring/<int:pair_id>/end", methods=["GET", "POST"])
@requires(OVERSEE)
def end_pair_as_broker(pair_id: int) -> ResponseReturnValue:
    """Ask whether they are sure, then end the pair; both are told."""
    pair, form = queries.get_pair(pair_id), PostForm()
    if form.validate_on_submit():
        try:
            pairs.end_pair(current_subject(), pair, EndReason.BROKER)
            flash("The pair has ended. Both are told by email.", "success")
            return _to_pair(pair_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("mentoring/broker_end.html", form=form, pair=pair)


@blueprint.post("/broker/mentoring/reports/<int:mentoring_report_id>/see")
@requires(OVERSEE)
def see_report(mentoring_report_id: int) -> ResponseReturnValue:
    """Note that a report is dealt with."""
    report = queries.get_report(mentoring_report_id)
    pair_id = report.pair_id
    if PostForm().validate_on_submit():
        try:
            meetings.see_report(current_subject(), report)
            flash("Noted as dealt with.", "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return _to_pair(pair_id)


def _to_pair(pair_id: int) -> ResponseReturnValue:
    return redirect(url_for("mentoring.show_pair_to_broker", pair_id=pair_id), 303)
