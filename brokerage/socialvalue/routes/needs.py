"""What a project needs, one thing at a time; and asking for what is on offer."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from brokerage.organisations.routes.own import get_own
from brokerage.socialvalue.forms.offers import AskForm
from brokerage.socialvalue.forms.projects import NeedForm
from brokerage.socialvalue.permissions import ACT, EDIT_PROJECT, owned_facts
from brokerage.socialvalue.queries import offers as offer_queries
from brokerage.socialvalue.queries import projects as queries
from brokerage.socialvalue.routes.answers import OFFERS, keep, press, show_form
from brokerage.socialvalue.routes.blueprint import blueprint
from brokerage.socialvalue.routes.body import get_own_project, page_of
from brokerage.socialvalue.rules.kinds import MONEY_NOTE
from brokerage.socialvalue.rules.projects import show_quantity
from brokerage.socialvalue.service import offers as offer_service
from brokerage.socialvalue.service import projects as service
from brokerage.web.access import check, current_subject, requires
from brokerage.web.layout import today


@blueprint.route("/projects/<int:project_id>/needs/add", methods=["GET", "POST"])
@requires(EDIT_PROJECT)
def add_need(project_id: int) -> ResponseReturnValue:
    """Add one thing that is needed."""
    project = get_own_project(project_id)
    form = NeedForm()
    answer = keep(
        form,
        lambda: service.add_need(current_subject(), project, _answers(form)),
        "Added. Add another one, or send your project to a broker.",
        page_of(project_id),
    )
    return answer or show_form(
        form,
        "What do you need?",
        page_of(project_id),
        caption=project.title,
        intro="One thing at a time: you can add more.",
        note=MONEY_NOTE,
        submit="Add it",
    )


@blueprint.route("/project-needs/<int:need_id>/edit", methods=["GET", "POST"])
@requires(EDIT_PROJECT)
def edit_need(need_id: int) -> ResponseReturnValue:
    """Change one thing that is needed."""
    need = _get_own_need(need_id)
    form = NeedForm(obj=need)
    answer = keep(
        form,
        lambda: service.edit_need(current_subject(), need, _answers(form)),
        "Saved.",
        page_of(need.project_id),
    )
    return answer or show_form(
        form,
        "Change what you need",
        page_of(need.project_id),
        caption=need.project.title,
        note=MONEY_NOTE,
        submit="Save",
    )


@blueprint.post("/project-needs/<int:need_id>/remove")
@requires(EDIT_PROJECT)
def remove_need(need_id: int) -> ResponseReturnValue:
    """Take one thing away that nobody has offered anything for."""
    need = _get_own_need(need_id)
    return press(
        lambda: service.remove_need(current_subject(), need), "Removed.", page_of(need.project_id)
    )


@blueprint.route(
    "/organisations/<int:organisation_id>/standing-offers/<int:standing_offer_id>/ask",
    methods=["GET", "POST"],
)
@requires(ACT)
def ask_for_standing_offer(organisation_id: int, standing_offer_id: int) -> ResponseReturnValue:
    """Ask a business for some of what it would give."""
    organisation = get_own(organisation_id, ACT)
    standing = offer_queries.get_public_standing_offer(standing_offer_id, today())
    needs = {
        str(each.id): each
        for each in queries.list_open_needs_of(organisation_id)
        if each.kind == standing.kind
    }
    form = AskForm()
    form.need.choices = [
        (key, f"{each.project.title}: {show_quantity(each.left, each.unit)}, {each.what}")
        for key, each in needs.items()
    ]
    answer = keep(form, lambda: _ask(form, standing, needs), "Sent.", _offer_page)
    return answer or show_form(
        form,
        f"Ask for: {standing.title}",
        url_for("socialvalue.show_standing_offer", standing_offer_id=standing_offer_id),
        caption=organisation.name,
        note=None
        if needs
        else "You have no open need of this kind. Add it to a project, or begin one, first.",
        submit="Send",
    )


def _ask(
    form: AskForm, standing: offer_queries.StandingOffer, needs: dict[str, queries.ProjectNeed]
) -> offer_queries.Offer:
    OFFERS.take(str(current_subject().user_id))
    terms = offer_service.Terms(
        amount=form.amount.data, terms=form.terms.data, by_on=form.by_on.data
    )
    need = needs[form.need.data]
    return offer_service.ask_for_offer(
        current_subject(), standing, need, terms, message=form.message.data
    )


def _offer_page(offer: offer_queries.Offer) -> str:
    return url_for("socialvalue.show_offer", offer_id=offer.id)


def _get_own_need(need_id: int) -> queries.ProjectNeed:
    need = queries.get_need(need_id)
    check(EDIT_PROJECT, owned_facts(need.project))
    return need


def _answers(form: NeedForm) -> service.NeedAnswers:
    return service.NeedAnswers(
        kind=form.kind.data,
        what=form.what.data,
        detail=form.detail.data,
        unit=form.unit.data,
        asked=form.asked.data,
        needed_by=form.needed_by.data,
    )
