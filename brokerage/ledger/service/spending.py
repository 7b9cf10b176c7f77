"""Where a contractor's spend went, and what a buyer has bought from whom near it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from brokerage.contracts.models import Contract, SpendReturn
from brokerage.contracts.queries.registers import list_commitments
from brokerage.contracts.queries.returns import get_return
from brokerage.contracts.rules import ProcuredBy
from brokerage.contracts.rules.returns import ReturnStatus
from brokerage.extensions import writes
from brokerage.ledger import queries
from brokerage.ledger.models import LedgerSource
from brokerage.ledger.queries.commitments import get_contract_line
from brokerage.ledger.queries.happenings import find_ward, is_local_to
from brokerage.ledger.queries.sources import find_default_measure
from brokerage.ledger.rules.sources import Circumstance, SourceKind
from brokerage.ledger.rules.spending import split_local
from brokerage.ledger.service.counting import Part, keep_counted
from brokerage.ledger.service.sources import SourceFacts, note_source
from brokerage.permissions import SYSTEM

UNIT = "pounds"
ZERO = Decimal(0)


@writes
def count_return(spend_return_id: int) -> None:
    """Let the ledger say what a return counts for: the contractor gave it, the buyer confirmed.

    Only local pounds count, each as one measure: those that are surely with small local firms
    as that, if the contract promises it; the others as local spend.
    """
    spend_return = get_return(spend_return_id)
    contract, entry = spend_return.contract, spend_return.latest
    if contract.supplier_id is None or entry is None:
        return
    is_confirmed = spend_return.status == ReturnStatus.CONFIRMED
    facts = SourceFacts(
        kind=SourceKind.SPEND_RETURN,
        source_id=spend_return.id,
        unit=UNIT,
        amount=Decimal(entry.local_pence) / 100 if is_confirmed else ZERO,
        happened_on=spend_return.period_to,
        giver_id=contract.supplier_id,
        receiver_id=contract.organisation_id,
        about=contract.title,
    )
    keep_counted(facts, partial(_split, spend_return, is_confirmed=is_confirmed))


@writes
def note_award(contract_id: int) -> None:
    """Note what a buyer can spend with a supplier near it; what it has paid, it claims itself.

    A contract's value is a promise, so nothing counts until the buyer says what was paid and
    the supplier confirms it. What goes to a company that the buyer owns is not counted.
    """
    contract = get_contract_line(contract_id)
    known = queries.find_source(SourceKind.AWARD_SPEND, contract.id)
    if not (known or _is_bought_nearby(contract)):
        return
    amount = Decimal(contract.value_pence) / 100
    note_source(
        SYSTEM,
        SourceFacts(
            kind=SourceKind.AWARD_SPEND,
            source_id=contract.id,
            unit=UNIT,
            amount=max(amount, known.claimed) if known else amount,
            happened_on=contract.starts_on,
            giver_id=contract.organisation_id,
            receiver_id=contract.supplier_id,
            ward_code=find_ward(contract.supplier.postcode) if contract.supplier else None,
            about=contract.title,
        ),
    )


def _is_bought_nearby(contract: Contract) -> bool:
    supplier = contract.supplier
    if supplier is None or contract.procured_by == ProcuredBy.DIRECT_IN_HOUSE:
        return False
    if not contract.value_pence or supplier.id == contract.organisation_id:
        return False
    return is_local_to(contract.organisation, supplier, contract.starts_on)


def _split(
    spend_return: SpendReturn, source: LedgerSource, *, is_confirmed: bool
) -> Sequence[Part]:
    entry = spend_return.latest
    if entry is None or not is_confirmed:
        return []
    promised = _promised(spend_return)
    measures = {
        each: find_default_measure(source, each)
        for each in (Circumstance.LOCAL, Circumstance.SMALL_LOCAL)
    }
    small = measures[Circumstance.SMALL_LOCAL]
    shares = split_local(
        entry.total_pence,
        entry.local_pence,
        entry.sme_pence,
        counts_small=small is not None and small.code in promised,
    )
    return [
        Part(
            measure=measure,
            amount=Decimal(shares[circumstance]) / 100,
            commitment_id=promised.get(measure.code),
        )
        for circumstance, measure in measures.items()
        if measure is not None
    ]


def _promised(spend_return: SpendReturn) -> dict[str, int]:
    """Return the contract's promises that its spend of this period counts towards, by code.

    Where two promise the same, people say which one it is.
    """
    found = list_commitments(contract_id=spend_return.contract_id)
    replaced = {each.replaces_id for each in found}
    open_ones = [
        each
        for each in found
        if each.id not in replaced and each.from_on <= spend_return.period_to <= each.due_on
    ]
    codes = [each.measure.code for each in open_ones]
    return {each.measure.code: each.id for each in open_ones if codes.count(each.measure.code) == 1}
