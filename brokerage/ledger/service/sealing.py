"""Sealing entries into their chain, and erasing the personal side of one."""

from __future__ import annotations

from sqlalchemy import delete

from brokerage.extensions import db, writes
from brokerage.ledger.models import LedgerEntryDetails, LedgerSeal
from brokerage.ledger.queries.chain import find_last_seal, get_hash, list_unsealed
from brokerage.ledger.rules.chain import FIRST_HASH


@writes
def seal_ledger() -> int:
    """Chain the entries that are not sealed yet, a batch at a time; return how many were."""
    last = find_last_seal()
    number, previous = (last.number, last.hash) if last else (0, FIRST_HASH)
    entries = list_unsealed()
    for entry in entries:
        number, previous = number + 1, get_hash(previous, entry)
        db.session.add(LedgerSeal(number=number, entry_id=entry.id, hash=previous))
    db.session.flush()
    return len(entries)


@writes
def erase_entry_details(user_id: int) -> None:
    """Forget who made entries and why they said so; what counts stays, and still verifies."""
    db.session.execute(delete(LedgerEntryDetails).where(LedgerEntryDetails.actor_id == user_id))
