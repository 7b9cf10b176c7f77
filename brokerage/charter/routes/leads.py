"""Leads of pledges: sent a link by the signatory, fill their pledge in without an account."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.charter import rules
from brokerage.charter.forms.check_ins import LeadLinkForm
from brokerage.charter.forms.public import LeadForm
from brokerage.charter.permissions import SIGN
from brokerage.charter.queries import leads as queries
from brokerage.charter.routes.blueprint import blueprint
from brokerage.charter.routes.own import get_own_pledge, page_of
from brokerage.charter.service import leads as service
from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.permissions import PUBLIC
from brokerage.web.access import current_subject, requires
from brokerage.web.throttle import Limit
from brokerage.web.transactions import render

FILLINGS = Limit("charter:lead", 20, timedelta(hours=1))
LINKS = Limit("charter:lead-links", 30, timedelta(days=1))


@blueprint.route("/charter/taken-pledges/<int:taken_pledge_id>/lead", methods=["GET", "POST"])
@requires(SIGN)
def send_lead_link(taken_pledge_id: int) -> ResponseReturnValue:
    """Send the lead of a pledge a link; see what came back by it."""
    taken, form = get_own_pledge(taken_pledge_id, SIGN), LeadLinkForm()
    if form.validate_on_submit():
        try:
            LINKS.take(str(taken.term_id))
            service.send_lead_link(current_subject(), taken, form.address.data)
            flash("Sent. We write to the lead again in each quarter.", "success")
            return redirect(_page_of(taken_pledge_id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "charter/lead_link.html",
        form=form,
        taken=taken,
        link=queries.find_live_link(taken_pledge_id, utcnow()),
        entries=queries.list_entries(taken_pledge_id),
        page=page_of(taken.term_id),
        rules=rules,
    )


@blueprint.post("/charter/taken-pledges/<int:taken_pledge_id>/lead/cancel")
@requires(SIGN)
def cancel_lead_link(taken_pledge_id: int) -> ResponseReturnValue:
    """Let the link work no more."""
    taken = get_own_pledge(taken_pledge_id, SIGN)
    service.revoke_lead_link(current_subject(), taken)
    flash("The link works no more, and we have deleted the address.", "success")
    return redirect(_page_of(taken_pledge_id), 303)


@blueprint.route("/charter/lead/<token:token>", methods=["GET", "POST"])
@requires(PUBLIC)
def answer_as_lead(token: str) -> ResponseReturnValue:
    """Say how far a pledge is, by a link."""
    link = queries.find_link(service.digest_of(token))
    if link is None or link.revoked_at is not None or link.expires_at <= utcnow():
        return render("charter/lead_over.html"), 404
    taken, form = link.taken_pledge, LeadForm()
    form.value.suffix = taken.unit
    if form.validate_on_submit():
        try:
            FILLINGS.take(str(link.id))
            service.fill_as_lead(link, form.value.data, form.note.data)
            flash("Thank you. You can correct it by the same link.", "success")
            return redirect(url_for("charter.answer_as_lead", token=token), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "charter/lead_fill.html",
        form=form,
        taken=taken,
        name=taken.term.signatory.name,
        entries=queries.list_entries(taken.id),
        rules=rules,
    )


def _page_of(taken_pledge_id: int) -> str:
    return url_for("charter.send_lead_link", taken_pledge_id=taken_pledge_id)
