"""The volunteer's own profile: the way through its questions, and what was answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.accounts.queries import get_user
from brokerage.errors import DomainError, NotFoundError
from brokerage.permissions import PUBLIC
from brokerage.volunteering.forms import volunteers as forms
from brokerage.volunteering.permissions import VOLUNTEER
from brokerage.volunteering.queries import volunteers as queries
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.rules import volunteers as rules
from brokerage.volunteering.rules.volunteers import Step
from brokerage.volunteering.service import volunteers as service
from brokerage.web.access import current_subject, requires
from brokerage.web.fields import Choice
from brokerage.web.forms import Form, PostForm
from brokerage.web.transactions import render

if TYPE_CHECKING:
    from brokerage.volunteering.models import Volunteer


@dataclass(frozen=True)
class StepPage:
    """One page: how its form is made from what was answered, and what its answers are."""

    make_form: Callable[[Volunteer | None], Form]
    read: Callable[[Form], dict[str, Any]]
    template: str = "volunteering/volunteer_step.html"


@blueprint.get("/volunteer")
@requires(PUBLIC)
def show_volunteer_profile() -> str:
    """Invite to begin; show what was answered to whoever has begun."""
    user_id = current_subject().user_id
    volunteer = queries.find_volunteer(user_id) if user_id else None
    if volunteer is None:
        return render("volunteering/volunteer_start.html", rules=rules)
    return render(
        "volunteering/volunteer_profile.html",
        volunteer=volunteer,
        answers=queries.list_answers(volunteer),
        missing=queries.list_missing(volunteer),
        next_step=rules.next_step(volunteer.answered),
        age=rules.AGE_LABELS[get_user(volunteer.user_id).age_band],
    )


@blueprint.route("/volunteer/<slug:step>", methods=["GET", "POST"])
@requires(VOLUNTEER)
def answer_volunteer_step(step: str) -> ResponseReturnValue:
    """Ask one thing and keep the answer."""
    if step not in STEP_PAGES:
        raise NotFoundError
    page, actor = STEP_PAGES[step], current_subject()
    volunteer = queries.find_volunteer(actor.user_id or 0)
    was_answered = volunteer is not None and step in volunteer.answered
    form = page.make_form(volunteer)
    if form.validate_on_submit():
        try:
            saved = service.save_volunteer_step(actor, step, page.read(form))
            return redirect(_address(None if was_answered else _after(step, saved)), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        page.template,
        form=form,
        step=step,
        card=queries.get_card(volunteer) if volunteer and step == Step.CARD else None,
        **_place_in_journey(step, volunteer, was_answered=was_answered),
    )


@blueprint.route("/volunteer/delete", methods=["GET", "POST"])
@requires(VOLUNTEER)
def delete_volunteer_profile() -> ResponseReturnValue:
    """Ask whether they are sure, then delete every answer."""
    actor, form = current_subject(), PostForm()
    if queries.find_volunteer(actor.user_id or 0) is None:
        return redirect(_address(None), 303)
    if form.validate_on_submit():
        service.delete_volunteer(actor)
        flash("Your volunteering answers are deleted. Your account stays.", "success")
        return redirect(_address(None), 303)
    return render("volunteering/volunteer_delete.html", form=form)


def _address(step: str | None) -> str:
    """Return the address of a step's page, or of the profile."""
    if step is None:
        return url_for("volunteering.show_volunteer_profile")
    return url_for("volunteering.answer_volunteer_step", step=step)


def _after(step: str, volunteer: Volunteer | None) -> str | None:
    return rules.step_after(step, volunteer.answered if volunteer else ())


def _place_in_journey(
    step: str, volunteer: Volunteer | None, *, was_answered: bool
) -> dict[str, object]:
    """Return what the page says of where one is, and where its other links lead."""
    before = None if was_answered else rules.previous_step(step)
    number = None if was_answered else list(Step).index(Step(step)) + 1
    return {
        "back": _address(before),
        "skip": None if was_answered else _address(_after(step, volunteer)),
        "number": number,
        "total": len(Step),
    }


def _make_causes(volunteer: Volunteer | None) -> Form:
    form = forms.CausesForm(causes=volunteer.causes if volunteer else [])
    form.causes.choices = queries.list_cause_choices()
    return form


def _read_causes(form: Form) -> dict[str, Any]:
    return {"causes": form.causes.data}


def _make_skills(volunteer: Volunteer | None) -> Form:
    form = forms.SkillsForm(
        own_words=volunteer.own_words if volunteer else "",
        skills=volunteer.skills if volunteer else [],
    )
    offered = queries.list_offered_skills(form.own_words.data, form.skills.typed)
    form.groups = queries.list_skill_groups({each.code for each in offered})
    form.offer(
        shown=[Choice(each.code, each.label, each.hint) for each in offered],
        folded=[skill for group in form.groups for skill in group.skills],
    )
    return form


def _read_skills(form: Form) -> dict[str, Any]:
    return {"skills": form.skills.data, "own_words": form.own_words.data}


def _make_times(volunteer: Volunteer | None) -> Form:
    if volunteer is None or Step.TIMES not in volunteer.answered:
        return forms.TimesForm()
    wanted = {forms.ONE_OFF: volunteer.wants_one_off, forms.REGULAR: volunteer.wants_regular}
    return forms.TimesForm(
        **forms.TimesForm.ticked(volunteer.day_parts),
        commitments=[value for value, is_wanted in wanted.items() if is_wanted],
    )


def _read_times(form: Form) -> dict[str, Any]:
    return {
        "day_parts": form.chosen_parts,
        "wants_one_off": forms.ONE_OFF in form.commitments.data,
        "wants_regular": forms.REGULAR in form.commitments.data,
    }


def _make_place(volunteer: Volunteer | None) -> Form:
    if volunteer is None:
        return forms.PlaceForm()
    return forms.PlaceForm(
        postcode=volunteer.outcode,
        starts_from=volunteer.starts_from,
        miles=volunteer.miles,
        takes_remote=[forms.YES] if volunteer.takes_remote else [],
    )


def _read_place(form: Form) -> dict[str, Any]:
    return {
        "postcode": form.postcode.data,
        "starts_from": form.starts_from.data,
        "miles": form.miles.data,
        "takes_remote": bool(form.takes_remote.data),
    }


def _make_card(volunteer: Volunteer | None) -> Form:
    is_shown = volunteer is not None and volunteer.is_shown_to_hosts
    return forms.CardForm(is_shown_to_hosts=forms.YES if is_shown else forms.NO)


def _read_card(form: Form) -> dict[str, Any]:
    return {"is_shown_to_hosts": form.is_shown_to_hosts.data == forms.YES}


STEP_PAGES: Mapping[str, StepPage] = {
    Step.CAUSES: StepPage(_make_causes, _read_causes),
    Step.SKILLS: StepPage(_make_skills, _read_skills, "volunteering/volunteer_skills.html"),
    Step.TIMES: StepPage(_make_times, _read_times, "volunteering/volunteer_times.html"),
    Step.PLACE: StepPage(_make_place, _read_place),
    Step.CARD: StepPage(_make_card, _read_card, "volunteering/volunteer_card_step.html"),
}
