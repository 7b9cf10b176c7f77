"""What brokers decide: sign-ups, check-ins, first meetings; what is overdue; who helps whom."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.charter import rules
from brokerage.charter.forms import broker as forms
from brokerage.charter.forms.check_ins import EndPairForm
from brokerage.charter.permissions import DECIDE
from brokerage.charter.queries import buddies as buddy_queries
from brokerage.charter.queries import check_ins as check_in_queries
from brokerage.charter.queries import terms as queries
from brokerage.charter.queries.comments import list_comments
from brokerage.charter.routes.blueprint import blueprint
from brokerage.charter.rules import rag
from brokerage.charter.rules import terms as term_rules
from brokerage.charter.rules.buddies import PAIR_LABELS
from brokerage.charter.rules.check_ins import is_own_word
from brokerage.charter.rules.comments import SAID_BY
from brokerage.charter.rules.terms import CheckInStatus
from brokerage.charter.service import buddies as buddy_service
from brokerage.charter.service import check_ins as check_in_service
from brokerage.charter.service import review as service
from brokerage.errors import DomainError
from brokerage.web.access import current_subject, requires
from brokerage.web.forms import Form
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.transactions import render

WAITING, OVERDUE = "waiting", "overdue"


@blueprint.get("/broker/charter")
@requires(DECIDE)
def list_waiting() -> str:
    """List the sign-ups and check-ins that wait for a broker."""
    page = page_number(request.args)
    return render(
        "charter/broker_waiting.html",
        terms=queries.list_submitted(page),
        check_ins=check_in_queries.list_sent(page),
    )


@blueprint.get("/broker/charter/overdue")
@requires(DECIDE)
def list_overdue() -> str:
    """List the check-ins that signatories owe, the longest owed first."""
    return render(
        "charter/broker_overdue.html",
        page=check_in_queries.list_overdue(today(), page_number(request.args)),
    )


@blueprint.route("/broker/charter/terms/<int:term_id>", methods=["GET", "POST"])
@requires(DECIDE)
def decide_term(term_id: int) -> ResponseReturnValue:
    """Read a sign-up, and sign it or ask for changes."""
    term = queries.get_term(term_id)
    form = forms.DecideTermForm() if term.status == rules.TermStatus.SUBMITTED else None
    if form is not None and form.validate_on_submit():
        try:
            _decide_term(form, term)
            flash("Decided. The signatory gets an email.", "success")
            return redirect(url_for("charter.decide_term", term_id=term_id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "charter/broker_term.html",
        term=term,
        name=term.signatory.name,
        comments=list_comments(term_id, 1),
        meeting=queries.find_first_meeting(term_id),
        check_ins=check_in_queries.list_check_ins_of(term_id),
        said_by=SAID_BY,
        term_rules=term_rules,
        rules=rules,
        **_if_any(form),
    )


@blueprint.route("/broker/charter/terms/<int:term_id>/first-meeting", methods=["GET", "POST"])
@requires(DECIDE)
def edit_first_meeting(term_id: int) -> ResponseReturnValue:
    """Write down where a signatory starts and what it needs."""
    term, meeting = queries.get_term(term_id), queries.find_first_meeting(term_id)
    form = (
        forms.FirstMeetingForm()
        if meeting is None
        else forms.FirstMeetingForm(
            met_on=meeting.met_on, baseline=meeting.baseline, needs=meeting.needs
        )
    )
    page = url_for("charter.decide_term", term_id=term_id)
    if form.validate_on_submit():
        try:
            service.record_first_meeting(
                current_subject(), term, form.met_on.data, form.baseline.data, form.needs.data
            )
            flash("Written down.", "success")
            return redirect(page, 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    name = term.signatory.name
    return render("charter/broker_meeting.html", form=form, page=page, name=name)


@blueprint.route("/broker/charter/check-ins/<int:check_in_id>", methods=["GET", "POST"])
@requires(DECIDE)
def decide_check_in(check_in_id: int) -> ResponseReturnValue:
    """Say which of a signatory's own figures there is proof of, or send the check-in back."""
    check_in = check_in_queries.get_check_in(check_in_id)
    form = None
    if check_in.status == CheckInStatus.SENT:
        form = forms.CloseCheckInForm()
        form.list_figures([each for each in check_in.figures if is_own_word(each)])
    if form is not None and form.validate_on_submit():
        try:
            _decide_check_in(form, check_in)
            flash("Decided. The signatory gets an email.", "success")
            return redirect(url_for("charter.decide_check_in", check_in_id=check_in_id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "charter/broker_check_in.html",
        check_in=check_in,
        name=check_in.term.signatory.name,
        rules=rules,
        rag=rag,
        term_rules=term_rules,
        **_if_any(form),
    )


@blueprint.get("/broker/charter/buddies")
@requires(DECIDE)
def list_pairs() -> str:
    """List who helps whom with which pledge."""
    return render(
        "charter/broker_pairs.html",
        page=buddy_queries.list_pairs(page_number(request.args)),
        labels=PAIR_LABELS,
    )


@blueprint.route("/broker/charter/buddies/<int:buddy_pair_id>/end", methods=["GET", "POST"])
@requires(DECIDE)
def end_pair(buddy_pair_id: int) -> ResponseReturnValue:
    """End a pair that no longer works."""
    pair, form = buddy_queries.get_pair(buddy_pair_id), EndPairForm()
    page = url_for("charter.list_pairs")
    if form.validate_on_submit():
        try:
            buddy_service.end_pair(current_subject(), pair, form.words.data)
            flash("Ended. Both sides get an email.", "success")
            return redirect(page, 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("charter/broker_pair_end.html", form=form, pair=pair, page=page)


def _if_any(form: Form | None) -> dict[str, Form]:
    """A page without a form is given none: the layout asks whether there is one."""
    return {} if form is None else {"form": form}


def _decide_term(form: forms.DecideTermForm, term: queries.CharterTerm) -> None:
    if form.decision.data == forms.APPROVE:
        service.approve_term(current_subject(), term)
    else:
        service.ask_for_changes(current_subject(), term, form.reason.data)


def _decide_check_in(form: forms.CloseCheckInForm, check_in: check_in_queries.CheckIn) -> None:
    if form.decision.data == forms.DONE:
        check_in_service.close_check_in(current_subject(), check_in, form.seen_ids)
    else:
        check_in_service.send_check_in_back(current_subject(), check_in, form.reason.data)
