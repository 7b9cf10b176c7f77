"""What was confirmed and is doubted after all: it counts for nothing until a broker settles it."""

from __future__ import annotations

from decimal import Decimal

from brokerage.errors import DomainError
from brokerage.extensions import writes
from brokerage.ledger import emails
from brokerage.ledger.models import Claim
from brokerage.ledger.rules import claims as rules
from brokerage.ledger.rules.amounts import as_written
from brokerage.ledger.rules.claims import ClaimStatus, EntryKind, Outcome
from brokerage.ledger.service.corrections import drop_correction
from brokerage.ledger.service.entries import move, note, whole
from brokerage.permissions import Subject

ZERO = Decimal(0)


@writes
@whole
def dispute_claim(subject: Subject, claim: Claim, reason: str) -> None:
    """Doubt a confirmed claim, and say why: it stays held and counts for nothing meanwhile."""
    rules.check_reason(reason)
    before = claim.status
    rules.check_move(before, ClaimStatus.DISPUTED)
    drop_correction(subject, claim)
    move(subject, claim, ClaimStatus.DISPUTED, claim.held, kind=EntryKind.DISPUTE, reason=reason)
    note(subject, claim, "dispute", before=before, reason=reason)
    emails.send_disputed(claim, reason)


@writes
@whole
def settle_claim(
    subject: Subject, claim: Claim, outcome: str, reason: str, amount: Decimal | None = None
) -> None:
    """Decide a dispute as its referee: it stands, counts for another amount, or is struck."""
    rules.check_reason(reason)
    rules.check_referee(
        [subject.role_in(each) for each in (claim.owner_id, claim.confirmer_id or 0)]
    )
    before, held = claim.status, claim.held
    if before != ClaimStatus.DISPUTED:
        raise DomainError("This claim is not in dispute.")
    then = ClaimStatus.REFUSED if outcome == Outcome.STRUCK else ClaimStatus.CONFIRMED
    settled = _settled_amount(outcome, held, amount)
    move(subject, claim, then, settled, kind=EntryKind.SETTLE, reason=reason, settled_as=outcome)
    note(
        subject,
        claim,
        "settle",
        before=before,
        reason=reason,
        outcome=outcome,
        amount=as_written(settled),
    )
    emails.send_settled(claim, outcome, reason)


def _settled_amount(outcome: str, held: Decimal, amount: Decimal | None) -> Decimal:
    if outcome == Outcome.STRUCK:
        return ZERO
    if outcome == Outcome.STANDS:
        return held
    if amount is None or amount <= 0:
        raise DomainError("Enter what it counts for", "amount")
    return amount
