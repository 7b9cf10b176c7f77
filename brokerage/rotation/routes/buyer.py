"""A buyer asks whose turn it is, reads why, and decides brief by brief."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.organisations.routes.own import Organisation, get_own
from brokerage.organisations.rules import ONE_DAY
from brokerage.rotation import rules, service
from brokerage.rotation.forms import DecideForm, SuggestForm
from brokerage.rotation.permissions import SUGGEST
from brokerage.rotation.queries import suggestions as queries
from brokerage.rotation.queries.suggestions import RotationSuggestion
from brokerage.rotation.queries.turns import TurnBrief, list_turn_briefs
from brokerage.rotation.routes.blueprint import blueprint
from brokerage.web import access
from brokerage.web.access import current_subject, requires
from brokerage.web.fields import Choice
from brokerage.web.filters import plural
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.panels import Panel
from brokerage.web.throttle import Limit
from brokerage.web.transactions import render

SUGGESTIONS = Limit("rotation:suggestions", rules.SUGGESTIONS_A_DAY, ONE_DAY)


@blueprint.route("/organisations/<int:organisation_id>/turns", methods=["GET", "POST"])
@requires(SUGGEST)
def suggest_turns(organisation_id: int) -> ResponseReturnValue:
    """Choose the briefs to suggest suppliers for; below, what was suggested before."""
    organisation = get_own(organisation_id, SUGGEST)
    turns = list_turn_briefs(organisation, today())
    form = SuggestForm()
    form.briefs.choices = _choices(turns)
    if form.validate_on_submit():
        SUGGESTIONS.take(str(current_subject().user_id))
        try:
            ids = [int(each) for each in form.briefs.data]
            made = service.suggest_turns(current_subject(), organisation, ids, today())
            return redirect(suggestion_page(made), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "rotation/suggestion_start.html",
        organisation=organisation,
        form=form,
        others=[each for each in turns if not each.can_be_chosen],
        page=queries.list_suggestions(organisation_id, page_number(request.args)),
        rules=rules,
    )


@blueprint.get("/turns/<int:suggestion_id>")
@requires(SUGGEST)
def show_suggestion(suggestion_id: int) -> str:
    """Show for each brief who is suggested and why, who else fits, and what was decided."""
    suggestion = _get_own(suggestion_id)
    return render(
        "rotation/suggestion_show.html",
        suggestion=suggestion,
        organisation=suggestion.organisation,
        decisions=queries.find_decisions(suggestion_id),
        rules=rules,
    )


@blueprint.route("/turns/<int:suggestion_id>/<int:brief_id>/decide", methods=["GET", "POST"])
@requires(SUGGEST)
def decide_on_turn(suggestion_id: int, brief_id: int) -> ResponseReturnValue:
    """Take what is suggested for a brief onto its shortlist, or leave it, and say why."""
    suggestion = _get_own(suggestion_id)
    part = queries.find_part(suggestion, brief_id)
    if brief_id in queries.find_decisions(suggestion_id):
        flash(rules.ALREADY_DECIDED)
        return redirect(suggestion_page(suggestion), 303)
    form = DecideForm()
    if form.validate_on_submit():
        try:
            said = (form.outcome.data, form.reason.data)
            taken = service.decide_on_turn(current_subject(), suggestion, brief_id, *said)
            flash(_told(form.outcome.data, taken), "success")
            return redirect(suggestion_page(suggestion), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "rotation/suggestion_decide.html",
        suggestion=suggestion,
        part=part,
        form=form,
        page=suggestion_page(suggestion),
    )


def suggestion_page(suggestion: RotationSuggestion) -> str:
    """Return the address of a suggestion."""
    return url_for("rotation.show_suggestion", suggestion_id=suggestion.id)


def show_briefs_panel(organisation: Organisation) -> Panel | None:
    """The part of a council's list of briefs that leads here; one statement."""
    if not queries.has_rotating_rule(organisation, today()):
        return None
    return Panel("rotation/briefs_panel.html", {"organisation": organisation})


def _get_own(suggestion_id: int) -> RotationSuggestion:
    suggestion = queries.get_suggestion(suggestion_id)
    access.check(SUGGEST, suggestion)
    return suggestion


def _choices(turns: list[TurnBrief]) -> list[Choice]:
    return [
        Choice(
            str(each.brief.id),
            each.brief.title,
            f"{plural(each.seats, 'supplier', 'suppliers')} to find. {each.rule.words}",
        )
        for each in turns
        if each.can_be_chosen
    ]


def _told(outcome: str, taken: int) -> str:
    if outcome == rules.Outcome.LEFT:
        return "Kept with your reason. Nobody was added."
    return f"{plural(taken, 'supplier is', 'suppliers are')} on the shortlist. Nobody is asked yet."
