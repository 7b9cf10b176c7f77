"""An employer asks for places for a team, names it, and calls it off."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.organisations.queries.member import get_organisation
from brokerage.organisations.routes.own import get_own
from brokerage.scheduling.queries.teams import get_name, get_team
from brokerage.scheduling.rules import teams as rules
from brokerage.volunteering.forms.bookings import when_in_words
from brokerage.volunteering.forms.teams import AskTeamForm, NameForm, TeamMessageForm
from brokerage.volunteering.permissions import (
    ASK,
    EDIT_TEAM,
    LIST_TEAMS,
    TEAM_ROLES,
    opportunity_facts,
    team_facts,
)
from brokerage.volunteering.queries import teams as queries
from brokerage.volunteering.queries.opportunities import Opportunity, get_opportunity
from brokerage.volunteering.queries.teams import Session, TeamBooking
from brokerage.volunteering.queries.waiting import list_open_dates
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.service import teams as service
from brokerage.web.access import check, current_subject, requires
from brokerage.web.fields import Choice
from brokerage.web.filters import plural
from brokerage.web.forms import PostForm
from brokerage.web.transactions import render


@blueprint.route("/opportunities/<int:opportunity_id>/ask-for-team", methods=["GET", "POST"])
@requires(ASK)
def ask_for_team(opportunity_id: int) -> ResponseReturnValue:
    """Ask for places for a team, before there are names."""
    opportunity = get_opportunity(opportunity_id)
    check(ASK, opportunity_facts(opportunity))
    dates = [d for d in list_open_dates(opportunity, utcnow()) if d.left >= rules.FEWEST]
    employers = _list_employers()
    form = AskTeamForm()
    form.list_choices([Choice(str(key), name) for key, name in employers], _choices(dates))
    if employers and dates and form.validate_on_submit():
        try:
            chosen = next(each for each in dates if str(each.id) == form.session_id.data)
            team = _ask(opportunity, chosen, form)
            flash("We have sent your ask to the host.", "success")
            return _to_team(team)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    shown = {"opportunity": opportunity, "employers": employers, "dates": dates}
    return render("volunteering/team_ask.html", form=form, **shown)


@blueprint.get("/organisations/<int:organisation_id>/teams")
@requires(LIST_TEAMS)
def list_teams(organisation_id: int) -> str:
    """List an employer's teams."""
    return render(
        "volunteering/team_list.html",
        organisation=get_own(organisation_id, LIST_TEAMS),
        teams=queries.list_shown_teams(organisation_id),
        labels=rules.LABELS,
    )


@blueprint.get("/teams/<int:team_booking_id>")
@requires(EDIT_TEAM)
def show_team(team_booking_id: int) -> str:
    """Show where a team's ask stands, who is on it, and what happens next."""
    return _show(_get_own(team_booking_id), NameForm())


@blueprint.post("/teams/<int:team_booking_id>/names/add")
@requires(EDIT_TEAM)
def add_team_name(team_booking_id: int) -> ResponseReturnValue:
    """Give one of the team's places to someone."""
    team, form = _get_own(team_booking_id), NameForm()
    form.user_id.choices = [(str(key), name) for key, name in queries.list_staff_to_name(team)]
    if form.validate_on_submit():
        try:
            service.name_person(current_subject(), team, int(form.user_id.data))
            flash("They are on the team and get an email.", "success")
            return _to_team(team)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return _show(team, form)


@blueprint.post("/teams/<int:team_booking_id>/names/<int:team_name_id>/remove")
@requires(EDIT_TEAM)
def remove_team_name(team_booking_id: int, team_name_id: int) -> ResponseReturnValue:
    """Take someone off the team; the place stays the team's."""
    team = _get_own(team_booking_id)
    name = get_name(team_booking_id, team_name_id)
    if PostForm().validate_on_submit():
        try:
            service.unname_person(current_subject(), team, name)
            flash("They are off the team and get an email.", "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return _to_team(team)


@blueprint.route("/teams/<int:team_booking_id>/withdraw", methods=["GET", "POST"])
@requires(EDIT_TEAM)
def withdraw_team(team_booking_id: int) -> ResponseReturnValue:
    """Ask whether they are sure, then give every place back."""
    team, form = _get_own(team_booking_id), TeamMessageForm()
    if form.validate_on_submit():
        try:
            service.withdraw_team(current_subject(), team, form.message.data)
            flash("Called off. The host and everyone on the team are told.", "success")
            return _to_team(team)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "volunteering/team_withdraw.html",
        team=team,
        opportunity=get_opportunity(team.owner_id),
        form=form,
    )


def _ask(opportunity: Opportunity, session: Session, form: AskTeamForm) -> TeamBooking:
    return service.ask_for_team(
        current_subject(),
        opportunity,
        session,
        get_organisation(int(form.organisation_id.data)),
        seats=form.seats.data,
        name_by=form.name_by.data,
        note=form.note.data,
    )


def _show(team: TeamBooking, form: NameForm) -> str:
    can_name = team.status == rules.TeamStatus.ACCEPTED
    staff = queries.list_staff_to_name(team) if can_name else []
    form.user_id.choices = [(str(key), name) for key, name in staff]
    return render(
        "volunteering/team_show.html",
        team=team,
        opportunity=get_opportunity(team.owner_id),
        names=queries.list_shown_names(team),
        form=form,
        can_name=can_name and team.unnamed > 0 and bool(staff),
        has_staff=bool(staff),
        labels=rules.LABELS,
        moves=rules.MOVES.get(team.status, frozenset()),
    )


def _list_employers() -> list[tuple[int, str]]:
    memberships = current_subject().memberships
    mine = [key for key, role in memberships.items() if role in TEAM_ROLES]
    return list(queries.list_employers_to_ask_for(mine))


def _choices(dates: list[Session]) -> list[Choice]:
    return [
        Choice(str(d.id), when_in_words(d), f"{plural(d.left, 'place', 'places')} left.")
        for d in dates
    ]


def _get_own(team_booking_id: int) -> TeamBooking:
    team = get_team(team_booking_id)
    check(EDIT_TEAM, team_facts(team))
    return team


def _to_team(team: TeamBooking) -> ResponseReturnValue:
    return redirect(url_for("volunteering.show_team", team_booking_id=team.id), 303)
