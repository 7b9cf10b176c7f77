"""A buyer chooses the measures of its own organisation."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.measures import queries, rules
from brokerage.measures.forms import ChoiceForm
from brokerage.measures.permissions import CHOOSE_MEASURES
from brokerage.measures.routes.blueprint import blueprint
from brokerage.measures.service import choose_measure
from brokerage.money import in_pounds
from brokerage.organisations.routes.own import get_own
from brokerage.web.access import current_subject, requires
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/organisations/<int:organisation_id>/measures")
@requires(CHOOSE_MEASURES)
def list_own_measures(organisation_id: int) -> str:
    """List the measures that hold today, and which of them this organisation uses."""
    organisation = get_own(organisation_id, CHOOSE_MEASURES)
    return render(
        "measures/buyer_list.html",
        organisation=organisation,
        page=queries.list_choices(organisation_id, today(), page_number(request.args)),
        rules=rules,
    )


@blueprint.route(
    "/organisations/<int:organisation_id>/measures/<int:measure_id>", methods=["GET", "POST"]
)
@requires(CHOOSE_MEASURES)
def edit_measure_choice(organisation_id: int, measure_id: int) -> ResponseReturnValue:
    """Choose the sets and the weight of one measure."""
    organisation = get_own(organisation_id, CHOOSE_MEASURES)
    measure = queries.get_measure(measure_id)
    form = _form_for(queries.find_choice(organisation_id, measure_id))
    if form.validate_on_submit():
        try:
            weight = int(form.weight.data)
            choose_measure(current_subject(), organisation, measure, form.sets.data, weight)
            flash("Saved.", "success")
            page = url_for("measures.list_own_measures", organisation_id=organisation_id)
            return redirect(page, 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "measures/buyer_edit.html",
        organisation=organisation,
        measure=measure,
        form=form,
        rules=rules,
        in_pounds=in_pounds,
    )


def _form_for(choice: queries.AuthorityMeasure | None) -> ChoiceForm:
    if choice is None:
        return ChoiceForm(weight="1")
    sets = {rules.SetKind.MASTER: choice.is_in_master, rules.SetKind.LIGHT: choice.is_in_light}
    return ChoiceForm(
        sets=[kind for kind, is_in in sets.items() if is_in], weight=str(choice.weight)
    )
