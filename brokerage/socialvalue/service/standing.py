"""Standing offers: made, changed, withdrawn, taken up again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.service import mark_changed
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.socialvalue.models import StandingOffer
from brokerage.socialvalue.rules import kinds
from brokerage.socialvalue.rules.offers import check_no_address
from brokerage.socialvalue.rules.projects import FURTHEST, show_amount
from brokerage.socialvalue.service.offers import STANDING_KIND, check_commitment


@dataclass(frozen=True, kw_only=True)
class StandingAnswers:
    """What a business says that it would give."""

    kind: str
    title: str
    detail: str
    unit: str
    amount: Decimal
    until_on: date
    contact: str
    commitment_id: int | None = None


@writes
def add_standing_offer(
    actor: Subject, organisation: Organisation, answers: StandingAnswers
) -> StandingOffer:
    """Say what one would give; community bodies can ask for it at once."""
    if not kinds.may_give(organisation.status):
        raise DomainError("Only an approved organisation can make an offer.")
    standing = StandingOffer(
        organisation_id=organisation.id,
        status="open",
        agreed=Decimal(0),
        created_by_id=actor.user_id,
        created_at=utcnow(),
    )
    _answer(standing, answers)
    db.session.add(standing)
    _record(actor, standing, "add", {})
    return standing


@writes
def edit_standing_offer(actor: Subject, standing: StandingOffer, answers: StandingAnswers) -> None:
    """Change it; never to less than what is agreed already."""
    live = _locked(standing)
    if answers.amount < live.agreed:
        raise DomainError(f"{show_amount(live.agreed)} of it is agreed already", "amount")
    before = _facts(live)
    _answer(live, answers)
    _record(actor, live, "edit", before)


@writes
def withdraw_standing_offer(actor: Subject, standing: StandingOffer) -> None:
    """Take it away; what is agreed stays agreed."""
    live = _locked(standing)
    before = _facts(live)
    live.status = "withdrawn"
    _record(actor, live, "withdraw", before)


@writes
def reopen_standing_offer(actor: Subject, standing: StandingOffer) -> None:
    """Put it back."""
    live = _locked(standing)
    if live.until_on < utcnow().date():
        raise DomainError("Its last day is over. Change that first.")
    before = _facts(live)
    live.status = "open"
    _record(actor, live, "reopen", before)


def _answer(standing: StandingOffer, answers: StandingAnswers) -> None:
    today = utcnow().date()
    if not today <= answers.until_on <= today + FURTHEST:
        raise DomainError("The last day must be today or in the next 3 years", "until_on")
    unit = kinds.unit_for(answers.kind, answers.unit)
    if not unit:
        raise DomainError("Say what you count it in, like “chairs” or “days”", "unit")
    check_no_address(answers.detail, "detail")
    check_commitment(standing.organisation_id, answers.kind, answers.commitment_id)
    standing.kind, standing.title, standing.detail = answers.kind, answers.title, answers.detail
    standing.unit, standing.amount, standing.until_on = unit, answers.amount, answers.until_on
    standing.contact, standing.commitment_id = answers.contact, answers.commitment_id


def _locked(standing: StandingOffer) -> StandingOffer:
    return db.session.get_one(
        StandingOffer, standing.id, with_for_update=True, populate_existing=True
    )


def _record(actor: Subject, standing: StandingOffer, verb: str, before: dict[str, Any]) -> None:
    db.session.flush()
    action, after = f"socialvalue:standing-offer:{verb}", _facts(standing)
    audit.record(actor, action, STANDING_KIND, standing.id, before=before, after=after)
    mark_changed(STANDING_KIND, standing.id)


def _facts(standing: StandingOffer) -> dict[str, Any]:
    return {
        "status": standing.status,
        "kind": standing.kind,
        "title": standing.title,
        "detail": standing.detail,
        "amount": str(standing.amount),
        "until_on": standing.until_on.isoformat(),
        "commitment_id": standing.commitment_id,
    }
