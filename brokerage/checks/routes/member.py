"""One's own checks: what there is, who may see it, what is missing, days given elsewhere."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.checks.forms import ToldDayForm
from brokerage.checks.permissions import EDIT_OWN, LIST_OWN, own_facts
from brokerage.checks.queries import people as queries
from brokerage.checks.queries.days import get_told_day, list_told_days
from brokerage.checks.queries.needs import has_consent
from brokerage.checks.routes.blueprint import blueprint
from brokerage.checks.rules import facts, kinds, levels
from brokerage.checks.service import people as service
from brokerage.errors import DomainError, NotFoundError
from brokerage.organisations.queries.member import Organisation, get_organisation
from brokerage.web.access import check, current_subject, requires
from brokerage.web.layout import today
from brokerage.web.transactions import render

DELETED = "Deleted for good. Hosts that had accepted it cannot see it any more."
ADDED = "Kept. It counts from now on."
REMOVED = "Removed."


@blueprint.get("/account/checks")
@requires(LIST_OWN)
def list_own_checks() -> str:
    """Show what one has, who may see it, and what is missing for what one booked."""
    user_id, day = _user_id(), today()
    needs = queries.list_own_needs(user_id, day)
    return render(
        "checks/member_checks.html",
        checks=queries.list_own_checks(user_id),
        needs=needs,
        shared=queries.list_shared_with(user_id, [need.booked for need in needs]),
        day=day,
        kinds=kinds,
        levels=levels,
        facts=facts,
    )


@blueprint.post("/account/checks/<int:check_id>/delete")
@requires(EDIT_OWN)
def delete_own_check(check_id: int) -> ResponseReturnValue:
    """Delete one of one's checks for good."""
    found = queries.get_check(check_id)
    check(EDIT_OWN, own_facts(found))
    service.delete_check(current_subject(), found)
    flash(DELETED, "success")
    return _to_checks()


@blueprint.post("/account/checks/hosts/<int:organisation_id>/share")
@requires(LIST_OWN)
def share_checks(organisation_id: int) -> ResponseReturnValue:
    """Let a host see one's checks."""
    host = _get_host(organisation_id)
    try:
        service.give_consent(current_subject(), host)
        flash(f"{host.name} may see your checks. You can take that back at any time.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return _to_checks()


@blueprint.post("/account/checks/hosts/<int:organisation_id>/stop-sharing")
@requires(LIST_OWN)
def end_sharing(organisation_id: int) -> ResponseReturnValue:
    """Take that back."""
    host = _get_host(organisation_id)
    service.withdraw_consent(current_subject(), host)
    flash(f"{host.name} cannot see your checks any more.", "success")
    return _to_checks()


@blueprint.route("/account/checks/days", methods=["GET", "POST"])
@requires(LIST_OWN)
def add_told_day() -> ResponseReturnValue:
    """List the days one gives elsewhere, and take another one."""
    form = ToldDayForm()
    if form.validate_on_submit():
        try:
            service.add_told_day(current_subject(), form.day.data, form.people.data)
            flash(ADDED, "success")
            return _to_days()
        except DomainError as refusal:
            form.add_domain_error(refusal)
    told = list_told_days(_user_id())
    return render("checks/member_days.html", form=form, told=told, levels=levels, facts=facts)


@blueprint.post("/account/checks/days/<int:told_day_id>/remove")
@requires(EDIT_OWN)
def remove_told_day(told_day_id: int) -> ResponseReturnValue:
    """Take a day back."""
    told = get_told_day(told_day_id)
    check(EDIT_OWN, own_facts(told))
    service.remove_told_day(current_subject(), told)
    flash(REMOVED, "success")
    return _to_days()


def _user_id() -> int:
    return current_subject().user_id or 0


def _get_host(organisation_id: int) -> Organisation:
    """Return a host one booked with, or shares with still; any other is nobody's to name."""
    user_id = _user_id()
    if not (queries.has_booked(user_id, organisation_id) or has_consent(user_id, organisation_id)):
        raise NotFoundError
    return get_organisation(organisation_id)


def _to_checks() -> ResponseReturnValue:
    return redirect(url_for("checks.list_own_checks"), 303)


def _to_days() -> ResponseReturnValue:
    return redirect(url_for("checks.add_told_day"), 303)
