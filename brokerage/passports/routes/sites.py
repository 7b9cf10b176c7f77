"""An organisation's sites, as its members keep them."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.organisations.routes.own import get_own
from brokerage.passports.forms.member import SiteForm
from brokerage.passports.permissions import EDIT
from brokerage.passports.queries.passports import get_site
from brokerage.passports.routes.blueprint import blueprint
from brokerage.passports.service import proofs as service
from brokerage.web.access import current_subject, requires
from brokerage.web.transactions import render

SAVED = "Saved. It counts once a broker has seen proof."


@blueprint.route("/organisations/<int:organisation_id>/passport/sites/add", methods=["GET", "POST"])
@requires(EDIT)
def add_site(organisation_id: int) -> ResponseReturnValue:
    """Add an address."""
    organisation = get_own(organisation_id, EDIT)
    form = SiteForm(data={"postcode": organisation.postcode})
    if form.validate_on_submit():
        try:
            service.add_site(current_subject(), organisation, form.answers)
            flash(SAVED, "success")
            return to_passport(organisation_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("passports/member_form.html", form=form, organisation=organisation)


@blueprint.route(
    "/organisations/<int:organisation_id>/passport/sites/<int:site_id>/edit",
    methods=["GET", "POST"],
)
@requires(EDIT)
def edit_site(organisation_id: int, site_id: int) -> ResponseReturnValue:
    """Change an address."""
    organisation = get_own(organisation_id, EDIT)
    site = get_site(organisation_id, site_id)
    form = SiteForm(obj=site)
    if form.validate_on_submit():
        try:
            service.change_site(current_subject(), organisation, site, form.answers)
            flash(SAVED, "success")
            return to_passport(organisation_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("passports/member_form.html", form=form, organisation=organisation)


@blueprint.post("/organisations/<int:organisation_id>/passport/sites/<int:site_id>/remove")
@requires(EDIT)
def remove_site(organisation_id: int, site_id: int) -> ResponseReturnValue:
    """Take an address out."""
    organisation = get_own(organisation_id, EDIT)
    try:
        service.remove_site(current_subject(), organisation, get_site(organisation_id, site_id))
        flash("Removed.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return to_passport(organisation_id)


def to_passport(organisation_id: int) -> ResponseReturnValue:
    """Send on to the passport's page."""
    return redirect(url_for("passports.show_passport", organisation_id=organisation_id), 303)
