"""The two things every step does: move a claim on, and keep its entries equal to what counts."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Callable
from decimal import Decimal
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import update

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.ledger.models import Claim, LedgerEntry, LedgerEntryDetails, LedgerSource
from brokerage.ledger.rules import claims as rules
from brokerage.ledger.rules.amounts import as_written
from brokerage.ledger.rules.chain import digest_of_details
from brokerage.ledger.rules.claims import ClaimStatus, EntryKind
from brokerage.permissions import Subject

P = ParamSpec("P")
R = TypeVar("R")
KIND = "claim"


def whole(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a step that is done as a whole or, where it is refused half-way, not at all."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with db.session.begin_nested():
            return function(*args, **kwargs)

    return run


@writes
def take(source_id: int, amount: Decimal) -> None:
    """Take an amount of a source, or give it back: one statement, which never takes too much."""
    taken = db.session.execute(
        update(LedgerSource)
        .where(LedgerSource.id == source_id, LedgerSource.claimed + amount <= LedgerSource.amount)
        .values(claimed=LedgerSource.claimed + amount)
        .returning(LedgerSource.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if taken is None:
        raise DomainError(rules.NOT_LEFT, "amount")
    source = db.session.identity_map.get(db.session.identity_key(LedgerSource, source_id))
    if source is not None:
        db.session.refresh(source, ["amount", "claimed"])


@writes
def move(
    subject: Subject,
    claim: Claim,
    then: ClaimStatus,
    held: Decimal,
    *,
    kind: EntryKind | None = None,
    reason: str = "",
    **changes: Any,
) -> None:
    """Take a claim to its new state, if nobody was quicker, and add the entry that makes.

    What it holds more or less is taken of its source, which is locked first, so that no two
    steps wait for each other. The entry is the difference of what the claim counted for and
    what it counts for now, so its entries always add up to that.
    """
    if held != claim.held:
        take(claim.source_id, held - claim.held)
    before = rules.counted(claim.status, claim.held, claim.additionality)
    moved = db.session.execute(
        update(Claim)
        .where(
            Claim.id == claim.id,
            Claim.status == claim.status,
            Claim.revision == claim.revision,
        )
        .values(
            status=then,
            held=held,
            changed_at=utcnow(),
            revision=Claim.revision + 1,
            **changes,
        )
        .returning(Claim.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if moved is None:
        raise DomainError(rules.QUICKER)
    db.session.refresh(claim)
    if kind is not None and claim.corrects_id is None:
        change = rules.counted(claim.status, claim.held, claim.additionality) - before
        if change:
            _add_entry(subject, claim, kind, change, reason)


@writes
def note(
    subject: Subject, claim: Claim, verb: str, *, before: str = "", reason: str = "", **more: Any
) -> None:
    """Record the step for the claim's story and for whoever else has to know."""
    after = {
        "status": claim.status,
        "held": as_written(claim.held),
        "owner_id": claim.owner_id,
        "confirmer_id": claim.confirmer_id,
        "measure_id": claim.measure_id,
        **({"reason": reason} if reason else {}),
        **more,
    }
    told_before = {"status": before} if before else {}
    audit.record(subject, f"ledger:claim:{verb}", KIND, claim.id, before=told_before, after=after)


def _add_entry(
    subject: Subject, claim: Claim, kind: EntryKind, amount: Decimal, reason: str
) -> None:
    salt = secrets.token_hex(16)
    entry = LedgerEntry(
        claim_id=claim.id,
        number=claim.revision,
        kind=kind,
        amount=amount,
        owner_id=claim.owner_id,
        measure_id=claim.measure_id,
        happened_on=claim.happened_on,
        at=utcnow(),
        details_digest=digest_of_details(salt, subject.user_id, reason),
    )
    db.session.add(entry)
    db.session.flush()
    db.session.add(
        LedgerEntryDetails(entry_id=entry.id, salt=salt, actor_id=subject.user_id, reason=reason)
    )
    db.session.flush()
