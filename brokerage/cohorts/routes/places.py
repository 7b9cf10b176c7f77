"""The places of a cohort."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.cohorts.forms import PlaceForm, PlacesForm
from brokerage.cohorts.permissions import MANAGE
from brokerage.cohorts.queries import cohorts as queries
from brokerage.cohorts.routes.blueprint import blueprint
from brokerage.cohorts.routes.own import get_managed
from brokerage.cohorts.rules.cohorts import MOST_PLACES
from brokerage.cohorts.service import cohorts as service
from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.volunteering.forms.bookings import when_in_words
from brokerage.web.access import current_subject, requires
from brokerage.web.fields import Choice
from brokerage.web.filters import plural
from brokerage.web.forms import PostForm
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/cohorts/<int:cohort_id>/places")
@requires(MANAGE)
def list_cohort_places(cohort_id: int) -> str:
    """List the places, those that come first at the top."""
    cohort = get_managed(cohort_id)
    page = queries.list_places(cohort_id, page_number(request.args))
    return render("cohorts/place_list.html", cohort=cohort, page=page)


@blueprint.route("/cohorts/<int:cohort_id>/places/add", methods=["GET", "POST"])
@requires(MANAGE)
def add_cohort_places(cohort_id: int) -> ResponseReturnValue:
    """Choose roles and dates."""
    cohort = get_managed(cohort_id)
    openings = {each.key: each for each in queries.list_openings(cohort, utcnow(), MOST_PLACES)}
    form = PlacesForm()
    form.places.choices = [_choice(each) for each in openings.values()]
    if form.is_submitted() and not openings:
        flash("Nothing is left to add.")
        return _to_places(cohort_id)
    if form.validate_on_submit():
        try:
            chosen = [openings[key] for key in form.places.data]
            count = service.add_places(current_subject(), cohort, chosen)
            flash(f"Added {plural(count, 'place', 'places')}.", "success")
            return _to_places(cohort_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("cohorts/place_add.html", form=form, cohort=cohort, openings=openings)


@blueprint.route("/cohorts/<int:cohort_id>/places/<int:cohort_place_id>", methods=["GET", "POST"])
@requires(MANAGE)
def edit_cohort_place(cohort_id: int, cohort_place_id: int) -> ResponseReturnValue:
    """Say how many, how few, and whether it comes first."""
    cohort = get_managed(cohort_id)
    place = queries.get_place(cohort_id, cohort_place_id)
    form = PlaceForm(data=_stored(place))
    if form.validate_on_submit():
        try:
            service.edit_place(current_subject(), place, _answers(form))
            flash("Saved.", "success")
            return _to_places(cohort_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("cohorts/place_form.html", form=form, cohort=cohort, place=place)


@blueprint.post("/cohorts/<int:cohort_id>/places/<int:cohort_place_id>/remove")
@requires(MANAGE)
def remove_cohort_place(cohort_id: int, cohort_place_id: int) -> ResponseReturnValue:
    """Take a place out."""
    get_managed(cohort_id)
    place = queries.get_place(cohort_id, cohort_place_id)
    if PostForm().validate_on_submit():
        service.remove_place(current_subject(), place)
        flash("Taken out. Who has been offered it keeps it.", "success")
    return _to_places(cohort_id)


def _choice(opening: queries.Opening) -> Choice:
    free = plural(opening.seats, "place free", "places free")
    return Choice(
        opening.key,
        opening.opportunity.title,
        hint=f"{when_in_words(opening.session)}, {free}",
    )


def _stored(place: queries.CohortPlace) -> dict[str, object]:
    return {
        "capacity": place.capacity,
        "minimum": place.minimum,
        "may_stay_empty": "yes" if place.may_stay_empty else "no",
        "added_priority": place.added_priority,
        "priority_reason": place.priority_reason,
    }


def _answers(form: PlaceForm) -> dict[str, object]:
    return {
        "capacity": form.capacity.data,
        "minimum": form.minimum.data,
        "may_stay_empty": form.may_stay_empty.data == "yes",
        "added_priority": form.added_priority.data,
        "priority_reason": form.priority_reason.data,
    }


def _to_places(cohort_id: int) -> ResponseReturnValue:
    return redirect(url_for("cohorts.list_cohort_places", cohort_id=cohort_id), 303)
