"""Competitions, invitations and responses as tests need them."""

from datetime import timedelta
from typing import Any

from flask import current_app

from brokerage.accounts.models import User
from brokerage.competitions.models import (
    BidResponse,
    Clarification,
    Competition,
    CompetitionInvitation,
    CompetitionMeasure,
    CompetitionQuestion,
    ConflictDeclaration,
)
from brokerage.competitions.rules import CompetitionStatus
from brokerage.competitions.rules.responses import Offered
from brokerage.competitions.rules.seals import key_of_response, seal
from brokerage.extensions import db, utcnow
from brokerage.measures.models import Measure
from brokerage.organisations.models import Organisation
from brokerage.procurement.models import Brief

ENDED = frozenset(
    {CompetitionStatus.AWARDED, CompetitionStatus.NO_AWARD, CompetitionStatus.WITHDRAWN}
)
OPENED = frozenset(
    {CompetitionStatus.OPENED, CompetitionStatus.AWARDED, CompetitionStatus.NO_AWARD}
)


def make_competition(
    brief: Brief, created_by: User, measure: Measure | None = None, **fields: Any
) -> Competition:
    """Add a competition with one question (and a measure of weight 2), open for two weeks.

    One that is opened had its deadline yesterday.
    """
    now = utcnow()
    status = fields.get("status", CompetitionStatus.OPEN)
    is_opened = status in OPENED
    competition = Competition(
        **{
            "brief_id": brief.id,
            "organisation_id": brief.organisation_id,
            "status": CompetitionStatus.OPEN,
            "title": brief.title,
            "text": brief.need,
            "deadline_at": now - timedelta(days=1) if is_opened else now + timedelta(days=14),
            "quality": 50,
            "price": 30,
            "social_value": 20 if measure else 0,
            "measure_set": "light",
            "reserved_for": [],
            "created_by_id": created_by.id,
            "created_at": now,
            "invited_at": None if status == CompetitionStatus.DRAFT else now - timedelta(days=9),
            "opened_at": now if is_opened else None,
            "ended_at": now if status in ENDED else None,
        }
        | ({} if measure else {"quality": 60, "price": 40})
        | fields
    )
    competition.questions.append(CompetitionQuestion(number=1, question="How will you do it?"))
    if measure:
        competition.measures.append(CompetitionMeasure(measure_id=measure.id, weight=2))
    return _add(competition)


def make_invitation(competition: Competition, organisation: Organisation) -> CompetitionInvitation:
    """Invite a supplier, flushed."""
    return _add(
        CompetitionInvitation(
            competition_id=competition.id,
            organisation_id=organisation.id,
            invited_at=competition.invited_at or utcnow(),
        )
    )


def make_response(
    invitation: CompetitionInvitation,
    saved_by: User,
    offered: Offered | None = None,
    *,
    is_opened: bool = False,
    **fields: Any,
) -> BidResponse:
    """Add a response that was sent and is sealed, or opened, flushed."""
    competition = invitation.competition
    offered = offered or Offered(
        answers={competition.questions[0].id: "With care, each Monday."}, price_pence=9_000_00
    )
    now = utcnow()
    secret = current_app.extensions["config"].secret_key
    key = key_of_response(secret, competition.id, invitation.organisation_id)
    return _add(
        BidResponse(
            **{
                "competition_id": competition.id,
                "organisation_id": invitation.organisation_id,
                "invitation_id": invitation.id,
                "sealed": seal(offered.as_content(), key),
                "saved_at": now - timedelta(days=2),
                "saved_by_id": saved_by.id,
                "submitted_at": now - timedelta(days=2),
                "content": offered.as_content() if is_opened else None,
                "price_pence": offered.price_pence if is_opened else None,
                "opened_at": now if is_opened else None,
            }
            | fields
        )
    )


def make_clarification(invitation: CompetitionInvitation, asked_by: User) -> Clarification:
    """Add a question that waits for the buyer, flushed."""
    return _add(
        Clarification(
            competition_id=invitation.competition_id,
            invitation_id=invitation.id,
            question="Is there a kitchen?",
            asked_by_id=asked_by.id,
            asked_at=utcnow(),
        )
    )


def make_declaration(
    competition: Competition, user: User, *, has_conflict: bool = False
) -> ConflictDeclaration:
    """Let an evaluator declare, flushed."""
    return _add(
        ConflictDeclaration(
            competition_id=competition.id,
            user_id=user.id,
            has_conflict=has_conflict,
            explanation="My sister works there." if has_conflict else "",
            declared_at=utcnow(),
        )
    )


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row
