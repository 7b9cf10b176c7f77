"""A passport as its members see and keep it."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.organisations.routes.own import Organisation, get_own
from brokerage.organisations.rules import EDITING_ROLES, EVIDENCE_LABELS, is_confirmation_due
from brokerage.passports import rules
from brokerage.passports.forms import member as forms
from brokerage.passports.permissions import EDIT, VIEW
from brokerage.passports.queries import passports as queries
from brokerage.passports.queries.broker import list_corrections_of
from brokerage.passports.queries.documents import list_documents
from brokerage.passports.routes.blueprint import blueprint
from brokerage.passports.routes.sites import to_passport
from brokerage.passports.rules import sizes, social_value
from brokerage.passports.rules.documents import TYPE_LABELS, Proven
from brokerage.passports.service import passports as service
from brokerage.web.access import current_subject, requires
from brokerage.web.features import contributions
from brokerage.web.fields import Choice
from brokerage.web.layout import today
from brokerage.web.panels import draw
from brokerage.web.transactions import render


@blueprint.get("/organisations/<int:organisation_id>/passport")
@requires(VIEW)
def show_passport(organisation_id: int) -> str:
    """Show members every part of their passport, each with how far it is known."""
    organisation = get_own(organisation_id, VIEW)
    passport, day = queries.find_passport(organisation_id), today()
    years = queries.list_years(organisation_id, day)
    missing = queries.list_missing_evidence(organisation, day)
    return render(
        "passports/member_passport.html",
        organisation=organisation,
        passport=passport,
        sites=queries.list_sites(organisation_id),
        years=years,
        work=queries.list_confirmed_work(organisation_id),
        vcse=queries.find_vcse_state(organisation, passport, day),
        barriers=queries.list_barriers_of(organisation, passport, years, day),
        panels=draw(panel(organisation, missing) for panel in contributions("passport_panels")),
        may_change=current_subject().role_in(organisation_id) in EDITING_ROLES,
        site_documents=list_documents(organisation_id, Proven.SITE),
        year_documents=list_documents(organisation_id, Proven.YEAR),
        type_labels=TYPE_LABELS,
        evidence_labels=EVIDENCE_LABELS,
        rules=rules,
        sizes=sizes,
        social_value=social_value,
    )


@blueprint.route("/organisations/<int:organisation_id>/passport/purpose", methods=["GET", "POST"])
@requires(EDIT)
def edit_purpose(organisation_id: int) -> ResponseReturnValue:
    """Ask the three questions that make a VCSE."""
    organisation = get_own(organisation_id, EDIT)
    passport = queries.find_passport(organisation_id)
    names = ("is_non_governmental", "is_value_driven", "reinvests_surplus")
    known = {name: getattr(passport, name, None) for name in names}
    words = {True: forms.YES, False: forms.NO, None: None}
    form = forms.PurposeForm(data={name: words[value] for name, value in known.items()})
    return _keep(organisation, form)


@blueprint.route("/organisations/<int:organisation_id>/passport/capacity", methods=["GET", "POST"])
@requires(EDIT)
def edit_capacity(organisation_id: int) -> ResponseReturnValue:
    """Ask how much work fits."""
    organisation = get_own(organisation_id, EDIT)
    form = forms.CapacityForm(obj=queries.find_passport(organisation_id))
    return _keep(organisation, form)


@blueprint.route(
    "/organisations/<int:organisation_id>/passport/social-value", methods=["GET", "POST"]
)
@requires(EDIT)
def edit_offers(organisation_id: int) -> ResponseReturnValue:
    """Ask what the supplier could add, from what fits a firm of its size."""
    organisation = get_own(organisation_id, EDIT)
    passport = queries.find_passport(organisation_id)
    people = (passport.people if passport else None) or 1
    form = forms.OffersForm(data={"offers": passport.offers if passport else []})
    form.offers.choices = [
        Choice(each.code, each.label) for each in social_value.MENU if each.least_people <= people
    ]
    return _keep(organisation, form)


@blueprint.get("/organisations/<int:organisation_id>/passport/social-value/sized")
@requires(VIEW)
def show_sized_offers(organisation_id: int) -> str:
    """Show how much of what it can add fits a contract of a value and a length."""
    organisation = get_own(organisation_id, VIEW)
    passport = queries.find_passport(organisation_id)
    form = forms.ContractForm()
    people = (passport.people if passport else None) or 1
    offers = None
    if form.pounds.data and form.months.data:
        offers = social_value.size_offers(
            pounds=form.pounds.data,
            months=form.months.data,
            people=people,
            chosen=passport.offers if passport else (),
        )
    return render(
        "passports/member_sized.html",
        organisation=organisation,
        form=form,
        offers=offers,
        people=people,
        most=social_value.most_offers(people),
    )


@blueprint.route("/organisations/<int:organisation_id>/corrections", methods=["GET", "POST"])
@requires(EDIT)
def ask_for_correction(organisation_id: int) -> ResponseReturnValue:
    """Take what is wrong with how buyers see this supplier, and show the answers."""
    organisation = get_own(organisation_id, EDIT)
    form = forms.CorrectionForm()
    if form.validate_on_submit():
        try:
            service.ask_for_correction(current_subject(), organisation, form.text.data)
            flash("Sent. A broker answers within 5 working days, by email and here.", "success")
            address = url_for("passports.ask_for_correction", organisation_id=organisation_id)
            return redirect(address, 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "passports/member_corrections.html",
        form=form,
        organisation=organisation,
        requests=list_corrections_of(organisation_id),
    )


@blueprint.get("/organisations/<int:organisation_id>/still-right")
@requires(EDIT)
def show_still_right(organisation_id: int) -> str:
    """Ask whether everything is still right: one button."""
    organisation = get_own(organisation_id, EDIT)
    return render(
        "passports/member_still_right.html",
        organisation=organisation,
        is_due=is_confirmation_due(organisation.last_confirmed_on, today()),
    )


def _keep(organisation: Organisation, form: forms.PassportForm) -> ResponseReturnValue:
    """Show one form of the passport and keep its answers."""
    if form.validate_on_submit():
        try:
            service.save_passport(current_subject(), organisation, form.answers)
            flash("Saved.", "success")
            return to_passport(organisation.id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("passports/member_form.html", form=form, organisation=organisation)
