"""What was opened, how it is scored and by whom; a sealed response is never in here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from brokerage.accounts.models import User
from brokerage.competitions.models import (
    BidResponse,
    Competition,
    ConflictDeclaration,
    EvaluationScore,
    ModeratedScore,
)
from brokerage.competitions.rules.responses import Offered
from brokerage.competitions.rules.scoring import Points, Weights, score_responses
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations.models import Organisation

__all__ = ["BidResponse", "SheetRow"]


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One opened response with its points so far."""

    response: BidResponse
    offered: Offered
    points: Points
    evaluators: int
    """How many have scored it."""

    @property
    def order(self) -> tuple[bool, Decimal, int]:
        """The most points first; those not agreed yet last."""
        total = self.points.total
        return (total is None, -(total or Decimal(0)), self.response.id)


@dataclass(frozen=True, kw_only=True)
class GivenScore:
    """What one evaluator gave one answer."""

    evaluator: str
    user_id: int
    score: int
    reason: str


def list_opened(competition_id: int) -> Sequence[BidResponse]:
    """Return the responses that were opened, by supplier."""
    return db.session.scalars(
        select(BidResponse)
        .join(BidResponse.organisation)
        .where(BidResponse.competition_id == competition_id, BidResponse.opened_at.is_not(None))
        .options(joinedload(BidResponse.organisation))
        .order_by(Organisation.name, BidResponse.id)
    ).all()


def list_sent_and_sealed(competition_id: int) -> Sequence[BidResponse]:
    """Return what was sent and is to be opened now, with its seal: for the service that opens."""
    return db.session.scalars(
        select(BidResponse)
        .where(
            BidResponse.competition_id == competition_id,
            BidResponse.submitted_at.is_not(None),
            BidResponse.opened_at.is_(None),
        )
        .options(undefer(BidResponse.sealed))
        .order_by(BidResponse.id)
    ).all()


def get_opened_response(competition_id: int, response_id: int) -> BidResponse:
    """Return a response that was opened (NotFoundError: a sealed one is not there)."""
    found = db.session.scalars(
        select(BidResponse)
        .where(
            BidResponse.id == response_id,
            BidResponse.competition_id == competition_id,
            BidResponse.opened_at.is_not(None),
        )
        .options(joinedload(BidResponse.organisation))
    ).first()
    if found is None:
        raise NotFoundError
    return found


def find_declaration(competition_id: int, user_id: int | None) -> ConflictDeclaration | None:
    """Return what this user declared, if they did."""
    return db.session.get(ConflictDeclaration, (competition_id, user_id or 0))


def list_declarations(competition_id: int) -> Sequence[tuple[str, ConflictDeclaration]]:
    """Return who declared what, by name."""
    rows = db.session.execute(
        select(User.name, ConflictDeclaration)
        .join(ConflictDeclaration, ConflictDeclaration.user_id == User.id)
        .where(ConflictDeclaration.competition_id == competition_id)
        .order_by(User.name, User.id)
    )
    return [(name, declaration) for name, declaration in rows]


def list_sheet(competition: Competition) -> Sequence[SheetRow]:
    """Return each opened response with its points, the most first; 3 statements."""
    responses = list_opened(competition.id)
    ids = [each.id for each in responses]
    agreed: dict[int, dict[int, int]] = defaultdict(dict)
    for each in db.session.scalars(
        select(ModeratedScore).where(ModeratedScore.response_id.in_(ids))
    ):
        agreed[each.response_id][each.question_id] = each.score
    scored: dict[int, set[int]] = defaultdict(set)
    for response_id, user_id in db.session.execute(
        select(EvaluationScore.response_id, EvaluationScore.user_id)
        .where(EvaluationScore.response_id.in_(ids))
        .distinct()
    ):
        scored[response_id].add(user_id)
    offers = {each.id: Offered.from_content(each.content) for each in responses}
    points = score_responses(
        offers, agreed, [each.id for each in competition.questions], _weights_of(competition)
    )
    rows = [
        SheetRow(
            response=each,
            offered=offers[each.id],
            points=points[each.id],
            evaluators=len(scored[each.id]),
        )
        for each in responses
    ]
    return sorted(rows, key=lambda row: row.order)


def _weights_of(competition: Competition) -> Weights:
    """Return the published weights."""
    return Weights(
        quality=competition.quality,
        price=competition.price,
        social_value=competition.social_value,
        measures={each.measure_id: each.weight for each in competition.measures},
    )


def list_scores(response_id: int) -> Mapping[int, Sequence[GivenScore]]:
    """Return what each evaluator gave each answer, by question."""
    rows = db.session.execute(
        select(User.name, EvaluationScore)
        .join(User, User.id == EvaluationScore.user_id)
        .where(EvaluationScore.response_id == response_id)
        .order_by(User.name, User.id)
    )
    found: dict[int, list[GivenScore]] = defaultdict(list)
    for name, given in rows:
        found[given.question_id].append(
            GivenScore(
                evaluator=name, user_id=given.user_id, score=given.score, reason=given.reason
            )
        )
    return found


def list_agreed(response_id: int) -> Mapping[int, ModeratedScore]:
    """Return the agreed scores of a response by question."""
    rows = db.session.scalars(
        select(ModeratedScore)
        .where(ModeratedScore.response_id == response_id)
        .order_by(ModeratedScore.question_id)
    )
    return {each.question_id: each for each in rows}


def find_own_scores(response_id: int, user_id: int | None) -> Mapping[int, EvaluationScore]:
    """Return what this evaluator gave, by question."""
    rows = db.session.scalars(
        select(EvaluationScore).where(
            EvaluationScore.response_id == response_id, EvaluationScore.user_id == user_id
        )
    )
    return {each.question_id: each for each in rows}
