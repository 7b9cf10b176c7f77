"""Corrections: an entry of the difference, once the other side agrees. Nothing is changed."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.exc import IntegrityError

from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.ledger import emails, queries
from brokerage.ledger.models import Claim
from brokerage.ledger.queries.claims import list_claims_of_source
from brokerage.ledger.rules import claims as rules
from brokerage.ledger.rules.amounts import as_written, exact
from brokerage.ledger.rules.claims import ClaimStatus, EntryKind
from brokerage.ledger.service.entries import move, note, take, whole
from brokerage.permissions import Subject

ZERO = Decimal(0)
PENDING = "A correction of this claim waits for its answer already."
SAME = "That is what the claim is for now. Enter another amount"


@writes
@whole
def correct_claim(subject: Subject, claim: Claim, amount: Decimal, reason: str) -> Claim:
    """Ask the other side to agree to another amount; nothing changes until it does.

    More than before is held at once, so that nobody else can claim it meanwhile. Returns the
    correction, a claim of its own that points to the one it corrects. The site itself, and
    an owner whose other side is a person, need nobody's yes: there the claim is changed and
    returned.
    """
    rules.check_reason(reason)
    if amount < 0:
        raise DomainError("Enter an amount of 0 or more", "amount")
    if amount == claim.held:
        raise DomainError(SAME, "amount")
    is_sure = subject.user_id is None or claim.confirmer_id is None
    if is_sure and claim.status in (ClaimStatus.CONFIRMED, ClaimStatus.DISPUTED):
        return apply_correction(subject, claim, amount, reason)
    if claim.status != ClaimStatus.CONFIRMED or claim.corrects_id is not None:
        raise DomainError("Only a confirmed claim can be corrected. Withdraw this one instead.")
    correction = _propose(subject, claim, amount)
    note(
        subject,
        correction,
        "ask-correction",
        reason=reason,
        corrects=claim.id,
        amount=as_written(amount),
    )
    emails.send_correction(correction, claim, reason)
    return correction


@writes
@whole
def apply_correction(subject: Subject, claim: Claim, amount: Decimal, reason: str) -> Claim:
    """Let a claim hold another amount from now on; what waits for an answer falls away."""
    drop_correction(subject, claim)
    before = claim.status
    move(subject, claim, ClaimStatus(before), amount, kind=EntryKind.CORRECT, reason=reason)
    note(subject, claim, "correct", before=before, reason=reason, amount=as_written(amount))
    return claim


@writes
@whole
def take_over_correction(subject: Subject, claim: Claim, correction: Claim) -> None:
    """Let a claim be what its correction says: what that held on top goes over to it."""
    if claim.status != ClaimStatus.CONFIRMED:
        raise DomainError(rules.QUICKER)
    amount = correction.amount
    move(subject, correction, ClaimStatus.CONFIRMED, ZERO)
    move(subject, claim, ClaimStatus.CONFIRMED, amount, kind=EntryKind.CORRECT)
    note(subject, claim, "correct", before=ClaimStatus.CONFIRMED, amount=as_written(amount))


@writes
@whole
def drop_correction(subject: Subject, claim: Claim) -> None:
    """Withdraw the correction of a claim that waits for an answer, if one does."""
    correction = queries.find_correction(claim.id)
    if correction is not None:
        move(subject, correction, ClaimStatus.WITHDRAWN, ZERO)
        note(subject, correction, "withdraw", before=ClaimStatus.PROPOSED)


@writes
@whole
def shrink_claims(subject: Subject, source_id: int, most: Decimal, reason: str) -> None:
    """Make the claims on a source fit into less than it was, the newest giving way first."""
    claims = list_claims_of_source(source_id)
    over = exact(sum((each.held for each in claims), ZERO) - most)
    for claim in claims:
        if over <= 0:
            return
        db.session.refresh(claim)
        over = exact(over - _shrink(subject, claim, min(over, claim.held), reason))


def _shrink(subject: Subject, claim: Claim, less: Decimal, reason: str) -> Decimal:
    held = claim.held
    if claim.status == ClaimStatus.PROPOSED:
        move(subject, claim, ClaimStatus.WITHDRAWN, ZERO)
        note(subject, claim, "withdraw", before=ClaimStatus.PROPOSED, reason=reason)
        return held
    if less:
        apply_correction(subject, claim, exact(held - less), reason)
    return less


def _propose(subject: Subject, claim: Claim, amount: Decimal) -> Claim:
    extra = max(amount - claim.held, ZERO)
    now = utcnow()
    correction = Claim(
        source_id=claim.source_id,
        measure_id=claim.measure_id,
        owner_id=claim.owner_id,
        confirmer_id=claim.confirmer_id,
        amount=amount,
        held=extra,
        status=ClaimStatus.PROPOSED,
        corrects_id=claim.id,
        additionality=claim.additionality,
        deadweight=claim.deadweight,
        happened_on=claim.happened_on,
        made_by_id=subject.user_id,
        made_at=now,
        changed_at=now,
    )
    take(claim.source_id, extra)
    try:
        with db.session.begin_nested():
            db.session.add(correction)
    except IntegrityError as error:
        raise DomainError(PENDING) from error
    return queries.get_claim(correction.id)
