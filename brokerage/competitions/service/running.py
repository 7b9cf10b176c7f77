"""The buyer's steps: draft, invite, answer questions, move the deadline, withdraw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.competitions import emails, rules
from brokerage.competitions.models import (
    Clarification,
    Competition,
    CompetitionInvitation,
    CompetitionMeasure,
    CompetitionQuestion,
)
from brokerage.competitions.queries import competitions as queries
from brokerage.competitions.rules import CompetitionStatus
from brokerage.competitions.rules.moments import day_of, moment_of
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.measures.queries import list_set
from brokerage.measures.rules import SetKind
from brokerage.permissions import SYSTEM, Subject
from brokerage.procurement.models import Brief
from brokerage.procurement.queries.reservations import list_reserved_kinds
from brokerage.procurement.rules.briefs import BriefStatus
from brokerage.procurement.service.decisions import record_for_brief

KIND = "competition"
RUNS_ALREADY = "This brief has a competition already."
NOT_LOOKING = "Only a brief that looks for suppliers can begin a competition."
USUAL_WEIGHTS = {"quality": 50, "price": 30, "social_value": 20}
USUAL_DAYS = 21
USUAL_HOUR = "12"
BRIEF_CLOSED = "The buyer has closed what this competition was for."


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a buyer decides before anyone is invited."""

    title: str
    text: str
    deadline_at: datetime
    quality: int
    price: int
    social_value: int
    measure_set: str
    has_spend_duty: bool = False


@writes
def start_competition(actor: Subject, brief: Brief) -> Competition:
    """Begin a draft with the brief's own words."""
    if brief.status != BriefStatus.LOOKING:
        raise DomainError(NOT_LOOKING)
    now = utcnow()
    competition = Competition(
        brief_id=brief.id,
        organisation_id=brief.organisation_id,
        status=CompetitionStatus.DRAFT,
        title=brief.title,
        text=brief.need,
        deadline_at=moment_of(day_of(now) + timedelta(days=USUAL_DAYS), USUAL_HOUR),
        measure_set=SetKind.LIGHT,
        reserved_for=list_reserved_kinds(brief.id),
        created_by_id=actor.user_id or 0,
        created_at=now,
        **USUAL_WEIGHTS,
    )
    try:
        with db.session.begin_nested():
            db.session.add(competition)
    except IntegrityError as error:
        raise DomainError(RUNS_ALREADY) from error
    _record(actor, "start", competition.id, {"brief_id": brief.id})
    return competition


@writes
def save_plan(actor: Subject, competition: Competition, plan: Plan) -> None:
    """Keep what is bought, by when and how it is weighed."""
    competition = _locked_draft(competition)
    rules.check_weights(plan.quality, plan.price, plan.social_value)
    rules.check_deadline(plan.deadline_at, utcnow())
    if plan.measure_set != competition.measure_set:
        competition.measures.clear()  # another set may not have them
    before = {name: getattr(competition, name) for name in asdict(plan)}
    for name, value in asdict(plan).items():
        setattr(competition, name, value)
    db.session.flush()
    _record(actor, "edit", competition.id, _plain(asdict(plan)), _plain(before))


@writes
def note_reservation(brief_id: int) -> None:
    """A draft tells for whom its brief is reserved, as it is now."""
    draft = queries.find_draft(brief_id)
    if draft is not None:
        draft.reserved_for = list_reserved_kinds(brief_id)


@writes
def add_question(actor: Subject, competition: Competition, question: str) -> None:
    """Add one question at the end."""
    competition = _locked_draft(competition)
    highest, number = db.session.execute(
        select(func.max(CompetitionQuestion.number), func.count(CompetitionQuestion.id)).where(
            CompetitionQuestion.competition_id == competition.id
        )
    ).one()
    if number >= rules.MOST_QUESTIONS:
        raise DomainError(f"{rules.MOST_QUESTIONS} questions are the most. Remove one first")
    db.session.add(
        CompetitionQuestion(
            competition_id=competition.id, number=(highest or 0) + 1, question=question
        )
    )
    db.session.flush()
    db.session.expire(competition, ["questions"])
    _record(actor, "add-question", competition.id, {"question": question})


@writes
def remove_question(
    actor: Subject, competition: Competition, question: CompetitionQuestion
) -> None:
    """Take a question away, and number the others without a gap."""
    competition = _locked_draft(competition)
    gone = question.question
    db.session.delete(question)
    db.session.flush()
    db.session.expire(competition, ["questions"])
    for number, each in enumerate(competition.questions, start=1):
        each.number = number
        db.session.flush()
    _record(actor, "remove-question", competition.id, {}, {"question": gone})


@writes
def choose_measures(actor: Subject, competition: Competition, ids: Sequence[int]) -> None:
    """Choose what suppliers may offer, from the buyer's own set and with its weights."""
    competition = _locked_draft(competition)
    own = {
        each.measure_id: each.weight
        for each in list_set(competition.organisation_id, competition.measure_set, day_of(utcnow()))
    }
    if not set(ids) <= set(own):
        raise DomainError("Select measures from the list", "measures")
    if len(ids) > rules.MOST_MEASURES:
        raise DomainError(f"Select {rules.MOST_MEASURES} measures or fewer", "measures")
    before = {str(each.measure_id): each.weight for each in competition.measures}
    competition.measures.clear()
    db.session.flush()
    competition.measures.extend(
        CompetitionMeasure(measure_id=each, weight=own[each]) for each in ids
    )
    db.session.flush()
    after = {str(each): own[each] for each in ids}
    _record(actor, "choose-measures", competition.id, {"measures": after}, {"measures": before})


@writes
def invite_suppliers(actor: Subject, competition: Competition) -> int:
    """Invite everyone on the shortlist who can be, at one moment and in the same words."""
    competition = queries.get_locked_competition(competition.id)
    rules.check_transition(competition.status, CompetitionStatus.OPEN)
    brief = competition.brief
    if brief.status != BriefStatus.LOOKING:
        raise DomainError(NOT_LOOKING)
    blocked = queries.find_invite_block(brief)
    if blocked:
        raise DomainError(blocked)
    now = utcnow()
    rules.check_deadline(competition.deadline_at, now)
    suppliers = queries.list_invitable(brief).suppliers
    rules.check_ready(
        text=competition.text,
        questions=len(competition.questions),
        social_value=competition.social_value,
        measures=len(competition.measures),
        quality=competition.quality,
        invited=len(suppliers),
    )
    competition.reserved_for = list_reserved_kinds(brief.id)
    ids = [each.id for each in suppliers]
    db.session.add_all(
        CompetitionInvitation(competition_id=competition.id, organisation_id=each, invited_at=now)
        for each in ids
    )
    competition.status, competition.invited_at = CompetitionStatus.OPEN, now
    db.session.flush()
    before = {"status": CompetitionStatus.DRAFT}
    _record(actor, "invite", competition.id, {"organisation_ids": ids}, before)
    record_for_brief(actor, brief.id, ids, "enquired")
    emails.send_invited(competition, queries.list_invitations(competition.id))
    return len(ids)


@writes
def answer_clarification(
    actor: Subject,
    competition: Competition,
    clarification: Clarification,
    published: str,
    text: str,
) -> None:
    """Publish a question and its answer to all invited, without the name of who asked."""
    competition = queries.get_locked_competition(competition.id)
    rules.check_in_time(competition.status, competition.deadline_at, utcnow())
    if clarification.answered_at is not None:
        raise DomainError("This question was answered already.")
    clarification.published_question = published
    clarification.answer = text
    clarification.answered_at = utcnow()
    clarification.answered_by_id = actor.user_id
    db.session.flush()
    audit.record(
        actor,
        "competitions:clarification:answer",
        "clarification",
        clarification.id,
        before={"question": clarification.question, "answer": None},
        after={"question": published, "answer": text},
    )
    invitations = queries.list_invitations(competition.id)
    emails.send_clarification(competition, invitations, clarification)


@writes
def extend_deadline(
    actor: Subject, competition: Competition, deadline_at: datetime, reason: str
) -> None:
    """Give everyone more time, and tell everyone why."""
    competition = queries.get_locked_competition(competition.id)
    if competition.status != CompetitionStatus.OPEN:
        raise DomainError("Only a competition that suppliers are answering has a deadline to move.")
    old = competition.deadline_at
    rules.check_extension(old, deadline_at, utcnow())
    competition.deadline_at = deadline_at
    invitations = queries.list_invitations(competition.id)
    for invitation in invitations:
        invitation.reminded_days = None  # a new deadline has its own reminders
    db.session.flush()
    audit.record(
        actor,
        "competitions:competition:extend",
        KIND,
        competition.id,
        before={"deadline_at": old.isoformat()},
        after={"deadline_at": deadline_at.isoformat(), "reason": reason},
    )
    emails.send_extended(competition, invitations, old, reason)


@writes
def withdraw_competition(actor: Subject, competition: Competition, reason: str) -> None:
    """End it without a decision, and tell everyone why. What is sealed stays sealed."""
    competition = queries.get_locked_competition(competition.id)
    rules.check_transition(competition.status, CompetitionStatus.WITHDRAWN)
    if not reason.strip():
        raise DomainError("Say why it is withdrawn", "reason")
    before = {"status": competition.status}
    competition.status = CompetitionStatus.WITHDRAWN
    competition.ended_at, competition.end_reason = utcnow(), reason
    db.session.flush()
    _record(actor, "withdraw", competition.id, {"reason": reason}, before)
    emails.send_withdrawn(competition, queries.list_invitations(competition.id))


@writes
def withdraw_with_brief(actor: Subject, brief_id: int) -> None:
    """End what runs for a brief that is closed."""
    for competition in queries.list_running_of_brief(brief_id):
        withdraw_competition(actor, competition, BRIEF_CLOSED)


@writes
def tell_of_deadlines() -> None:
    """Tell buyers whose deadline has passed that responses can be opened, once."""
    now = utcnow()
    for competition in queries.list_past_deadline(now):
        competition.deadline_told_at = now
        db.session.flush()
        sent = queries.get_counts(competition.id).sent
        emails.send_deadline_passed(competition, sent)
        audit.record(SYSTEM, "competitions:competition:tell-deadline", KIND, competition.id)


def _locked_draft(competition: Competition) -> Competition:
    found = queries.get_locked_competition(competition.id)
    rules.check_draft(found.status)
    return found


def _plain(plan: Mapping[str, Any]) -> dict[str, Any]:
    return {**plan, "deadline_at": plan["deadline_at"].isoformat()}


def _record(
    actor: Subject,
    verb: str,
    competition_id: int,
    after: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
) -> None:
    action = f"competitions:competition:{verb}"
    audit.record(actor, action, KIND, competition_id, before=before, after=after)
