"""What a person says of a supplier's name; it is remembered for every file that follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject
from brokerage.spend.models import SpendDecision, SpendSupplier
from brokerage.spend.rules.imports import Match
from brokerage.spend.service.imports import mark_stale

KIND = "spend-supplier"


@writes
def decide_name(actor: Subject, supplier: SpendSupplier, organisation_id: int | None) -> None:
    """Take a person's word for which organisation a name means; None is none of those asked.

    DomainError where it is not among them, or was decided meanwhile.
    """
    db.session.refresh(supplier, with_for_update=True)
    if supplier.standing != Match.ASKED:
        raise DomainError("Someone has answered this meanwhile.")
    asked = [each["organisation_id"] for each in supplier.candidates]
    if organisation_id is not None and organisation_id not in asked:
        raise DomainError("Select one of the answers", "answer")
    before = _facts(supplier)
    for each in asked:
        _remember(actor, supplier, each, is_same=each == organisation_id)
    supplier.standing = Match.NONE if organisation_id is None else Match.CONFIRMED
    supplier.organisation_id, supplier.candidates = organisation_id, []
    _record(actor, supplier, "spend:supplier:decide", before)


@writes
def undo_match(actor: Subject, supplier: SpendSupplier) -> None:
    """Say that a name does not mean the organisation it was taken for."""
    db.session.refresh(supplier, with_for_update=True)
    if supplier.organisation_id is None:
        raise DomainError("This name means no organisation here.")
    before = _facts(supplier)
    _remember(actor, supplier, supplier.organisation_id, is_same=False)
    supplier.standing, supplier.organisation_id = Match.NONE, None
    _record(actor, supplier, "spend:supplier:undo", before)


def _remember(
    actor: Subject, supplier: SpendSupplier, organisation_id: int, *, is_same: bool
) -> None:
    key = (supplier.authority_code, supplier.key, organisation_id)
    decision = db.session.get(SpendDecision, key)
    if decision is None:
        decision = SpendDecision(authority_code=key[0], key=key[1], organisation_id=organisation_id)
        db.session.add(decision)
    decision.is_same = is_same
    decision.decided_by_id, decision.decided_at = actor.user_id or 0, utcnow()


def _facts(supplier: SpendSupplier) -> dict[str, Any]:
    return {
        "name": supplier.name,
        "standing": supplier.standing,
        "organisation": supplier.organisation_id,
    }


def _record(
    actor: Subject, supplier: SpendSupplier, action: str, before: Mapping[str, Any]
) -> None:
    mark_stale(supplier.authority_code)
    audit.record(actor, action, KIND, supplier.id, before=before, after=_facts(supplier))
