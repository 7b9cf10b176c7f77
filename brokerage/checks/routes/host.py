"""A host sees and records the checks of people who agree to it, and keeps its own house."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.checks.emails import what_it_is
from brokerage.checks.forms import CheckForm, ContactForm, ReviewForm
from brokerage.checks.permissions import HOST, SAFEGUARDING
from brokerage.checks.queries import people as queries
from brokerage.checks.queries import safeguarding as house
from brokerage.checks.routes.blueprint import blueprint
from brokerage.checks.rules import facts, kinds, levels
from brokerage.checks.service import people as service
from brokerage.checks.service import safeguarding as house_service
from brokerage.errors import DomainError
from brokerage.organisations.permissions import facts_of
from brokerage.organisations.queries.member import Organisation, get_organisation
from brokerage.web.access import check, current_subject, requires
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.side_writer import record_sensitive_read
from brokerage.web.transactions import render

PEOPLE = "/organisations/<int:organisation_id>/checks"
OWN_HOUSE = "/organisations/<int:organisation_id>/safeguarding"


@blueprint.get(PEOPLE)
@requires(HOST)
def list_people(organisation_id: int) -> str:
    """List who booked with this host: their checks where they agreed, else what is needed."""
    organisation = _get_host(organisation_id, HOST)
    day = today()
    page = queries.list_people_of(organisation_id, day, page_number(request.args))
    if any(person.is_shared for person in page.rows):
        record_sensitive_read(
            current_subject(), "checks:check:list", "organisation", organisation_id
        )
    return render(
        "checks/host_people.html",
        organisation=organisation,
        page=page,
        day=day,
        kinds=kinds,
        levels=levels,
        facts=facts,
        what_it_is=what_it_is,
    )


@blueprint.route(f"{PEOPLE}/people/<int:user_id>/add", methods=["GET", "POST"])
@requires(HOST)
def add_check(organisation_id: int, user_id: int) -> ResponseReturnValue:
    """Note a check that was seen; only of someone who agreed."""
    organisation = _get_host(organisation_id, HOST)
    person = queries.get_sharing_person(organisation_id, user_id)
    form = CheckForm(seen_on=today())
    if form.validate_on_submit():
        try:
            service.add_check(current_subject(), organisation, user_id, form.answers)
            flash(f"Recorded and accepted. {person.name} gets an email.", "success")
            return _to_people(organisation_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "checks/host_add_check.html", form=form, organisation=organisation, name=person.name
    )


@blueprint.post(f"{PEOPLE}/<int:check_id>/accept")
@requires(HOST)
def accept_check(organisation_id: int, check_id: int) -> ResponseReturnValue:
    """Take a check that others saw as good."""
    organisation = _get_host(organisation_id, HOST)
    found = queries.get_shared_check(organisation_id, check_id)
    try:
        service.accept_check(current_subject(), organisation, found)
        flash(f"Accepted. {found.user.name} gets an email.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return _to_people(organisation_id)


@blueprint.post(f"{PEOPLE}/<int:check_id>/reject")
@requires(HOST)
def reject_check(organisation_id: int, check_id: int) -> ResponseReturnValue:
    """Take that back."""
    organisation = _get_host(organisation_id, HOST)
    found = queries.get_shared_check(organisation_id, check_id)
    service.reject_check(current_subject(), organisation, found)
    flash(f"No longer accepted. {found.user.name} gets an email.", "success")
    return _to_people(organisation_id)


@blueprint.get(OWN_HOUSE)
@requires(SAFEGUARDING)
def show_safeguarding(organisation_id: int) -> str:
    """Show how the host's own reviews stand and whom volunteers tell of a worry."""
    organisation = _get_host(organisation_id, SAFEGUARDING)
    return render(
        "checks/host_safeguarding.html",
        organisation=organisation,
        standings=house.list_standings(organisation_id, today()),
        reviews=house.list_reviews(organisation_id),
        contact=house.find_contact(organisation_id),
    )


@blueprint.route(f"{OWN_HOUSE}/reviews/add", methods=["GET", "POST"])
@requires(SAFEGUARDING)
def add_review(organisation_id: int) -> ResponseReturnValue:
    """Take a yearly review."""
    organisation = _get_host(organisation_id, SAFEGUARDING)
    form = ReviewForm(review=request.args.get("review"), done_on=today())
    if form.validate_on_submit():
        try:
            house_service.add_review(
                current_subject(), organisation, form.review.data, form.done_on.data
            )
            flash("Recorded. It is due again in a year.", "success")
            return _to_house(organisation_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("checks/host_form.html", form=form, organisation=organisation)


@blueprint.route(f"{OWN_HOUSE}/contact/edit", methods=["GET", "POST"])
@requires(SAFEGUARDING)
def edit_contact(organisation_id: int) -> ResponseReturnValue:
    """Take whom volunteers tell of a worry."""
    organisation = _get_host(organisation_id, SAFEGUARDING)
    form = ContactForm(obj=house.find_contact(organisation_id))
    if form.validate_on_submit():
        try:
            house_service.save_contact(
                current_subject(),
                organisation,
                form.post.data,
                form.phone.data,
                form.email.data,
            )
            flash("Kept. People who have a place with you see it.", "success")
            return _to_house(organisation_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("checks/host_form.html", form=form, organisation=organisation)


def _get_host(organisation_id: int, permission: str) -> Organisation:
    organisation = get_organisation(organisation_id)
    check(permission, facts_of(organisation))
    return organisation


def _to_people(organisation_id: int) -> ResponseReturnValue:
    return redirect(url_for("checks.list_people", organisation_id=organisation_id), 303)


def _to_house(organisation_id: int) -> ResponseReturnValue:
    return redirect(url_for("checks.show_safeguarding", organisation_id=organisation_id), 303)
