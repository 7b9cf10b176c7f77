"""Every read of accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from brokerage.accounts import rules
from brokerage.accounts.models import OneTimeLink, RecoveryCode, SignIn, User
from brokerage.audit import AuditDetails, AuditEvent
from brokerage.errors import NotFoundError
from brokerage.extensions import db, utcnow
from brokerage.mail import OutboxMessage
from brokerage.web.hashing import hash_password, is_password, is_weak
from brokerage.web.paging import Page

PER_PAGE = 25


def find_user_by_email(email: str) -> User | None:
    """Return the user with this address, however it is written."""
    return db.session.scalar(select(User).where(User.email_key == rules.email_key(email)))


@dataclass(frozen=True)
class ProvenPassword:
    """That somebody knew this user's password; `new_hash` where the old one is too weak now."""

    user_id: int
    stored_hash: str
    new_hash: str | None


def find_proven_password(email: str, password: str) -> ProvenPassword | None:
    """Return the proof, or None; without an account there is as much work as with one."""
    user = find_user_by_email(email)
    stored_hash = user.password_hash if user else None
    if not is_password(stored_hash, password) or user is None or stored_hash is None:
        return None
    new_hash = hash_password(password) if is_weak(stored_hash) else None
    return ProvenPassword(user.id, stored_hash, new_hash)


def get_user(user_id: int) -> User:
    """Return the user (NotFoundError)."""
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFoundError
    return user


@dataclass(frozen=True)
class SignedIn:
    """A sign-in that has not ended, and whose it is."""

    sign_in: SignIn
    user: User


def find_sign_in(token: str) -> SignedIn | None:
    """Return the sign-in behind a cookie, if it has not ended and its user may go on."""
    row = db.session.execute(
        select(SignIn, User)
        .join(User, SignIn.user_id == User.id)
        .where(
            SignIn.token_digest == rules.digest(token),
            SignIn.ended_at.is_(None),
            User.suspended_at.is_(None),
            User.verified_at.is_not(None),
        )
    ).one_or_none()
    if row is None:
        return None
    found = SignedIn(*row)
    is_over = rules.is_over(
        created_at=found.sign_in.created_at,
        last_seen_at=found.sign_in.last_seen_at,
        ended_at=found.sign_in.ended_at,
        is_staff=found.user.is_staff,
        now=utcnow(),
    )
    return None if is_over else found


def get_sign_in(sign_in_id: int) -> SignIn:
    """Return the sign-in (NotFoundError)."""
    sign_in = db.session.get(SignIn, sign_in_id)
    if sign_in is None:
        raise NotFoundError
    return sign_in


def list_open_sign_ins(user: User) -> list[SignIn]:
    """Return where the user is signed in now, last seen first."""
    now = utcnow()
    rows = db.session.scalars(
        select(SignIn)
        .where(
            SignIn.user_id == user.id,
            SignIn.ended_at.is_(None),
            SignIn.has_passed_code,
            SignIn.created_at > now - rules.LONGEST_SIGN_IN,
        )
        .order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())
        .limit(100)
    )
    idle_since = now - rules.IDLE_STAFF
    return [row for row in rows if not (user.is_staff and row.last_seen_at <= idle_since)]


@dataclass(frozen=True)
class LinkState:
    """A one-time link as its page needs it."""

    link: OneTimeLink
    user: User
    is_good: bool


def find_link(token: str, purpose: rules.LinkPurpose) -> LinkState | None:
    """Return the link with this token and whether it still works; None if there never was one."""
    found = db.session.execute(
        select(OneTimeLink, User)
        .join(User, OneTimeLink.user_id == User.id)
        .where(OneTimeLink.token_digest == rules.digest(token), OneTimeLink.purpose == purpose)
    ).one_or_none()
    if found is None:
        return None
    link, user = found
    is_good = link.used_at is None and link.expires_at > utcnow() and user.suspended_at is None
    return LinkState(link, user, is_good)


def count_recovery_codes(user_id: int) -> int:
    """Return how many recovery codes the user has left."""
    unused = (RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(select(func.count()).where(*unused)) or 0


def count_other_administrators(user_id: int) -> int:
    """Return how many can administer beside this user.

    Locks the rows of them all, always in the same order, so that the last two cannot dismiss
    each other: call it before anything is changed.
    """
    ids = db.session.scalars(
        select(User.id)
        .where(User.is_administrator, User.suspended_at.is_(None))
        .order_by(User.id)
        .with_for_update()
    )
    return len(set(ids) - {user_id})


def list_users(*, words: str, page: int) -> Page[User]:
    """Return users whose name or address contains the words, by name."""
    statement = select(User)
    for word in words.casefold().split()[:5]:
        statement = statement.where(_has_word(word))
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    rows = db.session.scalars(
        statement.order_by(func.lower(User.name), User.id)
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    ).all()
    return Page(rows, page, PER_PAGE, total)


def _has_word(word: str) -> ColumnElement[bool]:
    return or_(
        func.lower(User.name).contains(word, autoescape=True),
        User.email_key.contains(word, autoescape=True),
    )


@dataclass(frozen=True)
class AuditRow:
    """One audit event as its page shows it; `details` is None once they are erased."""

    event: AuditEvent
    details: AuditDetails | None
    actor_name: str | None


def list_audit_events(*, action: str, page: int) -> Page[AuditRow]:
    """Return events whose action begins with `action`, newest first."""
    chosen = AuditEvent.action.startswith(action, autoescape=True)
    total = db.session.scalar(select(func.count()).select_from(AuditEvent).where(chosen)) or 0
    rows = db.session.execute(
        select(AuditEvent, AuditDetails, User.name)
        .outerjoin(AuditDetails, AuditDetails.event_id == AuditEvent.id)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(chosen)
        .order_by(AuditEvent.id.desc())
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    )
    return Page([AuditRow(*row) for row in rows], page, PER_PAGE, total)


def list_audit_actions() -> list[str]:
    """Return the actions there are events of, by name."""
    actions: Sequence[str] = db.session.scalars(
        select(AuditEvent.action).distinct().order_by(AuditEvent.action).limit(500)
    ).all()
    return list(actions)


def get_undelivered_mail(outbox_id: int) -> OutboxMessage:
    """Return a message that has not been handed over (NotFoundError)."""
    message = db.session.get(OutboxMessage, outbox_id)
    if message is None or message.sent_at is not None:
        raise NotFoundError
    return message
