"""What an organisation gives to the toolkit: case studies and events."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.organisations.routes.own import get_own
from brokerage.organisations.rules import EDITING_ROLES, ONE_DAY
from brokerage.toolkit import rules
from brokerage.toolkit.forms.events import EventForm
from brokerage.toolkit.forms.resources import CaseStudyForm
from brokerage.toolkit.permissions import EDIT_SUGGESTION, SUGGEST, SUGGEST_EVENT, owned_facts
from brokerage.toolkit.queries import events as event_queries
from brokerage.toolkit.queries import resources as queries
from brokerage.toolkit.routes.blueprint import blueprint
from brokerage.toolkit.routes.own import set_choices, words_of
from brokerage.toolkit.rules import events
from brokerage.toolkit.service import events as event_service
from brokerage.toolkit.service import resources as service
from brokerage.web.access import check, current_subject, requires
from brokerage.web.throttle import Limit
from brokerage.web.transactions import render

SUGGESTIONS = Limit("toolkit:suggestions", rules.MOST_SUGGESTIONS_A_DAY, ONE_DAY)
EVENTS = Limit("toolkit:events", events.MOST_EVENTS_A_DAY, ONE_DAY)


@blueprint.get("/organisations/<int:organisation_id>/toolkit")
@requires(SUGGEST_EVENT)
def list_contributions(organisation_id: int) -> str:
    """Show what an organisation has suggested, and the events it holds."""
    organisation = get_own(organisation_id, SUGGEST_EVENT)
    return render(
        "toolkit/contributions.html",
        organisation=organisation,
        resources=queries.list_of_organisation(organisation_id),
        hosted=event_queries.list_of_host(organisation_id),
        may_suggest=current_subject().role_in(organisation_id) in EDITING_ROLES,
        rules=rules,
        events=events,
    )


@blueprint.route(
    "/organisations/<int:organisation_id>/case-studies/suggest", methods=["GET", "POST"]
)
@requires(SUGGEST)
def suggest_case_study(organisation_id: int) -> ResponseReturnValue:
    """Ask for a case study and hand it to the brokers."""
    organisation = get_own(organisation_id, SUGGEST)
    form = CaseStudyForm()
    set_choices(form)
    if form.validate_on_submit():
        SUGGESTIONS.take(str(current_subject().user_id))
        try:
            service.suggest_case_study(current_subject(), organisation, form.answers)
            flash("Sent. A broker reads it and answers you by email.", "success")
            return _to_contributions(organisation_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("toolkit/case_study_suggest.html", form=form, organisation=organisation)


@blueprint.route("/case-studies/<int:resource_id>/edit", methods=["GET", "POST"])
@requires(EDIT_SUGGESTION)
def edit_suggestion(resource_id: int) -> ResponseReturnValue:
    """Change a case study that has not been taken yet."""
    resource = queries.get_resource(resource_id)
    check(EDIT_SUGGESTION, owned_facts(resource))
    form = CaseStudyForm(obj=resource, data=words_of(resource))
    set_choices(form, resource)
    if form.validate_on_submit():
        try:
            service.edit_suggestion(current_subject(), resource, form.answers)
            flash("Saved. A broker reads it and answers you by email.", "success")
            return _to_contributions(resource.organisation_id or 0)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("toolkit/case_study_edit.html", form=form, resource=resource)


@blueprint.route("/organisations/<int:organisation_id>/events/add", methods=["GET", "POST"])
@requires(SUGGEST_EVENT)
def suggest_event(organisation_id: int) -> ResponseReturnValue:
    """Ask for an event and hand it to the brokers."""
    organisation = get_own(organisation_id, SUGGEST_EVENT)
    form = EventForm()
    if form.validate_on_submit():
        EVENTS.take(str(current_subject().user_id))
        try:
            event_service.add_event(current_subject(), organisation, form.answers)
            flash("Sent. A broker opens it or writes to you.", "success")
            return _to_contributions(organisation_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("toolkit/event_suggest.html", form=form, organisation=organisation)


def _to_contributions(organisation_id: int) -> ResponseReturnValue:
    return redirect(url_for("toolkit.list_contributions", organisation_id=organisation_id), 303)
