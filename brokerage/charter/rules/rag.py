"""Red, amber or green: how a pledge stands, by rule and always with the word. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Rag(StrEnum):
    """How a pledge stands."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


RAG_LABELS: Mapping[str, str] = {
    Rag.GREEN: "Green: the target is reached and confirmed",
    Rag.AMBER: "Amber: on the way",
    Rag.RED: "Red: evidence is due and there is none",
}
RAG_TAGS: Mapping[str, str] = {
    Rag.GREEN: "verified",
    Rag.AMBER: "declared",
    Rag.RED: "warning",
}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known of a pledge on one day."""

    target: Decimal | None
    value: Decimal | None
    is_confirmed: bool
    """Somebody other than the signatory stands for the value."""
    evidence_on: date | None
    """The day of the newest evidence, whoever stands for it."""
    starts_on: date
    due_days: Sequence[date] = field(default_factory=tuple)
    """Days on which evidence is due: those of the check-ins."""


def find_rag(standing: Standing, today: date) -> Rag:
    """Return green, amber or red.

    Green: the target is reached, and confirmed. Amber: there is evidence since the last
    check-in, or none is due yet. Red: it was due, and there is none.
    """
    if is_reached(standing.value, standing.target) and standing.is_confirmed:
        return Rag.GREEN
    passed = sorted(day for day in standing.due_days if day < today)
    if not passed:
        return Rag.AMBER
    since = passed[-2] if len(passed) > 1 else standing.starts_on
    has_evidence = standing.evidence_on is not None and standing.evidence_on >= since
    return Rag.AMBER if has_evidence else Rag.RED


def is_reached(value: Decimal | None, target: Decimal | None) -> bool:
    """Say whether a value is at its target; without either, it is not."""
    return value is not None and target is not None and value >= target


def count_rags(rags: Sequence[str]) -> dict[Rag, int]:
    """Return how many there are of each."""
    return {rag: sum(1 for each in rags if each == rag) for rag in Rag}
