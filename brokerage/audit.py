"""What happened, by whom: an append-only log, sealed into a hash chain.

The event keeps a digest; the values before and after sit in a side row with a salt, so that
a person's values can be erased while the chain still verifies (and cannot be guessed from
the digest). Database triggers refuse any change or deletion of events and seals.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import JSON, ForeignKey, Index, String, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from brokerage.extensions import Base, UtcDateTime, db, utcnow, writes
from brokerage.permissions import Subject

SEAL_BATCH = 500
FIRST_HASH = "0" * 64


class AuditEvent(Base):
    """One thing that happened; never changed, never deleted."""

    __tablename__ = "audit_events"
    __table_args__ = (Index("ix_audit_events_object", "object_kind", "object_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(80), index=True)
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int | None]
    details_digest: Mapped[str] = mapped_column(String(64))


class AuditDetails(Base):
    """The values of one event: may hold personal ones, so this row can be erased."""

    __tablename__ = "audit_details"

    event_id: Mapped[int] = mapped_column(ForeignKey(AuditEvent.id), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)


class AuditSeal(Base):
    """One link of the chain, in the order in which events were sealed."""

    __tablename__ = "audit_seals"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(ForeignKey(AuditEvent.id), unique=True)
    hash: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What a subscriber is told: the event, in the transaction in which it happens."""

    actor: Subject
    action: str
    object_kind: str
    object_id: int | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]


Subscriber = Callable[[Recorded], None]


def record(
    actor: Subject,
    action: str,
    object_kind: str,
    object_id: int | None,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write the event in the present transaction and call whoever subscribed to the action.

    `action` is `feature:object:verb`; values must be plain JSON. What one person did for
    another says so: the actor is who did it, `on_behalf_of` whom they did it for.
    """
    behalf = {"on_behalf_of": actor.on_behalf_of_id} if actor.on_behalf_of_id else {}
    told = Recorded(
        actor=actor,
        action=action,
        object_kind=object_kind,
        object_id=object_id,
        before=before or {},
        after={**(after or {}), **behalf},
    )
    add_event(db.session, told)
    for subscriber in current_app.extensions["audit_subscribers"].get(action, ()):
        subscriber(told)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What happened to one object of many: its values before and after, as plain JSON."""

    object_id: int
    after: Mapping[str, Any]
    before: Mapping[str, Any] = field(default_factory=dict)


def record_many(actor: Subject, action: str, object_kind: str, changes: Sequence[Change]) -> None:
    """Write the events of many objects to which the same was done, in two statements."""
    behalf = {"on_behalf_of": actor.on_behalf_of_id} if actor.on_behalf_of_id else {}
    told = [
        Recorded(
            actor=actor,
            action=action,
            object_kind=object_kind,
            object_id=each.object_id,
            before=each.before,
            after={**each.after, **behalf},
        )
        for each in changes
    ]
    if not told:
        return
    rows = [_row_of(each) for each in told]
    # The salt makes each digest one of a kind: it tells which event is which.
    adding = insert(AuditEvent).returning(AuditEvent.details_digest, AuditEvent.id)
    added = db.session.execute(adding, [event for event, _ in rows])
    ids = {row.details_digest: row.id for row in added}
    details = [{"event_id": ids[event["details_digest"]], **row} for event, row in rows]
    db.session.execute(insert(AuditDetails), details)
    for subscriber in current_app.extensions["audit_subscribers"].get(action, ()):
        for each in told:
            subscriber(each)


def _row_of(told: Recorded) -> tuple[dict[str, Any], dict[str, Any]]:
    salt = secrets.token_hex(16)
    event = {
        "at": utcnow(),
        "actor_id": told.actor.user_id,
        "action": told.action,
        "object_kind": told.object_kind,
        "object_id": told.object_id,
        "details_digest": _digest_of_details(salt, told.before, told.after),
    }
    return event, {"salt": salt, "before": dict(told.before), "after": dict(told.after)}


def add_event(session: Session, told: Recorded) -> None:
    """Write the two rows of an event in the session given."""
    row, details = _row_of(told)
    event = AuditEvent(**row)
    session.add(event)
    session.flush()
    session.add(AuditDetails(event_id=event.id, **details))
    session.flush()


def list_events(
    object_kind: str, object_id: int, *, actions: Iterable[str], limit: int = 100
) -> list[tuple[AuditEvent, AuditDetails | None]]:
    """Return what happened to one object, newest first; details are None once erased."""
    rows = db.session.execute(
        select(AuditEvent, AuditDetails)
        .outerjoin(AuditDetails, AuditDetails.event_id == AuditEvent.id)
        .where(
            AuditEvent.object_kind == object_kind,
            AuditEvent.object_id == object_id,
            AuditEvent.action.in_(sorted(actions)),
        )
        .order_by(AuditEvent.id.desc())
        .limit(limit)
    )
    return [(event, details) for event, details in rows]


@writes
def seal_audit_log() -> int:
    """Chain the events that are not sealed yet; return how many were."""
    last = db.session.scalars(select(AuditSeal).order_by(AuditSeal.number.desc())).first()
    number, previous = (last.number, last.hash) if last else (0, FIRST_HASH)
    events = db.session.scalars(
        select(AuditEvent)
        .outerjoin(AuditSeal, AuditSeal.event_id == AuditEvent.id)
        .where(AuditSeal.number.is_(None))
        .order_by(AuditEvent.id)
        .limit(SEAL_BATCH)
    ).all()
    for event in events:
        number, previous = number + 1, _hash_of(previous, event)
        db.session.add(AuditSeal(number=number, event_id=event.id, hash=previous))
    db.session.flush()
    return len(events)


@writes
def erase_details(object_kind: str, object_id: int) -> None:
    """Delete the values of all that happened to one object; the events stay and still verify."""
    events = select(AuditEvent.id).where(
        AuditEvent.object_kind == object_kind, AuditEvent.object_id == object_id
    )
    db.session.execute(delete(AuditDetails).where(AuditDetails.event_id.in_(events)))


def find_broken_seal() -> int | None:
    """Return the number of the first seal that does not verify, or None where all do.

    Erased details are not an error; details that are there must give the event's digest.
    """
    previous, expected = FIRST_HASH, 0
    with db.session.execute(
        select(AuditSeal, AuditEvent, AuditDetails)
        .join(AuditEvent, AuditSeal.event_id == AuditEvent.id)
        .outerjoin(AuditDetails, AuditDetails.event_id == AuditEvent.id)
        .order_by(AuditSeal.number)
        .execution_options(yield_per=SEAL_BATCH)
    ) as rows:
        for seal, event, details in rows:
            expected, previous = expected + 1, _hash_of(previous, event)
            is_in_place = seal.number == expected and seal.hash == previous
            if not (is_in_place and _is_as_recorded(event, details)):
                return expected
    return None


def _is_as_recorded(event: AuditEvent, details: AuditDetails | None) -> bool:
    if details is None:
        return True
    digest = _digest_of_details(details.salt, details.before, details.after)
    return event.details_digest == digest


def _digest_of_details(salt: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    text = json.dumps([salt, before, after], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _hash_of(previous: str, event: AuditEvent) -> str:
    parts = [
        previous,
        event.id,
        event.at.isoformat(),
        event.actor_id,
        event.action,
        event.object_kind,
        event.object_id,
        event.details_digest,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
