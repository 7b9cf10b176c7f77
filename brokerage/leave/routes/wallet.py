"""One's own leave: what is left, what was asked for, and days one found oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.leave.forms.requests import ContactForm, OwnDayForm
from brokerage.leave.permissions import (
    ADD_OWN_DAY,
    EDIT_OWN_DAY,
    EDIT_OWN_REQUEST,
    VIEW_WALLET,
    employment_facts,
)
from brokerage.leave.queries import own_days as day_queries
from brokerage.leave.queries import requests as queries
from brokerage.leave.routes.amounts import amount_of
from brokerage.leave.routes.blueprint import blueprint
from brokerage.leave.rules import ONE_DAY, own_days, wallet
from brokerage.leave.service import own_days as day_service
from brokerage.leave.service import requests as service
from brokerage.leave.service import settling
from brokerage.web.access import check, current_subject, requires
from brokerage.web.fields import Choice
from brokerage.web.forms import PostForm
from brokerage.web.throttle import Limit, ThrottledError
from brokerage.web.transactions import render

if TYPE_CHECKING:
    from brokerage.leave.models import LeaveRequest, OwnDay

SENT_AGAIN = Limit("leave:sent-again", wallet.MOST_LINKS_SENT_A_DAY, ONE_DAY)
OWN_DAYS = Limit("leave:own-days", own_days.MOST_OWN_DAYS_A_DAY, ONE_DAY)
TOO_MANY = "That is enough emails for one day. Try again tomorrow"


@blueprint.get("/account/leave")
@requires(VIEW_WALLET)
def show_wallet() -> str:
    """Show what is left, with every entry, and what was asked for."""
    user_id, today = current_subject().user_id or 0, wallet.local_day(utcnow())
    return render(
        "leave/wallet.html",
        wallets=queries.list_wallets(user_id, today),
        requests=queries.list_open_requests_of(user_id),
        own_days=day_queries.list_own_days(user_id),
        amount_of=amount_of,
        entry_labels=wallet.ENTRY_LABELS,
        labels=wallet.REQUEST_LABELS,
        own_day_labels=own_days.OWN_DAY_LABELS,
    )


@blueprint.post("/account/leave/<int:leave_request_id>/withdraw")
@requires(EDIT_OWN_REQUEST)
def withdraw_request(leave_request_id: int) -> ResponseReturnValue:
    """Say that one does not need the leave any more."""
    request = _get_own_request(leave_request_id)
    if PostForm().validate_on_submit():
        try:
            settling.withdraw_request(current_subject(), request)
            is_lost = request.status == wallet.RequestStatus.TAKEN
            flash(
                "It is too late to get this leave back."
                if is_lost
                else "Withdrawn. The leave is yours again.",
                "success",
            )
        except DomainError as refusal:
            flash(refusal.sentence)
    return redirect(url_for("leave.show_wallet"), 303)


@blueprint.post("/account/leave/<int:leave_request_id>/send-again")
@requires(EDIT_OWN_REQUEST)
def send_request_again(leave_request_id: int) -> ResponseReturnValue:
    """Ask the manager once more."""
    request = _get_own_request(leave_request_id)
    if PostForm().validate_on_submit():
        try:
            SENT_AGAIN.take(f"request {request.id}")
            service.send_request_again(current_subject(), request)
            flash("We have asked your manager again.", "success")
        except ThrottledError:
            flash(TOO_MANY)
        except DomainError as refusal:
            flash(refusal.sentence)
    return redirect(url_for("leave.show_wallet"), 303)


@blueprint.route("/account/leave/own-days/add", methods=["GET", "POST"])
@requires(ADD_OWN_DAY)
def add_own_day() -> ResponseReturnValue:
    """Take a day that one found oneself."""
    actor, status = current_subject(), 200
    wallets = queries.list_wallets(actor.user_id or 0, wallet.local_day(utcnow()))
    if not wallets:
        return render("leave/own_day_none.html")
    own = {str(each.employment.id): each for each in wallets}
    form = _own_day_form(own)
    if form.validate_on_submit():
        try:
            OWN_DAYS.take(f"user {actor.user_id}")
            employment = own[form.employment_id.data].employment
            own_day = day_service.add_own_day(actor, employment, _plan_of(form))
            flash("The leave is reserved. You get an email about what happens next.", "success")
            return _to_own_day(own_day.id)
        except ThrottledError:
            form.form_errors.append(TOO_MANY)
            status = 429
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("leave/own_day_add.html", form=form, wallets=wallets, amount_of=amount_of), status


@blueprint.get("/account/leave/own-days/<int:own_day_id>")
@requires(EDIT_OWN_DAY)
def show_own_day(own_day_id: int) -> str:
    """Show where such a day is and what happens next."""
    own_day = _get_own_day(own_day_id)
    return render(
        "leave/own_day_show.html",
        own_day=own_day,
        request_of_it=queries.find_request(day_service.SOURCE_KIND, own_day.id),
        link=day_queries.find_last_link(own_day.id),
        now=utcnow(),
        labels=own_days.OWN_DAY_LABELS,
    )


@blueprint.post("/account/leave/own-days/<int:own_day_id>/withdraw")
@requires(EDIT_OWN_DAY)
def withdraw_own_day(own_day_id: int) -> ResponseReturnValue:
    """Say that one does not go."""
    own_day = _get_own_day(own_day_id)
    if PostForm().validate_on_submit():
        try:
            day_service.withdraw_own_day(current_subject(), own_day)
            flash("Called off. You get an email about your leave.", "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return _to_own_day(own_day_id)


@blueprint.route("/account/leave/own-days/<int:own_day_id>/contact", methods=["GET", "POST"])
@requires(EDIT_OWN_DAY)
def change_own_day_contact(own_day_id: int) -> ResponseReturnValue:
    """Ask the host to confirm, perhaps somebody else there."""
    own_day, status = _get_own_day(own_day_id), 200
    form = ContactForm(obj=own_day)
    if form.validate_on_submit():
        try:
            SENT_AGAIN.take(f"own day {own_day_id}")
            day_service.change_contact(current_subject(), own_day, form.contact_email.data)
            flash("We have asked them to confirm your hours.", "success")
            return _to_own_day(own_day_id)
        except ThrottledError:
            form.form_errors.append(TOO_MANY)
            status = 429
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("leave/own_day_contact.html", form=form, own_day=own_day), status


def _own_day_form(own: dict[str, queries.Wallet]) -> OwnDayForm:
    only = next(iter(own)) if len(own) == 1 else None
    form = OwnDayForm(data={"employment_id": only})
    form.employment_id.choices = [
        Choice(
            number, f"{each.employment.organisation.name}: {amount_of(each.left, each.policy)} left"
        )
        for number, each in own.items()
    ]
    return form


def _plan_of(form: OwnDayForm) -> day_service.Plan:
    starts_at, ends_at = form.times()
    return day_service.Plan(
        host_name=form.host_name.data,
        what=form.what.data,
        place=form.place.data,
        starts_at=starts_at,
        ends_at=ends_at,
        is_outside=form.where.data == "outside",
        is_remote=form.where.data == "remote",
        contact_email=form.contact_email.data,
        shares_host=bool(form.shares_host.data),
    )


def _get_own_request(leave_request_id: int) -> LeaveRequest:
    request = queries.get_request(leave_request_id)
    check(EDIT_OWN_REQUEST, employment_facts(request.employment))
    return request


def _get_own_day(own_day_id: int) -> OwnDay:
    own_day = day_queries.get_own_day(own_day_id)
    check(EDIT_OWN_DAY, employment_facts(own_day.employment))
    return own_day


def _to_own_day(own_day_id: int) -> ResponseReturnValue:
    return redirect(url_for("leave.show_own_day", own_day_id=own_day_id), 303)
