"""What is decided about suppliers, kept beside the ranking in which the buyer saw them."""

from __future__ import annotations

from collections.abc import Iterable

from brokerage.extensions import writes
from brokerage.matchmaking.service.records import record_decision
from brokerage.permissions import Subject
from brokerage.procurement.queries.recipients import find_recorded_ranking_id


@writes
def record_for_brief(
    actor: Subject, brief_id: int, organisation_ids: Iterable[int], verb: str, reason: str = ""
) -> None:
    """Note the decision on the brief's latest recorded ranking; without a search there is none."""
    recorded_ranking_id = find_recorded_ranking_id(brief_id)
    if recorded_ranking_id is None:
        return
    for organisation_id in organisation_ids:
        record_decision(actor, recorded_ranking_id, organisation_id, verb, reason)
