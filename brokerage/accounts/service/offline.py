"""Accounts of people without an e-mail address: made, renamed, given one, emptied, removed."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.accounts import rules
from brokerage.accounts.models import User
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject

ADDRESS_TAKEN = "Another account has this email address already"
ERASED_NAME = "Somebody who was erased"
IN_USE = "Something else is kept about this person, so this cannot be undone. Erase them instead"


@writes
def add_offline_user(actor: Subject, name: str, age_band: str) -> User:
    """Make an account that nobody signs in to."""
    user = User(name=name, age_band=age_band, created_at=utcnow())
    db.session.add(user)
    db.session.flush()
    audit.record(actor, "accounts:user:add-offline", "user", user.id)
    return user


@writes
def rename_offline_user(actor: Subject, user: User, name: str, age_band: str) -> None:
    """Put the name or the age band right."""
    before = {"name": user.name, "age_band": user.age_band}
    user.name, user.age_band = name, age_band
    db.session.flush()
    after = {"name": name, "age_band": age_band}
    audit.record(actor, "accounts:user:rename", "user", user.id, before=before, after=after)


@writes
def give_address(user: User, email: str, password_hash: str) -> None:
    """Make it an account like others, with an address that was just proved (DomainError)."""
    try:
        with db.session.begin_nested():
            user.email, user.email_key = email, rules.email_key(email)
            user.password_hash, user.verified_at = password_hash, utcnow()
            db.session.flush()
    except IntegrityError as error:
        raise DomainError(ADDRESS_TAKEN) from error
    audit.record(user.as_subject(), "accounts:user:give-address", "user", user.id)


@writes
def empty_offline_user(actor: Subject, user: User) -> None:
    """Leave nothing of who it was, in the log neither; what they did stays counted."""
    user.name = ERASED_NAME
    user.suspended_at = utcnow()
    db.session.flush()
    audit.erase_details("user", user.id)
    audit.record(actor, "accounts:user:erase", "user", user.id)


@writes
def remove_offline_user(actor: Subject, user: User) -> None:
    """Delete an account that should never have been made (DomainError where it is in use)."""
    user_id = user.id
    try:
        with db.session.begin_nested():
            db.session.delete(user)
            db.session.flush()
    except IntegrityError as error:
        raise DomainError(IN_USE) from error
    audit.erase_details("user", user_id)
    audit.record(actor, "accounts:user:remove", "user", user_id)
