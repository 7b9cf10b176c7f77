"""A buyer writes a competition: the plan, the questions, the measures."""

from __future__ import annotations

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from brokerage.competitions import rules
from brokerage.competitions.forms.buyer import NO, YES, MeasuresForm, PlanForm, QuestionForm
from brokerage.competitions.permissions import RUN
from brokerage.competitions.queries.competitions import get_question
from brokerage.competitions.routes.blueprint import blueprint
from brokerage.competitions.routes.own import (
    Competition,
    competition_page,
    get_own,
    refuse,
    to_competition,
)
from brokerage.competitions.rules.moments import day_of, hour_of, moment_of
from brokerage.competitions.service import running as service
from brokerage.errors import DomainError
from brokerage.measures.queries import list_set
from brokerage.procurement.permissions import EDIT_BRIEF
from brokerage.procurement.routes.own import brief_page, get_brief_for
from brokerage.web.access import current_subject, requires
from brokerage.web.layout import today
from brokerage.web.transactions import render

SENT = "Suppliers have been sent this, so it cannot be changed."


@blueprint.post("/briefs/<int:brief_id>/competitions")
@requires(EDIT_BRIEF)
def start_competition(brief_id: int) -> ResponseReturnValue:
    """Begin a competition from a brief."""
    brief = get_brief_for(brief_id, EDIT_BRIEF)
    try:
        competition = service.start_competition(current_subject(), brief)
    except DomainError as refusal:
        flash(refusal.sentence)
        return redirect(brief_page(brief_id), 303)
    return to_competition(competition.id, "Begun as a draft. Nobody has been told.")


@blueprint.route("/competitions/<int:competition_id>/edit", methods=["GET", "POST"])
@requires(RUN)
def edit_competition(competition_id: int) -> ResponseReturnValue:
    """Say what is bought, by when, and how it is weighed."""
    competition = get_own(competition_id)
    if competition.status != rules.CompetitionStatus.DRAFT:
        return refuse(competition_id, SENT)
    form = _form_of(competition)
    if form.validate_on_submit():
        try:
            service.save_plan(current_subject(), competition, _plan_of(form))
            return to_competition(competition_id, "Saved.")
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "competitions/draft_edit.html",
        competition=competition,
        form=form,
        page=competition_page(competition_id),
        rules=rules,
    )


@blueprint.route("/competitions/<int:competition_id>/questions/add", methods=["GET", "POST"])
@requires(RUN)
def add_question(competition_id: int) -> ResponseReturnValue:
    """Add a question that every supplier answers."""
    competition = get_own(competition_id)
    if competition.status != rules.CompetitionStatus.DRAFT:
        return refuse(competition_id, SENT)
    form = QuestionForm()
    if form.validate_on_submit():
        try:
            service.add_question(current_subject(), competition, form.question.data)
            return to_competition(competition_id, "Question added.")
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "competitions/draft_question.html",
        competition=competition,
        form=form,
        page=competition_page(competition_id),
    )


@blueprint.post("/competitions/<int:competition_id>/questions/<int:question_id>/remove")
@requires(RUN)
def remove_question(competition_id: int, question_id: int) -> ResponseReturnValue:
    """Take a question away."""
    competition = get_own(competition_id)
    question = get_question(competition_id, question_id)
    try:
        service.remove_question(current_subject(), competition, question)
    except DomainError as refusal:
        return refuse(competition_id, refusal.sentence)
    return to_competition(competition_id, "Question removed.")


@blueprint.route("/competitions/<int:competition_id>/measures", methods=["GET", "POST"])
@requires(RUN)
def choose_measures(competition_id: int) -> ResponseReturnValue:
    """Choose what suppliers may offer, from the buyer's own set."""
    competition = get_own(competition_id)
    if competition.status != rules.CompetitionStatus.DRAFT:
        return refuse(competition_id, SENT)
    own = list_set(competition.organisation_id, competition.measure_set, today())
    form = MeasuresForm(measures=[str(each.measure_id) for each in competition.measures])
    form.offer(own)
    if form.validate_on_submit():
        try:
            ids = [int(each) for each in form.measures.data]
            service.choose_measures(current_subject(), competition, ids)
            return to_competition(competition_id, "Saved.")
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "competitions/draft_measures.html",
        competition=competition,
        form=form,
        own=own,
        page=competition_page(competition_id),
    )


def _form_of(competition: Competition) -> PlanForm:
    names = ("title", "text", "quality", "price", "social_value", "measure_set")
    return PlanForm(
        deadline_on=day_of(competition.deadline_at),
        deadline_hour=hour_of(competition.deadline_at),
        has_spend_duty=YES if competition.has_spend_duty else NO,
        **{name: getattr(competition, name) for name in names},
    )


def _plan_of(form: PlanForm) -> service.Plan:
    return service.Plan(
        title=form.title.data,
        text=form.text.data,
        deadline_at=moment_of(form.deadline_on.data, form.deadline_hour.data),
        quality=form.quality.data,
        price=form.price.data,
        social_value=form.social_value.data,
        measure_set=form.measure_set.data,
        has_spend_duty=form.has_spend_duty.data == YES,
    )
