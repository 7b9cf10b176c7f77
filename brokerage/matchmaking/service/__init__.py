"""What is written for the matcher."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert

from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.models import MatchChange


@writes
def mark_changed(kind: str, object_id: int) -> None:
    """Note that something matched has changed: each index takes it in at its next query."""
    db.session.add(MatchChange(kind=kind, object_id=object_id, at=utcnow()))
    db.session.flush()


@writes
def mark_many_changed(kind: str, object_ids: Sequence[int]) -> None:
    """Note the same of many at once, after an import."""
    now = utcnow()
    rows = [{"kind": kind, "object_id": object_id, "at": now} for object_id in object_ids]
    if rows:
        db.session.execute(insert(MatchChange), rows)
