"""One's own sign-up or signed term: the task list, sending, taking back, renewing, leaving."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.charter import rules
from brokerage.charter.forms.sign_up import ReasonForm
from brokerage.charter.permissions import SIGN, VIEW
from brokerage.charter.queries import terms as queries
from brokerage.charter.queries.check_ins import list_check_ins_of
from brokerage.charter.queries.comments import count_comments
from brokerage.charter.queries.signatories import list_pledges_of_term
from brokerage.charter.routes.blueprint import blueprint
from brokerage.charter.routes.own import get_own_term, page_of, to_term
from brokerage.charter.rules import rag
from brokerage.charter.rules import terms as term_rules
from brokerage.charter.rules.signing import missing_steps
from brokerage.charter.service import sign_up as service
from brokerage.errors import DomainError
from brokerage.web.access import current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.layout import today
from brokerage.web.transactions import render


@blueprint.get("/charter/terms/<int:term_id>")
@requires(VIEW)
def show_term(term_id: int) -> str:
    """Show the task list of a sign-up, or how the pledges of a signed term stand."""
    term = get_own_term(term_id, VIEW)
    shared = {
        "term": term,
        "name": term.signatory.name,
        "rules": rules,
        "comments": count_comments(term_id),
    }
    if term.status in rules.WRITABLE:
        missing = missing_steps(term.voices, term.pledges, term.risk_note, term.equality_note)
        return render("charter/term_tasks.html", missing=missing, **shared)
    return render(
        "charter/term_show.html",
        pledges=list_pledges_of_term(term_id, today()),
        check_ins=list_check_ins_of(term_id),
        meeting=queries.find_first_meeting(term_id),
        can_renew=term.ends_on is not None
        and term.status in rules.PUBLISHED
        and term_rules.can_renew(term.ends_on, today()),
        rag=rag,
        term_rules=term_rules,
        **shared,
    )


@blueprint.route("/charter/terms/<int:term_id>/check-answers", methods=["GET", "POST"])
@requires(SIGN)
def submit_term(term_id: int) -> ResponseReturnValue:
    """Check the answers and send them to a broker."""
    term, form = get_own_term(term_id, SIGN), PostForm()
    if term.status not in rules.WRITABLE:
        return to_term(term_id)
    if form.validate_on_submit():
        try:
            service.submit_term(current_subject(), term)
            flash("Sent to a broker. You get an email when it is read.", "success")
            return to_term(term_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "charter/sign_check.html",
        form=form,
        term=term,
        name=term.signatory.name,
        missing=missing_steps(term.voices, term.pledges, term.risk_note, term.equality_note),
        rules=rules,
    )


@blueprint.route("/charter/terms/<int:term_id>/withdraw", methods=["GET", "POST"])
@requires(SIGN)
def withdraw_term(term_id: int) -> ResponseReturnValue:
    """Take a sign-up back before it is signed."""
    term, form = get_own_term(term_id, SIGN), PostForm()
    if form.validate_on_submit():
        try:
            service.withdraw_term(current_subject(), term)
            flash("Taken back. You can begin again at any time.", "success")
            return redirect(url_for("charter.start_term"), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("charter/term_withdraw.html", form=form, page=page_of(term_id))


@blueprint.post("/charter/terms/<int:term_id>/renew")
@requires(SIGN)
def start_renewal(term_id: int) -> ResponseReturnValue:
    """Begin the next twelve months with everything carried over."""
    term = get_own_term(term_id, SIGN)
    try:
        renewed = service.renew_term(current_subject(), term)
        flash("Carried over. Change what is new, then send it.", "success")
        return to_term(renewed.id)
    except DomainError as refusal:
        flash(refusal.sentence)
        return to_term(term_id)


@blueprint.route("/charter/terms/<int:term_id>/leave", methods=["GET", "POST"])
@requires(SIGN)
def leave_charter(term_id: int) -> ResponseReturnValue:
    """Leave the charter before the twelve months are over."""
    term, form = get_own_term(term_id, SIGN), ReasonForm()
    if form.validate_on_submit():
        try:
            service.leave_charter(current_subject(), term, form.reason.data)
            flash("You have left the charter. You can sign again at any time.", "success")
            return redirect(url_for("charter.start_term"), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("charter/term_leave.html", form=form, page=page_of(term_id))
