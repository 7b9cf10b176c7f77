"""What each page on which an opportunity is written asks, and which service keeps the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask import flash

from brokerage.checks.rules import HOST_CHOICES
from brokerage.matchmaking.queries.suggestions import SuggestedCategory
from brokerage.organisations.queries.categories import list_offered
from brokerage.permissions import Subject
from brokerage.volunteering.forms import opportunities as forms
from brokerage.volunteering.forms.role_facts import RoleFactsForm, form_values
from brokerage.volunteering.rules.opportunities import Step
from brokerage.volunteering.service import opportunities as service
from brokerage.web.fields import Choice
from brokerage.web.forms import Form

if TYPE_CHECKING:
    from brokerage.volunteering.models import Opportunity

Save = Callable[[Subject, "Opportunity", Any], None]


@dataclass(frozen=True)
class StepPage:
    """One page: how its form is made for an opportunity, and how its answer is kept."""

    make_form: Callable[[Opportunity], Form]
    save: Save
    template: str = "volunteering/host_step.html"


def _make_role(opportunity: Opportunity) -> Form:
    return forms.RoleForm(title=opportunity.title, description=opportunity.description)


def _save_role(actor: Subject, opportunity: Opportunity, form: forms.RoleForm) -> None:
    answers = {"title": form.title.data, "description": form.description.data}
    service.save_opportunity_step(actor, opportunity, Step.ROLE, answers)


def _make_fit(opportunity: Opportunity) -> Form:
    is_answered = Step.FIT in opportunity.answered
    none = [forms.NONE] if is_answered else []
    form = forms.FitForm(causes=opportunity.causes or none, skills=opportunity.skills or none)
    texts = [form.other_words.data, f"{opportunity.title}. {opportunity.description}"]
    own_causes = [each.code for each in opportunity.organisation.causes]
    form.offer(
        causes=_as_choices(list_offered("cause", texts, [*form.causes.typed, *own_causes])),
        skills=_as_choices(list_offered("skill", texts, form.skills.typed)),
    )
    return form


def _as_choices(offered: Sequence[SuggestedCategory]) -> list[Choice]:
    return [Choice(each.code, each.label, each.hint) for each in offered]


def _save_fit(actor: Subject, opportunity: Opportunity, form: forms.FitForm) -> None:
    service.save_opportunity_step(actor, opportunity, Step.FIT, form.answers)


def _make_time(opportunity: Opportunity) -> Form:
    kind = forms.FLEXIBLE if opportunity.is_flexible else forms.DATED
    is_answered = Step.TIME in opportunity.answered
    return forms.TimeForm(
        commitment=opportunity.commitment,
        hours=_in_hours(opportunity.minutes),
        kind_of_dates=kind if is_answered else None,
        flexible_places=opportunity.flexible_places or None,
        pattern=opportunity.pattern,
        day_parts=opportunity.day_parts,
    )


def _in_hours(minutes: int | None) -> Decimal | None:
    if minutes is None:
        return None
    return round(Decimal(minutes) / forms.MINUTES_AN_HOUR, 2).normalize()


def _save_time(actor: Subject, opportunity: Opportunity, form: forms.TimeForm) -> None:
    service.save_opportunity_step(actor, opportunity, Step.TIME, form.answers)


def _make_place(opportunity: Opportunity) -> Form:
    where = forms.REMOTE if opportunity.is_remote else forms.AT_A_PLACE
    is_answered = Step.PLACE in opportunity.answered
    return forms.OpportunityPlaceForm(
        where=where if is_answered else None,
        place_name=opportunity.place_name,
        postcode=opportunity.postcode,
    )


def _save_place(actor: Subject, opportunity: Opportunity, form: forms.OpportunityPlaceForm) -> None:
    place = service.save_opportunity_place(
        actor, opportunity, form.postcode.data, form.place_name.data, form.is_remote
    )
    if place is not None and place.is_approximate:
        flash(
            f"We do not know {place.postcode} yet, so distances are counted from the middle of "
            f"{place.label}. If there is a slip in it, go back and change it."
        )


def _make_people(opportunity: Opportunity) -> Form:
    return RoleFactsForm(data=form_values(opportunity.role_facts))


def _save_people(actor: Subject, opportunity: Opportunity, form: RoleFactsForm) -> None:
    service.save_role_facts(actor, opportunity, form.facts)


def _make_needs(opportunity: Opportunity) -> Form:
    is_answered = Step.NEEDS in opportunity.answered
    chosen = [each for each in opportunity.requirements if each in HOST_CHOICES]
    return forms.NeedsForm(
        minimum_band=opportunity.minimum_band if is_answered else None,
        requirements=chosen or ([forms.NONE] if is_answered else []),
    )


def _save_needs(actor: Subject, opportunity: Opportunity, form: forms.NeedsForm) -> None:
    service.save_opportunity_step(actor, opportunity, Step.NEEDS, form.answers)


def _make_practical(opportunity: Opportunity) -> Form:
    return forms.PracticalForm(access=opportunity.access, expenses=opportunity.expenses)


def _save_practical(actor: Subject, opportunity: Opportunity, form: forms.PracticalForm) -> None:
    answers = {"access": form.access.data, "expenses": form.expenses.data}
    service.save_opportunity_step(actor, opportunity, Step.PRACTICAL, answers)


STEP_PAGES: Mapping[str, StepPage] = {
    Step.ROLE: StepPage(_make_role, _save_role),
    Step.FIT: StepPage(_make_fit, _save_fit, "volunteering/host_step_fit.html"),
    Step.TIME: StepPage(_make_time, _save_time, "volunteering/host_step_time.html"),
    Step.PLACE: StepPage(_make_place, _save_place),
    Step.PEOPLE: StepPage(_make_people, _save_people, "volunteering/host_step_people.html"),
    Step.NEEDS: StepPage(_make_needs, _save_needs, "volunteering/host_step_needs.html"),
    Step.PRACTICAL: StepPage(_make_practical, _save_practical),
}
