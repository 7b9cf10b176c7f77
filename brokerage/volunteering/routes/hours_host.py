"""A host approves hours: one by one, many at once; declines, corrects, and undoes."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.organisations.routes.own import get_own
from brokerage.volunteering.forms.hours import (
    ApproveManyForm,
    CorrectHoursForm,
    DeclineHoursForm,
    hours_of,
)
from brokerage.volunteering.permissions import APPROVE_HOURS, HOST, hours_facts
from brokerage.volunteering.queries import hours as queries
from brokerage.volunteering.queries.hours import HoursEntry
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.rules import hours as rules
from brokerage.volunteering.service import hours as service
from brokerage.web.access import check, current_subject, requires
from brokerage.web.fields import Choice
from brokerage.web.filters import on_date, plural
from brokerage.web.forms import PostForm
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.route("/organisations/<int:organisation_id>/hours", methods=["GET", "POST"])
@requires(HOST)
def list_host_hours(organisation_id: int) -> ResponseReturnValue:
    """List the hours that wait, to tick what is right and approve it at once."""
    organisation = get_own(organisation_id, HOST)
    page = queries.list_waiting_hours(organisation_id, page_number(request.args))
    ticked = page.rows if request.args.get("ticked") else []
    form = ApproveManyForm(chosen=[str(each.id) for each in ticked])
    form.chosen.choices = [_choice(each) for each in page.rows]
    if request.method == "POST" and not page.rows:
        flash("All hours have been decided on already.")
        return redirect(_page("list_host_hours", organisation_id), 303)
    if form.validate_on_submit():
        try:
            ids = [int(each) for each in form.chosen.data]
            count = service.approve_many(current_subject(), organisation_id, ids)
            flash(_approved(count, len(ids)), "success")
            return redirect(_page("list_host_hours", organisation_id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "volunteering/hours_host.html",
        organisation=organisation,
        page=page,
        form=form,
        rules=rules,
    )


@blueprint.get("/organisations/<int:organisation_id>/hours/decided")
@requires(HOST)
def list_decided_hours(organisation_id: int) -> str:
    """List what was decided, the last first: each can be corrected or undone."""
    return render(
        "volunteering/hours_decided.html",
        organisation=get_own(organisation_id, HOST),
        page=queries.list_decided_hours(organisation_id, page_number(request.args)),
        rules=rules,
    )


@blueprint.post("/hours/<int:hours_entry_id>/approve")
@requires(APPROVE_HOURS)
def approve_hours(hours_entry_id: int) -> ResponseReturnValue:
    """Approve one entry as it is."""
    return _decide(_get(hours_entry_id), service.approve_hours, "Approved. They count now.")


@blueprint.post("/hours/<int:hours_entry_id>/undo")
@requires(APPROVE_HOURS)
def undo_hours(hours_entry_id: int) -> ResponseReturnValue:
    """Take back what was decided."""
    return _decide(_get(hours_entry_id), service.undo_decision, "Undone. They wait again.")


@blueprint.route("/hours/<int:hours_entry_id>/decline", methods=["GET", "POST"])
@requires(APPROVE_HOURS)
def decline_hours(hours_entry_id: int) -> ResponseReturnValue:
    """Say that hours do not count, and why."""
    entry, form = _get(hours_entry_id), DeclineHoursForm()
    if form.validate_on_submit():
        try:
            service.decline_hours(current_subject(), entry, form.reason.data)
            flash("Not approved. The volunteer gets your reason by email.", "success")
            return _to_decided(entry)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("volunteering/hours_decline.html", entry=entry, form=form, rules=rules)


@blueprint.route("/hours/<int:hours_entry_id>/correct", methods=["GET", "POST"])
@requires(APPROVE_HOURS)
def change_hours(hours_entry_id: int) -> ResponseReturnValue:
    """Approve another time than was logged, or correct one that counts; the trail is kept."""
    entry = _get(hours_entry_id)
    form = CorrectHoursForm(hours=hours_of(entry.minutes))
    if form.validate_on_submit():
        try:
            _correct(entry, form)
            flash("Saved. The volunteer gets your reason by email.", "success")
            return _to_decided(entry)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "volunteering/hours_correct.html",
        entry=entry,
        form=form,
        trail=queries.list_trail(hours_entry_id),
        rules=rules,
    )


def _correct(entry: HoursEntry, form: CorrectHoursForm) -> None:
    reason = form.reason.data
    if entry.status == rules.HoursStatus.WAITING:
        service.approve_hours(current_subject(), entry, minutes=form.minutes, reason=reason)
    else:
        service.correct_hours(current_subject(), entry, form.minutes, reason)


def _decide(entry: HoursEntry, step: Callable[..., None], sentence: str) -> ResponseReturnValue:
    if PostForm().validate_on_submit():
        try:
            step(current_subject(), entry)
            flash(sentence, "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return _to_decided(entry)


def _choice(entry: HoursEntry) -> Choice:
    time = rules.total_in_words(entry.minutes)
    return Choice(str(entry.id), f"{entry.user.name}: {time}, {on_date(entry.done_on)}")


def _approved(count: int, chosen: int) -> str:
    done = f"Approved for {plural(count, 'entry', 'entries')}."
    return done if count == chosen else f"{done} The others are your own or were decided already."


def _get(hours_entry_id: int) -> HoursEntry:
    entry = queries.get_hours_entry(hours_entry_id)
    check(APPROVE_HOURS, hours_facts(entry))
    return entry


def _to_decided(entry: HoursEntry) -> ResponseReturnValue:
    return redirect(_page("list_decided_hours", entry.organisation_id or 0), 303)


def _page(view: str, organisation_id: int) -> str:
    return url_for(f"volunteering.{view}", organisation_id=organisation_id)
