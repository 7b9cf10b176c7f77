"""Signing in and out: the table is what counts, the cookie only points into it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import pyotp
from flask import current_app
from sqlalchemy import ColumnElement, update

from brokerage import audit
from brokerage.accounts import emails, rules
from brokerage.accounts.models import SignIn, User
from brokerage.accounts.queries import ProvenPassword, find_user_by_email, get_user
from brokerage.accounts.service.links import make_link
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import ANONYMOUS, Subject


@dataclass(frozen=True)
class StartedSignIn:
    """A new sign-in: the token for the cookie, and whether a one-time code is still to come."""

    token: str
    needs_code: bool
    has_codes: bool


@writes
def sign_in(
    email: str, proven: ProvenPassword | None, device: str, next_path: str | None = None
) -> StartedSignIn | None:
    """Start a sign-in for who proved the password, or refuse with None.

    Somebody with the right password and an unconfirmed address is refused like anyone else,
    and gets a new link by mail.
    """
    user = _find_proven(proven)
    if user is None or user.suspended_at is not None:
        _record_refusal(email)
        return None
    if user.verified_at is None:
        _record_refusal(email)
        emails.send_verification(user, make_link(user, rules.LinkPurpose.VERIFY, next_path))
        return None
    if proven and proven.new_hash:
        user.password_hash = proven.new_hash
    return _start(user, device, needs_code=user.is_staff and not _is_demonstration())


@writes
def sign_in_without_password(user: User, device: str = "Demonstration") -> StartedSignIn:
    """Start a sign-in with one click: in demonstration mode only (RuntimeError)."""
    if not _is_demonstration():
        raise RuntimeError("Without a password one signs in to a demonstration only.")
    return _start(user, device, needs_code=False)


@writes
def sign_out(subject: Subject) -> None:
    """End the sign-in this request came with."""
    _end_where(subject, SignIn.id == subject.sign_in_id, "accounts:sign_in:leave")


@writes
def end_sign_in(subject: Subject, sign_in: SignIn) -> None:
    """End one of one's own sign-ins."""
    _end_where(subject, SignIn.id == sign_in.id, "accounts:sign_in:end")


@writes
def end_other_sign_ins(subject: Subject) -> None:
    """End all of one's own sign-ins but the present one."""
    _end_where(
        subject,
        (SignIn.user_id == subject.user_id) & (SignIn.id != subject.sign_in_id),
        "accounts:sign_in:end_others",
    )


@writes
def end_all_sign_ins(user: User, *, but: int | None = None) -> None:
    """End every sign-in of the user, but perhaps one; the service that calls it records why."""
    statement = update(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None))
    if but is not None:
        statement = statement.where(SignIn.id != but)
    db.session.execute(statement.values(ended_at=utcnow()))


@writes
def renew_token(sign_in: SignIn) -> str:
    """Give the sign-in a new token: whoever knew the old one has nothing."""
    token = secrets.token_urlsafe(32)
    sign_in.token_digest = rules.digest(token)
    db.session.flush()
    return token


def _find_proven(proven: ProvenPassword | None) -> User | None:
    """Return the user as they are now: the proof was made before this transaction began."""
    if proven is None:
        return None
    user = get_user(proven.user_id)
    return user if user.password_hash == proven.stored_hash else None


def _record_refusal(email: str) -> None:
    user = find_user_by_email(email)
    audit.record(ANONYMOUS, "accounts:sign_in:refuse", "user", user.id if user else None)


def _start(user: User, device: str, *, needs_code: bool) -> StartedSignIn:
    now = utcnow()
    token = secrets.token_urlsafe(32)
    sign_in = SignIn(
        user_id=user.id,
        token_digest=rules.digest(token),
        device=device[: rules.LONGEST_DEVICE],
        created_at=now,
        last_seen_at=now,
        has_passed_code=not needs_code,
    )
    if needs_code and user.totp_confirmed_at is None:
        user.totp_secret = pyotp.random_base32()
    db.session.add(sign_in)
    db.session.flush()
    audit.record(
        user.as_subject(sign_in.id),
        "accounts:sign_in:start",
        "sign_in",
        sign_in.id,
        after={"device": sign_in.device, "needs_code": needs_code},
    )
    return StartedSignIn(token, needs_code, user.totp_confirmed_at is not None)


def _end_where(subject: Subject, condition: ColumnElement[bool], action: str) -> None:
    ended = db.session.scalars(
        update(SignIn)
        .where(condition, SignIn.ended_at.is_(None))
        .values(ended_at=utcnow())
        .returning(SignIn.id)
    ).all()
    for sign_in_id in ended:
        audit.record(subject, action, "sign_in", sign_in_id)


def _is_demonstration() -> bool:
    is_demonstration: bool = current_app.extensions["config"].is_demonstration
    return is_demonstration
