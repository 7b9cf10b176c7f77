"""The directory, for anyone."""

from __future__ import annotations

from flask import request

from brokerage.matchmaking.queries.accepted import is_enriching
from brokerage.matchmaking.queries.categories import find_labels_by_scheme, list_categories
from brokerage.organisations import rules
from brokerage.organisations.forms.directory import (
    ANY,
    DirectorySearchForm,
    DirectoryWhyNotForm,
)
from brokerage.organisations.profiles import DirectorySearch, seeker_of
from brokerage.organisations.queries.directory import get_public_organisation, search_directory
from brokerage.organisations.queries.why_not import get_directory_answer, search_by_name
from brokerage.organisations.routes.blueprint import blueprint
from brokerage.permissions import PUBLIC
from brokerage.places.queries import FoundPlace, find_authority_names, find_place_by_words
from brokerage.web.access import current_subject, requires
from brokerage.web.features import contributions
from brokerage.web.input_filter import find_id
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.panels import draw
from brokerage.web.transactions import render


@blueprint.get("/directory")
@requires(PUBLIC)
def list_directory() -> str:
    """Search the directory."""
    form = DirectorySearchForm(choices=list_choices())
    place = read_place(form)
    search = read_search(form, place)
    result = search_directory(
        seeker_of(search),
        page_number(request.args),
        tie_seed=today().toordinal(),
        is_nearest_first=search.is_nearest_first,
    )
    return render(
        "organisations/list_directory.html",
        form=form,
        place=place,
        result=result,
        page=result.page,
        kind_labels=rules.KIND_LABELS,
        evidence_labels=rules.EVIDENCE_LABELS,
        is_searching=bool(search != DirectorySearch()),
        counts_choices=is_enriching(),
    )


@blueprint.get("/directory/search/why-not")
@requires(PUBLIC)
def find_organisation() -> str:
    """Say why an organisation one has in mind is not in a search, or that it is."""
    form = DirectoryWhyNotForm(choices=list_choices())
    search = read_search(form, read_place(form))
    named = search_by_name(form.name.data)
    chosen = find_id(request.args.get("organisation"))
    if chosen is None and len(named) == 1:
        chosen = named[0].id
    return render(
        "organisations/directory_why_not.html",
        form=form,
        named=named,
        search_query={name: data for name, data in form.query.items() if name != "name"},
        is_searching=search != DirectorySearch(),
        answer=get_directory_answer(seeker_of(search), chosen) if chosen else None,
    )


@blueprint.get("/directory/<slug:organisation_slug>")
@requires(PUBLIC)
def show_organisation(organisation_slug: str) -> str:
    """Show one organisation's page, with what higher features add to it."""
    organisation = get_public_organisation(organisation_slug)
    subject = current_subject()
    codes = {
        "cpv": [each.code for each in organisation.categories],
        "cause": [each.code for each in organisation.causes],
    }
    labels = find_labels_by_scheme(codes)
    return render(
        "organisations/show_organisation.html",
        organisation=organisation,
        is_listing=organisation.status == rules.Status.LISTED,
        is_member=subject.role_in(organisation.id) is not None,
        kind_label=rules.KIND_LABELS[str(organisation.kind)],
        categories=labels["cpv"],
        causes=labels["cause"],
        area_names=find_authority_names(organisation.serves_areas),
        wants=[rules.WANT_LABELS[want] for want in organisation.wants],
        evidence_labels=rules.EVIDENCE_LABELS,
        register_labels=rules.REGISTER_LABELS,
        panels=draw(
            panel(subject, organisation, today()) for panel in contributions("organisation_panels")
        ),
    )


def list_choices() -> dict[str, list[tuple[str, str]]]:
    """Return the lists that the search form offers."""
    divisions = [(each.code, each.label) for each in list_categories("cpv", level="division")]
    return {"category": [ANY, *divisions]}


def read_place(form: DirectorySearchForm) -> FoundPlace | None:
    """Return the place that was typed; the form notes where it is not known."""
    place = find_place_by_words(form.near.data) if form.near.data else None
    if form.near.data and place is None:
        form.notes.append(f"We do not know where “{form.near.data}” is. Try a postcode.")
    return place


def read_search(form: DirectorySearchForm, place: FoundPlace | None) -> DirectorySearch:
    """Return what the form asks for."""
    return DirectorySearch(
        text=form.q.data,
        place=place,
        within_miles=int(form.within.data) if form.within.data else None,
        kind=form.kind.data or "",
        category=form.category.data or "",
        wants=form.wants.data or "",
        is_social_enterprise="social-enterprise" in form.only.data,
        is_member="members" in form.only.data,
        is_nearest_first=form.sort.data == "distance",
    )
