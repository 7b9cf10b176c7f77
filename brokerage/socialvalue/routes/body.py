"""A community body's own projects: written, sent to a broker, ended, opened again."""

from __future__ import annotations

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.organisations.routes.own import get_own
from brokerage.socialvalue.forms.projects import EndForm, PictureForm, ProjectForm
from brokerage.socialvalue.permissions import ACT, EDIT_PROJECT, owned_facts
from brokerage.socialvalue.queries import projects as queries
from brokerage.socialvalue.queries.matches import list_fitting_offers
from brokerage.socialvalue.queries.offers import list_offers_for
from brokerage.socialvalue.routes.answers import keep, press, show_form
from brokerage.socialvalue.routes.blueprint import blueprint
from brokerage.socialvalue.routes.public import NOT_KEPT, send_picture
from brokerage.socialvalue.rules import kinds, projects
from brokerage.socialvalue.rules import offers as offer_rules
from brokerage.socialvalue.service import pictures
from brokerage.socialvalue.service import projects as service
from brokerage.web.access import check, current_subject, requires
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/organisations/<int:organisation_id>/projects")
@requires(ACT)
def list_projects(organisation_id: int) -> str:
    """List a body's own projects."""
    organisation = get_own(organisation_id, ACT)
    return render(
        "socialvalue/own_projects.html",
        organisation=organisation,
        may_ask=kinds.may_ask(organisation.status, organisation.kind),
        page=queries.list_projects_of(organisation_id, page_number(request.args)),
        projects=projects,
    )


@blueprint.route("/organisations/<int:organisation_id>/projects/add", methods=["GET", "POST"])
@requires(ACT)
def add_project(organisation_id: int) -> ResponseReturnValue:
    """Begin a project."""
    organisation = get_own(organisation_id, ACT)
    form = ProjectForm()
    answer = keep(
        form,
        lambda: service.start_project(current_subject(), organisation, _answers(form)),
        "Saved. Now say what you need.",
        lambda made: url_for("socialvalue.add_need", project_id=made.id),
    )
    return answer or show_form(
        form,
        "Ask for help with a project",
        url_for("socialvalue.list_projects", organisation_id=organisation_id),
        caption=organisation.name,
        intro="First what it is and why it matters; then what you need, one thing at a time. "
        "Nobody else sees it until you send it to a broker.",
        submit="Save and go on",
    )


@blueprint.get("/projects/<int:project_id>/keep")
@requires(EDIT_PROJECT)
def show_project_to_body(project_id: int) -> str:
    """Show a body its project: what to do next, offers, and what else would fit."""
    project = get_own_project(project_id)
    is_open = project.status == projects.ProjectStatus.OPEN
    return render(
        "socialvalue/project_keep.html",
        project=project,
        offers=list_offers_for(project_id),
        fitting=list_fitting_offers(project, today()) if is_open else [],
        kinds=kinds,
        projects=projects,
        offer_rules=offer_rules,
    )


@blueprint.route("/projects/<int:project_id>/edit", methods=["GET", "POST"])
@requires(EDIT_PROJECT)
def edit_project(project_id: int) -> ResponseReturnValue:
    """Change what a project says."""
    project = get_own_project(project_id)
    form = ProjectForm(obj=project)
    answer = keep(
        form,
        lambda: service.edit_project(current_subject(), project, _answers(form)),
        "Saved.",
        page_of(project_id),
    )
    return answer or show_form(form, "Change your project", page_of(project_id), submit="Save")


@blueprint.route("/projects/<int:project_id>/pictures/add", methods=["GET", "POST"])
@requires(EDIT_PROJECT)
def add_picture(project_id: int) -> ResponseReturnValue:
    """Take a picture and the words that stand for it."""
    project = get_own_project(project_id)
    form = PictureForm()
    answer = keep(
        form,
        lambda: pictures.add_picture(
            current_subject(), project, form.picture.data, form.alt_text.data
        ),
        "The picture is saved.",
        page_of(project_id),
    )
    return answer or show_form(
        form, "Add a picture", page_of(project_id), submit="Add it", takes_files=True
    )


@blueprint.post("/project-pictures/<int:picture_id>/remove")
@requires(EDIT_PROJECT)
def remove_picture(picture_id: int) -> ResponseReturnValue:
    """Take a picture away."""
    picture, project = queries.get_picture(picture_id)
    check(EDIT_PROJECT, owned_facts(project))
    return press(
        lambda: pictures.remove_picture(current_subject(), picture),
        "The picture is removed.",
        page_of(project.id),
    )


@blueprint.get("/projects/<int:project_id>/own-pictures/<slug:digest>")
@requires(EDIT_PROJECT)
def show_own_picture(project_id: int, digest: str) -> Response:
    """Send a body a picture of its project, public or not."""
    get_own_project(project_id)
    return send_picture(queries.get_project_picture(project_id, digest).jpeg, NOT_KEPT)


@blueprint.post("/projects/<int:project_id>/submit")
@requires(EDIT_PROJECT)
def submit_project(project_id: int) -> ResponseReturnValue:
    """Hand a project to the brokers."""
    project = get_own_project(project_id)
    return press(
        lambda: service.submit_project(current_subject(), project),
        "Sent. A broker reads it, usually within 5 working days, and you get an email.",
        page_of(project_id),
    )


@blueprint.route("/projects/<int:project_id>/close", methods=["GET", "POST"])
@requires(EDIT_PROJECT)
def close_project(project_id: int) -> ResponseReturnValue:
    """Say what became of a project."""
    project = get_own_project(project_id)
    form = EndForm()
    answer = keep(
        form,
        lambda: service.end_project(current_subject(), project, form.status.data, form.reason.data),
        "Saved. Whoever was talking with you about it has been told.",
        page_of(project_id),
    )
    return answer or show_form(
        form, "End this project", page_of(project_id), caption=project.title, submit="End it"
    )


@blueprint.post("/projects/<int:project_id>/reopen")
@requires(EDIT_PROJECT)
def reopen_project(project_id: int) -> ResponseReturnValue:
    """Take an end back."""
    project = get_own_project(project_id)
    return press(
        lambda: service.reopen_project(current_subject(), project),
        "It is yours to go on with. What was closed is checked by a broker again.",
        page_of(project_id),
    )


def get_own_project(project_id: int) -> queries.Project:
    """Return a project that this subject looks after (NotFoundError)."""
    project = queries.get_project(project_id)
    check(EDIT_PROJECT, owned_facts(project))
    return project


def page_of(project_id: int) -> str:
    """Return the address of a body's page of a project."""
    return url_for("socialvalue.show_project_to_body", project_id=project_id)


def _answers(form: ProjectForm) -> service.ProjectAnswers:
    return service.ProjectAnswers(
        title=form.title.data,
        why=form.why.data,
        place_name=form.place_name.data,
        postcode=form.postcode.data,
        contact=form.contact.data,
    )
