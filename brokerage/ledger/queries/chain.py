"""Whether the ledger is as it was written: its chain of hashes, and its balances."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from brokerage.extensions import db
from brokerage.ledger.models import (
    Claim,
    LedgerEntry,
    LedgerEntryDetails,
    LedgerSeal,
    LedgerSource,
)
from brokerage.ledger.rules.amounts import to_parts
from brokerage.ledger.rules.chain import FIRST_HASH, digest_of_details, next_hash
from brokerage.ledger.rules.claims import counted

BATCH = 500


def find_last_seal() -> LedgerSeal | None:
    """Return the newest link of the chain."""
    return db.session.scalars(select(LedgerSeal).order_by(LedgerSeal.number.desc())).first()


def list_unsealed(most: int = BATCH) -> Sequence[LedgerEntry]:
    """Return entries that are not in the chain yet, the oldest first."""
    return db.session.scalars(
        select(LedgerEntry)
        .outerjoin(LedgerSeal, LedgerSeal.entry_id == LedgerEntry.id)
        .where(LedgerSeal.number.is_(None))
        .order_by(LedgerEntry.id)
        .limit(most)
    ).all()


def count_unsealed() -> int:
    """Return how many entries are not in the chain yet."""
    entries = db.session.scalar(select(func.count()).select_from(LedgerEntry)) or 0
    return entries - (db.session.scalar(select(func.count()).select_from(LedgerSeal)) or 0)


def has_unsealed() -> bool:
    """Say whether an entry waits to be sealed."""
    return bool(list_unsealed(1))


def get_hash(previous: str, entry: LedgerEntry) -> str:
    """Return the hash of an entry that follows the one before."""
    parts = [
        entry.id,
        entry.claim_id,
        entry.number,
        entry.kind,
        to_parts(entry.amount),
        entry.owner_id,
        entry.measure_id,
        entry.happened_on.isoformat(),
        entry.at.isoformat(),
        entry.details_digest,
    ]
    return next_hash(previous, parts)


def find_broken_seal() -> int | None:
    """Return the number of the first link that does not verify, or None where all do.

    Erased details are not an error; details that are there must give the entry's digest.
    """
    previous, expected = FIRST_HASH, 0
    with db.session.execute(
        select(LedgerSeal, LedgerEntry, LedgerEntryDetails)
        .join(LedgerEntry, LedgerSeal.entry_id == LedgerEntry.id)
        .outerjoin(LedgerEntryDetails, LedgerEntryDetails.entry_id == LedgerEntry.id)
        .order_by(LedgerSeal.number)
        .execution_options(yield_per=BATCH)
    ) as rows:
        for seal, entry, details in rows:
            expected, previous = expected + 1, get_hash(previous, entry)
            is_in_place = seal.number == expected and seal.hash == previous
            if not (is_in_place and _is_as_written(entry, details)):
                return expected
    return None


def list_wrong_claims() -> list[int]:
    """Return claims whose entries do not add up to what they count for, or are another's."""
    sums = (
        select(LedgerEntry.claim_id, func.sum(LedgerEntry.amount).label("amount"))
        .group_by(LedgerEntry.claim_id)
        .subquery()
    )
    wrong = set(
        db.session.scalars(
            select(Claim.id)
            .join(LedgerEntry, LedgerEntry.claim_id == Claim.id)
            .where(
                (LedgerEntry.owner_id != Claim.owner_id)
                | (LedgerEntry.measure_id != Claim.measure_id)
            )
        )
    )
    with db.session.execute(
        select(
            Claim.id,
            Claim.status,
            Claim.held,
            Claim.additionality,
            Claim.corrects_id,
            func.coalesce(sums.c.amount, 0),
        )
        .outerjoin(sums, sums.c.claim_id == Claim.id)
        .order_by(Claim.id)
        .execution_options(yield_per=BATCH)
    ) as rows:
        for claim_id, status, held, additionality, corrects_id, amount in rows:
            is_original = corrects_id is None
            if amount != (counted(status, held, additionality) if is_original else 0):
                wrong.add(claim_id)
    return sorted(wrong)


def list_wrong_sources() -> list[int]:
    """Return sources of which more or less is held than their claims hold together."""
    held = (
        select(Claim.source_id, func.sum(Claim.held).label("held"))
        .group_by(Claim.source_id)
        .subquery()
    )
    return list(
        db.session.scalars(
            select(LedgerSource.id)
            .outerjoin(held, held.c.source_id == LedgerSource.id)
            .where(LedgerSource.claimed != func.coalesce(held.c.held, 0))
            .order_by(LedgerSource.id)
        )
    )


def _is_as_written(entry: LedgerEntry, details: LedgerEntryDetails | None) -> bool:
    if details is None:
        return True
    digest = digest_of_details(details.salt, details.actor_id, details.reason)
    return entry.details_digest == digest
