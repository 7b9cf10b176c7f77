"""What was promised in a contract and how far it is: drawing down, and red, amber, green. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from brokerage.errors import DomainError
from brokerage.ledger.rules.amounts import as_written


class Rag(StrEnum):
    """How far a promise is."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


RAG_LABELS: Mapping[str, str] = {
    Rag.GREEN: "Green: target confirmed",
    Rag.AMBER: "Amber: under way",
    Rag.RED: "Red: due, and nothing to show",
}


@dataclass(frozen=True, kw_only=True)
class CommitmentFacts:
    """Who promised something, and for when."""

    supplier_id: int | None
    from_on: date
    due_on: date


def in_words(commitment: Any) -> str:
    """Return "40 hours of NT17, until 31 March 2027"."""
    amount = f"{as_written(commitment.quantity)} {commitment.measure.unit}"
    due_on = commitment.due_on
    return f"{amount} of {commitment.measure.code}, until {due_on.day} {due_on:%B %Y}"


def check_draw(
    *, owner_id: int, happened_on: date, is_same_measure: bool, promise: CommitmentFacts
) -> None:
    """Refuse a claim of another measure, of another contractor, or of another time."""
    if promise.supplier_id is None or promise.supplier_id != owner_id:
        raise DomainError("This promise was made by somebody else", "commitment")
    if not is_same_measure:
        raise DomainError("This promise is counted in another measure", "commitment")
    if not promise.from_on <= happened_on <= promise.due_on:
        raise DomainError("This did not happen in the time of the promise", "commitment")


def rag_of(
    *,
    target: Decimal,
    delivered: Decimal,
    due_on: date,
    today: date,
    evidence_on: date | None,
    last_check_on: date | None,
) -> Rag:
    """Return how far a promise is, by rule.

    Green: the target is confirmed. Amber: there is evidence since the last check-in, or it is
    not due yet. Red: due, with none. `evidence_on` is the day of the newest confirmed entry;
    without any check-in yet, all evidence is since then.
    """
    if delivered >= target:
        return Rag.GREEN
    is_new = evidence_on is not None and (last_check_on is None or evidence_on >= last_check_on)
    return Rag.AMBER if is_new or today <= due_on else Rag.RED
