"""A host answers for a whole team: yes, no, or called off after a yes."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.permissions import Subject
from brokerage.scheduling.queries.teams import get_team_of, list_teams_for
from brokerage.scheduling.rules import teams as rules
from brokerage.volunteering.forms.teams import TeamMessageForm, TeamReasonForm
from brokerage.volunteering.permissions import EDIT
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.queries.teams import TeamBooking
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.routes.own_opportunity import get_own_opportunity
from brokerage.volunteering.service import teams as service
from brokerage.web.access import current_subject, requires
from brokerage.web.transactions import render

Answer = Callable[[Subject, TeamBooking, str], None]


@blueprint.get("/opportunities/<int:opportunity_id>/teams")
@requires(EDIT)
def list_team_asks(opportunity_id: int) -> str:
    """List the teams that asked for places in this role."""
    return render(
        "volunteering/team_asks.html",
        opportunity=get_own_opportunity(opportunity_id),
        teams=list_teams_for(OWNER_KIND, opportunity_id),
        labels=rules.LABELS,
        moves=rules.MOVES,
    )


@blueprint.route(
    "/opportunities/<int:opportunity_id>/teams/<int:team_booking_id>/accept",
    methods=["GET", "POST"],
)
@requires(EDIT)
def accept_team(opportunity_id: int, team_booking_id: int) -> ResponseReturnValue:
    """Say yes to all of them: their places are held at once."""
    return _answer(opportunity_id, team_booking_id, TeamMessageForm(), service.accept_team)


@blueprint.route(
    "/opportunities/<int:opportunity_id>/teams/<int:team_booking_id>/decline",
    methods=["GET", "POST"],
)
@requires(EDIT)
def decline_team(opportunity_id: int, team_booking_id: int) -> ResponseReturnValue:
    """Say no to all of them, and why."""
    return _answer(opportunity_id, team_booking_id, TeamReasonForm(), service.decline_team)


@blueprint.route(
    "/opportunities/<int:opportunity_id>/teams/<int:team_booking_id>/cancel",
    methods=["GET", "POST"],
)
@requires(EDIT)
def cancel_team(opportunity_id: int, team_booking_id: int) -> ResponseReturnValue:
    """Call off what was promised, and why."""
    return _answer(opportunity_id, team_booking_id, TeamReasonForm(), service.cancel_team)


def _answer(
    opportunity_id: int,
    team_booking_id: int,
    form: TeamMessageForm | TeamReasonForm,
    answer: Answer,
) -> ResponseReturnValue:
    opportunity = get_own_opportunity(opportunity_id)
    team = get_team_of(OWNER_KIND, opportunity_id, team_booking_id)
    if form.validate_on_submit():
        try:
            answer(current_subject(), team, form.message.data)
            flash("Done. The employer gets an email.", "success")
            return redirect(
                url_for("volunteering.list_team_asks", opportunity_id=opportunity_id), 303
            )
        except DomainError as refusal:
            form.add_domain_error(refusal)
    verb = answer.__name__.partition("_")[0]
    return render(
        "volunteering/team_answer.html", opportunity=opportunity, team=team, form=form, verb=verb
    )
