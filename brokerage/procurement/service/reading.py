"""Who has looked: written beside the page's own transaction, so that a page changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update
from sqlalchemy.orm import Session

from brokerage.audit import Recorded, add_event
from brokerage.extensions import utcnow
from brokerage.permissions import Subject
from brokerage.procurement.models import Approach
from brokerage.web import side_writer


def mark_viewed(actor: Subject, approach_id: int) -> None:
    """Keep that a supplier has opened what it was asked, the first time."""
    _note(actor, [approach_id], "viewed_at", "procurement:approach:view")


def mark_read(actor: Subject, approach_ids: Sequence[int]) -> None:
    """Keep that a buyer has seen these answers."""
    if approach_ids:
        _note(actor, approach_ids, "read_at", "procurement:approach:read")


def _note(actor: Subject, approach_ids: Sequence[int], column: str, action: str) -> None:
    now, field = utcnow(), getattr(Approach, column)

    def work(session: Session) -> None:
        noted = session.scalars(
            update(Approach)
            .where(Approach.id.in_(approach_ids), field.is_(None))
            .values({column: now})
            .returning(Approach.id)
            .execution_options(synchronize_session=False)
        ).all()
        for approach_id in sorted(noted):
            told = Recorded(
                actor=actor,
                action=action,
                object_kind="approach",
                object_id=approach_id,
                before={},
                after={},
            )
            add_event(session, told)

    side_writer.write_later(work)
