"""A buyer's page of one competition, and the steps that everyone invited hears of."""

from __future__ import annotations

from datetime import date

from flask.typing import ResponseReturnValue

from brokerage.competitions import rules
from brokerage.competitions.forms.buyer import ExtendForm, InviteForm, WithdrawForm
from brokerage.competitions.permissions import RUN, SideFacts, runs
from brokerage.competitions.queries import competitions as queries
from brokerage.competitions.queries.evaluation import find_declaration
from brokerage.competitions.routes.blueprint import blueprint
from brokerage.competitions.routes.own import competition_page, get_own, refuse, to_competition
from brokerage.competitions.rules.moments import day_of, hour_of, moment_of
from brokerage.competitions.service import running as service
from brokerage.contracts.rules import RESERVATION_LABELS
from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.organisations.queries.member import Organisation
from brokerage.permissions import Subject
from brokerage.procurement.routes.own import Brief
from brokerage.procurement.rules.briefs import BriefStatus
from brokerage.procurement.rules.buyers import is_buyer
from brokerage.web.access import current_subject, requires
from brokerage.web.filters import plural
from brokerage.web.panels import Panel
from brokerage.web.transactions import render


@blueprint.get("/competitions/<int:competition_id>")
@requires(RUN)
def show_competition(competition_id: int) -> str:
    """Show where a competition stands, what suppliers were sent, and the one next thing to do."""
    competition = get_own(competition_id)
    return render(
        "competitions/competition_show.html",
        competition=competition,
        counts=queries.get_counts(competition_id),
        invitations=queries.list_invitations(competition_id),
        declaration=find_declaration(competition_id, current_subject().user_id),
        award=queries.find_award(competition_id),
        is_past=rules.is_past(competition.deadline_at, utcnow()),
        reservation_labels=RESERVATION_LABELS,
        rules=rules,
    )


@blueprint.route("/competitions/<int:competition_id>/invite", methods=["GET", "POST"])
@requires(RUN)
def invite_suppliers(competition_id: int) -> ResponseReturnValue:
    """Show who is invited and who cannot be, then invite all of them at one moment."""
    competition = get_own(competition_id)
    if competition.status != rules.CompetitionStatus.DRAFT:
        return refuse(competition_id, "The invitations are sent.")
    form = InviteForm()
    if form.validate_on_submit():
        try:
            number = service.invite_suppliers(current_subject(), competition)
            said = f"{plural(number, 'supplier is', 'suppliers are')} invited by email."
            return to_competition(competition_id, said)
        except DomainError as refusal:
            form.form_errors.append(refusal.sentence)
    return render(
        "competitions/draft_invite.html",
        competition=competition,
        invitable=queries.list_invitable(competition.brief),
        blocked=queries.find_invite_block(competition.brief),
        form=form,
        page=competition_page(competition_id),
        rules=rules,
    )


@blueprint.route("/competitions/<int:competition_id>/extend", methods=["GET", "POST"])
@requires(RUN)
def change_deadline(competition_id: int) -> ResponseReturnValue:
    """Give everyone more time."""
    competition = get_own(competition_id)
    is_open = competition.status == rules.CompetitionStatus.OPEN
    if not is_open or rules.is_past(competition.deadline_at, utcnow()):
        return refuse(competition_id, "The deadline cannot be moved now.")
    old = competition.deadline_at
    form = ExtendForm(deadline_on=day_of(old), deadline_hour=hour_of(old))
    if form.validate_on_submit():
        try:
            new = moment_of(form.deadline_on.data, form.deadline_hour.data)
            service.extend_deadline(current_subject(), competition, new, form.reason.data)
            return to_competition(competition_id, "Moved. Everyone invited is told.")
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "competitions/buyer_extend.html",
        competition=competition,
        form=form,
        page=competition_page(competition_id),
    )


@blueprint.route("/competitions/<int:competition_id>/withdraw", methods=["GET", "POST"])
@requires(RUN)
def withdraw_competition(competition_id: int) -> ResponseReturnValue:
    """End it without a decision, and say why."""
    competition, form = get_own(competition_id), WithdrawForm()
    if competition.status in rules.ENDED:
        return refuse(competition_id, "This competition has ended.")
    if form.validate_on_submit():
        try:
            service.withdraw_competition(current_subject(), competition, form.reason.data)
            return to_competition(competition_id, "Withdrawn. Everyone invited is told.")
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "competitions/buyer_withdraw.html",
        competition=competition,
        form=form,
        page=competition_page(competition_id),
    )


def show_running_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of a buyer's own page that lists its running competitions; one statement."""
    can_run = runs(subject, SideFacts(organisation_id=organisation.id))
    if not can_run or not is_buyer(organisation.status, organisation.kind):
        return None
    running = queries.list_running(organisation.id)
    if not running:
        return None
    return Panel(
        "competitions/buyer_panel.html", {"running": running, "labels": rules.STATUS_LABELS}
    )


def show_brief_panel(brief: Brief, can_edit: bool) -> Panel | None:
    """The part of a brief's pages on its competitions; one statement."""
    if not can_edit or brief.status == BriefStatus.DRAFT:
        return None
    found = queries.list_competitions_of_brief(brief.id)
    ended = {rules.CompetitionStatus.WITHDRAWN, rules.CompetitionStatus.NO_AWARD}
    can_start = brief.status == BriefStatus.LOOKING and all(e.status in ended for e in found)
    if not (found or can_start):
        return None
    return Panel(
        "competitions/brief_panel.html",
        {
            "brief": brief,
            "competitions": found,
            "can_start": can_start,
            "labels": rules.STATUS_LABELS,
        },
    )
