"""What was promised with a contract or a plan: added and corrected by the buyer."""

from __future__ import annotations

from decimal import Decimal

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.contracts.forms import CommitmentForm, CorrectCommitmentForm
from brokerage.contracts.permissions import KEEP_CONTRACT, contract_facts, plan_facts
from brokerage.contracts.queries.plans import Commitment, EmploymentPlan, get_commitment, get_plan
from brokerage.contracts.queries.registers import Contract, get_contract
from brokerage.contracts.routes.blueprint import blueprint
from brokerage.contracts.service import registers as service
from brokerage.errors import DomainError
from brokerage.measures.queries import list_measures, list_measures_on
from brokerage.web.access import check, current_subject, requires
from brokerage.web.layout import today
from brokerage.web.transactions import render


@blueprint.route("/contracts/<int:contract_id>/commitments/add", methods=["GET", "POST"])
@requires(KEEP_CONTRACT)
def add_commitment(contract_id: int) -> ResponseReturnValue:
    """Note what was promised with a contract."""
    contract = get_contract(contract_id)
    check(KEEP_CONTRACT, contract_facts(contract))
    return _add(contract, contract.title)


@blueprint.route("/employment-plans/<int:plan_id>/targets/add", methods=["GET", "POST"])
@requires(KEEP_CONTRACT)
def add_target(plan_id: int) -> ResponseReturnValue:
    """Note a target of a community employment plan."""
    plan = get_plan(plan_id)
    check(KEEP_CONTRACT, plan_facts(plan))
    return _add(plan, plan.development)


@blueprint.route("/commitments/<int:commitment_id>/correct", methods=["GET", "POST"])
@requires(KEEP_CONTRACT)
def edit_commitment(commitment_id: int) -> ResponseReturnValue:
    """Correct what was promised; what it was stays to be seen."""
    commitment = get_commitment(commitment_id)
    owner = _owner_of(commitment)
    check(
        KEEP_CONTRACT, contract_facts(owner) if isinstance(owner, Contract) else plan_facts(owner)
    )
    form, page = _form_of(commitment), _page_of(owner)
    form.list_measures(list_measures([commitment.measure_id]))
    if form.validate_on_submit():
        try:
            promise, reason = _promise_of(form), form.reason.data
            service.correct_commitment(current_subject(), commitment, promise, reason)
            flash("Corrected. What it was before stays on the page.", "success")
            return redirect(page, 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("contracts/commitment_correct.html", form=form, page=page)


def _add(owner: Contract | EmploymentPlan, title: str) -> ResponseReturnValue:
    form = CommitmentForm(from_on=owner.starts_on, due_on=owner.ends_on)
    form.list_measures(list_measures_on(today()))
    page = _page_of(owner)
    if form.validate_on_submit():
        try:
            service.add_commitment(current_subject(), owner, _promise_of(form))
            flash("Added.", "success")
            return redirect(page, 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("contracts/commitment_add.html", title=title, form=form, page=page)


def _promise_of(form: CommitmentForm) -> service.Promise:
    return service.Promise(
        measure_id=int(form.measure.data),
        quantity=form.quantity.data,
        from_on=form.from_on.data,
        due_on=form.due_on.data,
    )


def _form_of(commitment: Commitment) -> CorrectCommitmentForm:
    return CorrectCommitmentForm(
        measure=str(commitment.measure_id),
        quantity=Decimal(commitment.quantity),
        from_on=commitment.from_on,
        due_on=commitment.due_on,
    )


def _owner_of(commitment: Commitment) -> Contract | EmploymentPlan:
    if commitment.contract_id is not None:
        return get_contract(commitment.contract_id)
    return get_plan(commitment.plan_id or 0)


def _page_of(owner: Contract | EmploymentPlan) -> str:
    if isinstance(owner, EmploymentPlan):
        return url_for("contracts.show_plan", plan_id=owner.id)
    return url_for(
        "contracts.show_contract",
        organisation_slug=owner.organisation.slug,
        contract_id=owner.id,
    )
