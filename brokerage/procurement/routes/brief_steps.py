"""What each page on which a brief is written asks, and which service keeps the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import flash

from brokerage.permissions import Subject
from brokerage.procurement.forms import briefs as forms
from brokerage.procurement.queries.corrections import list_offered_to
from brokerage.procurement.rules.briefs import Step
from brokerage.procurement.rules.corrections import REMEMBERED
from brokerage.procurement.service import briefs as service
from brokerage.procurement.service.corrections import confirm_categories
from brokerage.web.fields import Choice
from brokerage.web.forms import Form

if TYPE_CHECKING:
    from brokerage.procurement.models import Brief

Save = Callable[[Subject, "Brief", Any], None]


@dataclass(frozen=True)
class StepPage:
    """One page: how its form is made for a brief, and how its answer is kept."""

    make_form: Callable[[Brief], Form]
    save: Save
    template: str = "procurement/brief_step.html"


def _make_need(brief: Brief) -> Form:
    return forms.NeedForm(title=brief.title, need=brief.need, buyer_kind=brief.buyer_kind)


def _save_need(actor: Subject, brief: Brief, form: forms.NeedForm) -> None:
    answers = {
        "title": form.title.data,
        "need": form.need.data,
        "buyer_kind": form.buyer_kind.data,
    }
    service.save_brief_step(actor, brief, Step.NEED, answers)


def _make_categories(brief: Brief) -> Form:
    none = [forms.NONE] if Step.CATEGORIES in brief.answered else []
    form = forms.CategoriesForm(categories=brief.categories or none)
    offered = list_offered_to(brief, form.other_words.data, form.categories.typed)
    form.offer(
        [
            Choice(each.code, each.label, REMEMBERED if is_remembered else each.hint)
            for each, is_remembered in offered
        ]
    )
    return form


def _save_categories(actor: Subject, brief: Brief, form: forms.CategoriesForm) -> None:
    confirm_categories(actor, brief, form.confirmed)


def _make_value(brief: Brief) -> Form:
    knows = forms.UNKNOWN if brief.value_pence is None else forms.KNOWN
    is_answered = Step.VALUE in brief.answered
    return forms.ValueForm(
        knows_value=knows if is_answered else None,
        value_pence=brief.value_pence,
        needed_by=brief.needed_by,
    )


def _save_value(actor: Subject, brief: Brief, form: forms.ValueForm) -> None:
    service.save_brief_step(actor, brief, Step.VALUE, form.answers)


def _make_delivery(brief: Brief) -> Form:
    where = forms.REMOTE if brief.is_delivered_remotely else forms.AT_A_PLACE
    is_answered = Step.DELIVERY in brief.answered
    return forms.DeliveryForm(
        where=where if is_answered else None,
        postcode=brief.postcode,
        place_name=brief.place_name,
    )


def _save_delivery(actor: Subject, brief: Brief, form: forms.DeliveryForm) -> None:
    place = service.save_brief_delivery(
        actor, brief, form.postcode.data, form.place_name.data, form.is_remote
    )
    if place is None:
        return
    if place.is_approximate:
        flash(
            f"We do not know {place.postcode} yet, so we look around the middle of {place.label}. "
            "If there is a slip in it, go back and change it."
        )
    elif place.authority_name:
        flash(f"{place.label} is served by {place.authority_name}.")


def _make_social_value(brief: Brief) -> Form:
    none = [forms.NONE] if Step.SOCIAL_VALUE in brief.answered else []
    return forms.SocialValueForm(social_values=brief.social_values or none)


def _save_social_value(actor: Subject, brief: Brief, form: forms.SocialValueForm) -> None:
    service.save_brief_step(actor, brief, Step.SOCIAL_VALUE, {"social_values": form.chosen})


def _make_visibility(brief: Brief) -> Form:
    is_answered = Step.VISIBILITY in brief.answered
    return forms.VisibilityForm(
        visibility=brief.visibility if is_answered else None, decide_by=brief.decide_by
    )


def _save_visibility(actor: Subject, brief: Brief, form: forms.VisibilityForm) -> None:
    service.save_brief_step(actor, brief, Step.VISIBILITY, form.answers)


STEP_PAGES: Mapping[str, StepPage] = {
    Step.NEED: StepPage(_make_need, _save_need),
    Step.CATEGORIES: StepPage(
        _make_categories, _save_categories, "procurement/brief_step_categories.html"
    ),
    Step.VALUE: StepPage(_make_value, _save_value),
    Step.DELIVERY: StepPage(_make_delivery, _save_delivery),
    Step.SOCIAL_VALUE: StepPage(_make_social_value, _save_social_value),
    Step.VISIBILITY: StepPage(_make_visibility, _save_visibility),
}
