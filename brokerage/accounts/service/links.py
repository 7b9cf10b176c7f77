"""One-time links: made, followed, ended."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import update

from brokerage.accounts import rules
from brokerage.accounts.models import OneTimeLink, User
from brokerage.accounts.queries import find_link
from brokerage.extensions import db, utcnow, writes


@writes
def make_link(user: User, purpose: rules.LinkPurpose, next_path: str | None = None) -> str:
    """End the user's earlier links of this purpose and return a new one's token."""
    now = utcnow()
    end_links(user.id, purpose, now)
    token = secrets.token_urlsafe(32)
    db.session.add(
        OneTimeLink(
            user_id=user.id,
            purpose=purpose,
            token_digest=rules.digest(token),
            expires_at=now + rules.LINK_LIFETIME,
            next_path=next_path,
        )
    )
    db.session.flush()
    return token


@writes
def end_links(user_id: int, purpose: rules.LinkPurpose, now: datetime) -> None:
    """End what was sent before: only the newest mail works."""
    db.session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.user_id == user_id,
            OneTimeLink.purpose == purpose,
            OneTimeLink.used_at.is_(None),
        )
        .values(used_at=now)
    )


@writes
def use_link(token: str, purpose: rules.LinkPurpose) -> tuple[OneTimeLink, User]:
    """Use the link up and return it with its user (LinkOverError)."""
    now = utcnow()
    state = find_link(token, purpose)
    if state is None or not state.is_good:
        raise rules.LinkOverError
    used = db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.id == state.link.id, OneTimeLink.used_at.is_(None))
        .values(used_at=now)
        .returning(OneTimeLink.id)
    ).scalar()
    if used is None:  # somebody followed it at the same moment
        raise rules.LinkOverError
    return state.link, state.user
