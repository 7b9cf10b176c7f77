"""An employer's side: who works here, and which work addresses show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.leave import queries, rules
from brokerage.leave.forms import ReasonForm, WorkDomainForm
from brokerage.leave.permissions import CONFIRM_STAFF, EDIT_DOMAINS, LIST_STAFF, employment_facts
from brokerage.leave.routes.blueprint import blueprint
from brokerage.leave.service import domains, employments
from brokerage.organisations.permissions import facts_of
from brokerage.organisations.queries.member import get_organisation
from brokerage.web.access import can, check, current_subject, requires
from brokerage.web.paging import page_number
from brokerage.web.throttle import Limit, ThrottledError
from brokerage.web.transactions import render

if TYPE_CHECKING:
    from brokerage.leave.models import Employment
    from brokerage.organisations.models import Organisation

DOMAINS = Limit("leave:domains", rules.MOST_DOMAINS_A_DAY, rules.ONE_DAY)
TOO_MANY_DOMAINS = "That is enough for one day. Try again tomorrow"


@blueprint.get("/organisations/<int:organisation_id>/staff")
@requires(LIST_STAFF)
def list_staff(organisation_id: int) -> str:
    """List who says they work here, who does, and what their addresses end in."""
    organisation = _get_employer(organisation_id, LIST_STAFF)
    return render(
        "leave/employer_staff.html",
        organisation=organisation,
        page=queries.list_staff(organisation_id, page_number(request.args)),
        domains=queries.list_work_domains(organisation_id),
        is_owner=can(EDIT_DOMAINS, facts_of(organisation)),
    )


@blueprint.post("/organisations/<int:organisation_id>/staff/<int:employment_id>/accept")
@requires(CONFIRM_STAFF)
def accept_employment(organisation_id: int, employment_id: int) -> ResponseReturnValue:
    """Say that this person works here."""
    employment = _get_employment(organisation_id, employment_id)
    try:
        employments.accept_employment(current_subject(), employment)
        flash(f"Confirmed: {employment.user.name} works here. They get an email.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return _to_staff(organisation_id)


@blueprint.route(
    "/organisations/<int:organisation_id>/staff/<int:employment_id>/reject",
    methods=["GET", "POST"],
)
@requires(CONFIRM_STAFF)
def reject_employment(organisation_id: int, employment_id: int) -> ResponseReturnValue:
    """Say why this person is not, or no longer, confirmed."""
    employment = _get_employment(organisation_id, employment_id)
    form, name = ReasonForm(), employment.user.name
    if form.validate_on_submit():
        try:
            employments.reject_employment(current_subject(), employment, form.reason.data)
            flash(f"Done. {name} gets your reason by email.", "success")
            return _to_staff(organisation_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("leave/employer_reject.html", form=form, employment=employment)


@blueprint.route("/organisations/<int:organisation_id>/work-addresses/add", methods=["GET", "POST"])
@requires(EDIT_DOMAINS)
def add_work_domain(organisation_id: int) -> ResponseReturnValue:
    """Take what the employer's work addresses end in."""
    organisation = _get_employer(organisation_id, EDIT_DOMAINS)
    form, status = WorkDomainForm(), 200
    if form.validate_on_submit():
        try:
            DOMAINS.take(f"organisation {organisation_id}")
            added = domains.add_work_domain(current_subject(), organisation, form.domain.data)
            flash(f"A broker looks at {added.domain}. You get an email.", "success")
            return _to_staff(organisation_id)
        except ThrottledError:
            form.form_errors.append(TOO_MANY_DOMAINS)
            status = 429
        except DomainError as refusal:
            form.add_domain_error(refusal)
    page = render("leave/employer_add_domain.html", form=form, organisation=organisation)
    return page, status


@blueprint.post("/organisations/<int:organisation_id>/work-addresses/<int:work_domain_id>/remove")
@requires(EDIT_DOMAINS)
def remove_work_domain(organisation_id: int, work_domain_id: int) -> ResponseReturnValue:
    """Take a domain back."""
    _get_employer(organisation_id, EDIT_DOMAINS)
    work_domain = queries.get_work_domain_of(organisation_id, work_domain_id)
    domains.remove_work_domain(current_subject(), work_domain)
    flash(f"{work_domain.domain} no longer shows who works here.", "success")
    return _to_staff(organisation_id)


def _get_employer(organisation_id: int, permission: str) -> Organisation:
    organisation = get_organisation(organisation_id)
    check(permission, facts_of(organisation))
    return organisation


def _get_employment(organisation_id: int, employment_id: int) -> Employment:
    employment = queries.get_staff_employment(organisation_id, employment_id)
    check(CONFIRM_STAFF, employment_facts(employment))
    return employment


def _to_staff(organisation_id: int) -> ResponseReturnValue:
    return redirect(url_for("leave.list_staff", organisation_id=organisation_id), 303)
