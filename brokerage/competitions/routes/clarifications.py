"""Questions of suppliers, as the buyer sees them: never with a name."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.competitions.forms.buyer import ClarificationForm
from brokerage.competitions.permissions import RUN
from brokerage.competitions.queries import competitions as queries
from brokerage.competitions.routes.blueprint import blueprint
from brokerage.competitions.routes.own import competition_page, get_own
from brokerage.competitions.service.running import answer_clarification as publish_answer
from brokerage.errors import DomainError
from brokerage.web.access import current_subject, requires
from brokerage.web.transactions import render


@blueprint.get("/competitions/<int:competition_id>/clarifications")
@requires(RUN)
def list_clarifications(competition_id: int) -> str:
    """List what suppliers asked, and what everyone was told."""
    competition = get_own(competition_id)
    return render(
        "competitions/buyer_clarifications.html",
        competition=competition,
        clarifications=queries.list_clarifications(competition_id, answered_only=False),
        page=competition_page(competition_id),
    )


@blueprint.route(
    "/competitions/<int:competition_id>/clarifications/<int:clarification_id>",
    methods=["GET", "POST"],
)
@requires(RUN)
def answer_clarification(competition_id: int, clarification_id: int) -> ResponseReturnValue:
    """Answer a question to everyone invited."""
    competition = get_own(competition_id)
    asked = queries.get_clarification(competition_id, clarification_id)
    page = url_for("competitions.list_clarifications", competition_id=competition_id)
    if asked.answered_at is not None:
        return redirect(page, 303)
    form = ClarificationForm(published_question=asked.question)
    if form.validate_on_submit():
        try:
            words = (form.published_question.data, form.answer.data)
            publish_answer(current_subject(), competition, asked, *words)
            return redirect(page, 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "competitions/buyer_answer.html",
        competition=competition,
        asked=asked,
        form=form,
        page=page,
    )
