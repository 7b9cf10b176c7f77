"""A supplier reads what it is invited to, asks, and sends its response."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.competitions import rules
from brokerage.competitions.forms.supplier import AskForm, ResponseForm, response_form_for
from brokerage.competitions.permissions import COMPETE, SideFacts, competes, side_facts
from brokerage.competitions.queries import invitations as queries
from brokerage.competitions.queries.competitions import find_award, list_clarifications
from brokerage.competitions.routes.blueprint import blueprint
from brokerage.competitions.service import responses as service
from brokerage.contracts.rules import RESERVATION_LABELS
from brokerage.contracts.rules.sheets import as_written
from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.money import in_pounds
from brokerage.organisations.queries.member import Organisation
from brokerage.organisations.routes.own import get_own
from brokerage.permissions import Subject
from brokerage.procurement.permissions import SELL
from brokerage.procurement.rules.answers import is_supplier
from brokerage.web.access import check, current_subject, requires
from brokerage.web.paging import page_number
from brokerage.web.panels import Panel
from brokerage.web.transactions import render

SENT = "Sent. It is sealed until the deadline. You can change it and send it again until then."
KEPT = "Kept as a draft. It is not sent."


@blueprint.get("/organisations/<int:organisation_id>/competitions")
@requires(SELL)
def list_invitations(organisation_id: int) -> str:
    """List what this supplier was invited to."""
    organisation = get_own(organisation_id, SELL)
    return render(
        "competitions/supplier_list.html",
        organisation=organisation,
        page=queries.list_invitations_of(organisation_id, page_number(request.args)),
        now=utcnow(),
        rules=rules,
    )


@blueprint.get("/competitions/invitations/<int:invitation_id>")
@requires(COMPETE)
def show_invitation(invitation_id: int) -> str:
    """Show all that everyone invited was sent, and where one's own response stands."""
    invitation = _get_own(invitation_id)
    competition = invitation.competition
    response, offered = service.read_own(invitation)
    award = find_award(competition.id)
    return render(
        "competitions/supplier_show.html",
        invitation=invitation,
        competition=competition,
        response=response,
        offered=offered,
        clarifications=list_clarifications(competition.id, answered_only=True),
        own_questions=queries.list_own_questions(invitation_id),
        award=award,
        has_won=bool(award and response and award.response_id == response.id),
        is_past=rules.is_past(competition.deadline_at, utcnow()),
        reservation_labels=RESERVATION_LABELS,
        in_pounds=in_pounds,
        as_written=as_written,
        rules=rules,
    )


@blueprint.route("/competitions/invitations/<int:invitation_id>/respond", methods=["GET", "POST"])
@requires(COMPETE)
def answer_invitation(invitation_id: int) -> ResponseReturnValue:
    """Write a response, keep it as a draft, send it."""
    invitation = _get_own(invitation_id)
    competition, late = invitation.competition, _why_late(invitation)
    if late and request.method == "GET":
        flash(late)
        return redirect(_page_of(invitation_id), 303)
    response, kept = service.read_own(invitation)
    form = response_form_for(competition.questions, competition.measures, kept)
    if form.validate_on_submit():
        try:
            flash(_send(invitation, form), "success")
            return redirect(_page_of(invitation_id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "competitions/supplier_respond.html",
        invitation=invitation,
        competition=competition,
        is_sent=response is not None and response.submitted_at is not None,
        form=form,
        page=_page_of(invitation_id),
        rules=rules,
    )


@blueprint.route("/competitions/invitations/<int:invitation_id>/ask", methods=["GET", "POST"])
@requires(COMPETE)
def ask_question(invitation_id: int) -> ResponseReturnValue:
    """Ask the buyer something; everyone reads the answer."""
    invitation, form = _get_own(invitation_id), AskForm()
    if form.validate_on_submit():
        try:
            service.ask_question(current_subject(), invitation, form.question.data)
            flash("Passed on to the buyer, without your name.", "success")
            return redirect(_page_of(invitation_id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "competitions/supplier_ask.html",
        competition=invitation.competition,
        form=form,
        page=_page_of(invitation_id),
    )


@blueprint.post("/competitions/invitations/<int:invitation_id>/decline")
@requires(COMPETE)
def decline_invitation(invitation_id: int) -> ResponseReturnValue:
    """Say that one does not compete."""
    invitation = _get_own(invitation_id)
    try:
        service.decline_invitation(current_subject(), invitation)
        flash("The buyer sees that one supplier does not compete.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return redirect(_page_of(invitation_id), 303)


def show_invitations_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of a supplier's own page on what it is invited to; one statement."""
    can_compete = competes(subject, SideFacts(organisation_id=organisation.id))
    if not can_compete or not is_supplier(organisation.status, organisation.wants):
        return None
    waiting = queries.count_open_invitations(organisation.id)
    if not waiting:
        return None
    return Panel(
        "competitions/supplier_panel.html", {"organisation": organisation, "waiting": waiting}
    )


def _send(invitation: queries.CompetitionInvitation, form: ResponseForm) -> str:
    if request.form.get("step") == "draft":
        service.save_draft(current_subject(), invitation, form.offered())
        return KEPT
    service.submit_response(current_subject(), invitation, form.offered())
    return SENT


def _why_late(invitation: queries.CompetitionInvitation) -> str | None:
    competition = invitation.competition
    try:
        rules.check_in_time(competition.status, competition.deadline_at, utcnow())
    except DomainError as refusal:
        return refusal.sentence
    return None


def _get_own(invitation_id: int) -> queries.CompetitionInvitation:
    invitation = queries.get_invitation(invitation_id)
    check(COMPETE, side_facts(invitation))
    return invitation


def _page_of(invitation_id: int) -> str:
    return url_for("competitions.show_invitation", invitation_id=invitation_id)
