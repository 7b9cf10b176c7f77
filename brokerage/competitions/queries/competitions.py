"""Competitions and who is invited, as the buyer sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, subqueryload

from brokerage.competitions.models import (
    Award,
    BidResponse,
    Clarification,
    Competition,
    CompetitionInvitation,
    CompetitionMeasure,
    CompetitionQuestion,
)
from brokerage.competitions.rules import ENDED, CompetitionStatus
from brokerage.errors import NotFoundError
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.procurement.models import Brief
from brokerage.procurement.profiles import NOTHING_SEEN, delivery_facts, supplier_facts
from brokerage.procurement.queries.marks import find_marks
from brokerage.procurement.queries.shortlists import list_shortlist
from brokerage.procurement.rules.eligibility import why_not
from brokerage.web.features import contributions

__all__ = ["Clarification", "Competition", "Counts", "Invitable"]


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What a buyer may know before the deadline: numbers, never who."""

    invited: int
    declined: int
    sent: int
    to_answer: int
    """Questions of suppliers that wait for an answer."""


@dataclass(frozen=True, kw_only=True)
class Invitable:
    """Who on a shortlist can be invited, and why the others cannot."""

    suppliers: Sequence[Organisation]
    others: Sequence[tuple[str, str]]
    """Name and reason."""


def get_competition(competition_id: int) -> Competition:
    """Return a competition with its brief, buyer, questions and measures (NotFoundError)."""
    competition = db.session.scalars(
        select(Competition)
        .where(Competition.id == competition_id)
        .options(
            joinedload(Competition.brief),
            joinedload(Competition.organisation),
            subqueryload(Competition.questions),
            subqueryload(Competition.measures).joinedload(CompetitionMeasure.measure),
        )
    ).first()
    if competition is None:
        raise NotFoundError
    return competition


def get_locked_competition(competition_id: int) -> Competition:
    """Return a competition as its row is now, held until the write ends (NotFoundError).

    Every step and every sending waits here for the one before, and then looks at the clock.
    """
    query = select(Competition).where(Competition.id == competition_id).with_for_update()
    found = db.session.scalars(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFoundError
    return found


def list_competitions_of_brief(brief_id: int) -> Sequence[Competition]:
    """Return a brief's competitions, the newest first."""
    return db.session.scalars(
        select(Competition).where(Competition.brief_id == brief_id).order_by(Competition.id.desc())
    ).all()


def list_running(organisation_id: int) -> Sequence[Competition]:
    """Return a buyer's competitions that have not ended, the oldest first."""
    return db.session.scalars(
        select(Competition)
        .where(Competition.organisation_id == organisation_id, Competition.status.not_in(ENDED))
        .order_by(Competition.id)
    ).all()


def list_running_of_brief(brief_id: int) -> Sequence[Competition]:
    """Return a brief's competitions that have not ended."""
    return db.session.scalars(
        select(Competition)
        .where(Competition.brief_id == brief_id, Competition.status.not_in(ENDED))
        .order_by(Competition.id)
    ).all()


def list_past_deadline(now: datetime) -> Sequence[Competition]:
    """Return open competitions whose deadline has passed and whose buyer was not told yet."""
    return db.session.scalars(
        select(Competition)
        .where(
            Competition.status == CompetitionStatus.OPEN,
            Competition.deadline_at <= now,
            Competition.deadline_told_at.is_(None),
        )
        .order_by(Competition.id)
    ).all()


def find_invite_block(brief: Brief) -> str | None:
    """Return the first sentence of a guard rail that forbids to invite for this brief, if any.

    Whoever keeps such rules hands a function in as "invite_blocks".
    """
    return next((said for rule in contributions("invite_blocks") if (said := rule(brief))), None)


def list_invitable(brief: Brief) -> Invitable:
    """Return who on the brief's shortlist can be invited now, by name."""
    delivery, listed = delivery_facts(brief), list_shortlist(brief.id)
    ids = [row.entry.organisation_id for row in listed]
    marks = find_marks(ids, utcnow().date()) if delivery.reserved else {}
    suppliers, others = [], []
    for row in listed:
        organisation = row.entry.organisation
        facts = supplier_facts(organisation, marks.get(organisation.id, NOTHING_SEEN))
        reason = why_not(facts, delivery)
        if reason is None and organisation.id != brief.organisation_id:
            suppliers.append(organisation)
        else:
            others.append((organisation.name or "", str(reason or "It is the buyer itself")))
    return Invitable(
        suppliers=sorted(suppliers, key=lambda each: (each.name or "", each.id)), others=others
    )


def find_draft(brief_id: int) -> Competition | None:
    """Return the competition of a brief that nobody is invited to yet, if there is one."""
    return db.session.scalars(
        select(Competition).where(
            Competition.brief_id == brief_id, Competition.status == CompetitionStatus.DRAFT
        )
    ).first()


def has_invited(brief_id: int) -> bool:
    """Say whether suppliers were invited to compete for a brief."""
    query = (
        select(CompetitionInvitation.id).join(Competition).where(Competition.brief_id == brief_id)
    )
    return db.session.scalar(query.limit(1)) is not None


def list_decided(brief_id: int) -> list[tuple[Award, Competition]]:
    """Return what was decided in a brief's competitions, oldest first, with the contracts."""
    rows = db.session.execute(
        select(Award, Competition)
        .join(Competition, Competition.id == Award.competition_id)
        .where(Competition.brief_id == brief_id)
        .options(joinedload(Award.contract))
        .order_by(Award.decided_at, Competition.id)
    )
    return [(row.Award, row.Competition) for row in rows]


def list_invitations(competition_id: int) -> Sequence[CompetitionInvitation]:
    """Return who was invited, by name."""
    return db.session.scalars(
        select(CompetitionInvitation)
        .join(CompetitionInvitation.organisation)
        .where(CompetitionInvitation.competition_id == competition_id)
        .options(joinedload(CompetitionInvitation.organisation))
        .order_by(Organisation.name, CompetitionInvitation.id)
    ).all()


def get_counts(competition_id: int) -> Counts:
    """Return how many were invited, say no, have sent something, and wait; one statement."""
    invited = select(func.count(CompetitionInvitation.id)).where(
        CompetitionInvitation.competition_id == competition_id
    )
    sent = select(func.count(BidResponse.id)).where(
        BidResponse.competition_id == competition_id, BidResponse.submitted_at.is_not(None)
    )
    asked = select(func.count(Clarification.id)).where(
        Clarification.competition_id == competition_id, Clarification.answered_at.is_(None)
    )
    row = db.session.execute(
        select(
            invited.scalar_subquery(),
            invited.where(CompetitionInvitation.declined_at.is_not(None)).scalar_subquery(),
            sent.scalar_subquery(),
            asked.scalar_subquery(),
        )
    ).one()
    return Counts(invited=row[0], declined=row[1], sent=row[2], to_answer=row[3])


def list_clarifications(competition_id: int, *, answered_only: bool) -> Sequence[Clarification]:
    """Return the questions of suppliers in order; to suppliers only those with an answer."""
    query = select(Clarification).where(Clarification.competition_id == competition_id)
    if answered_only:
        query = query.where(Clarification.answered_at.is_not(None))
    return db.session.scalars(query.order_by(Clarification.id)).all()


def get_clarification(competition_id: int, clarification_id: int) -> Clarification:
    """Return a question of this competition (NotFoundError)."""
    found = db.session.get(Clarification, clarification_id)
    if found is None or found.competition_id != competition_id:
        raise NotFoundError
    return found


def get_question(competition_id: int, question_id: int) -> CompetitionQuestion:
    """Return a question that suppliers answer (NotFoundError)."""
    found = db.session.get(CompetitionQuestion, question_id)
    if found is None or found.competition_id != competition_id:
        raise NotFoundError
    return found


def find_award(competition_id: int) -> Award | None:
    """Return the decision, with its contract, if there is one."""
    return db.session.scalars(
        select(Award)
        .where(Award.competition_id == competition_id)
        .options(joinedload(Award.contract))
    ).first()
