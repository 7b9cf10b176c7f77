"""A volunteer joins a waiting list, takes what is offered or leaves: on a page or by the link."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError, NotFoundError
from brokerage.extensions import utcnow
from brokerage.permissions import PUBLIC, Subject
from brokerage.scheduling.queries.plans import get_seat_rules
from brokerage.scheduling.queries.waiting import count_waiting_by_session, find_by_link, get_entry
from brokerage.scheduling.rules import waiting as rules
from brokerage.scheduling.service.waiting import digest_of
from brokerage.volunteering.forms.bookings import when_in_words
from brokerage.volunteering.forms.waiting import JoinWaitingForm, TakeOfferForm
from brokerage.volunteering.permissions import (
    ASK,
    VIEW_OWN_WAITING,
    opportunity_facts,
    waiting_facts,
)
from brokerage.volunteering.queries.bookings import (
    Opportunity,
    find_reason_not_to_ask,
    get_person,
)
from brokerage.volunteering.queries.opportunities import OWNER_KIND, get_opportunity
from brokerage.volunteering.queries.waiting import (
    Session,
    ShownWait,
    WaitingEntry,
    get_shown_wait,
    list_open_dates,
)
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.routes.bookings import ASKS, TOO_MANY
from brokerage.volunteering.service import waiting as service
from brokerage.web.access import check, current_subject, requires
from brokerage.web.fields import Choice
from brokerage.web.filters import plural
from brokerage.web.forms import PostForm
from brokerage.web.throttle import ThrottledError
from brokerage.web.transactions import render


@blueprint.route("/opportunities/<int:opportunity_id>/waiting-list/join", methods=["GET", "POST"])
@requires(ASK)
def join_waiting_list(opportunity_id: int) -> ResponseReturnValue:
    """Stand on the list of a date, or of a role without dates, that is full."""
    opportunity = get_opportunity(opportunity_id)
    check(ASK, opportunity_facts(opportunity))
    user_id, status = current_subject().user_id or 0, 200
    full = [each for each in list_open_dates(opportunity, utcnow()) if each.left < 1]
    form = JoinWaitingForm()
    form.list_dates(_choices(opportunity, full))
    if form.validate_on_submit():
        try:
            ASKS.take(f"user {user_id}")
            chosen = next((each for each in full if each.id == form.chosen_id), None)
            entry = service.join_waiting_list(
                current_subject(), opportunity, chosen, form.note.data
            )
            flash("You are on the waiting list.", "success")
            return _to_entry(entry)
        except ThrottledError:
            form.form_errors.append(TOO_MANY)
            status = 429
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return _show_join_page(opportunity, form, has_full=bool(full)), status


@blueprint.get("/waiting-list/<int:waiting_entry_id>")
@requires(VIEW_OWN_WAITING)
def show_waiting_entry(waiting_entry_id: int) -> str:
    """Show where one stands on a list, and what is offered until when."""
    return _show_entry(_get_own(waiting_entry_id), TakeOfferForm())


@blueprint.post("/waiting-list/<int:waiting_entry_id>/take")
@requires(VIEW_OWN_WAITING)
def take_waiting_offer(waiting_entry_id: int) -> ResponseReturnValue:
    """Take the place that is held."""
    entry, form = _get_own(waiting_entry_id), TakeOfferForm()
    if form.validate_on_submit():
        try:
            booking = service.take_offer(
                current_subject(), entry, knows_of_clash=bool(form.knows_of_clash.data)
            )
            flash("The place is yours.", "success")
            return redirect(url_for("volunteering.show_booking", booking_id=booking.id), 303)
        except DomainError as refusal:
            form.form_errors.append(refusal.sentence)
    return _show_entry(entry, form)


@blueprint.post("/waiting-list/<int:waiting_entry_id>/leave")
@requires(VIEW_OWN_WAITING)
def leave_waiting_list(waiting_entry_id: int) -> ResponseReturnValue:
    """Step off the list."""
    entry = _get_own(waiting_entry_id)
    if PostForm().validate_on_submit():
        try:
            service.leave_waiting_list(current_subject(), entry)
            flash("You are off the waiting list.", "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return _to_entry(entry)


@blueprint.route("/waiting-list/answer/<token:token>", methods=["GET", "POST"])
@requires(PUBLIC)
def answer_waiting_offer(token: str) -> ResponseReturnValue:
    """Answer by the link in the mail, without signing in: GET shows, POST decides."""
    entry = find_by_link(digest_of(token))
    if entry is None:
        raise NotFoundError
    form = TakeOfferForm()
    if form.validate_on_submit():
        try:
            service.take_offer(
                Subject(user_id=entry.user_id, name=entry.user.name),
                entry,
                knows_of_clash=bool(form.knows_of_clash.data),
            )
            return redirect(url_for("volunteering.answer_waiting_offer", token=token), 303)
        except DomainError as refusal:
            form.form_errors.append(refusal.sentence)
    return _show_link_page(entry, form, token)


@blueprint.post("/waiting-list/answer/<token:token>/leave")
@requires(PUBLIC)
def leave_by_link(token: str) -> ResponseReturnValue:
    """Say no by the link in the mail: the next on the list is asked."""
    entry = find_by_link(digest_of(token))
    if entry is None:
        raise NotFoundError
    if PostForm().validate_on_submit():
        try:
            service.leave_waiting_list(Subject(user_id=entry.user_id, name=entry.user.name), entry)
        except DomainError as refusal:
            flash(refusal.sentence)
    return redirect(url_for("volunteering.answer_waiting_offer", token=token), 303)


def _show_join_page(opportunity: Opportunity, form: JoinWaitingForm, *, has_full: bool) -> str:
    is_full = opportunity.flexible_taken >= opportunity.flexible_places
    user_id = current_subject().user_id or 0
    return render(
        "volunteering/waiting_join.html",
        opportunity=opportunity,
        form=form,
        can_join=is_full if opportunity.is_flexible else has_full,
        why_not=find_reason_not_to_ask(user_id, opportunity, utcnow()),
        person=get_person(user_id),
        seat_rules=get_seat_rules(OWNER_KIND, opportunity.id),
        waiting=count_waiting_by_session(OWNER_KIND, opportunity.id).get(None, 0),
    )


def _choices(opportunity: Opportunity, full: Sequence[Session]) -> list[Choice]:
    waiting = count_waiting_by_session(OWNER_KIND, opportunity.id)
    return [
        Choice(
            str(each.id),
            when_in_words(each),
            f"{plural(waiting[each.id], 'person waits', 'people wait')} already."
            if each.id in waiting
            else "Nobody waits yet.",
        )
        for each in full
    ]


def _show_entry(entry: WaitingEntry, form: TakeOfferForm) -> str:
    return render(
        "volunteering/waiting_show.html",
        form=form,
        opportunity=get_opportunity(entry.owner_id),
        wait=_get_wait(entry, form),
        labels=rules.LABELS,
    )


def _show_link_page(entry: WaitingEntry, form: TakeOfferForm, token: str) -> str:
    return render(
        "volunteering/waiting_answer.html",
        form=form,
        opportunity=get_opportunity(entry.owner_id),
        wait=_get_wait(entry, form),
        labels=rules.LABELS,
        token=token,
    )


def _get_wait(entry: WaitingEntry, form: TakeOfferForm) -> ShownWait:
    """Ask about a clash only where there is one and a place to take."""
    wait = get_shown_wait(entry)
    if not (wait.is_offered and wait.clash):
        if form.knows_of_clash.errors:
            form.form_errors.append("That could not be understood. Look at the page and try again")
        del form.knows_of_clash
    return wait


def _get_own(waiting_entry_id: int) -> WaitingEntry:
    entry = get_entry(waiting_entry_id)
    check(VIEW_OWN_WAITING, waiting_facts(entry))
    return entry


def _to_entry(entry: WaitingEntry) -> ResponseReturnValue:
    return redirect(url_for("volunteering.show_waiting_entry", waiting_entry_id=entry.id), 303)
