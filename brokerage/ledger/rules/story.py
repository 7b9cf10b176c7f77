"""What has happened to a claim, in plain words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from brokerage.ledger.rules.claims import OUTCOME_LABELS

_WORDS: Mapping[str, str] = {
    "ledger:claim:make": "Claimed",
    "ledger:claim:confirm": "Confirmed by the other side",
    "ledger:claim:refuse": "Refused by the other side",
    "ledger:claim:withdraw": "Taken back",
    "ledger:claim:ask-correction": "A correction was asked for",
    "ledger:claim:correct": "Corrected",
    "ledger:claim:dispute": "Put in dispute",
    "ledger:claim:settle": "Settled by a broker",
    "ledger:claim:draw-down": "Counts towards a promise of a contract",
    "ledger:claim:release": "No longer counts towards a promise",
}
ACTIONS = frozenset(_WORDS)


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One thing that happened; its values are None once they were erased."""

    at: datetime
    what: str
    amount: str
    reason: str


def tell(events: Iterable[tuple[Any, Any]]) -> list[Happening]:
    """Return what happened, the first first, from events with their details, newest first."""
    return [_tell(event, details.after if details else {}) for event, details in events][::-1]


def _tell(event: Any, after: Mapping[str, Any]) -> Happening:
    what = _WORDS[event.action]
    outcome = after.get("outcome")
    return Happening(
        at=event.at,
        what=f"{what}: {OUTCOME_LABELS[outcome].lower()}" if outcome else what,
        amount=str(after.get("amount", "")),
        reason=str(after.get("reason", "")),
    )
