"""Links for people without an account: sent, looked up, used once."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import update

from brokerage.extensions import db, utcnow, writes
from brokerage.leave.models import LeaveLink
from brokerage.leave.rules import LinkOverError
from brokerage.leave.service.tokens import digest_of


@writes
def send_link(
    address: str,
    expires_at: datetime,
    *,
    request_id: int | None = None,
    own_day_id: int | None = None,
) -> tuple[LeaveLink, str]:
    """Make a link and return it with its token, which is kept nowhere; the caller mails it."""
    token = secrets.token_urlsafe(32)
    link = LeaveLink(
        token_digest=digest_of(token),
        request_id=request_id,
        own_day_id=own_day_id,
        sent_to=address,
        sent_at=utcnow(),
        expires_at=expires_at,
    )
    db.session.add(link)
    db.session.flush()
    return link, token


@writes
def close_link(link: LeaveLink, now: datetime) -> None:
    """Use a link up: once, and before it runs out (LinkOverError)."""
    used = db.session.execute(
        update(LeaveLink)
        .where(LeaveLink.id == link.id, LeaveLink.used_at.is_(None), LeaveLink.expires_at > now)
        .values(used_at=now)
        .returning(LeaveLink.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if used is None:
        raise LinkOverError
    db.session.refresh(link)
