"""A business's side: what fits it, offers to needs, and standing offers."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from brokerage.organisations.routes.own import get_own
from brokerage.socialvalue.forms.offers import OfferForm, StandingOfferForm
from brokerage.socialvalue.permissions import ACT, EDIT_STANDING_OFFER, owned_facts
from brokerage.socialvalue.profiles import PRIORITY_WEIGHT
from brokerage.socialvalue.queries import offers as queries
from brokerage.socialvalue.queries.matches import list_fitting_projects
from brokerage.socialvalue.queries.projects import ProjectNeed, get_open_need
from brokerage.socialvalue.routes.answers import (
    OFFERS,
    keep,
    list_commitment_choices,
    press,
    show_form,
)
from brokerage.socialvalue.routes.blueprint import blueprint
from brokerage.socialvalue.rules import kinds, projects
from brokerage.socialvalue.service import offers as service
from brokerage.socialvalue.service import standing as standing_service
from brokerage.web.access import check, current_subject, requires
from brokerage.web.input_filter import find_id
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.transactions import render

PART = "Still needed: {}. You can offer all of it or a part."


@blueprint.get("/organisations/<int:organisation_id>/giving")
@requires(ACT)
def list_giving(organisation_id: int) -> str:
    """Show a business the projects that fit it, and its own standing offers."""
    organisation = get_own(organisation_id, ACT)
    may_give = kinds.may_give(organisation.status)
    return render(
        "socialvalue/giving.html",
        organisation=organisation,
        may_give=may_give,
        fitting=list_fitting_projects(organisation) if may_give else [],
        page=queries.list_standing_offers_of(organisation_id, page_number(request.args)),
        weight=round(PRIORITY_WEIGHT * 100),
        kinds=kinds,
        projects=projects,
    )


@blueprint.route(
    "/organisations/<int:organisation_id>/project-needs/<int:need_id>/offer",
    methods=["GET", "POST"],
)
@requires(ACT)
def add_offer(organisation_id: int, need_id: int) -> ResponseReturnValue:
    """Offer a part or all of what is needed."""
    organisation = get_own(organisation_id, ACT)
    need = get_open_need(need_id)
    form = OfferForm(amount=need.left, by_on=need.needed_by)
    form.amount.suffix = need.unit
    form.commitment.choices = list_commitment_choices(organisation_id, need.kind, today())
    if not form.commitment.choices:
        del form.commitment
    answer = keep(
        form,
        lambda: _offer(form, need, organisation),
        "Sent. They answer, and you get an email.",
        lambda made: url_for("socialvalue.show_offer", offer_id=made.id),
    )
    return answer or show_form(
        form,
        f"Offer: {need.what}",
        url_for("socialvalue.show_project", project_id=need.project_id),
        caption=f"{organisation.name} for {need.project.title}",
        intro=PART.format(projects.show_quantity(need.left, need.unit)),
        note=kinds.MONEY_NOTE if need.kind == kinds.NeedKind.MONEY else None,
        submit="Send your offer",
    )


@blueprint.route(
    "/organisations/<int:organisation_id>/standing-offers/add", methods=["GET", "POST"]
)
@requires(ACT)
def add_standing_offer(organisation_id: int) -> ResponseReturnValue:
    """Say what one would give to whoever needs it."""
    organisation = get_own(organisation_id, ACT)
    form = StandingOfferForm()
    del form.commitment
    answer = keep(
        form,
        lambda: standing_service.add_standing_offer(
            current_subject(), organisation, _answers(form, None)
        ),
        "Saved. Community bodies can ask for it now.",
        _giving(organisation_id),
    )
    return answer or show_form(
        form,
        "Make a standing offer",
        _giving(organisation_id),
        caption=organisation.name,
        intro="What could you give, whoever asks? Everybody can read it until the day you say.",
        submit="Save",
    )


@blueprint.route("/standing-offers/<int:standing_offer_id>/edit", methods=["GET", "POST"])
@requires(EDIT_STANDING_OFFER)
def edit_standing_offer(standing_offer_id: int) -> ResponseReturnValue:
    """Change a standing offer, or let it count towards a promise."""
    standing = _get_own(standing_offer_id)
    form = StandingOfferForm(obj=standing, commitment=str(standing.commitment_id or ""))
    choices = list_commitment_choices(standing.organisation_id, standing.kind, today())
    form.commitment.choices = choices
    if not choices:
        del form.commitment
    page = _giving(standing.organisation_id)
    answer = keep(
        form,
        lambda: standing_service.edit_standing_offer(
            current_subject(), standing, _answers(form, standing.commitment_id)
        ),
        "Saved.",
        page,
    )
    return answer or show_form(form, "Change your standing offer", page, submit="Save")


@blueprint.post("/standing-offers/<int:standing_offer_id>/withdraw")
@requires(EDIT_STANDING_OFFER)
def withdraw_standing_offer(standing_offer_id: int) -> ResponseReturnValue:
    """Take a standing offer away."""
    standing = _get_own(standing_offer_id)
    return press(
        lambda: standing_service.withdraw_standing_offer(current_subject(), standing),
        "Withdrawn. What you have agreed on still stands.",
        _giving(standing.organisation_id),
    )


@blueprint.post("/standing-offers/<int:standing_offer_id>/reopen")
@requires(EDIT_STANDING_OFFER)
def reopen_standing_offer(standing_offer_id: int) -> ResponseReturnValue:
    """Put a standing offer back."""
    standing = _get_own(standing_offer_id)
    return press(
        lambda: standing_service.reopen_standing_offer(current_subject(), standing),
        "It can be asked for again.",
        _giving(standing.organisation_id),
    )


def _get_own(standing_offer_id: int) -> queries.StandingOffer:
    standing = queries.get_standing_offer(standing_offer_id)
    check(EDIT_STANDING_OFFER, owned_facts(standing))
    return standing


def _giving(organisation_id: int) -> str:
    return url_for("socialvalue.list_giving", organisation_id=organisation_id)


def _offer(form: OfferForm, need: ProjectNeed, organisation: Any) -> queries.Offer:
    OFFERS.take(str(current_subject().user_id))
    return service.make_offer(
        current_subject(),
        need,
        organisation,
        service.Terms(amount=form.amount.data, terms=form.terms.data, by_on=form.by_on.data),
        contact=form.contact.data,
        message=form.message.data,
        commitment_id=chosen_commitment(form, None),
    )


def chosen_commitment(form: Any, otherwise: int | None) -> int | None:
    """Return the promise that was chosen; what it was before where there was nothing to choose."""
    return find_id(form.commitment.data) if "commitment" in form else otherwise


def _answers(form: StandingOfferForm, before: int | None) -> standing_service.StandingAnswers:
    return standing_service.StandingAnswers(
        kind=form.kind.data,
        title=form.title.data,
        detail=form.detail.data,
        unit=form.unit.data,
        amount=form.amount.data,
        until_on=form.until_on.data,
        contact=form.contact.data,
        commitment_id=chosen_commitment(form, before),
    )
