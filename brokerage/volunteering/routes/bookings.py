"""A volunteer asks for a place, sees what is answered, and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.volunteering.forms.bookings import AskForm, WithdrawForm, when_in_words
from brokerage.volunteering.permissions import (
    ASK,
    LIST_OWN_BOOKINGS,
    VIEW_OWN_BOOKING,
    booking_facts,
    opportunity_facts,
)
from brokerage.volunteering.queries import bookings as queries
from brokerage.volunteering.queries.bookings import Booking, Opportunity, Session
from brokerage.volunteering.queries.bookings_lists import list_invitations_of, list_own_bookings
from brokerage.volunteering.queries.hours import list_entries_of
from brokerage.volunteering.queries.next_steps import list_steps_after
from brokerage.volunteering.queries.openings import list_told
from brokerage.volunteering.queries.opportunities import get_opportunity
from brokerage.volunteering.queries.search import suggest_other_openings
from brokerage.volunteering.queries.waiting import list_open_dates, list_own_waits
from brokerage.volunteering.queries.work_time import find_work_time
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.rules import bookings as rules
from brokerage.volunteering.rules import hours
from brokerage.volunteering.rules.work_time import STATE_WORDS
from brokerage.volunteering.service import bookings as service
from brokerage.volunteering.service.conditions import list_open_conditions
from brokerage.web.access import check, current_subject, requires
from brokerage.web.fields import Choice
from brokerage.web.filters import plural
from brokerage.web.forms import PostForm
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.throttle import Limit, ThrottledError
from brokerage.web.transactions import render

ASKS = Limit("volunteering:asks", rules.MOST_ASKS_A_DAY, rules.ONE_DAY)
TOO_MANY = f"{rules.MOST_ASKS_A_DAY} asks is the most for one day. Send this one tomorrow"


@blueprint.route("/opportunities/<int:opportunity_id>/ask", methods=["GET", "POST"])
@requires(ASK)
def ask_for_place(opportunity_id: int) -> ResponseReturnValue:
    """Ask the host for a place; whoever has asked too often keeps what they typed."""
    opportunity = get_opportunity(opportunity_id)
    check(ASK, opportunity_facts(opportunity))
    user_id, dates, status = _user_id(), list_open_dates(opportunity, utcnow()), 200
    form = _make_form(user_id, opportunity_id, dates)
    if form.validate_on_submit():
        try:
            ASKS.take(f"user {user_id}")
            chosen = next((each for each in dates if each.id == form.chosen_id), None)
            note, knows = form.note.data, form.is_clash_known
            booking = service.ask_for_place(
                current_subject(), opportunity, chosen, note, knows_of_clash=knows
            )
            flash("We have sent your ask to the host.", "success")
            return _to_booking(booking)
        except ThrottledError:
            form.form_errors.append(TOO_MANY)
            status = 429
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return _show_ask_page(opportunity, dates, form), status


@blueprint.get("/bookings")
@requires(LIST_OWN_BOOKINGS)
def list_bookings() -> str:
    """List one's bookings: invitations, what waits, what comes, what is past."""
    user_id = _user_id()
    return render(
        "volunteering/booking_list.html",
        invitations=list_invitations_of(user_id),
        own=list_own_bookings(user_id, page_number(request.args), utcnow()),
        waits=list_own_waits(user_id),
        rules=rules,
    )


@blueprint.get("/bookings/<int:booking_id>")
@requires(VIEW_OWN_BOOKING)
def show_booking(booking_id: int) -> str:
    """Show where a booking stands, what happens next and by when."""
    booking = _get_own(booking_id)
    happenings, is_over = queries.list_happenings(booking), booking.status in rules.TURNED_DOWN
    openings = suggest_other_openings(booking, today()) if is_over else ()
    is_held = booking.status == rules.BookingStatus.ACCEPTED
    return render(
        "volunteering/booking_show.html",
        booking=booking,
        happenings=happenings,
        openings=openings,
        needed=list_open_conditions(booking, today()) if is_held else [],
        told=list_told(booking, utcnow()),
        entries=list_entries_of(booking_id),
        work_time=find_work_time(booking, utcnow()),
        work_time_words=STATE_WORDS,
        steps=list_steps_after(booking, today()),
        has_begun=rules.has_begun(booking.starts_at, utcnow()),
        rules=rules,
        hours=hours,
    )


@blueprint.route("/bookings/<int:booking_id>/withdraw", methods=["GET", "POST"])
@requires(VIEW_OWN_BOOKING)
def withdraw_booking(booking_id: int) -> ResponseReturnValue:
    """Ask whether they are sure, then take the ask back or give the place up."""
    booking, form = _get_own(booking_id), WithdrawForm()
    if form.validate_on_submit():
        try:
            service.withdraw_booking(current_subject(), booking, form.message.data)
            flash("Withdrawn. The host is told by email.", "success")
            return _to_booking(booking)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("volunteering/booking_withdraw.html", booking=booking, form=form, rules=rules)


@blueprint.post("/bookings/<int:booking_id>/alternative/accept")
@requires(VIEW_OWN_BOOKING)
def accept_alternative(booking_id: int) -> ResponseReturnValue:
    """Take what the host suggested, if it is still there."""
    booking = _get_own(booking_id)
    if PostForm().validate_on_submit():
        try:
            service.accept_alternative(current_subject(), booking)
            is_sure = booking.status == rules.BookingStatus.CONFIRMED
            sentence = "The place is yours." if is_sure else "A place is held for you."
            flash(sentence, "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return _to_booking(booking)


@blueprint.post("/bookings/<int:booking_id>/alternative/decline")
@requires(VIEW_OWN_BOOKING)
def decline_alternative(booking_id: int) -> ResponseReturnValue:
    """Say no to what the host suggested."""
    booking = _get_own(booking_id)
    if PostForm().validate_on_submit():
        try:
            service.decline_alternative(current_subject(), booking)
            flash("You said no. The host is told by email.", "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return _to_booking(booking)


def _show_ask_page(opportunity: Opportunity, dates: Sequence[Session], form: AskForm) -> str:
    left = opportunity.flexible_places - opportunity.flexible_taken
    return render(
        "volunteering/ask_for_place.html",
        opportunity=opportunity,
        form=form,
        full_dates=[when_in_words(each) for each in dates if each.left < 1],
        is_full=left < 1 if opportunity.is_flexible else not any(each.left for each in dates),
        why_not=queries.find_reason_not_to_ask(_user_id(), opportunity, utcnow()),
        person=queries.get_person(_user_id()),
        answer_by=rules.answer_by(today()),
    )


def _make_form(user_id: int, opportunity_id: int, dates: Sequence[Session]) -> AskForm:
    form, free = AskForm(), [each for each in dates if each.left > 0]
    clashes = queries.find_clashes(user_id, free)
    form.list_dates(_choices(user_id, opportunity_id, free, clashes))
    form.ask_about_clash(has_clash=bool(clashes))
    return form


def _choices(
    user_id: int, opportunity_id: int, free: Sequence[Session], clashes: Mapping[int, str]
) -> list[Choice]:
    asked = queries.list_asked(user_id, opportunity_id)
    choices = []
    for each in free:
        hints = [f"{plural(each.left, 'place', 'places')} left."]
        if each.id in asked:
            hints.append("You have asked for this date.")
        elif each.id in clashes:
            hints.append(f"You have a place at that time: {clashes[each.id]}.")
        choices.append(Choice(str(each.id), when_in_words(each), " ".join(hints)))
    return choices


def _get_own(booking_id: int) -> Booking:
    booking = queries.get_booking(booking_id)
    check(VIEW_OWN_BOOKING, booking_facts(booking))
    return booking


def _user_id() -> int:
    return current_subject().user_id or 0


def _to_booking(booking: Booking) -> ResponseReturnValue:
    return redirect(url_for("volunteering.show_booking", booking_id=booking.id), 303)
