"""The broker's desk for projects: check, settle, read stories."""

from __future__ import annotations

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.socialvalue.forms.offers import SettleForm
from brokerage.socialvalue.forms.projects import ChangesForm, ReasonForm
from brokerage.socialvalue.permissions import BROKER, SETTLE, agreement_facts
from brokerage.socialvalue.queries import agreements as agreement_queries
from brokerage.socialvalue.queries import projects as queries
from brokerage.socialvalue.queries.offers import list_messages
from brokerage.socialvalue.queries.pathways import count_pathways_to_check
from brokerage.socialvalue.routes.agreements import delivery_of, make_delivery_form
from brokerage.socialvalue.routes.answers import keep, press, show_form
from brokerage.socialvalue.routes.blueprint import blueprint
from brokerage.socialvalue.routes.public import NOT_KEPT, send_picture
from brokerage.socialvalue.rules import kinds, projects
from brokerage.socialvalue.rules import offers as offer_rules
from brokerage.socialvalue.service import agreements as agreement_service
from brokerage.socialvalue.service import projects as service
from brokerage.socialvalue.service import stories
from brokerage.web.access import check, current_subject, requires
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/broker/projects")
@requires(BROKER)
def list_projects_to_check() -> str:
    """List what waits for a broker: projects here, and how much of the rest."""
    return render(
        "socialvalue/broker_projects.html",
        page=queries.list_projects_to_check(page_number(request.args)),
        disputes=agreement_queries.count_disputed(),
        stories=agreement_queries.count_stories_to_check(),
        pathways=count_pathways_to_check(),
        projects=projects,
    )


@blueprint.get("/broker/projects/<int:project_id>")
@requires(BROKER)
def show_project_to_broker(project_id: int) -> str:
    """Show a project as it was sent, and the two answers there are."""
    project = queries.get_sent_project(project_id)
    return render(
        "socialvalue/broker_project.html", project=project, kinds=kinds, projects=projects
    )


@blueprint.get("/broker/projects/<int:project_id>/pictures/<slug:digest>")
@requires(BROKER)
def show_picture_to_broker(project_id: int, digest: str) -> Response:
    """Send a broker a picture of a project that was sent."""
    queries.get_sent_project(project_id)
    return send_picture(queries.get_project_picture(project_id, digest).jpeg, NOT_KEPT)


@blueprint.post("/broker/projects/<int:project_id>/approve")
@requires(BROKER)
def approve_project(project_id: int) -> ResponseReturnValue:
    """Open it to offers."""
    project = queries.get_sent_project(project_id)
    return press(
        lambda: service.open_project(current_subject(), project),
        "It is open. The community body gets an email.",
        url_for("socialvalue.list_projects_to_check"),
    )


@blueprint.route("/broker/projects/<int:project_id>/ask-for-changes", methods=["GET", "POST"])
@requires(BROKER)
def ask_for_project_changes(project_id: int) -> ResponseReturnValue:
    """Send it back with what has to change."""
    project = queries.get_sent_project(project_id)
    form = ChangesForm()
    answer = keep(
        form,
        lambda: service.ask_for_project_changes(current_subject(), project, form.reason.data),
        "Sent back. The community body gets an email.",
        url_for("socialvalue.list_projects_to_check"),
    )
    return answer or show_form(
        form,
        "Ask for changes",
        url_for("socialvalue.show_project_to_broker", project_id=project_id),
        caption=project.title,
        submit="Send back",
    )


@blueprint.get("/broker/project-disputes")
@requires(BROKER)
def list_disputes() -> str:
    """List the agreements whose two sides do not agree on what came."""
    page = agreement_queries.list_disputed(page_number(request.args))
    return render("socialvalue/broker_disputes.html", page=page, projects=projects)


@blueprint.route("/broker/project-disputes/<int:agreement_id>", methods=["GET", "POST"])
@requires(SETTLE)
def decide_dispute(agreement_id: int) -> ResponseReturnValue:
    """Read what both wrote, and decide what is counted."""
    agreement = agreement_queries.get_agreement(agreement_id)
    check(SETTLE, agreement_facts(agreement))
    form = make_delivery_form(agreement, SettleForm)
    form.amount.hint = "0 if nothing came: then the agreement is cancelled"
    answer = keep(
        form,
        lambda: agreement_service.settle_dispute(
            current_subject(), agreement, delivery_of(form), form["reason"].data
        ),
        "Decided. Both sides get an email.",
        url_for("socialvalue.list_disputes"),
    )
    return answer or render(
        "socialvalue/broker_dispute.html",
        agreement=agreement,
        offer=agreement.offer,
        messages=list_messages(agreement.offer_id),
        form=form,
        rules=offer_rules,
        projects=projects,
    )


@blueprint.get("/broker/project-stories")
@requires(BROKER)
def list_stories_to_check() -> str:
    """List the stories both sides have said yes to."""
    page = agreement_queries.list_stories_to_check(page_number(request.args))
    return render("socialvalue/broker_stories.html", page=page, projects=projects)


@blueprint.post("/broker/project-stories/<int:agreement_id>/publish")
@requires(BROKER)
def publish_story(agreement_id: int) -> ResponseReturnValue:
    """Publish a story."""
    story = agreement_queries.get_story(agreement_id)
    return press(
        lambda: stories.publish_story(current_subject(), story.agreement),
        "Published. Both sides get an email.",
        url_for("socialvalue.list_stories_to_check"),
    )


@blueprint.route("/broker/project-stories/<int:agreement_id>/reject", methods=["GET", "POST"])
@requires(BROKER)
def reject_story(agreement_id: int) -> ResponseReturnValue:
    """Do not publish a story, and say why."""
    story = agreement_queries.get_story(agreement_id)
    form = ReasonForm()
    answer = keep(
        form,
        lambda: stories.refuse_story(current_subject(), story.agreement, form.reason.data),
        "Both sides have been told.",
        url_for("socialvalue.list_stories_to_check"),
    )
    return answer or show_form(
        form,
        "Do not publish this story",
        url_for("socialvalue.list_stories_to_check"),
        submit="Send",
    )
