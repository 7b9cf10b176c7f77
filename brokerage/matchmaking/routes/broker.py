"""How matches are made, who is seen, and what a broker should look at."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.matchmaking import rules
from brokerage.matchmaking.forms import ConfirmForm
from brokerage.matchmaking.permissions import CHANGE_WEIGHTS, VIEW_WEIGHTS
from brokerage.matchmaking.queries import weights as queries
from brokerage.matchmaking.queries.exposure import get_shown_report, list_flags
from brokerage.matchmaking.routes.blueprint import blueprint
from brokerage.matchmaking.service.weights import adopt_weights, roll_back_weights
from brokerage.web.access import current_subject, requires
from brokerage.web.layout import today
from brokerage.web.transactions import render

WEIGHTS = "matchmaking.show_weights"


@blueprint.get("/broker/matching")
@requires(VIEW_WEIGHTS)
def show_weights() -> str:
    """Show what each part weighs, where that comes from, and what was used before."""
    candidates = queries.get_candidate_kind(request.args.get("kind", ""))
    standing = queries.get_standing(candidates)
    return render(
        "matchmaking/broker_weights.html",
        candidates=candidates,
        standing=standing,
        may_change=current_subject().is_administrator,
        rules=rules,
    )


@blueprint.get("/broker/matching/weights/<int:learned_weights_id>")
@requires(VIEW_WEIGHTS)
def show_learned_weights(learned_weights_id: int) -> str:
    """Show what weights were learned from and how they were judged."""
    learned = queries.get_learned_weights(learned_weights_id)
    return render(
        "matchmaking/broker_learned_weights.html",
        learned=learned,
        card=learned.card,
        days=rules.days_of(learned.card),
        changes=rules.weight_rows(learned.card["weights_before"], learned.card["weights_after"]),
        may_change=current_subject().is_administrator,
        rules=rules,
    )


@blueprint.route("/broker/matching/weights/<int:learned_weights_id>/use", methods=["GET", "POST"])
@requires(CHANGE_WEIGHTS)
def use_weights(learned_weights_id: int) -> ResponseReturnValue:
    """Rank by these weights from now on."""
    learned = queries.get_learned_weights(learned_weights_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            adopt_weights(current_subject(), learned)
            flash("These weights are used from now on.", "success")
            return redirect(url_for(WEIGHTS), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("matchmaking/broker_use_weights.html", form=form, learned=learned)


@blueprint.route(
    "/broker/matching/weights/<int:learned_weights_id>/roll-back", methods=["GET", "POST"]
)
@requires(CHANGE_WEIGHTS)
def take_back_weights(learned_weights_id: int) -> ResponseReturnValue:
    """Go back to what was used before these weights."""
    learned = queries.get_learned_weights(learned_weights_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            earlier = roll_back_weights(current_subject(), learned)
            which = "The weights from before" if earlier else "The published weights"
            flash(f"{which} are used again.", "success")
            return redirect(url_for(WEIGHTS), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("matchmaking/broker_take_back.html", form=form, learned=learned)


@blueprint.get("/broker/matching/exposure")
@requires(VIEW_WEIGHTS)
def show_exposure() -> str:
    """Show who was seen how much, by group."""
    candidates = queries.get_candidate_kind(request.args.get("kind", ""))
    shown = get_shown_report(candidates, today())
    return render("matchmaking/broker_exposure.html", candidates=candidates, shown=shown)


@blueprint.get("/broker/matching/copies-and-repeats")
@requires(VIEW_WEIGHTS)
def list_flagged() -> str:
    """List the profiles that copy others or repeat their words."""
    candidates = queries.get_candidate_kind(request.args.get("kind", ""))
    return render(
        "matchmaking/broker_flags.html", candidates=candidates, flags=list_flags(candidates)
    )
