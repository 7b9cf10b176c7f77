"""What each page of the registration journey asks and which service keeps the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash

from brokerage.matchmaking.queries.suggestions import SuggestedCategory
from brokerage.organisations.forms import registration as forms
from brokerage.organisations.queries.categories import list_offered
from brokerage.organisations.rules import Step
from brokerage.organisations.service import registration as service
from brokerage.permissions import Subject
from brokerage.places.queries import list_authorities
from brokerage.web.fields import Choice
from brokerage.web.forms import Form
from brokerage.web.layout import today

if TYPE_CHECKING:
    from brokerage.organisations.models import Organisation

Save = Callable[[Subject, "Organisation", Form], None]


@dataclass(frozen=True)
class StepPage:
    """One page: how its form is made for an organisation, and how its answer is kept."""

    make_form: Callable[[Organisation], Form]
    save: Save
    template: str = "organisations/registration_step.html"


def _make_kind(organisation: Organisation) -> Form:
    ticked = [forms.YES] if organisation.is_social_enterprise else []
    return forms.KindForm(kind=organisation.kind, is_social_enterprise=ticked)


def _save_kind(actor: Subject, organisation: Organisation, form: Form) -> None:
    answers = {
        "kind": form.kind.data,
        "is_social_enterprise": bool(form.is_social_enterprise.data),
    }
    service.save_plain_step(actor, organisation, Step.KIND, answers)


def _make_name(organisation: Organisation) -> Form:
    return forms.NameForm(name=organisation.name, website=organisation.website)


def _save_name(actor: Subject, organisation: Organisation, form: Form) -> None:
    answers = {"name": form.name.data, "website": form.website.data}
    service.save_plain_step(actor, organisation, Step.NAME, answers)


def _make_registration(organisation: Organisation) -> Form:
    return forms.RegistrationForm(
        register=forms.NONE if organisation.has_no_number else organisation.register,
        registration_number=organisation.registration_number,
    )


def _save_registration(actor: Subject, organisation: Organisation, form: Form) -> None:
    number = form.registration_number.data
    service.save_registration(actor, organisation, form.register_or_none, number)


def _make_place(organisation: Organisation) -> Form:
    return forms.PlaceForm(postcode=organisation.postcode)


def _save_place(actor: Subject, organisation: Organisation, form: Form) -> None:
    place = service.save_place(actor, organisation, form.postcode.data)
    where = (
        f"We found {place.label}, served by {place.authority_name}." if place.authority_name else ""
    )
    if place.is_approximate:
        where = (
            f"We do not know {organisation.postcode} yet, so we put you in the middle of "
            f"{place.label}. If there is a slip in it, go back and change it."
        )
    if where:
        flash(where)


def _make_description(organisation: Organisation) -> Form:
    return forms.DescriptionForm(description=organisation.description)


def _save_description(actor: Subject, organisation: Organisation, form: Form) -> None:
    service.save_description(actor, organisation, form.description.data)


def _make_categories(organisation: Organisation) -> Form:
    codes = [each.code for each in organisation.categories]
    is_answered = Step.CATEGORIES in organisation.answered
    form = forms.CategoriesForm(
        categories=codes or ([forms.NONE] if is_answered and not organisation.causes else []),
        causes=[each.code for each in organisation.causes],
    )
    texts = [form.other_words.data, organisation.description]
    form.offer(
        categories=_as_choices(list_offered("cpv", texts, form.categories.typed)),
        causes=_as_choices(list_offered("cause", texts, form.causes.typed)),
    )
    return form


def _as_choices(offered: Sequence[SuggestedCategory]) -> list[Choice]:
    return [Choice(each.code, each.label, each.hint) for each in offered]


def _save_categories(actor: Subject, organisation: Organisation, form: Form) -> None:
    service.save_categories(actor, organisation, form.confirmed_categories, form.causes.data)


def _make_reach(organisation: Organisation) -> Form:
    form = forms.ReachForm(
        serves_areas=organisation.serves_areas,
        serves_miles=organisation.serves_miles,
        serves_remotely=[forms.YES] if organisation.serves_remotely else [],
    )
    form.serves_areas.choices = [(each.slug, each.name) for each in list_authorities(today())]
    return form


def _save_reach(actor: Subject, organisation: Organisation, form: Form) -> None:
    answers = {
        "serves_areas": form.serves_areas.data,
        "serves_miles": form.serves_miles.data,
        "serves_remotely": bool(form.serves_remotely.data),
    }
    service.save_plain_step(actor, organisation, Step.REACH, answers)


def _make_wants(organisation: Organisation) -> Form:
    return forms.WantsForm(wants=organisation.wants)


def _save_wants(actor: Subject, organisation: Organisation, form: Form) -> None:
    service.save_plain_step(actor, organisation, Step.WANTS, {"wants": form.wants.data})


STEP_PAGES: Mapping[str, StepPage] = {
    Step.KIND: StepPage(_make_kind, _save_kind),
    Step.NAME: StepPage(_make_name, _save_name),
    Step.REGISTRATION: StepPage(_make_registration, _save_registration),
    Step.PLACE: StepPage(_make_place, _save_place),
    Step.DESCRIPTION: StepPage(
        _make_description, _save_description, "organisations/registration_description.html"
    ),
    Step.CATEGORIES: StepPage(
        _make_categories, _save_categories, "organisations/registration_categories.html"
    ),
    Step.REACH: StepPage(_make_reach, _save_reach),
    Step.WANTS: StepPage(_make_wants, _save_wants),
}
