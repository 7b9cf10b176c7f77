"""A broker's work: whose work addresses end in what."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.leave import queries
from brokerage.leave.forms import ReasonForm
from brokerage.leave.permissions import CONFIRM_DOMAINS
from brokerage.leave.routes.blueprint import blueprint
from brokerage.leave.service import domains
from brokerage.web.access import current_subject, requires
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/broker/work-addresses")
@requires(CONFIRM_DOMAINS)
def list_work_domains_to_confirm() -> str:
    """List the work addresses that wait to be confirmed."""
    page = queries.list_domains_to_confirm(page_number(request.args))
    return render("leave/broker_domains.html", page=page)


@blueprint.post("/broker/work-addresses/<int:work_domain_id>/accept")
@requires(CONFIRM_DOMAINS)
def accept_work_domain(work_domain_id: int) -> ResponseReturnValue:
    """Confirm that these are the employer's work addresses."""
    work_domain = queries.get_domain_to_confirm(work_domain_id)
    try:
        domains.accept_work_domain(current_subject(), work_domain)
        flash(f"{work_domain.domain} is confirmed. The owners get an email.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return _to_queue()


@blueprint.route("/broker/work-addresses/<int:work_domain_id>/reject", methods=["GET", "POST"])
@requires(CONFIRM_DOMAINS)
def reject_work_domain(work_domain_id: int) -> ResponseReturnValue:
    """Say why these could not be confirmed as the employer's."""
    work_domain = queries.get_domain_to_confirm(work_domain_id)
    form = ReasonForm()
    if form.validate_on_submit():
        domains.reject_work_domain(current_subject(), work_domain, form.reason.data)
        flash("Declined. The owners get your reason by email.", "success")
        return _to_queue()
    return render("leave/broker_reject_domain.html", form=form, work_domain=work_domain)


def _to_queue() -> ResponseReturnValue:
    return redirect(url_for("leave.list_work_domains_to_confirm"), 303)
