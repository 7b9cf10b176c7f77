"""After the deadline: declare, open, score, agree, decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from brokerage import audit
from brokerage.competitions import emails, rules
from brokerage.competitions.models import (
    Award,
    BidResponse,
    Competition,
    ConflictDeclaration,
    EvaluationScore,
    ModeratedScore,
)
from brokerage.competitions.queries import competitions as queries
from brokerage.competitions.queries import evaluation
from brokerage.competitions.rules import CompetitionStatus
from brokerage.competitions.rules.responses import Offered
from brokerage.competitions.service.responses import unseal_response
from brokerage.contracts.models import Contract
from brokerage.contracts.rules import ProcuredBy
from brokerage.contracts.service.registers import (
    ContractLine,
    Promise,
    Source,
    add_commitment,
    add_contract,
)
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject
from brokerage.procurement.service.decisions import record_for_brief

KIND = "competition"
SOURCE = "competition"
SCORED_BEFORE = "Nobody has scored this response yet. Score it before a score is agreed."


@dataclass(frozen=True, kw_only=True)
class Given:
    """A score and its reason."""

    score: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Whom a competition goes to, or nobody, why, and what the contract says."""

    winner: int | None
    """The id of the winning response."""
    reason: str
    starts_on: date | None = None
    ends_on: date | None = None


@writes
def declare_conflict(
    actor: Subject, competition: Competition, has_conflict: bool, explanation: str
) -> None:
    """Say whether one's own interests touch this; a later word replaces it, and both are logged."""
    if competition.status in rules.ENDED:
        raise DomainError("This competition has ended.")
    if has_conflict and not explanation.strip():
        raise DomainError("Say what the conflict is", "explanation")
    declaration = evaluation.find_declaration(competition.id, actor.user_id)
    before = _declared(declaration) if declaration else {}
    if declaration is None:
        declaration = ConflictDeclaration(competition_id=competition.id, user_id=actor.user_id or 0)
        db.session.add(declaration)
    declaration.has_conflict = has_conflict
    declaration.explanation = explanation
    declaration.declared_at = utcnow()
    db.session.flush()
    _record(actor, "declare", competition.id, _declared(declaration), before)


@writes
def open_responses(actor: Subject, competition: Competition) -> int:
    """Open all that was sent at one moment; before the deadline nobody can."""
    competition = queries.get_locked_competition(competition.id)
    check_evaluator(actor, competition)
    now = utcnow()
    rules.check_openable(competition.status, competition.deadline_at, now)
    responses = evaluation.list_sent_and_sealed(competition.id)
    for response in responses:
        offered = unseal_response(response)
        response.content = offered.as_content()
        response.price_pence = offered.price_pence
        response.opened_at = now
    competition.status, competition.opened_at = CompetitionStatus.OPENED, now
    db.session.flush()
    before = {"status": CompetitionStatus.OPEN}
    _record(actor, "open", competition.id, {"responses": len(responses)}, before)
    return len(responses)


@writes
def score_response(
    actor: Subject, competition: Competition, response: BidResponse, given: Mapping[int, Given]
) -> None:
    """Keep one evaluator's scores for one response, a reason with each."""
    _check_evaluating(actor, competition)
    own = evaluation.find_own_scores(response.id, actor.user_id)
    before = _scored(own)
    for question_id, each in given.items():
        score = own.get(question_id) or EvaluationScore(
            response_id=response.id, question_id=question_id, user_id=actor.user_id or 0
        )
        score.score, score.reason, score.scored_at = each.score, each.reason, utcnow()
        db.session.add(score)
    db.session.flush()
    _record_scores(actor, "score", response, given, before)


@writes
def agree_scores(
    actor: Subject,
    competition: Competition,
    response: BidResponse,
    given: Mapping[int, Given],
    feedback: str,
) -> None:
    """Keep the agreed scores, and what the supplier will be told if it is not successful."""
    _check_evaluating(actor, competition)
    if given and not evaluation.list_scores(response.id):
        raise DomainError(SCORED_BEFORE)
    agreed = evaluation.list_agreed(response.id)
    before = _scored(agreed)
    for question_id, each in given.items():
        score = agreed.get(question_id) or ModeratedScore(
            response_id=response.id, question_id=question_id
        )
        score.score, score.reason = each.score, each.reason
        score.agreed_by_id, score.agreed_at = actor.user_id or 0, utcnow()
        db.session.add(score)
    response.feedback = feedback
    db.session.flush()
    _record_scores(actor, "agree", response, given, before)


@writes
def decide_competition(actor: Subject, competition: Competition, decision: Decision) -> Award:
    """Award it or end it without one; everyone hears at the same moment."""
    competition = queries.get_locked_competition(competition.id)
    check_evaluator(actor, competition)
    is_award = decision.winner is not None
    then = CompetitionStatus.AWARDED if is_award else CompetitionStatus.NO_AWARD
    rules.check_transition(competition.status, then)
    rows = evaluation.list_sheet(competition)
    rules.check_decision(
        decision.winner,
        [row.response.id for row in rows if row.points.total is not None],
        [
            row.response.organisation.name or ""
            for row in rows
            if row.response.id != decision.winner and not row.response.feedback
        ],
    )
    winner = next((row for row in rows if row.response.id == decision.winner), None)
    contract = _make_contract(actor, competition, winner, decision) if winner else None
    award = Award(
        competition_id=competition.id,
        response_id=decision.winner,
        contract_id=contract.id if contract else None,
        reason=decision.reason,
        decided_by_id=actor.user_id or 0,
        decided_at=utcnow(),
    )
    db.session.add(award)
    competition.status, competition.ended_at = then, award.decided_at
    competition.end_reason = decision.reason
    db.session.flush()
    after = {"response_id": decision.winner, "reason": decision.reason}
    before = {"status": CompetitionStatus.OPENED}
    _record(actor, "award" if is_award else "end-without-award", competition.id, after, before)
    if winner is not None:
        ids = [winner.response.organisation_id]
        record_for_brief(actor, competition.brief_id, ids, "chosen")
    emails.send_decision(competition, award, rows, queries.list_invitations(competition.id))
    return award


def check_evaluator(actor: Subject, competition: Competition) -> None:
    """Refuse who has not declared, or has declared a conflict."""
    declaration = evaluation.find_declaration(competition.id, actor.user_id)
    if declaration is None:
        raise DomainError(rules.DECLARE_FIRST)
    if declaration.has_conflict:
        raise DomainError(rules.HAS_CONFLICT)


def _check_evaluating(actor: Subject, competition: Competition) -> None:
    found = queries.get_locked_competition(competition.id)
    if found.status != CompetitionStatus.OPENED:
        raise DomainError("Responses are scored between their opening and the decision.")
    check_evaluator(actor, found)


def _make_contract(
    actor: Subject, competition: Competition, winner: evaluation.SheetRow, decision: Decision
) -> Contract:
    """Write the line of the register, and what was offered as commitments."""
    if decision.starts_on is None or decision.ends_on is None:
        raise DomainError("Enter the contract’s first and last day", "starts_on")
    response, offered = winner.response, winner.offered
    line = ContractLine(
        supplier_name=response.organisation.name or "",
        title=competition.title,
        value_pence=response.price_pence or 0,
        is_vat_inclusive=True,
        starts_on=decision.starts_on,
        ends_on=decision.ends_on,
        reserved_for=competition.reserved_for,
        social_value_percent=competition.social_value or None,
        procured_by=ProcuredBy.COMPETITION,
        has_spend_duty=competition.has_spend_duty,
    )
    source = Source(kind=SOURCE, id=competition.id, supplier_id=response.organisation_id)
    contract = add_contract(actor, competition.organisation, line, source)
    for promise in _promises(offered, decision.starts_on, decision.ends_on):
        add_commitment(actor, contract, promise)
    return contract


def _promises(offered: Offered, starts_on: date, ends_on: date) -> list[Promise]:
    """Return the quantities that were offered as they are: weights never multiply them."""
    return [
        Promise(measure_id=measure, quantity=many, from_on=starts_on, due_on=ends_on)
        for measure, many in sorted(offered.quantities.items())
        if many
    ]


def _record_scores(
    actor: Subject,
    verb: str,
    response: BidResponse,
    given: Mapping[int, Given],
    before: Mapping[str, Any],
) -> None:
    action = f"competitions:response:{verb}"
    after = _scored(given)
    audit.record(actor, action, "competition_response", response.id, before=before, after=after)


def _scored(scores: Mapping[int, Any]) -> dict[str, Any]:
    return {
        str(number): {"score": one.score, "reason": one.reason} for number, one in scores.items()
    }


def _declared(declaration: ConflictDeclaration) -> dict[str, Any]:
    return {"has_conflict": declaration.has_conflict, "explanation": declaration.explanation}


def _record(
    actor: Subject,
    verb: str,
    competition_id: int,
    after: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
) -> None:
    action = f"competitions:competition:{verb}"
    audit.record(actor, action, KIND, competition_id, before=before, after=after)
