"""Suggestions as they were made, and what was decided on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload

from brokerage.accounts.models import User
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.places.models import Authority
from brokerage.procurement.models import Brief, QuoteRuleRow
from brokerage.rotation import rules
from brokerage.rotation.models import RotationDecision, RotationSuggestion
from brokerage.web.paging import Page


def get_suggestion(suggestion_id: int) -> RotationSuggestion:
    """Return a suggestion with its organisation (NotFoundError)."""
    found = db.session.scalars(
        select(RotationSuggestion)
        .where(RotationSuggestion.id == suggestion_id)
        .options(joinedload(RotationSuggestion.organisation))
    ).first()
    if found is None:
        raise NotFoundError
    return found


def list_suggestions(organisation_id: int, page: int) -> Page[RotationSuggestion]:
    """Return the suggestions made for an authority, newest first."""
    own = RotationSuggestion.organisation_id == organisation_id
    rows = db.session.scalars(
        select(RotationSuggestion)
        .where(own)
        .order_by(RotationSuggestion.id.desc())
        .limit(rules.PER_PAGE)
        .offset((page - 1) * rules.PER_PAGE)
    ).all()
    total = db.session.scalar(select(func.count()).select_from(RotationSuggestion).where(own)) or 0
    return Page(rows=rows, number=page, per_page=rules.PER_PAGE, total=total)


def find_decisions(suggestion_id: int) -> Mapping[int, tuple[RotationDecision, str]]:
    """Return what was decided and by whom, by the id of the brief."""
    rows = db.session.execute(
        select(RotationDecision, User.name)
        .join(User, User.id == RotationDecision.decided_by_id)
        .where(RotationDecision.suggestion_id == suggestion_id)
        .order_by(RotationDecision.brief_id)
    )
    return {row[0].brief_id: (row[0], row[1]) for row in rows}


def find_part(suggestion: RotationSuggestion, brief_id: int) -> dict[str, Any]:
    """Return what a suggestion says of one brief (NotFoundError)."""
    for part in suggestion.parts:
        if part["brief_id"] == brief_id:
            return part
    raise NotFoundError


def has_rotating_rule(organisation: Organisation, today: date) -> bool:
    """Say whether a council's own rules make suppliers take turns at some value; 1 statement."""
    rule, council = QuoteRuleRow, Authority
    found = exists().where(
        rule.authority_code == council.code,
        or_(council.name == organisation.name, council.code == organisation.authority_code),
        rule.is_rotating,
        rule.from_on <= today,
        or_(rule.to_on.is_(None), rule.to_on >= today),
    )
    return bool(db.session.scalar(select(found)))


def list_turns_as_plain(brief: Brief, today: date) -> tuple[str, list[dict[str, Any]]]:
    """Return what was suggested and decided for a brief, as a part of its file; posts, no names."""
    rows = db.session.execute(
        select(RotationDecision, RotationSuggestion)
        .join(RotationSuggestion, RotationSuggestion.id == RotationDecision.suggestion_id)
        .where(RotationDecision.brief_id == brief.id)
        .order_by(RotationDecision.suggestion_id)
    )
    return "turns", [
        {
            "suggestion_sha256": suggestion.digest,
            "suggested": find_part(suggestion, brief.id),
            "outcome": decision.outcome,
            "reason": decision.reason,
            "decided_at": decision.decided_at.isoformat(),
            "decided_by": "a buyer of the authority",
        }
        for decision, suggestion in rows
    ]
