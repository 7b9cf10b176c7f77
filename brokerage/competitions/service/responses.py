"""The supplier's steps: ask, say no, save a draft, send. The server's clock keeps the deadline."""

from __future__ import annotations

from flask import current_app
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.competitions import emails, rules
from brokerage.competitions.models import BidResponse, Clarification, CompetitionInvitation
from brokerage.competitions.queries.competitions import get_locked_competition
from brokerage.competitions.queries.invitations import find_own_response
from brokerage.competitions.rules.responses import Offered, check_complete, check_known
from brokerage.competitions.rules.seals import key_of_response, seal, unseal
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject

KIND = "competition_response"
SENT_ALREADY = "You have sent your response. Change it and send it again: a draft would be less."
MOST_OPEN_QUESTIONS = 10


@writes
def ask_question(actor: Subject, invitation: CompetitionInvitation, question: str) -> None:
    """Put a question to the buyer; everyone invited will read it, nobody who asked it."""
    competition = get_locked_competition(invitation.competition_id)
    rules.check_asking(competition.status, competition.deadline_at, utcnow())
    clarification = Clarification(
        competition_id=competition.id,
        invitation_id=invitation.id,
        question=question,
        asked_by_id=actor.user_id or 0,
        asked_at=utcnow(),
    )
    db.session.add(clarification)
    db.session.flush()
    after = {"competition_id": competition.id}
    audit.record(
        actor, "competitions:clarification:ask", "clarification", clarification.id, after=after
    )
    emails.send_asked(competition, invitation, clarification)


@writes
def decline_invitation(actor: Subject, invitation: CompetitionInvitation) -> None:
    """Say no; while there is time one can still send a response after all."""
    competition = get_locked_competition(invitation.competition_id)
    rules.check_in_time(competition.status, competition.deadline_at, utcnow())
    response = find_own_response(invitation.id)
    if response is not None and response.submitted_at is not None:
        raise DomainError("You have sent a response already.")
    before = {"has_declined": invitation.declined_at is not None}
    invitation.declined_at = utcnow()
    db.session.flush()
    audit.record(
        actor,
        "competitions:invitation:decline",
        "competition_invitation",
        invitation.id,
        before=before,
        after={"has_declined": True},
    )


@writes
def save_draft(actor: Subject, invitation: CompetitionInvitation, offered: Offered) -> None:
    """Keep what is there so far, sealed; nothing is sent yet."""
    response = _keep(actor, invitation, offered)
    if response.submitted_at is not None:
        raise DomainError(SENT_ALREADY)
    after = {"invitation_id": invitation.id, "is_sent": False}
    audit.record(actor, "competitions:response:save", KIND, response.id, after=after)


@writes
def submit_response(actor: Subject, invitation: CompetitionInvitation, offered: Offered) -> None:
    """Send a response, or send it again; refused from the moment of the deadline on."""
    competition = invitation.competition
    check_complete(offered, [each.id for each in competition.questions])
    response = _keep(actor, invitation, offered)
    before = {"is_sent": response.submitted_at is not None}
    response.submitted_at = response.saved_at
    invitation.declined_at = None
    db.session.flush()
    after = {"invitation_id": invitation.id, "is_sent": True}
    audit.record(
        actor, "competitions:response:submit", KIND, response.id, before=before, after=after
    )
    emails.send_receipt(invitation, response)


def read_own(invitation: CompetitionInvitation) -> tuple[BidResponse | None, Offered]:
    """Return a supplier's own response and what it holds, sealed or not."""
    response = find_own_response(invitation.id)
    if response is None:
        return None, Offered()
    return response, Offered.from_content(_unsealed(response))


def unseal_response(response: BidResponse) -> Offered:
    """Return what a response holds: for its own supplier, and for the opening."""
    return Offered.from_content(_unsealed(response))


def _keep(actor: Subject, invitation: CompetitionInvitation, offered: Offered) -> BidResponse:
    competition = get_locked_competition(invitation.competition_id)
    # The clock is read after the wait for the lock: whoever waited past the deadline is late.
    now = utcnow()
    rules.check_in_time(competition.status, competition.deadline_at, now)
    questions = [each.id for each in competition.questions]
    check_known(offered, questions, [each.measure_id for each in competition.measures])
    key = _key(competition.id, invitation.organisation_id)
    sealed = seal(offered.as_content(), key)
    response = find_own_response(invitation.id)
    if response is None:
        response = BidResponse(
            competition_id=competition.id,
            organisation_id=invitation.organisation_id,
            invitation_id=invitation.id,
        )
    response.sealed, response.saved_at = sealed, now
    response.saved_by_id = actor.user_id or 0
    try:
        with db.session.begin_nested():
            db.session.add(response)
    except IntegrityError as error:
        raise DomainError("A colleague saved this in the same moment. Open it again.") from error
    return response


def _unsealed(response: BidResponse) -> dict[str, object]:
    if response.content is not None:
        return response.content
    return unseal(response.sealed, _key(response.competition_id, response.organisation_id))


def _key(competition_id: int, organisation_id: int) -> bytes:
    secret: str = current_app.extensions["config"].secret_key
    return key_of_response(secret, competition_id, organisation_id)
