"""Registering, confirming an address, setting a new password by mail.

The answer is the same for a known and an unknown address, and so is the work behind it.
"""

from __future__ import annotations

import secrets

from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.accounts import emails, rules
from brokerage.accounts.models import User
from brokerage.accounts.queries import find_link, find_user_by_email
from brokerage.accounts.service.links import end_links, make_link, use_link
from brokerage.accounts.service.sign_ins import end_all_sign_ins
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import ANONYMOUS


@writes
def register(
    *,
    name: str,
    email: str,
    password_hash: str,
    age_band: rules.AgeBand,
    next_path: str | None = None,
) -> None:
    """Make an account and mail the link that confirms it; tell the owner of a known address.

    An account that nobody confirmed yet becomes the newest registration's: its password must
    be the one chosen by whoever follows the newest link.
    """
    user = find_user_by_email(email) or _add_user(email)
    if user.verified_at is not None:
        with_no_effect = db.session.begin_nested()
        make_link(user, rules.LinkPurpose.VERIFY)
        with_no_effect.rollback()
        audit.record(ANONYMOUS, "accounts:user:register_again", "user", user.id)
        emails.send_already_registered(user)
        return
    user.email = email
    user.name = name
    user.password_hash = password_hash
    user.age_band = age_band
    user.created_at = utcnow()
    token = make_link(user, rules.LinkPurpose.VERIFY, next_path)
    audit.record(ANONYMOUS, "accounts:user:register", "user", user.id)
    emails.send_verification(user, token)


@writes
def ask_for_verification(email: str) -> None:
    """Mail a new confirmation link, if the address waits for one."""
    user = find_user_by_email(email)
    audit.record(ANONYMOUS, "accounts:link:ask", "user", user.id if user else None)
    if user is None or user.verified_at is not None or user.suspended_at is not None:
        _work_as_hard(email)
        return
    emails.send_verification(user, make_link(user, rules.LinkPurpose.VERIFY))


@writes
def renew_link(token: str) -> None:
    """Mail a new link in place of a confirmation link that has run out (LinkOverError)."""
    state = find_link(token, rules.LinkPurpose.VERIFY)
    if state is None or state.user.verified_at is not None:
        raise rules.LinkOverError
    fresh = make_link(state.user, rules.LinkPurpose.VERIFY, state.link.next_path)
    emails.send_verification(state.user, fresh)
    audit.record(ANONYMOUS, "accounts:link:renew", "user", state.user.id)


@writes
def verify_email(token: str) -> str | None:
    """Confirm the address; return the path the person was on the way to (LinkOverError)."""
    link, user = use_link(token, rules.LinkPurpose.VERIFY)
    user.verified_at = utcnow()
    audit.record(user.as_subject(), "accounts:user:verify", "user", user.id)
    return link.next_path


@writes
def ask_for_reset(email: str) -> None:
    """Mail a link that sets a new password, if the address has an account."""
    user = find_user_by_email(email)
    audit.record(ANONYMOUS, "accounts:reset:ask", "user", user.id if user else None)
    if user is None or user.suspended_at is not None:
        _work_as_hard(email)
        return
    emails.send_reset(email, make_link(user, rules.LinkPurpose.RESET))


@writes
def reset_password(token: str, password_hash: str) -> None:
    """Set the new password and end every sign-in (LinkOverError).

    The mail reached its owner, so the address is confirmed by it too.
    """
    _, user = use_link(token, rules.LinkPurpose.RESET)
    now = utcnow()
    user.password_hash = password_hash
    user.verified_at = user.verified_at or now
    end_links(user.id, rules.LinkPurpose.VERIFY, now)
    end_all_sign_ins(user)
    audit.record(user.as_subject(), "accounts:password:reset", "user", user.id)
    emails.send_password_changed(user)


def _work_as_hard(email: str) -> None:
    """Do and undo what a mailed link takes, so that the time tells nothing."""
    with_no_effect = db.session.begin_nested()
    end_links(0, rules.LinkPurpose.RESET, utcnow())
    emails.send_reset(email, secrets.token_urlsafe(32))
    with_no_effect.rollback()


def _add_user(email: str) -> User:
    """Add an empty account; if the same address registers at this moment, return that one."""
    key = rules.email_key(email)
    user = User(
        email=email,
        email_key=key,
        name="",
        password_hash="",
        age_band=rules.AgeBand.SIXTEEN,
        created_at=utcnow(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError:
        found = find_user_by_email(email)
        if found is None:
            raise
        return found
    return user
