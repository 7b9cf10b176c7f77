"""A supplier's side: what it is invited to, and its own response."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, undefer

from brokerage.competitions.models import (
    BidResponse,
    Clarification,
    Competition,
    CompetitionInvitation,
    CompetitionMeasure,
)
from brokerage.competitions.rules import CompetitionStatus
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.procurement.rules.reminders import SOON
from brokerage.web.paging import Page

__all__ = ["BidResponse", "CompetitionInvitation"]
PER_PAGE = 20


def get_invitation(invitation_id: int) -> CompetitionInvitation:
    """Return an invitation with all that its supplier was sent (NotFoundError)."""
    competition = joinedload(CompetitionInvitation.competition)
    invitation = db.session.scalars(
        select(CompetitionInvitation)
        .where(CompetitionInvitation.id == invitation_id)
        .options(
            joinedload(CompetitionInvitation.organisation),
            competition.joinedload(Competition.organisation),
            competition.subqueryload(Competition.questions),
            competition.subqueryload(Competition.measures).joinedload(CompetitionMeasure.measure),
        )
    ).first()
    if invitation is None:
        raise NotFoundError
    return invitation


def find_own_response(invitation_id: int) -> BidResponse | None:
    """Return the response that belongs to this invitation, with what is sealed in it.

    For its own supplier alone: who calls this has checked that.
    """
    return db.session.scalars(
        select(BidResponse)
        .where(BidResponse.invitation_id == invitation_id)
        .options(undefer(BidResponse.sealed))
        .execution_options(populate_existing=True)
    ).first()


def list_invitations_of(organisation_id: int, page: int) -> Page[CompetitionInvitation]:
    """Return what a supplier was invited to, the latest deadline first."""
    wanted = CompetitionInvitation.organisation_id == organisation_id
    total = (
        db.session.scalar(select(func.count()).select_from(CompetitionInvitation).where(wanted))
        or 0
    )
    rows = db.session.scalars(
        select(CompetitionInvitation)
        .join(CompetitionInvitation.competition)
        .where(wanted)
        .options(joinedload(CompetitionInvitation.competition).joinedload(Competition.organisation))
        .order_by(Competition.deadline_at.desc(), CompetitionInvitation.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)


def count_open_invitations(organisation_id: int) -> int:
    """Return how many open competitions wait for this supplier's response; one statement."""
    sent = select(BidResponse.invitation_id).where(
        BidResponse.organisation_id == organisation_id, BidResponse.submitted_at.is_not(None)
    )
    return (
        db.session.scalar(
            select(func.count(CompetitionInvitation.id))
            .join(CompetitionInvitation.competition)
            .where(
                CompetitionInvitation.organisation_id == organisation_id,
                CompetitionInvitation.declined_at.is_(None),
                CompetitionInvitation.id.not_in(sent),
                Competition.status == CompetitionStatus.OPEN,
            )
        )
        or 0
    )


def list_unsent_drafts(now: datetime) -> list[tuple[CompetitionInvitation, datetime]]:
    """Return the invitations near their deadline whose draft is not sent, and when it was saved.

    What is sealed is not read, and whoever said no is left alone.
    """
    until = now + timedelta(days=SOON + 1)
    rows = db.session.execute(
        select(CompetitionInvitation, BidResponse.saved_at)
        .join(BidResponse, BidResponse.invitation_id == CompetitionInvitation.id)
        .join(CompetitionInvitation.competition)
        .where(
            BidResponse.submitted_at.is_(None),
            CompetitionInvitation.declined_at.is_(None),
            Competition.status == CompetitionStatus.OPEN,
            Competition.deadline_at > now,
            Competition.deadline_at <= until,
        )
        .options(
            contains_eager(CompetitionInvitation.competition).joinedload(Competition.organisation)
        )
        .order_by(CompetitionInvitation.id)
    )
    return [(invitation, saved_at) for invitation, saved_at in rows]


def list_own_questions(invitation_id: int) -> list[Clarification]:
    """Return what this supplier itself has asked and was not answered yet."""
    return list(
        db.session.scalars(
            select(Clarification)
            .where(
                Clarification.invitation_id == invitation_id, Clarification.answered_at.is_(None)
            )
            .order_by(Clarification.id)
        )
    )
