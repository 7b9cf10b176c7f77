"""What is written for the matcher."""

from __future__ import annotations

from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.models import MatchChange


@writes
def mark_changed(kind: str, object_id: int) -> None:
    """Note that something matched has changed: each index takes it in at its next query."""
    db.session.add(MatchChange(kind=kind, object_id=object_id, at=utcnow()))
    db.session.flush()
