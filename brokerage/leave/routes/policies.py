"""An employer's leave: its terms, its teams, and what it says of each person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.leave import queries as staff_queries
from brokerage.leave.forms.policies import ArrangementForm, PolicyForm, TeamForm, answers_of
from brokerage.leave.permissions import (
    EDIT_POLICY,
    EDIT_TEAMS,
    VIEW_POLICY,
)
from brokerage.leave.queries import policies as queries
from brokerage.leave.routes.amounts import describe
from brokerage.leave.routes.blueprint import blueprint
from brokerage.leave.rules.policies import policy_on
from brokerage.leave.rules.wallet import local_day
from brokerage.leave.service import policies as service
from brokerage.organisations.permissions import facts_of
from brokerage.organisations.queries.member import get_organisation
from brokerage.web.access import can, check, current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.transactions import render

if TYPE_CHECKING:
    from brokerage.leave.models import LeaveTeam
    from brokerage.organisations.models import Organisation


@blueprint.get("/organisations/<int:organisation_id>/volunteering-leave")
@requires(VIEW_POLICY)
def show_policy(organisation_id: int) -> str:
    """Show the leave an employer gives, today and later, and its teams."""
    organisation = _get_employer(organisation_id, VIEW_POLICY)
    rows, today = queries.list_policies(organisation_id), local_day(utcnow())
    terms = [queries.find_terms_of(row) for row in rows]
    return render(
        "leave/policy_show.html",
        organisation=organisation,
        policies=[(row, describe(each)) for row, each in zip(rows, terms, strict=True)],
        in_force=policy_on(terms, today),
        today=today,
        teams=queries.list_teams(organisation_id),
        is_owner=can(EDIT_POLICY, facts_of(organisation)),
    )


@blueprint.route(
    "/organisations/<int:organisation_id>/volunteering-leave/change", methods=["GET", "POST"]
)
@requires(EDIT_POLICY)
def change_policy(organisation_id: int) -> ResponseReturnValue:
    """Take a new version of the terms."""
    organisation = _get_employer(organisation_id, EDIT_POLICY)
    terms = queries.list_terms(organisation_id)
    form = PolicyForm(data=answers_of(terms[0] if terms else None))
    if form.validate_on_submit():
        try:
            service.publish_policy(current_subject(), organisation, form.as_policy())
            flash("Saved. Your staff see it in their account.", "success")
            return _to_policy(organisation_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("leave/policy_change.html", form=form, organisation=organisation)


@blueprint.post(
    "/organisations/<int:organisation_id>/volunteering-leave/<int:leave_policy_id>/remove"
)
@requires(EDIT_POLICY)
def remove_policy(organisation_id: int, leave_policy_id: int) -> ResponseReturnValue:
    """Take back a version that has not begun."""
    _get_employer(organisation_id, EDIT_POLICY)
    policy = queries.get_policy_of(organisation_id, leave_policy_id)
    if PostForm().validate_on_submit():
        try:
            service.remove_policy(current_subject(), policy)
            flash("Removed. The rules before it stay in force.", "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return _to_policy(organisation_id)


@blueprint.route(
    "/organisations/<int:organisation_id>/volunteering-leave/teams/add", methods=["GET", "POST"]
)
@requires(EDIT_TEAMS)
def add_team(organisation_id: int) -> ResponseReturnValue:
    """Name a team and who decides about its leave."""
    return _save_team(_get_employer(organisation_id, EDIT_TEAMS), None)


@blueprint.route(
    "/organisations/<int:organisation_id>/volunteering-leave/teams/<int:leave_team_id>",
    methods=["GET", "POST"],
)
@requires(EDIT_TEAMS)
def edit_team(organisation_id: int, leave_team_id: int) -> ResponseReturnValue:
    """Change a team's name or who decides."""
    organisation = _get_employer(organisation_id, EDIT_TEAMS)
    return _save_team(organisation, queries.get_team_of(organisation_id, leave_team_id))


@blueprint.post(
    "/organisations/<int:organisation_id>/volunteering-leave/teams/<int:leave_team_id>/remove"
)
@requires(EDIT_TEAMS)
def remove_team(organisation_id: int, leave_team_id: int) -> ResponseReturnValue:
    """Remove a team that nobody is in."""
    _get_employer(organisation_id, EDIT_TEAMS)
    team = queries.get_team_of(organisation_id, leave_team_id)
    if PostForm().validate_on_submit():
        try:
            service.remove_team(current_subject(), team)
            flash("The team is removed.", "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return _to_policy(organisation_id)


@blueprint.route(
    "/organisations/<int:organisation_id>/staff/<int:employment_id>/leave",
    methods=["GET", "POST"],
)
@requires(EDIT_TEAMS)
def edit_arrangement(organisation_id: int, employment_id: int) -> ResponseReturnValue:
    """Say in which team someone is, how much they work, and who decides about their leave."""
    organisation = _get_employer(organisation_id, EDIT_TEAMS)
    employment = staff_queries.get_staff_employment(organisation_id, employment_id)
    teams = {str(team.id): team for team in queries.list_teams(organisation_id)}
    form = ArrangementForm(data=_arranged(employment_id))
    form.team_id.choices = [(number, team.name) for number, team in teams.items()]
    if form.validate_on_submit():
        try:
            service.arrange_leave(
                current_subject(),
                employment,
                team=teams.get(form.team_id.data),
                full_time_percent=form.full_time_percent.data,
                manager_email=form.manager_email.data,
            )
            flash(f"Saved for {employment.user.name}.", "success")
            return redirect(url_for("leave.list_staff", organisation_id=organisation_id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "leave/arrangement.html", form=form, organisation=organisation, employment=employment
    )


def _arranged(employment_id: int) -> dict[str, object]:
    row = queries.find_arrangement(employment_id)
    if row is None:
        return {"full_time_percent": 100}
    return {
        "team_id": str(row.team_id) if row.team_id else None,
        "full_time_percent": row.full_time_percent,
        "manager_email": row.manager_email,
    }


def _save_team(organisation: Organisation, team: LeaveTeam | None) -> ResponseReturnValue:
    form = TeamForm(obj=team)
    if form.validate_on_submit():
        name, address = form.name.data, form.manager_email.data
        try:
            service.save_team(current_subject(), organisation, name, address, team)
            flash(f"Saved: {name}.", "success")
            return _to_policy(organisation.id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("leave/team.html", form=form, organisation=organisation, team=team)


def _get_employer(organisation_id: int, permission: str) -> Organisation:
    organisation = get_organisation(organisation_id)
    check(permission, facts_of(organisation))
    return organisation


def _to_policy(organisation_id: int) -> ResponseReturnValue:
    return redirect(url_for("leave.show_policy", organisation_id=organisation_id), 303)
