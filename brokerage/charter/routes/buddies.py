"""Buddies: who could help with a pledge and why, asking, answering, ending."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.charter.forms.check_ins import YES, AnswerBuddyForm, AskBuddyForm, EndPairForm
from brokerage.charter.permissions import SIGN, VIEW, signatory_facts
from brokerage.charter.queries import buddies as queries
from brokerage.charter.queries.terms import get_taken_pledge
from brokerage.charter.routes.blueprint import blueprint
from brokerage.charter.routes.own import get_own_pledge, get_own_term
from brokerage.charter.rules import buddies as rules
from brokerage.charter.rules.buddies import PairStatus
from brokerage.charter.service import buddies as service
from brokerage.errors import DomainError, NotFoundError
from brokerage.web.access import can, check, current_subject, requires
from brokerage.web.layout import today
from brokerage.web.throttle import Limit
from brokerage.web.transactions import render

if TYPE_CHECKING:
    from brokerage.charter.models import BuddyPair

ASKS = Limit("charter:buddies", 10, timedelta(days=1))


@blueprint.get("/charter/terms/<int:term_id>/buddies")
@requires(VIEW)
def list_buddies(term_id: int) -> str:
    """Show a term's pairs, and for which pledges a buddy can be looked for."""
    term = get_own_term(term_id, VIEW)
    pairs = queries.list_pairs_of(term_id)
    taken_up = {each.asker_id for each in pairs if each.status in rules.LIVE}
    return render(
        "charter/buddy_list.html",
        term=term,
        pairs=pairs,
        own={each.id for each in term.pledges},
        wanting=[each for each in term.pledges if each.pledge_id and each.id not in taken_up],
        rules=rules,
    )


@blueprint.get("/charter/taken-pledges/<int:taken_pledge_id>/buddies")
@requires(VIEW)
def find_buddy(taken_pledge_id: int) -> str:
    """Show who carries a pledge out and could help, with the reasons."""
    taken = get_own_pledge(taken_pledge_id, VIEW)
    return render(
        "charter/buddy_find.html",
        taken=taken,
        suggestions=queries.list_suggestions(taken, today()),
        pair=queries.find_live_pair(taken_pledge_id),
    )


@blueprint.route(
    "/charter/taken-pledges/<int:taken_pledge_id>/buddies/<int:buddy_id>", methods=["GET", "POST"]
)
@requires(SIGN)
def ask_buddy(taken_pledge_id: int, buddy_id: int) -> ResponseReturnValue:
    """Ask one of them."""
    taken, form = get_own_pledge(taken_pledge_id, SIGN), AskBuddyForm()
    fitting = queries.list_suggestions(taken, today())
    chosen = next((each for each in fitting if each.taken_pledge_id == buddy_id), None)
    if chosen is None:
        raise NotFoundError
    if form.validate_on_submit():
        try:
            ASKS.take(str(taken.term_id))
            service.ask_for_buddy(current_subject(), taken, buddy_id, form.words.data)
            flash("Asked. You get an email when they answer.", "success")
            return _to_list(taken.term_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("charter/buddy_ask.html", form=form, taken=taken, chosen=chosen)


@blueprint.route("/charter/buddy-pairs/<int:buddy_pair_id>/answer", methods=["GET", "POST"])
@requires(SIGN)
def answer_buddy(buddy_pair_id: int) -> ResponseReturnValue:
    """Say yes or no to being a buddy."""
    pair = queries.get_pair(buddy_pair_id)
    check(SIGN, signatory_facts(pair.buddy.term.signatory))
    if pair.status != PairStatus.ASKED:
        return _to_list(pair.buddy.term_id)
    form = AnswerBuddyForm()
    if form.validate_on_submit():
        try:
            is_yes = form.answer.data == YES
            service.answer_buddy(current_subject(), pair, is_yes=is_yes, answer=form.words.data)
            flash("Answered. They get an email.", "success")
            return _to_list(pair.buddy.term_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "charter/buddy_answer.html", form=form, pair=pair, name=pair.asker.term.signatory.name
    )


@blueprint.route("/charter/buddy-pairs/<int:buddy_pair_id>/end", methods=["GET", "POST"])
@requires(SIGN)
def end_buddy(buddy_pair_id: int) -> ResponseReturnValue:
    """End a pair, or take an ask back."""
    pair, form = queries.get_pair(buddy_pair_id), EndPairForm()
    term_id = _own_side(pair)
    if form.validate_on_submit():
        try:
            if pair.status == PairStatus.ASKED:
                service.take_back_ask(current_subject(), pair)
            else:
                service.end_pair(current_subject(), pair, form.words.data)
            flash("Ended. Both sides get an email.", "success")
            return _to_list(term_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("charter/buddy_end.html", form=form, pair=pair, term_id=term_id)


def _own_side(pair: BuddyPair) -> int:
    """Return the term of the side that asks; who is on neither finds nothing."""
    for side in (pair.asker, pair.buddy):
        if can(SIGN, signatory_facts(get_taken_pledge(side.id).term.signatory)):
            check(SIGN, signatory_facts(side.term.signatory))
            return side.term_id
    raise NotFoundError


def _to_list(term_id: int) -> ResponseReturnValue:
    return redirect(url_for("charter.list_buddies", term_id=term_id), 303)
