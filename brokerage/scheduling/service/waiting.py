"""The rows of waiting lists. Seats are taken and given back by whoever calls, seat first."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.scheduling.models import WaitingEntry
from brokerage.scheduling.queries.waiting import count_waiting
from brokerage.scheduling.rules import waiting as rules
from brokerage.scheduling.rules.waiting import WaitingStatus

WAITS_ALREADY = "You are on this waiting list already. It is among your bookings"
TOO_LONG = "So many people wait for this already that one more would wait in vain"


@writes
def add_entry(
    owner_kind: str, owner_id: int, session_id: int | None, user_id: int, note: str
) -> WaitingEntry:
    """Put someone at the end of a list, once."""
    if count_waiting(owner_kind, owner_id, session_id) >= rules.MOST_WAITING:
        raise DomainError(TOO_LONG, "session_id")
    entry = WaitingEntry(
        owner_kind=owner_kind,
        owner_id=owner_id,
        session_id=session_id,
        user_id=user_id,
        status=WaitingStatus.WAITING,
        note=note,
        joined_at=utcnow(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(entry)
    except IntegrityError as error:
        raise DomainError(WAITS_ALREADY, "session_id") from error
    return entry


@writes
def offer_to(entry: WaitingEntry, until: datetime, token: str) -> bool:
    """Hold the seat that was just taken for them; False where they have left meanwhile."""
    return _change(
        entry,
        WaitingStatus.WAITING,
        status=WaitingStatus.OFFERED,
        offered_at=utcnow(),
        offer_until=until,
        token_digest=digest_of(token),
    )


@writes
def end_entry(entry: WaitingEntry, now: str, then: WaitingStatus) -> bool:
    """Take someone off the list; False where it is not as it was."""
    return _change(entry, now, status=then, ended_at=utcnow())


def digest_of(token: str) -> str:
    """Return what is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _change(entry: WaitingEntry, now: str, **values: object) -> bool:
    changed = db.session.execute(
        update(WaitingEntry)
        .where(WaitingEntry.id == entry.id, WaitingEntry.status == now)
        .values(**values)
        .returning(WaitingEntry.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    db.session.refresh(entry)
    return changed is not None
