"""The meetings of a pair: a day for each, ticked off by both."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.mentoring.forms import PlanForm
from brokerage.mentoring.permissions import VIEW_OWN
from brokerage.mentoring.queries.pairs import MentoringPair, get_meeting
from brokerage.mentoring.routes.blueprint import blueprint
from brokerage.mentoring.routes.own import get_own_pair, to_pair
from brokerage.mentoring.service import meetings as service
from brokerage.web.access import current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.layout import today
from brokerage.web.transactions import render

PAIR = "/mentoring/pairs/<int:pair_id>/meetings"


@blueprint.route(f"{PAIR}/<int:number>/plan", methods=["GET", "POST"])
@requires(VIEW_OWN)
def plan_meeting(pair_id: int, number: int) -> ResponseReturnValue:
    """Set the day of a meeting, or leave it open."""
    pair = get_own_pair(pair_id)
    meeting = get_meeting(pair, number)
    form = PlanForm(planned_on=meeting.planned_on)
    if form.validate_on_submit():
        try:
            day = form.planned_on.data
            service.plan_meeting(current_subject(), pair, meeting, day, today())
            flash("Kept. We have written to you both.", "success")
            return to_pair(pair)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("mentoring/plan.html", form=form, pair=pair, meeting=meeting)


@blueprint.post(f"{PAIR}/<int:number>/tick")
@requires(VIEW_OWN)
def tick_meeting(pair_id: int, number: int) -> ResponseReturnValue:
    """Say that a meeting was held."""
    return _tick(pair_id, number, is_held=True)


@blueprint.post(f"{PAIR}/<int:number>/untick")
@requires(VIEW_OWN)
def untick_meeting(pair_id: int, number: int) -> ResponseReturnValue:
    """Take one's tick back."""
    return _tick(pair_id, number, is_held=False)


@blueprint.post(f"{PAIR}/add")
@requires(VIEW_OWN)
def add_meeting(pair_id: int) -> ResponseReturnValue:
    """Agree on one more meeting."""
    pair = get_own_pair(pair_id)
    return _do(pair, lambda: service.add_meeting(current_subject(), pair), "One more is added.")


def _tick(pair_id: int, number: int, *, is_held: bool) -> ResponseReturnValue:
    pair = get_own_pair(pair_id)
    meeting = get_meeting(pair, number)
    done = "Ticked off." if is_held else "Your tick is taken back."
    return _do(
        pair,
        lambda: service.tick_meeting(
            current_subject(), pair, meeting, is_held=is_held, today=today()
        ),
        done,
    )


def _do(pair: MentoringPair, act: Callable[[], None], done: str) -> ResponseReturnValue:
    if PostForm().validate_on_submit():
        try:
            act()
            flash(done, "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return to_pair(pair)
