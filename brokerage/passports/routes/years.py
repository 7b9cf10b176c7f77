"""The figures of accounting years, as an organisation's members keep them."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.organisations.routes.own import get_own
from brokerage.passports.forms.member import YearForm
from brokerage.passports.permissions import EDIT
from brokerage.passports.queries.passports import get_size_year
from brokerage.passports.routes.blueprint import blueprint
from brokerage.passports.routes.sites import SAVED, to_passport
from brokerage.passports.service import proofs as service
from brokerage.web.access import current_subject, requires
from brokerage.web.transactions import render


@blueprint.route("/organisations/<int:organisation_id>/passport/years/add", methods=["GET", "POST"])
@requires(EDIT)
def add_year(organisation_id: int) -> ResponseReturnValue:
    """Give a year's figures; those of the same year give way."""
    organisation = get_own(organisation_id, EDIT)
    form = YearForm()
    if form.validate_on_submit():
        try:
            service.state_year(current_subject(), organisation, form.answers)
            flash(SAVED, "success")
            return to_passport(organisation_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("passports/member_form.html", form=form, organisation=organisation)


@blueprint.post("/organisations/<int:organisation_id>/passport/years/<int:size_year_id>/remove")
@requires(EDIT)
def remove_year(organisation_id: int, size_year_id: int) -> ResponseReturnValue:
    """Take a year's figures out."""
    organisation = get_own(organisation_id, EDIT)
    try:
        year = get_size_year(organisation_id, size_year_id)
        service.remove_year(current_subject(), organisation, year)
        flash("Removed.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return to_passport(organisation_id)
