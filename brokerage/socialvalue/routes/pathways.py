"""Ways into work: for everybody, and for the employer that offers one."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from brokerage.organisations.routes.own import get_own
from brokerage.permissions import PUBLIC
from brokerage.socialvalue.forms.places import PathwayForm, PathwaySearchForm
from brokerage.socialvalue.permissions import ACT, EDIT_PATHWAY, owned_facts
from brokerage.socialvalue.queries import pathways as queries
from brokerage.socialvalue.routes.answers import (
    keep,
    list_commitment_choices,
    press,
    show_form,
)
from brokerage.socialvalue.routes.blueprint import blueprint
from brokerage.socialvalue.routes.giver import chosen_commitment
from brokerage.socialvalue.rules import pathways as rules
from brokerage.socialvalue.service import pathways as service
from brokerage.web.access import check, current_subject, requires
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.transactions import render

SENT = "Sent. A broker looks at what keeps people safe, then it is open."


@blueprint.get("/ways-into-work")
@requires(PUBLIC)
def browse_pathways() -> str:
    """List the ways into work that are open."""
    form = PathwaySearchForm()
    page = queries.list_pathways(
        form.kind.data or "", form.audience.data or "", today(), page_number(request.args)
    )
    is_searching = bool(form.query)
    return render(
        "socialvalue/pathway_list.html",
        form=form,
        page=page,
        is_searching=is_searching,
        rules=rules,
    )


@blueprint.get("/ways-into-work/<int:pathway_id>")
@requires(PUBLIC)
def show_pathway(pathway_id: int) -> str:
    """Show one way into work, with what keeps people safe."""
    pathway = queries.get_public_pathway(pathway_id)
    return render("socialvalue/pathway_show.html", pathway=pathway, rules=rules)


@blueprint.get("/organisations/<int:organisation_id>/ways-into-work")
@requires(ACT)
def list_pathways(organisation_id: int) -> str:
    """List an employer's own offers."""
    organisation = get_own(organisation_id, ACT)
    return render(
        "socialvalue/own_pathways.html",
        organisation=organisation,
        page=queries.list_pathways_of(organisation_id, page_number(request.args)),
        rules=rules,
    )


@blueprint.route("/organisations/<int:organisation_id>/ways-into-work/add", methods=["GET", "POST"])
@requires(ACT)
def add_pathway(organisation_id: int) -> ResponseReturnValue:
    """Offer a way into work."""
    organisation = get_own(organisation_id, ACT)
    form = PathwayForm()
    del form.commitment
    answer = keep(
        form,
        lambda: service.add_pathway(current_subject(), organisation, _answers(form, None)),
        SENT,
        lambda made: _page_of(made.id),
    )
    return answer or show_form(
        form,
        "Offer a way into work",
        url_for("socialvalue.list_pathways", organisation_id=organisation_id),
        caption=organisation.name,
        note=rules.NAMES_NOBODY,
        submit="Send to a broker",
    )


@blueprint.get("/ways-into-work/<int:pathway_id>/keep")
@requires(EDIT_PATHWAY)
def show_pathway_to_employer(pathway_id: int) -> str:
    """Show an employer its offer, and who was referred, by reference."""
    return render(
        "socialvalue/pathway_keep.html",
        pathway=_get_own(pathway_id),
        referrals=queries.list_referrals_for(pathway_id),
        rules=rules,
    )


@blueprint.route("/ways-into-work/<int:pathway_id>/edit", methods=["GET", "POST"])
@requires(EDIT_PATHWAY)
def edit_pathway(pathway_id: int) -> ResponseReturnValue:
    """Change an offer: a broker looks at it again."""
    pathway = _get_own(pathway_id)
    form = PathwayForm(obj=pathway, commitment=str(pathway.commitment_id or ""))
    form.commitment.choices = list_commitment_choices(
        pathway.organisation_id, pathway.kind, today()
    )
    if not form.commitment.choices:
        del form.commitment
    answer = keep(
        form,
        lambda: service.edit_pathway(
            current_subject(), pathway, _answers(form, pathway.commitment_id)
        ),
        SENT,
        _page_of(pathway_id),
    )
    return answer or show_form(
        form, "Change your offer", _page_of(pathway_id), submit="Send to a broker"
    )


@blueprint.post("/ways-into-work/<int:pathway_id>/close")
@requires(EDIT_PATHWAY)
def close_pathway(pathway_id: int) -> ResponseReturnValue:
    """Take no more referrals."""
    pathway = _get_own(pathway_id)
    return press(
        lambda: service.close_pathway(current_subject(), pathway),
        "Closed. Who has a place keeps it. Change it to open it again.",
        _page_of(pathway_id),
    )


def _get_own(pathway_id: int) -> queries.Pathway:
    pathway = queries.get_pathway(pathway_id)
    check(EDIT_PATHWAY, owned_facts(pathway))
    return pathway


def _page_of(pathway_id: int) -> str:
    return url_for("socialvalue.show_pathway_to_employer", pathway_id=pathway_id)


def _answers(form: PathwayForm, before: int | None) -> service.PathwayAnswers:
    names = [name for name in service.FIELDS if name != "commitment_id"]
    said = {name: form[name].data for name in names}
    return service.PathwayAnswers(**said, commitment_id=chosen_commitment(form, before))
