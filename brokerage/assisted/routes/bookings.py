"""Places for somebody: finding one, asking for it, answering, withdrawing."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from brokerage.assisted import forms
from brokerage.assisted.permissions import SEE_MATTER, matter_facts
from brokerage.assisted.routes.blueprint import blueprint
from brokerage.assisted.routes.own import (
    AssistedVolunteer,
    booking_page,
    get_active_person,
    get_booking_of,
    scope_of,
    to_person,
)
from brokerage.assisted.service import bookings as service
from brokerage.errors import DomainError, NotFoundError
from brokerage.extensions import utcnow
from brokerage.volunteering.forms.bookings import when_in_words
from brokerage.volunteering.queries import bookings as queries
from brokerage.volunteering.queries.bookings import Session
from brokerage.volunteering.queries.opportunities import Opportunity, get_opportunity
from brokerage.volunteering.queries.search import list_open_of, list_suggestions
from brokerage.volunteering.rules.bookings import BookingStatus
from brokerage.volunteering.rules.opportunities import OpportunityStatus
from brokerage.web.access import check, current_subject, requires
from brokerage.web.fields import Choice
from brokerage.web.filters import plural
from brokerage.web.layout import today
from brokerage.web.transactions import render

MOST_SUGGESTED = 12


@blueprint.get("/assisted/people/<int:person_id>/places")
@requires(SEE_MATTER)
def list_places(person_id: int) -> str:
    """List what fits them; for a host, what it has open itself."""
    person = get_active_person(person_id)
    check(SEE_MATTER, matter_facts(person, person.organisation_id))
    scope = scope_of(current_subject(), person)
    if scope is None:
        suggested = list_suggestions(person_id, person.user.age_band, today(), MOST_SUGGESTED)
        found = suggested.found
    else:
        found = list_open_of(scope)
    return render("assisted/places.html", person=person, found=found, is_of_host=scope is not None)


@blueprint.route(
    "/assisted/people/<int:person_id>/places/<int:opportunity_id>", methods=["GET", "POST"]
)
@requires(SEE_MATTER)
def ask_for_person(person_id: int, opportunity_id: int) -> ResponseReturnValue:
    """Ask a host for a place for them."""
    person, opportunity = _get_pair(person_id, opportunity_id)
    dates, form = queries.list_dates(opportunity, utcnow()), forms.AskForPersonForm()
    form.list_dates(_choices(person_id, opportunity_id, dates))
    if form.validate_on_submit():
        chosen = next((each for each in dates if each.id == form.chosen_id), None)
        try:
            service.ask_for_person(
                current_subject(), person, opportunity, chosen, form.note.data or ""
            )
            flash("Asked. What the host answers comes to the letters and calls.", "success")
            return to_person(person_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return _show_ask(person, opportunity, dates, form)


@blueprint.route(
    "/assisted/people/<int:person_id>/bookings/<int:booking_id>/withdraw", methods=["GET", "POST"]
)
@requires(SEE_MATTER)
def withdraw_for_person(person_id: int, booking_id: int) -> ResponseReturnValue:
    """Take their ask back, or give their place up."""
    person, booking = get_booking_of(person_id, booking_id)
    form = forms.WithdrawForPersonForm()
    if form.validate_on_submit():
        try:
            service.withdraw_for_person(current_subject(), person, booking, form.message.data or "")
            flash("Withdrawn. The host is told by email.", "success")
            return redirect(booking_page(person_id, booking_id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("assisted/withdraw.html", form=form, person=person, booking=booking)


@blueprint.route(
    "/assisted/people/<int:person_id>/bookings/<int:booking_id>/alternative",
    methods=["GET", "POST"],
)
@requires(SEE_MATTER)
def answer_for_person(person_id: int, booking_id: int) -> ResponseReturnValue:
    """Say yes or no for them to what a host suggested."""
    person, booking = get_booking_of(person_id, booking_id)
    form = forms.AnswerForPersonForm()
    if form.validate_on_submit():
        accepts = form.answer.data == forms.YES
        try:
            service.answer_for_person(current_subject(), person, booking, accepts=accepts)
            is_sure = booking.status == BookingStatus.CONFIRMED
            taken = "The place is theirs." if is_sure else "A place is held for them."
            flash(taken if accepts else "The host is told.", "success")
            return redirect(booking_page(person_id, booking_id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("assisted/alternative.html", form=form, person=person, booking=booking)


def _show_ask(
    person: AssistedVolunteer,
    opportunity: Opportunity,
    dates: Sequence[Session],
    form: forms.AskForPersonForm,
) -> str:
    left = opportunity.flexible_places - opportunity.flexible_taken
    return render(
        "assisted/ask.html",
        person=person,
        opportunity=opportunity,
        form=form,
        is_full=left < 1 if opportunity.is_flexible else not any(each.left for each in dates),
        why_not=queries.find_reason_not_to_ask(person.user_id, opportunity, utcnow()),
    )


def _choices(user_id: int, opportunity_id: int, dates: Sequence[Session]) -> list[Choice]:
    free = [each for each in dates if each.left > 0]
    asked = queries.list_asked(user_id, opportunity_id)
    clashes = queries.find_clashes(user_id, free)
    choices = []
    for each in free:
        hints = [f"{plural(each.left, 'place', 'places')} left."]
        if each.id in asked:
            hints.append("Asked for already.")
        elif each.id in clashes:
            # What they have elsewhere is theirs: a host learns only that they are not free.
            hints.append("They have a place at that time.")
        choices.append(Choice(str(each.id), when_in_words(each), " ".join(hints)))
    return choices


def _get_pair(person_id: int, opportunity_id: int) -> tuple[AssistedVolunteer, Opportunity]:
    person, opportunity = get_active_person(person_id), get_opportunity(opportunity_id)
    check(SEE_MATTER, matter_facts(person, opportunity.organisation_id))
    if opportunity.status != OpportunityStatus.PUBLISHED:
        raise NotFoundError
    return person, opportunity
