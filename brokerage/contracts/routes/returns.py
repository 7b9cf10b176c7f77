"""Spend returns: the supplier's side and the buyer's."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.contracts.forms import YES, DecideReturnForm, ReturnForm, pence_of, pounds_of
from brokerage.contracts.permissions import (
    FILL_RETURN,
    KEEP_CONTRACT,
    KEEP_REGISTER,
    LIST_RETURNS,
    contract_facts,
)
from brokerage.contracts.queries import returns as queries
from brokerage.contracts.routes.blueprint import blueprint
from brokerage.contracts.rules.returns import STATUS_LABELS, ReturnStatus
from brokerage.contracts.service import returns as service
from brokerage.errors import DomainError
from brokerage.money import in_pounds
from brokerage.organisations.routes.own import get_own
from brokerage.web.access import check, current_subject, requires
from brokerage.web.paging import page_number
from brokerage.web.transactions import render

AMOUNTS = ("total_pence", "local_pence", "sme_pence", "vcse_pence")


@blueprint.get("/organisations/<int:organisation_id>/spend-returns")
@requires(LIST_RETURNS)
def list_returns(organisation_id: int) -> str:
    """List what a supplier was asked about its spend, and what it said."""
    organisation = get_own(organisation_id, LIST_RETURNS)
    return render(
        "contracts/return_list.html",
        organisation=organisation,
        page=queries.list_returns_of_supplier(organisation_id, page_number(request.args)),
        is_buyer=False,
        labels=STATUS_LABELS,
        in_pounds=in_pounds,
    )


@blueprint.get("/organisations/<int:organisation_id>/contracts/spend-returns")
@requires(KEEP_REGISTER)
def list_returns_to_confirm(organisation_id: int) -> str:
    """List the returns on a buyer's contracts."""
    organisation = get_own(organisation_id, KEEP_REGISTER)
    return render(
        "contracts/return_list.html",
        organisation=organisation,
        page=queries.list_returns_of_buyer(organisation_id, page_number(request.args)),
        is_buyer=True,
        labels=STATUS_LABELS,
        in_pounds=in_pounds,
    )


@blueprint.route("/spend-returns/<int:spend_return_id>/answer", methods=["GET", "POST"])
@requires(FILL_RETURN)
def answer_return(spend_return_id: int) -> ResponseReturnValue:
    """Say where the spend of one period went."""
    spend_return = queries.get_return(spend_return_id)
    check(FILL_RETURN, contract_facts(spend_return.contract))
    if spend_return.status == ReturnStatus.CONFIRMED:
        return _show(spend_return, "contracts/return_fill.html")
    form, supplier_id = _form_of(spend_return), spend_return.contract.supplier_id
    if form.validate_on_submit():
        try:
            amounts = {name: pence_of(getattr(form, name).data) for name in AMOUNTS}
            service.fill_return(current_subject(), spend_return, amounts, form.note.data)
            flash("Sent to the buyer.", "success")
            return redirect(url_for("contracts.list_returns", organisation_id=supplier_id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return _show(spend_return, "contracts/return_fill.html", form)


@blueprint.route("/spend-returns/<int:spend_return_id>/decide", methods=["GET", "POST"])
@requires(KEEP_CONTRACT)
def decide_return(spend_return_id: int) -> ResponseReturnValue:
    """Confirm the figures, or send them back."""
    spend_return = queries.get_return(spend_return_id)
    contract = spend_return.contract
    check(KEEP_CONTRACT, contract_facts(contract))
    if spend_return.status not in (ReturnStatus.FILLED, ReturnStatus.CONFIRMED):
        return _show(spend_return, "contracts/return_decide.html")
    form, buyer_id = DecideReturnForm(), contract.organisation_id
    if form.validate_on_submit():
        try:
            if form.answer.data == YES:
                service.confirm_return(current_subject(), spend_return)
            else:
                service.send_return_back(current_subject(), spend_return, form.reason.data)
            flash("Saved. The supplier gets an email.", "success")
            page = url_for("contracts.list_returns_to_confirm", organisation_id=buyer_id)
            return redirect(page, 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return _show(spend_return, "contracts/return_decide.html", form)


def _show(
    spend_return: queries.SpendReturn,
    template: str,
    form: ReturnForm | DecideReturnForm | None = None,
) -> str:
    return render(
        template,
        spend_return=spend_return,
        contract=spend_return.contract,
        entries=list(spend_return.entries),
        labels=STATUS_LABELS,
        in_pounds=in_pounds,
        **({} if form is None else {"form": form}),
    )


def _form_of(spend_return: queries.SpendReturn) -> ReturnForm:
    latest = spend_return.latest
    if latest is None:
        return ReturnForm()
    return ReturnForm(
        note=latest.note, **{name: pounds_of(getattr(latest, name)) for name in AMOUNTS}
    )
