"""A competition as plain values, for the file of a brief that can be checked later."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from brokerage.competitions import rules
from brokerage.competitions.models import BidResponse, Competition, EvaluationScore
from brokerage.competitions.queries import competitions as queries
from brokerage.competitions.queries import evaluation
from brokerage.extensions import db
from brokerage.procurement.models import Brief


def get_competition_as_plain(competition_id: int) -> dict[str, Any]:
    """Return all of a competition as JSON values, in a fixed order (NotFoundError).

    It names organisations and posts ("evaluator 1"), never people. What is sealed is not in it:
    responses are there once they are opened.
    """
    competition = queries.get_competition(competition_id)
    return {
        "id": competition.id,
        "brief_id": competition.brief_id,
        "buyer": competition.organisation.name,
        "status": competition.status,
        "title": competition.title,
        "text": competition.text,
        "reserved_for": sorted(competition.reserved_for),
        "has_spend_duty": competition.has_spend_duty,
        "deadline_at": _moment(competition.deadline_at),
        "invited_at": _moment(competition.invited_at),
        "opened_at": _moment(competition.opened_at),
        "ended_at": _moment(competition.ended_at),
        "end_reason": competition.end_reason,
        **_published(competition),
        "invited": [
            {
                "organisation_id": each.organisation_id,
                "name": each.organisation.name,
                "declined": each.declined_at is not None,
            }
            for each in queries.list_invitations(competition_id)
        ],
        "questions_and_answers": [
            {
                "question": each.published_question,
                "answer": each.answer,
                "answered_at": _moment(each.answered_at),
            }
            for each in queries.list_clarifications(competition_id, answered_only=True)
        ],
        **_evaluated(competition),
    }


def list_competitions_as_plain(brief: Brief, today: date) -> tuple[str, list[dict[str, Any]]]:
    """Return a brief's competitions, oldest first, as a part of its file."""
    ids = db.session.scalars(
        select(Competition.id).where(Competition.brief_id == brief.id).order_by(Competition.id)
    ).all()
    return "competitions", [get_competition_as_plain(each) for each in ids]


def _published(competition: Competition) -> dict[str, Any]:
    """Return what everyone invited was told of how responses are weighed."""
    return {
        "weights": {
            "quality": competition.quality,
            "price": competition.price,
            "social_value": competition.social_value,
        },
        "formulas": {
            "quality": rules.QUALITY_FORMULA,
            "price": rules.PRICE_FORMULA,
            "social_value": rules.SOCIAL_VALUE_FORMULA,
        },
        "questions": [
            {"number": each.number, "question": each.question} for each in competition.questions
        ],
        "measures": [
            {
                "code": each.measure.code,
                "label": each.measure.label,
                "unit": each.measure.unit,
                "weight": each.weight,
            }
            for each in competition.measures
        ],
    }


def _evaluated(competition: Competition) -> dict[str, Any]:
    posts = _posts([each.id for each in evaluation.list_opened(competition.id)])
    award = queries.find_award(competition.id)
    return {
        "declarations": [
            {"has_conflict": each.has_conflict, "declared_at": _moment(each.declared_at)}
            for _, each in sorted(
                evaluation.list_declarations(competition.id), key=lambda one: one[1].declared_at
            )
        ],
        "responses": [
            _response(competition, row, posts) for row in evaluation.list_sheet(competition)
        ],
        "award": None
        if award is None
        else {
            "response_id": award.response_id,
            "contract_id": award.contract_id,
            "reason": award.reason,
            "decided_at": _moment(award.decided_at),
        },
    }


def _response(
    competition: Competition, row: evaluation.SheetRow, posts: dict[int, str]
) -> dict[str, Any]:
    response: BidResponse = row.response
    numbers = {each.id: each.number for each in competition.questions}
    codes = {each.measure_id: each.measure.code for each in competition.measures}
    points = row.points
    return {
        "id": response.id,
        "organisation_id": response.organisation_id,
        "name": response.organisation.name,
        "submitted_at": _moment(response.submitted_at),
        "price_pence": response.price_pence,
        "answers": {str(numbers[key]): text for key, text in sorted(row.offered.answers.items())},
        "offers": {codes[key]: str(many) for key, many in sorted(row.offered.quantities.items())},
        "scores": [
            {
                "question": numbers[question],
                "evaluator": posts[each.user_id],
                "score": each.score,
                "reason": each.reason,
            }
            for question, given in sorted(evaluation.list_scores(response.id).items())
            for each in sorted(given, key=lambda one: posts[one.user_id])
        ],
        "agreed": [
            {"question": numbers[question], "score": each.score, "reason": each.reason}
            for question, each in evaluation.list_agreed(response.id).items()
        ],
        "points": {
            "quality": None if points.quality is None else str(points.quality),
            "price": str(points.price),
            "social_value": str(points.social_value),
            "total": None if points.total is None else str(points.total),
        },
        "feedback": response.feedback,
    }


def _posts(response_ids: list[int]) -> dict[int, str]:
    """Return "evaluator 1", "evaluator 2" … by user, in the order of their ids."""
    users = db.session.scalars(
        select(EvaluationScore.user_id)
        .where(EvaluationScore.response_id.in_(response_ids))
        .distinct()
        .order_by(EvaluationScore.user_id)
    )
    return {user_id: f"evaluator {number}" for number, user_id in enumerate(users, start=1)}


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
