"""Clearing up: what is over is kept no longer than it is of use."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from brokerage import audit
from brokerage.accounts import rules
from brokerage.accounts.models import OneTimeLink, SignIn, UsedCode, User
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import SYSTEM
from brokerage.web import side_writer

BATCH = 500


def note_as_seen(sign_in: SignIn) -> None:
    """Keep that a sign-in is in use, once a minute, after the request's own transaction."""
    sign_in_id, now = sign_in.id, utcnow()
    if now - sign_in.last_seen_at < rules.SEEN_EVERY:
        return

    def note(session: Session) -> None:
        session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=now))

    side_writer.write_later(note)


@writes
def delete_old_links_and_sign_ins() -> None:
    """Delete one-time links and sign-ins that have been over for 30 days."""
    over = utcnow() - rules.KEEP_OVER
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at < over))
    db.session.execute(delete(SignIn).where(SignIn.created_at < over - rules.LONGEST_SIGN_IN))


@writes
def delete_used_codes() -> None:
    """Forget used codes a day later: their time is long past."""
    oldest = int((utcnow() - rules.KEEP_USED_CODES).timestamp()) // rules.CODE_SECONDS
    db.session.execute(delete(UsedCode).where(UsedCode.time_step < oldest))


@writes
def delete_unverified_users() -> None:
    """Delete accounts whose address nobody confirmed within 7 days."""
    oldest = utcnow() - rules.KEEP_UNVERIFIED
    waiting = (
        User.email.is_not(None),  # who has no address has nothing to confirm
        User.verified_at.is_(None),
        User.suspended_at.is_(None),
        User.created_at < oldest,
    )
    ids = db.session.scalars(select(User.id).where(*waiting).order_by(User.id).limit(BATCH)).all()
    for owned in (OneTimeLink, SignIn):
        db.session.execute(delete(owned).where(owned.user_id.in_(ids)))
    db.session.execute(delete(User).where(User.id.in_(ids)))
    for user_id in ids:
        audit.record(SYSTEM, "accounts:user:delete_unverified", "user", user_id)
