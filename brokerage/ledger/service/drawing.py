"""A claim drawn down to what its owner promised in a contract: to one promise, never two."""

from __future__ import annotations

from sqlalchemy import update

from brokerage.contracts.models import Commitment
from brokerage.contracts.queries.plans import find_replacement, get_commitment
from brokerage.errors import DomainError
from brokerage.extensions import db, writes
from brokerage.ledger.models import Claim
from brokerage.ledger.queries.commitments import is_same_measure, list_claims_drawn
from brokerage.ledger.rules.claims import LIVE, QUICKER
from brokerage.ledger.rules.commitments import CommitmentFacts, check_draw
from brokerage.ledger.service.entries import note, whole
from brokerage.permissions import Subject


@writes
@whole
def draw_down(subject: Subject, claim: Claim, commitment: Commitment | int) -> None:
    """Let a claim count towards a commitment; it delivers what its entries add up to."""
    wanted = get_commitment(commitment if isinstance(commitment, int) else commitment.id)
    if claim.status not in LIVE or claim.corrects_id is not None:
        raise DomainError("Only a claim that stands can count towards a promise.", "commitment")
    if find_replacement(wanted.id) is not None:
        raise DomainError("This promise was corrected. Choose the newer one.", "commitment")
    check_draw(
        owner_id=claim.owner_id,
        happened_on=claim.happened_on,
        is_same_measure=is_same_measure(claim.measure_id, wanted.measure_id),
        promise=_facts(wanted),
    )
    _point(claim, None, wanted.id)
    note(subject, claim, "draw-down", commitment_id=wanted.id)


@writes
@whole
def release_draw(subject: Subject, claim: Claim) -> None:
    """Let a claim no longer count towards a commitment; it stays what it is."""
    before = claim.commitment_id
    if before is None:
        raise DomainError("This claim counts towards no promise.")
    _point(claim, before, None)
    note(subject, claim, "release", commitment_id=before)


@writes
@whole
def follow_correction(subject: Subject, old_id: int, new_id: int) -> None:
    """Take claims along to the row that replaces a commitment, where they still fit it."""
    wanted = get_commitment(new_id)
    for claim in list_claims_drawn(old_id):
        try:
            check_draw(
                owner_id=claim.owner_id,
                happened_on=claim.happened_on,
                is_same_measure=is_same_measure(claim.measure_id, wanted.measure_id),
                promise=_facts(wanted),
            )
        except DomainError as misfit:
            _point(claim, old_id, None)
            note(subject, claim, "release", reason=misfit.sentence, commitment_id=old_id)
        else:
            _point(claim, old_id, new_id)


def _point(claim: Claim, before: int | None, after: int | None) -> None:
    """Set where a claim is drawn to, if it still is where it was seen."""
    moved = db.session.execute(
        update(Claim)
        .where(Claim.id == claim.id, Claim.commitment_id.is_not_distinct_from(before))
        .values(commitment_id=after)
        .returning(Claim.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if moved is None:
        raise DomainError(QUICKER if before else "This counts towards a promise already.")
    db.session.refresh(claim, ["commitment_id", "commitment"])


def _facts(commitment: Commitment) -> CommitmentFacts:
    contract = commitment.contract
    return CommitmentFacts(
        supplier_id=contract.supplier_id if contract else None,
        from_on=commitment.from_on,
        due_on=commitment.due_on,
    )
