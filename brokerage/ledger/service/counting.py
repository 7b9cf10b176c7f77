"""What both sides have confirmed elsewhere is noted here, claimed and confirmed at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from brokerage.extensions import db, writes
from brokerage.ledger import queries
from brokerage.ledger.models import Claim, LedgerSource
from brokerage.ledger.queries.claims import list_site_claims
from brokerage.ledger.queries.sources import find_counted_booking
from brokerage.ledger.rules.amounts import exact
from brokerage.ledger.rules.claims import Additionality, ClaimStatus
from brokerage.ledger.service.claims import ClaimFacts, confirm_claim, make_claim
from brokerage.ledger.service.corrections import correct_claim, shrink_claims
from brokerage.ledger.service.entries import whole
from brokerage.ledger.service.sources import SourceFacts, note_source
from brokerage.measures.models import Measure
from brokerage.permissions import SYSTEM

ZERO = Decimal(0)
REASON = "It was corrected where it is kept."


@dataclass(frozen=True, kw_only=True)
class Part:
    """How much of a source counts as which measure."""

    measure: Measure
    amount: Decimal
    commitment_id: int | None = None


Split = Callable[[LedgerSource], Sequence[Part]]


@writes
@whole
def keep_counted(facts: SourceFacts, split: Split) -> LedgerSource | None:
    """Make the ledger say what is confirmed elsewhere now: new, more, less, or nothing at all.

    Called again with what it says already it changes nothing. Claims that people made on the
    same source give way only where there is not enough left, and what a broker settled is not
    raised again. Hours that count from elsewhere are left there (None).
    """
    source = queries.find_source(facts.kind, facts.source_id)
    if source is None and (not facts.amount or _is_counted_elsewhere(facts)):
        return None
    if source is None:
        source = note_source(SYSTEM, facts)
    parts = split(source)
    for claim in list_site_claims(source.id):
        wanted = _wanted(claim, parts)
        if claim.held > wanted:
            correct_claim(SYSTEM, claim, wanted, REASON)
    shrink_claims(SYSTEM, source.id, facts.amount, REASON)
    source = note_source(SYSTEM, facts)
    known = {each.measure_id: each for each in list_site_claims(source.id)}
    for part in parts:
        _raise(source, part, known.get(part.measure.id))
    return source


def _raise(source: LedgerSource, part: Part, claim: Claim | None) -> None:
    db.session.refresh(source, ["amount", "claimed"])
    if claim is None:
        amount = min(part.amount, source.left)
        if amount > 0:
            _count(source, part, amount)
    elif claim.status == ClaimStatus.CONFIRMED and claim.settled_as is None:
        amount = exact(min(part.amount, claim.held + source.left))
        if amount > claim.held:
            correct_claim(SYSTEM, claim, amount, REASON)


def _count(source: LedgerSource, part: Part, amount: Decimal) -> None:
    others = {source.giver_id, source.receiver_id} - {source.giver_id, None}
    claim = make_claim(
        SYSTEM,
        source,
        ClaimFacts(
            measure_id=part.measure.id,
            amount=amount,
            owner_id=source.giver_id,
            confirmer_id=next(iter(others), None),
            additionality=Additionality.NO,
            commitment_id=part.commitment_id,
        ),
        tells=False,
    )
    confirm_claim(SYSTEM, claim, tells=False)


def _wanted(claim: Claim, parts: Sequence[Part]) -> Decimal:
    return exact(sum((each.amount for each in parts if each.measure.id == claim.measure_id), ZERO))


def _is_counted_elsewhere(facts: SourceFacts) -> bool:
    if facts.booking_id is None:
        return False
    return find_counted_booking(facts.booking_id) not in (None, facts.kind)
