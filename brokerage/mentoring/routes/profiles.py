"""A person's two sides: the way through the questions, and what was answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.accounts.rules import AgeBand
from brokerage.errors import DomainError, NotFoundError
from brokerage.mentoring import forms
from brokerage.mentoring.permissions import EDIT_OWN
from brokerage.mentoring.queries import profiles as queries
from brokerage.mentoring.queries.pairs import count_to_answer
from brokerage.mentoring.routes.blueprint import blueprint
from brokerage.mentoring.routes.own import find_worried_url, own_id, read_side
from brokerage.mentoring.rules import profiles as rules
from brokerage.mentoring.rules.profiles import Side, Step
from brokerage.mentoring.service import profiles as service
from brokerage.permissions import PUBLIC
from brokerage.scheduling.forms import DayPartsForm
from brokerage.web.access import current_subject, requires
from brokerage.web.forms import Form, PostForm
from brokerage.web.transactions import render

if TYPE_CHECKING:
    from brokerage.mentoring.models import MentoringProfile


@dataclass(frozen=True)
class StepPage:
    """One page: how its form is made from what was answered, and what its answers are."""

    make_form: Callable[[Side, MentoringProfile | None], Form]
    read: Callable[[Form], dict[str, Any]]
    template: str = "mentoring/step.html"


@blueprint.get("/mentoring")
@requires(PUBLIC)
def show_mentoring() -> str:
    """Say what mentoring is here and for whom, and where one stands."""
    user_id = current_subject().user_id
    return render(
        "mentoring/start.html",
        profiles={side.value: queries.find_profile(user_id, side) for side in Side},
        is_adult=user_id is None or queries.get_band(user_id) == AgeBand.ADULT,
        to_answer=count_to_answer(user_id) if user_id else 0,
        worried_url=find_worried_url(),
    )


@blueprint.get("/mentoring/<slug:side>")
@requires(EDIT_OWN)
def show_profile(side: str) -> ResponseReturnValue:
    """Show one's answers, and whether the card is shown."""
    known = read_side(side)
    profile = queries.find_profile(own_id(), known)
    if profile is None:
        return redirect(_step_address(known, Step.TOPICS), 303)
    return render(
        "mentoring/profile.html",
        side=known,
        profile=profile,
        answers=queries.list_answers(profile),
        next_step=rules.next_step(profile.answered),
        form=PostForm(),
    )


@blueprint.route("/mentoring/<slug:side>/<slug:step>", methods=["GET", "POST"])
@requires(EDIT_OWN)
def answer_step(side: str, step: str) -> ResponseReturnValue:
    """Ask one thing and keep the answer."""
    known = read_side(side)
    if step not in STEP_PAGES:
        raise NotFoundError
    if queries.get_band(own_id()) != AgeBand.ADULT:
        return redirect(url_for("mentoring.show_mentoring"), 303)
    page, profile = STEP_PAGES[step], queries.find_profile(own_id(), known)
    was_answered = profile is not None and step in profile.answered
    form = page.make_form(known, profile)
    if form.validate_on_submit():
        try:
            saved = service.save_step(current_subject(), known, step, page.read(form))
            following = None if was_answered else rules.next_step(saved.answered)
            return redirect(_step_address(known, following), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(page.template, form=form, **_place_in_journey(known, step, was_answered))


@blueprint.post("/mentoring/<slug:side>/card/show")
@requires(EDIT_OWN)
def show_card(side: str) -> ResponseReturnValue:
    """Let the other side see an unnamed card."""
    return _switch(read_side(side), is_shown=True)


@blueprint.post("/mentoring/<slug:side>/card/hide")
@requires(EDIT_OWN)
def hide_card(side: str) -> ResponseReturnValue:
    """Hide the card again."""
    return _switch(read_side(side), is_shown=False)


@blueprint.route("/mentoring/<slug:side>/delete", methods=["GET", "POST"])
@requires(EDIT_OWN)
def delete_profile(side: str) -> ResponseReturnValue:
    """Ask whether they are sure, then delete this side's answers."""
    known, form = read_side(side), PostForm()
    profile = queries.find_profile(own_id(), known)
    if profile is None:
        return redirect(url_for("mentoring.show_mentoring"), 303)
    if form.validate_on_submit():
        try:
            service.delete_profile(current_subject(), profile)
            flash("Your mentoring answers are deleted. Your account stays.", "success")
            return redirect(url_for("mentoring.show_mentoring"), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("mentoring/delete.html", form=form, side=known)


def _switch(side: Side, *, is_shown: bool) -> ResponseReturnValue:
    profile = queries.find_profile(own_id(), side)
    if profile is None:
        return redirect(url_for("mentoring.show_mentoring"), 303)
    try:
        service.show_card(current_subject(), profile, is_shown=is_shown)
        flash("Your card is shown now." if is_shown else "Your card is hidden now.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return redirect(_step_address(side, None), 303)


def _step_address(side: Side, step: str | None) -> str:
    """Return the address of a question, or of the answers."""
    if step is None:
        return url_for("mentoring.show_profile", side=side.value)
    return url_for("mentoring.answer_step", side=side.value, step=step)


def _place_in_journey(side: Side, step: str, was_answered: bool) -> dict[str, object]:
    before = rules.previous_step(step)
    first = url_for("mentoring.show_mentoring")
    back = _step_address(side, before) if before else first
    return {
        "side": side,
        "back": _step_address(side, None) if was_answered else back,
        "number": None if was_answered else list(Step).index(Step(step)) + 1,
        "total": len(Step),
    }


def _make_topics(side: Side, profile: MentoringProfile | None) -> Form:
    form = forms.TopicsForm(
        topics=profile.topics if profile else [], own_words=profile.own_words if profile else ""
    )
    form.topics.choices = queries.list_topic_choices()
    form.heading = forms.TopicsForm.HEADINGS[side]
    return form


def _make_ways(side: Side, profile: MentoringProfile | None) -> Form:
    if profile is None:
        return forms.WaysForm()
    return forms.WaysForm(ways=profile.ways, postcode=profile.outcode, miles=profile.miles)


def _make_times(side: Side, profile: MentoringProfile | None) -> Form:
    return DayPartsForm(**DayPartsForm.ticked(profile.day_parts if profile else []))


def _make_pace(side: Side, profile: MentoringProfile | None) -> Form:
    is_answered = profile is not None and Step.PACE in profile.answered
    form = forms.PaceForm(obj=profile) if is_answered else forms.PaceForm()
    if side == Side.MENTEE:
        del form.places
    return form


def _read(*names: str) -> Callable[[Form], dict[str, Any]]:
    return lambda form: {name: form[name].data for name in names if name in form}


STEP_PAGES: Mapping[str, StepPage] = {
    Step.TOPICS: StepPage(_make_topics, _read("topics", "own_words")),
    Step.WAYS: StepPage(_make_ways, _read("ways", "postcode", "miles")),
    Step.TIMES: StepPage(
        _make_times, lambda form: {"day_parts": form.chosen_parts}, "mentoring/times.html"
    ),
    Step.PACE: StepPage(_make_pace, _read("pace", "meetings", "places")),
}
