"""Unnamed cards of those who fit, and asking the person behind one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.mentoring.forms import AskForm
from brokerage.mentoring.permissions import LIST_CARDS
from brokerage.mentoring.queries import cards as queries
from brokerage.mentoring.queries.profiles import find_profile, get_profile
from brokerage.mentoring.routes.blueprint import blueprint
from brokerage.mentoring.routes.own import own_id, read_side, to_pair
from brokerage.mentoring.rules import pairs as rules
from brokerage.mentoring.rules.profiles import PACE_LABELS, next_step, times_in_words, ways_in_words
from brokerage.mentoring.service.pairs import ask_for_pair
from brokerage.web.access import current_subject, requires
from brokerage.web.paging import page_number
from brokerage.web.side_writer import record_sensitive_read
from brokerage.web.throttle import Limit, ThrottledError
from brokerage.web.transactions import render

if TYPE_CHECKING:
    from brokerage.mentoring.models import MentoringPair, MentoringProfile

ASKS = Limit("mentoring:asks", rules.MOST_ASKS_A_DAY, rules.ONE_DAY)
TOO_MANY = f"{rules.MOST_ASKS_A_DAY} asks is the most for one day. Send this one tomorrow"


@blueprint.get("/mentoring/<slug:side>/cards")
@requires(LIST_CARDS)
def list_cards(side: str) -> ResponseReturnValue:
    """Show unnamed cards of those who fit this side of the person best."""
    known = read_side(side)
    own = find_profile(own_id(), known)
    if own is None or next_step(own.answered) is not None:
        return redirect(url_for("mentoring.show_profile", side=known.value), 303)
    subject, user_id = current_subject(), own.user_id
    has_room = own.taken < own.places
    page = queries.list_cards(own, page_number(request.args)) if has_room else None
    record_sensitive_read(subject, "mentoring:card:list", "mentoring-profile", user_id)
    return render(
        "mentoring/cards.html",
        side=known,
        page=page,
        most=queries.MOST_CARDS,
        is_shown=own.is_shown,
    )


@blueprint.route("/mentoring/<slug:side>/cards/<token:card>/ask", methods=["GET", "POST"])
@requires(LIST_CARDS)
def ask_card(side: str, card: str) -> ResponseReturnValue:
    """Write to the person behind a card; neither sees who the other is before a yes."""
    own = get_profile(own_id(), read_side(side))
    candidate, status = queries.get_candidate(own, card), 200
    other = candidate.profile
    form = AskForm(pace=other.pace, meetings=min(own.meetings or 1, other.meetings or 1))
    if form.validate_on_submit():
        try:
            ASKS.take(f"user {own.user_id}")
            pair = _ask(own, other, form)
            flash("We have sent your ask.", "success")
            return to_pair(pair)
        except ThrottledError:
            form.form_errors.append(TOO_MANY)
            status = 429
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return _show_ask_page(side, candidate, form), status


def _ask(own: MentoringProfile, other: MentoringProfile, form: AskForm) -> MentoringPair:
    return ask_for_pair(
        current_subject(),
        own,
        other,
        topics=[code for code in other.topics if code in own.topics],
        pace=form.pace.data,
        meetings=form.meetings.data,
        note=form.note.data,
    )


def _show_ask_page(side: str, candidate: queries.Candidate, form: AskForm) -> str:
    other = candidate.profile
    return render(
        "mentoring/ask.html",
        form=form,
        side=side,
        candidate=candidate,
        ways=ways_in_words(candidate.ways),
        times=times_in_words(other.day_parts),
        pace=PACE_LABELS[other.pace or ""],
        meetings=other.meetings,
    )
