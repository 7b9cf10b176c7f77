"""What a buyer says when a brief closes, and what follows from it for suppliers. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from brokerage.errors import DomainError
from brokerage.procurement.rules.answers import SAID_NO
from brokerage.procurement.rules.briefs import Outcome
from brokerage.procurement.rules.enquiries import ResultReason

REASONS_TO_GIVE = (
    ResultReason.BETTER_FIT,
    ResultReason.CAPACITY,
    ResultReason.EVIDENCE,
    ResultReason.PRICE,
)
"""Which reasons a buyer picks from; the others follow from the outcome."""
_FROM_OUTCOME: Mapping[str, ResultReason] = {
    Outcome.TO_TENDER: ResultReason.TO_TENDER,
    Outcome.NOT_NEEDED: ResultReason.NOT_NEEDED,
}


def list_choosable(untold: Iterable[Any]) -> dict[int, str]:
    """Return the name of each supplier, by id, that has no result and did not say no itself."""
    return {
        each.organisation_id: each.organisation.name or ""
        for each in untold
        if each.answer not in SAID_NO
    }


def check_closing(
    outcome: str,
    chosen_ids: Collection[int],
    choosable: Collection[int],
    reason: str | None,
) -> None:
    """Refuse an outcome without whom or why, and one that names someone who was not asked."""
    if not set(chosen_ids) <= set(choosable):
        raise DomainError("Select suppliers from the list", "chosen")
    if outcome == Outcome.CHOSEN and not chosen_ids:
        raise DomainError("Select who was chosen", "chosen")
    if outcome != Outcome.CHOSEN and chosen_ids:
        raise DomainError("Clear these, or select “A supplier was chosen”", "chosen")
    waiting = set(choosable) - set(chosen_ids)
    if waiting and outcome not in _FROM_OUTCOME and reason not in REASONS_TO_GIVE:
        raise DomainError("Select why not the others", "reason")


def reason_for(outcome: str, reason: str | None) -> str | None:
    """Return what those are told who were not chosen, where no answer of theirs says it."""
    return _FROM_OUTCOME.get(outcome, reason or None)
