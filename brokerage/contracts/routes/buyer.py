"""A buyer keeps its register: adds a contract or a plan, and corrects what is wrong."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.contracts.forms import (
    NO,
    YES,
    ContractForm,
    CorrectContractForm,
    PlanForm,
    pence_of,
    pounds_of,
)
from brokerage.contracts.permissions import KEEP_CONTRACT, KEEP_REGISTER, contract_facts
from brokerage.contracts.queries.registers import Contract, get_contract
from brokerage.contracts.routes.blueprint import blueprint
from brokerage.contracts.service import registers as service
from brokerage.errors import DomainError
from brokerage.organisations.routes.own import get_own
from brokerage.web.access import check, current_subject, requires
from brokerage.web.transactions import render


@blueprint.route("/organisations/<int:organisation_id>/contracts/add", methods=["GET", "POST"])
@requires(KEEP_REGISTER)
def add_contract(organisation_id: int) -> ResponseReturnValue:
    """Add a line to the register."""
    organisation, form = get_own(organisation_id, KEEP_REGISTER), ContractForm()
    if form.validate_on_submit():
        try:
            contract = service.add_contract(current_subject(), organisation, _line_of(form))
            flash("Added to the register. Add what was promised with it.", "success")
            return redirect(_page_of(contract), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("contracts/contract_add.html", organisation=organisation, form=form)


@blueprint.route("/contracts/<int:contract_id>/correct", methods=["GET", "POST"])
@requires(KEEP_CONTRACT)
def edit_contract(contract_id: int) -> ResponseReturnValue:
    """Correct a line; what it was stays to be seen."""
    contract = get_contract(contract_id)
    check(KEEP_CONTRACT, contract_facts(contract))
    form, page = _form_of(contract), _page_of(contract)
    if form.validate_on_submit():
        try:
            reason = form.reason.data
            service.correct_contract(current_subject(), contract, _line_of(form), reason)
            flash("Corrected. What it was before stays on the page.", "success")
            return redirect(page, 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("contracts/contract_correct.html", contract=contract, form=form, page=page)


@blueprint.route(
    "/organisations/<int:organisation_id>/employment-plans/add", methods=["GET", "POST"]
)
@requires(KEEP_REGISTER)
def add_plan(organisation_id: int) -> ResponseReturnValue:
    """Add a community employment plan."""
    organisation, form = get_own(organisation_id, KEEP_REGISTER), PlanForm()
    if form.validate_on_submit():
        answers = {
            name: getattr(form, name).data
            for name in (
                "development",
                "developer_name",
                "reference",
                "about",
                "starts_on",
                "ends_on",
            )
        }
        try:
            plan = service.add_plan(current_subject(), organisation, answers)
            flash("Added. Add its targets.", "success")
            return redirect(url_for("contracts.show_plan", plan_id=plan.id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("contracts/plan_add.html", organisation=organisation, form=form)


def _line_of(form: ContractForm) -> service.ContractLine:
    return service.ContractLine(
        supplier_name=form.supplier_name.data,
        title=form.title.data,
        value_pence=pence_of(form.value.data),
        is_vat_inclusive=form.is_vat_inclusive.data == YES,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        reserved_for=form.reserved_for.data,
        social_value_percent=form.social_value_percent.data,
        procured_by=form.procured_by.data,
        has_spend_duty=form.has_spend_duty.data == YES,
    )


def _form_of(contract: Contract) -> CorrectContractForm:
    return CorrectContractForm(
        supplier_name=contract.supplier_name,
        title=contract.title,
        value=pounds_of(contract.value_pence),
        is_vat_inclusive=YES if contract.is_vat_inclusive else NO,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        reserved_for=contract.reserved_for,
        social_value_percent=contract.social_value_percent,
        procured_by=contract.procured_by,
        has_spend_duty=YES if contract.has_spend_duty else NO,
    )


def _page_of(contract: Contract) -> str:
    return url_for(
        "contracts.show_contract",
        organisation_slug=contract.organisation.slug,
        contract_id=contract.id,
    )
