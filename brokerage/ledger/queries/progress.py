"""How far the promises of a contract are: what was drawn down to them, and the rule's colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from brokerage.contracts.models import Commitment, Contract
from brokerage.contracts.rules.progress import Progress
from brokerage.contracts.rules.returns import list_periods
from brokerage.ledger.queries.commitments import list_last_evidence
from brokerage.ledger.queries.totals import list_delivered
from brokerage.ledger.rules.commitments import RAG_LABELS, Rag, rag_of

TAGS: Mapping[str, str | None] = {Rag.GREEN: "verified", Rag.AMBER: None, Rag.RED: "warning"}


def list_contract_progress(commitments: Sequence[Commitment], today: date) -> dict[int, Progress]:
    """Return how far each of these is that a contract promises; two statements."""
    promised = [each for each in commitments if each.contract_id is not None]
    if not promised:
        return {}
    ids = [each.id for each in promised]
    delivered, evidence = list_delivered(ids), list_last_evidence(ids)
    found = {}
    for each in promised:
        rag = rag_of(
            target=each.quantity,
            delivered=delivered[each.id],
            due_on=each.due_on,
            today=today,
            evidence_on=evidence.get(each.id),
            last_check_on=_last_check_on(each.contract, today),
        )
        found[each.id] = Progress(
            delivered=delivered[each.id], label=RAG_LABELS[rag], tag=TAGS[rag]
        )
    return found


def _last_check_on(contract: Contract | None, today: date) -> date | None:
    """A contract is looked at when a half year of it is over: then its returns are asked for."""
    if contract is None:
        return None
    over = [last for _, last in list_periods(contract.starts_on, contract.ends_on) if last < today]
    return over[-1] if over else None
