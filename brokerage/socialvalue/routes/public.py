"""What everybody can read: projects, standing offers, stories, and how asks are ordered."""

from __future__ import annotations

from flask import Response, request

from brokerage.permissions import PUBLIC
from brokerage.places.queries import find_place_by_words, list_priority_places
from brokerage.socialvalue.forms.projects import ProjectSearchForm, StandingSearchForm
from brokerage.socialvalue.permissions import EDIT_PROJECT, owned_facts
from brokerage.socialvalue.profiles import PRIORITY_WEIGHT, ProjectSearch
from brokerage.socialvalue.queries import agreements as agreement_queries
from brokerage.socialvalue.queries import offers as offer_queries
from brokerage.socialvalue.queries import projects as queries
from brokerage.socialvalue.queries.matches import find_points, search_projects
from brokerage.socialvalue.queries.reference import list_criteria
from brokerage.socialvalue.routes.answers import list_own_organisations
from brokerage.socialvalue.routes.blueprint import blueprint
from brokerage.socialvalue.rules import kinds, projects
from brokerage.web.access import can, requires
from brokerage.web.input_filter import find_id
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.transactions import render

FOR_GOOD = "public, max-age=31536000, immutable"
NOT_KEPT = "private, no-store"


@blueprint.get("/projects")
@requires(PUBLIC)
def browse_projects() -> str:
    """Search the projects that are open."""
    form = ProjectSearchForm()
    place = find_place_by_words(form.place.data) if form.place.data else None
    search = ProjectSearch(
        text=form.q.data,
        kind=form.kind.data or "",
        place=place,
        within_miles=find_id(form.within.data) if place else None,
        is_priority=bool(form.priority.data),
    )
    number = page_number(request.args)
    return render(
        "socialvalue/project_list.html",
        form=form,
        page=search_projects(search, number, today(), tie_seed=today().toordinal()),
        is_searching=bool(form.query),
        is_place_unknown=bool(form.place.data) and place is None,
        weight=round(PRIORITY_WEIGHT * 100),
        kinds=kinds,
        projects=projects,
    )


@blueprint.get("/projects/how-we-order")
@requires(PUBLIC)
def show_ranking() -> str:
    """State by which criteria asks are ordered, and what a priority place adds in a search."""
    return render(
        "socialvalue/ranking.html",
        criteria=list_criteria(),
        places=list_priority_places(),
        weight=round(PRIORITY_WEIGHT * 100),
    )


@blueprint.get("/projects/<int:project_id>")
@requires(PUBLIC)
def show_project(project_id: int) -> str:
    """Show one project: what it needs, what has come, and the points that order it."""
    project = queries.get_public_project(project_id)
    return render(
        "socialvalue/project_show.html",
        project=project,
        confirmed=agreement_queries.list_confirmed_for(project_id),
        points=find_points(project, today()),
        criteria=list_criteria(),
        own=list_own_organisations(but=(project.organisation_id,)),
        may_edit=can(EDIT_PROJECT, owned_facts(project)),
        kinds=kinds,
        projects=projects,
    )


@blueprint.get("/projects/<int:project_id>/pictures/<slug:digest>")
@requires(PUBLIC)
def show_project_picture(project_id: int, digest: str) -> Response:
    """Send a picture of a public project: in a page it shows, by itself it is a download."""
    queries.get_public_project(project_id)
    return send_picture(queries.get_project_picture(project_id, digest).jpeg, FOR_GOOD)


@blueprint.get("/standing-offers")
@requires(PUBLIC)
def browse_standing_offers() -> str:
    """List what businesses would give."""
    form = StandingSearchForm()
    kind = form.kind.data or ""
    page = offer_queries.list_standing_offers(kind, today(), page_number(request.args))
    return render(
        "socialvalue/standing_list.html",
        form=form,
        page=page,
        kind=kind,
        kinds=kinds,
        projects=projects,
    )


@blueprint.get("/standing-offers/<int:standing_offer_id>")
@requires(PUBLIC)
def show_standing_offer(standing_offer_id: int) -> str:
    """Show one standing offer, and how to ask for some of it."""
    standing = offer_queries.get_public_standing_offer(standing_offer_id, today())
    own = list_own_organisations(but=(standing.organisation_id,))
    return render(
        "socialvalue/standing_show.html",
        standing=standing,
        own=[each for each in own if kinds.may_ask(each.status, each.kind)],
        kinds=kinds,
        projects=projects,
    )


@blueprint.get("/project-stories")
@requires(PUBLIC)
def list_stories() -> str:
    """List what came of help, in the words of those who received it."""
    page = agreement_queries.list_published_stories(page_number(request.args))
    return render("socialvalue/story_list.html", page=page, projects=projects)


def send_picture(jpeg: bytes, kept: str) -> Response:
    """Send the bytes that we encoded."""
    response = Response(jpeg, mimetype="image/jpeg")
    response.headers["Content-Disposition"] = 'attachment; filename="picture.jpg"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = kept
    return response
