"""The broker's desk for ways into work: check their safeguards, name referral partners."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.socialvalue.forms.places import PartnerForm
from brokerage.socialvalue.forms.projects import ChangesForm
from brokerage.socialvalue.permissions import BROKER
from brokerage.socialvalue.queries import pathways as queries
from brokerage.socialvalue.routes.answers import keep, press, show_form
from brokerage.socialvalue.routes.blueprint import blueprint
from brokerage.socialvalue.rules import pathways as rules
from brokerage.socialvalue.service import pathways as service
from brokerage.web.access import current_subject, requires
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/broker/ways-into-work")
@requires(BROKER)
def list_pathways_to_check() -> str:
    """List the ways into work that wait for a broker, with what keeps people safe."""
    page = queries.list_pathways_to_check(page_number(request.args))
    return render("socialvalue/broker_pathways.html", page=page, rules=rules)


@blueprint.post("/broker/ways-into-work/<int:pathway_id>/approve")
@requires(BROKER)
def approve_pathway(pathway_id: int) -> ResponseReturnValue:
    """Let partners refer people to it."""
    pathway = queries.get_pathway(pathway_id)
    return press(
        lambda: service.open_pathway(current_subject(), pathway),
        "It is open. The employer gets an email.",
        url_for("socialvalue.list_pathways_to_check"),
    )


@blueprint.route("/broker/ways-into-work/<int:pathway_id>/ask-for-changes", methods=["GET", "POST"])
@requires(BROKER)
def ask_for_pathway_changes(pathway_id: int) -> ResponseReturnValue:
    """Send it back with what has to change."""
    pathway = queries.get_pathway(pathway_id)
    form = ChangesForm()
    answer = keep(
        form,
        lambda: service.ask_for_pathway_changes(current_subject(), pathway, form.reason.data),
        "Sent back. The employer gets an email.",
        url_for("socialvalue.list_pathways_to_check"),
    )
    return answer or show_form(
        form,
        "Ask for changes",
        url_for("socialvalue.list_pathways_to_check"),
        caption=pathway.title,
        submit="Send back",
    )


@blueprint.route("/broker/referral-partners", methods=["GET", "POST"])
@requires(BROKER)
def list_partners() -> ResponseReturnValue:
    """List the referral partners, and add one."""
    form = PartnerForm()
    answer = keep(
        form,
        lambda: _add(form),
        "Added. It can refer people now.",
        url_for("socialvalue.list_partners"),
    )
    return answer or render(
        "socialvalue/broker_partners.html",
        form=form,
        partners=queries.list_partners(),
        rules=rules,
    )


@blueprint.post("/broker/referral-partners/<int:organisation_id>/end")
@requires(BROKER)
def end_partner(organisation_id: int) -> ResponseReturnValue:
    """Let an organisation refer nobody any more."""
    return press(
        lambda: service.end_partner(current_subject(), organisation_id),
        "Ended. What it has referred goes on.",
        url_for("socialvalue.list_partners"),
    )


def _add(form: PartnerForm) -> None:
    organisation = queries.find_organisation_named(form.name.data)
    if organisation is None:
        raise DomainError("There is no approved organisation of exactly this name", "name")
    service.add_partner(current_subject(), organisation)
