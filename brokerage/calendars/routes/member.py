"""One's own feed address, and that for a host one acts for: make it, reset it, remove it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.calendars import queries, rules, service
from brokerage.calendars.permissions import EDIT_HOSTS, EDIT_OWN
from brokerage.calendars.routes.blueprint import blueprint
from brokerage.organisations.permissions import facts_of
from brokerage.organisations.queries.member import get_organisation
from brokerage.web.access import check, current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.links import full_url
from brokerage.web.throttle import Limit
from brokerage.web.transactions import commits_without_redirect, render

if TYPE_CHECKING:
    from brokerage.organisations.models import Organisation

NEW_ADDRESSES = Limit("calendars:new", rules.MOST_NEW_ADDRESSES_A_DAY, rules.ONE_DAY)
REMOVED = "The address no longer works. Take the calendar out of your calendar app, too."


@blueprint.route("/account/calendar", methods=["GET", "POST"])
@requires(EDIT_OWN)
@commits_without_redirect
def show_calendar() -> ResponseReturnValue:
    """Say what the private address is for; make or reset it and show it this once."""
    return _show(None)


@blueprint.post("/account/calendar/remove")
@requires(EDIT_OWN)
def remove_calendar() -> ResponseReturnValue:
    """End one's own address."""
    service.remove_address(current_subject(), None)
    flash(REMOVED, "success")
    return redirect(url_for("calendars.show_calendar"), 303)


@blueprint.route("/organisations/<int:organisation_id>/calendar", methods=["GET", "POST"])
@requires(EDIT_HOSTS)
@commits_without_redirect
def show_host_calendar(organisation_id: int) -> ResponseReturnValue:
    """The same for what a host has, for one of those who act for it."""
    return _show(_get_host(organisation_id))


@blueprint.post("/organisations/<int:organisation_id>/calendar/remove")
@requires(EDIT_HOSTS)
def remove_host_calendar(organisation_id: int) -> ResponseReturnValue:
    """End one's address for a host."""
    host = _get_host(organisation_id)
    service.remove_address(current_subject(), host.id)
    flash(REMOVED, "success")
    return redirect(url_for("calendars.show_host_calendar", organisation_id=host.id), 303)


def _show(host: Organisation | None) -> ResponseReturnValue:
    actor, form, link = current_subject(), PostForm(), None
    host_id = host.id if host else None
    if form.validate_on_submit():
        NEW_ADDRESSES.take(f"user {actor.user_id}")
        token = service.reset_address(actor, host_id)
        link = full_url("calendars.show_feed", token=token)
    return render(
        "calendars/show_calendar.html",
        form=form,
        host=host,
        link=link,
        address=queries.find_address(actor.user_id or 0, host_id),
    )


def _get_host(organisation_id: int) -> Organisation:
    organisation = get_organisation(organisation_id)
    check(EDIT_HOSTS, facts_of(organisation))
    return organisation
