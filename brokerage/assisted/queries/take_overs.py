"""How far a person is with making the account their own."""

from __future__ import annotations

from sqlalchemy import exists, select

from brokerage.accounts.rules import digest
from brokerage.assisted.models import TakeOver
from brokerage.extensions import db, utcnow


def is_good_link(token: str) -> bool:
    """Say whether the link that proves an address still works."""
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    TakeOver.token_digest == digest(token),
                    TakeOver.confirmed_at.is_(None),
                    TakeOver.token_expires_at > utcnow(),
                )
            )
        )
    )


def find_open_code(user_id: int) -> TakeOver | None:
    """Return the code that works for this person now, if there is one; not what it says."""
    return db.session.scalars(
        select(TakeOver).where(
            TakeOver.user_id == user_id,
            TakeOver.ended_at.is_(None),
            TakeOver.expires_at > utcnow(),
        )
    ).first()
