"""After the deadline: declare, open, score, agree, decide."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.competitions import rules
from brokerage.competitions.forms.buyer import (
    NO_AWARD,
    YES,
    DecideForm,
    DeclareForm,
    score_form_for,
)
from brokerage.competitions.permissions import RUN
from brokerage.competitions.queries import competitions as queries
from brokerage.competitions.queries import evaluation
from brokerage.competitions.routes.blueprint import blueprint
from brokerage.competitions.routes.own import (
    Competition,
    competition_page,
    get_own,
    refuse,
    to_competition,
)
from brokerage.competitions.rules.responses import Offered
from brokerage.competitions.service import evaluation as service
from brokerage.contracts.rules.sheets import as_written
from brokerage.errors import DomainError
from brokerage.money import in_pounds
from brokerage.web.access import current_subject, requires
from brokerage.web.filters import plural
from brokerage.web.side_writer import record_sensitive_read
from brokerage.web.transactions import render

NOT_NOW = "Responses can be seen once they are opened, by those who declared no conflict."


@blueprint.route("/competitions/<int:competition_id>/declare", methods=["GET", "POST"])
@requires(RUN)
def confirm_interests(competition_id: int) -> ResponseReturnValue:
    """Say whether one has a conflict of interest, before anything is opened."""
    competition = get_own(competition_id)
    own = evaluation.find_declaration(competition_id, current_subject().user_id)
    form = DeclareForm(explanation=own.explanation) if own else DeclareForm()
    if form.validate_on_submit():
        try:
            has_conflict = form.has_conflict.data == YES
            words = form.explanation.data
            service.declare_conflict(current_subject(), competition, has_conflict, words)
            return to_competition(competition_id, "Your declaration is kept.")
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "competitions/evaluation_declare.html",
        competition=competition,
        invitations=queries.list_invitations(competition_id),
        form=form,
        page=competition_page(competition_id),
    )


@blueprint.post("/competitions/<int:competition_id>/open")
@requires(RUN)
def open_responses(competition_id: int) -> ResponseReturnValue:
    """Open everything that was sent, at one moment and never before the deadline."""
    competition = get_own(competition_id)
    try:
        number = service.open_responses(current_subject(), competition)
    except DomainError as refusal:
        return refuse(competition_id, refusal.sentence)
    flash(f"{plural(number, 'response is', 'responses are')} open.", "success")
    return redirect(url_for("competitions.show_sheet", competition_id=competition_id), 303)


@blueprint.get("/competitions/<int:competition_id>/evaluation")
@requires(RUN)
def show_sheet(competition_id: int) -> ResponseReturnValue:
    """Show every opened response with its points so far."""
    competition = get_own(competition_id)
    if not _may_read(competition):
        return refuse(competition_id, NOT_NOW)
    return render(
        "competitions/evaluation_sheet.html",
        competition=competition,
        rows=evaluation.list_sheet(competition),
        declarations=evaluation.list_declarations(competition_id),
        in_pounds=in_pounds,
        rules=rules,
    )


@blueprint.route(
    "/competitions/<int:competition_id>/responses/<int:response_id>/score",
    methods=["GET", "POST"],
)
@requires(RUN)
def complete_scores(competition_id: int, response_id: int) -> ResponseReturnValue:
    """Read a response and give one's own scores."""
    competition = get_own(competition_id)
    if not _may_read(competition):
        return refuse(competition_id, NOT_NOW)
    response, subject = (
        evaluation.get_opened_response(competition_id, response_id),
        current_subject(),
    )
    kept = evaluation.find_own_scores(response_id, subject.user_id)
    form = score_form_for(competition.questions, kept)
    if form.validate_on_submit():
        try:
            given = {key: service.Given(score=a, reason=b) for key, (a, b) in form.given().items()}
            service.score_response(subject, competition, response, given)
            return _to_sheet(competition_id, "Your scores are kept.")
        except DomainError as refusal:
            form.add_domain_error(refusal)
    record_sensitive_read(
        subject, "competitions:response:read", "competition_response", response_id
    )
    return _show_response(competition, response, "competitions/evaluation_score.html", form=form)


@blueprint.route(
    "/competitions/<int:competition_id>/responses/<int:response_id>/agree",
    methods=["GET", "POST"],
)
@requires(RUN)
def complete_agreement(competition_id: int, response_id: int) -> ResponseReturnValue:
    """See what each evaluator gave, and keep the score they agree on."""
    competition = get_own(competition_id)
    if not _may_read(competition):
        return refuse(competition_id, NOT_NOW)
    response = evaluation.get_opened_response(competition_id, response_id)
    kept, words = evaluation.list_agreed(response_id), response.feedback
    form = score_form_for(competition.questions, kept, feedback=words)
    if form.validate_on_submit():
        try:
            given = {key: service.Given(score=a, reason=b) for key, (a, b) in form.given().items()}
            words = form["feedback"].data
            service.agree_scores(current_subject(), competition, response, given, words)
            return _to_sheet(competition_id, "The agreed scores are kept.")
        except DomainError as refusal:
            form.add_domain_error(refusal)
    scores = evaluation.list_scores(response_id)
    template = "competitions/evaluation_agree.html"
    return _show_response(competition, response, template, form=form, scores=scores)


@blueprint.route("/competitions/<int:competition_id>/decide", methods=["GET", "POST"])
@requires(RUN)
def decide_competition(competition_id: int) -> ResponseReturnValue:
    """Award it, or end it without an award; everyone hears at the same moment."""
    competition = get_own(competition_id)
    is_opened = competition.status == rules.CompetitionStatus.OPENED
    if not (is_opened and _may_read(competition)):
        return refuse(competition_id, NOT_NOW)
    rows, form = evaluation.list_sheet(competition), DecideForm()
    form.offer(rows)
    if form.validate_on_submit():
        try:
            decision = _decision_of(form)
            service.decide_competition(current_subject(), competition, decision)
            return to_competition(competition_id, "Decided. Everyone invited is told by email.")
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "competitions/evaluation_decide.html",
        competition=competition,
        rows=rows,
        form=form,
        page=url_for("competitions.show_sheet", competition_id=competition_id),
    )


def _may_read(competition: Competition) -> bool:
    """Opened, and this evaluator has declared that there is no conflict."""
    if competition.opened_at is None:
        return False
    own = evaluation.find_declaration(competition.id, current_subject().user_id)
    return own is not None and not own.has_conflict


def _decision_of(form: DecideForm) -> service.Decision:
    winner = form.winner.data
    return service.Decision(
        winner=None if winner == NO_AWARD else int(winner),
        reason=form.reason.data,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
    )


def _show_response(
    competition: Competition, response: evaluation.BidResponse, template: str, **more: object
) -> str:
    return render(
        template,
        competition=competition,
        response=response,
        offered=Offered.from_content(response.content),
        page=url_for("competitions.show_sheet", competition_id=competition.id),
        in_pounds=in_pounds,
        as_written=as_written,
        **more,
    )


def _to_sheet(competition_id: int, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("competitions.show_sheet", competition_id=competition_id), 303)
