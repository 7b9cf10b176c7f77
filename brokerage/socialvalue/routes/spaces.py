"""Spaces that can be booked: for everybody, and for whoever keeps one."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from brokerage.organisations.routes.own import get_own
from brokerage.permissions import PUBLIC
from brokerage.places.queries import find_place_by_words
from brokerage.socialvalue.forms.places import SpaceForm, SpaceSearchForm
from brokerage.socialvalue.permissions import ACT, EDIT_SPACE, owned_facts
from brokerage.socialvalue.queries import spaces as queries
from brokerage.socialvalue.routes.answers import keep, list_own_organisations, press, show_form
from brokerage.socialvalue.routes.blueprint import blueprint
from brokerage.socialvalue.rules import spaces as rules
from brokerage.socialvalue.service import spaces as service
from brokerage.web.access import check, current_subject, requires
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.transactions import render

YES = "yes"


@blueprint.get("/spaces")
@requires(PUBLIC)
def browse_spaces() -> str:
    """Search the spaces that can be booked."""
    form = SpaceSearchForm()
    place = find_place_by_words(form.place.data) if form.place.data else None
    search = queries.SpaceSearch(
        text=form.q.data,
        place=place,
        suits=form.suits.data or "",
        access=tuple(form.access.data),
        people=form.people.data,
        is_free=bool(form.cost.data),
    )
    return render(
        "socialvalue/space_list.html",
        form=form,
        page=queries.search_spaces(search, page_number(request.args)),
        is_searching=bool(form.query),
        is_place_unknown=bool(form.place.data) and place is None,
        rules=rules,
    )


@blueprint.get("/spaces/<int:space_id>")
@requires(PUBLIC)
def show_space(space_id: int) -> str:
    """Show a space, and when it is taken."""
    space = queries.get_public_space(space_id)
    return render(
        "socialvalue/space_show.html",
        space=space,
        booked=queries.list_booked(space_id, today()),
        own=list_own_organisations(but=(space.organisation_id,)),
        rules=rules,
    )


@blueprint.get("/organisations/<int:organisation_id>/spaces")
@requires(ACT)
def list_spaces(organisation_id: int) -> str:
    """List an organisation's own spaces."""
    organisation = get_own(organisation_id, ACT)
    spaces = queries.list_spaces_of(organisation_id)
    return render(
        "socialvalue/own_spaces.html", organisation=organisation, spaces=spaces, rules=rules
    )


@blueprint.route("/organisations/<int:organisation_id>/spaces/add", methods=["GET", "POST"])
@requires(ACT)
def add_space(organisation_id: int) -> ResponseReturnValue:
    """Offer a space."""
    organisation = get_own(organisation_id, ACT)
    form = SpaceForm()
    answer = keep(
        form,
        lambda: service.add_space(current_subject(), organisation, _answers(form)),
        "Saved. Everybody can find it now.",
        _own(organisation_id),
    )
    return answer or show_form(
        form,
        "Offer a space",
        _own(organisation_id),
        caption=organisation.name,
        submit="Save",
    )


@blueprint.route("/spaces/<int:space_id>/edit", methods=["GET", "POST"])
@requires(EDIT_SPACE)
def edit_space(space_id: int) -> ResponseReturnValue:
    """Change what is said of a space."""
    space = _get_own(space_id)
    known = {name: getattr(space, name) for name in (*service.FIELDS, "postcode")}
    form = SpaceForm(data=known | {"is_free": YES if space.is_free else "no"})
    answer = keep(
        form,
        lambda: service.edit_space(current_subject(), space, _answers(form)),
        "Saved.",
        _own(space.organisation_id),
    )
    return answer or show_form(
        form, "Change your space", _own(space.organisation_id), submit="Save"
    )


@blueprint.post("/spaces/<int:space_id>/withdraw")
@requires(EDIT_SPACE)
def withdraw_space(space_id: int) -> ResponseReturnValue:
    """Take a space out of the list."""
    space = _get_own(space_id)
    return press(
        lambda: service.withdraw_space(current_subject(), space),
        "It is out of the list. What is booked stays booked.",
        _own(space.organisation_id),
    )


@blueprint.post("/spaces/<int:space_id>/reopen")
@requires(EDIT_SPACE)
def reopen_space(space_id: int) -> ResponseReturnValue:
    """Put a space back into the list."""
    space = _get_own(space_id)
    return press(
        lambda: service.reopen_space(current_subject(), space),
        "Everybody can find it again.",
        _own(space.organisation_id),
    )


def _get_own(space_id: int) -> queries.Space:
    space = queries.get_space(space_id)
    check(EDIT_SPACE, owned_facts(space))
    return space


def _own(organisation_id: int) -> str:
    return url_for("socialvalue.list_spaces", organisation_id=organisation_id)


def _answers(form: SpaceForm) -> service.SpaceAnswers:
    return service.SpaceAnswers(
        name=form.name.data,
        about=form.about.data,
        place_name=form.place_name.data,
        postcode=form.postcode.data,
        capacity=form.capacity.data,
        is_free=form.is_free.data == YES,
        cost=form.cost.data,
        access=list(form.access.data),
        suits=list(form.suits.data),
    )
