"""Links for people without an account: a manager decides, a host's contact confirms.

Opening one changes nothing (mail scanners open links, too) and is kept in the log; a button
decides, once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.leave.forms.requests import DecisionForm, HoursForm
from brokerage.leave.queries import requests as queries
from brokerage.leave.routes.amounts import closed_form, shown_to_manager
from brokerage.leave.routes.blueprint import blueprint
from brokerage.leave.rules import own_days
from brokerage.leave.service import own_days as day_service
from brokerage.leave.service import requests as service
from brokerage.leave.service.tokens import digest_of
from brokerage.permissions import PUBLIC
from brokerage.web.access import current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.side_writer import record_sensitive_read
from brokerage.web.transactions import render

if TYPE_CHECKING:
    from brokerage.leave.models import LeaveLink, LeaveRequest


@blueprint.route("/leave/decide/<token:token>", methods=["GET", "POST"])
@requires(PUBLIC)
def decide_by_link(token: str) -> ResponseReturnValue:
    """Show a request to whoever has the manager's link, and take their yes or no."""
    link = queries.find_link(digest_of(token))
    if link is None or link.request is None:
        return render("leave/link_unknown.html"), 404
    shown = shown_to_manager(link.request)
    is_live = bool(shown["is_open"]) and _is_live(link)
    form = DecisionForm() if is_live else closed_form()
    if isinstance(form, DecisionForm) and form.validate_on_submit() and form.has_reason():
        try:
            _decide(link.request, form, link)
            flash("Thank you. Both of you get an email.", "success")
            return redirect(url_for("leave.decide_by_link", token=token), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    subject, request_id = current_subject(), link.request.id
    record_sensitive_read(subject, "leave:request:open-link", "leave_request", request_id)
    return render("leave/link_decide.html", **shown, link=link, form=form, is_live=is_live)


@blueprint.route("/leave/confirm-day/<token:token>", methods=["GET", "POST"])
@requires(PUBLIC)
def confirm_own_day(token: str) -> ResponseReturnValue:
    """Show a day to the host's contact, and take whether and how long the person was there."""
    link = queries.find_link(digest_of(token))
    if link is None or link.own_day is None:
        return render("leave/link_unknown.html"), 404
    own_day = link.own_day
    is_live = own_day.status == own_days.OwnDayStatus.AGREED and _is_live(link)
    form = HoursForm() if is_live else closed_form()
    if isinstance(form, HoursForm) and form.validate_on_submit() and form.has_hours():
        try:
            _confirm(link, token, form)
            flash("Thank you. You both get an email.", "success")
            return redirect(url_for("leave.confirm_own_day", token=token), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    record_sensitive_read(current_subject(), "leave:own-day:open-link", "own_day", own_day.id)
    shown = {"own_day": own_day, "can_undo": _can_undo(link), "is_live": is_live}
    return render("leave/link_confirm.html", form=form, link=link, token=token, **shown)


@blueprint.post("/leave/confirm-day/<token:token>/undo")
@requires(PUBLIC)
def undo_own_day(token: str) -> ResponseReturnValue:
    """Take the contact's answer back, so that they can give another."""
    link = queries.find_link(digest_of(token))
    if link is None or link.own_day is None:
        return render("leave/link_unknown.html"), 404
    if PostForm().validate_on_submit():
        try:
            day_service.take_answer_back(current_subject(), link)
            flash("Your answer is taken back. Please give another.", "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return redirect(url_for("leave.confirm_own_day", token=token), 303)


def _is_live(link: LeaveLink) -> bool:
    return link.used_at is None and link.expires_at > utcnow()


def _decide(request: LeaveRequest, form: DecisionForm, link: LeaveLink) -> None:
    if form.answer.data == "yes":
        service.approve_request(current_subject(), request, link)
    else:
        service.decline_request(current_subject(), request, form.reason.data, link)


def _confirm(link: LeaveLink, token: str, form: HoursForm) -> None:
    if form.answer.data == "yes":
        day_service.confirm_own_day(current_subject(), link, token, form.minutes())
    else:
        day_service.deny_own_day(current_subject(), link, token)


def _can_undo(link: LeaveLink) -> bool:
    own_day = link.own_day
    is_answered = own_day is not None and own_day.status in own_days.ANSWERED
    return (
        is_answered
        and link.used_at is not None
        and own_days.can_undo(own_day.answered_at if own_day else None, utcnow())
    )
