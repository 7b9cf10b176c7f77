"""What administrators do with other people's accounts, and with mail that did not arrive."""

from __future__ import annotations

from brokerage import audit
from brokerage.accounts import emails, rules
from brokerage.accounts.models import User
from brokerage.accounts.queries import (
    count_other_administrators,
    find_user_by_email,
    get_undelivered_mail,
    get_user,
)
from brokerage.accounts.service.codes import take_codes_off
from brokerage.accounts.service.sign_ins import end_all_sign_ins
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import SYSTEM, Subject


@writes
def suspend_user(actor: Subject, user_id: int, reason: str) -> None:
    """Suspend the account and end its sign-ins at once (DomainError)."""
    rules.check_may_administer(actor_id=actor.user_id, user_id=user_id)
    user = get_user(user_id)
    if user.suspended_at is not None:
        raise DomainError("This account is suspended already")
    if user.is_administrator:
        rules.check_administrators_left(count_other_administrators(user.id))
    user.suspended_at = utcnow()
    user.suspension_reason = reason
    end_all_sign_ins(user)
    audit.record(actor, "accounts:user:suspend", "user", user.id, after={"reason": reason})
    emails.send_suspended(user, reason)


@writes
def restore_user(actor: Subject, user_id: int) -> None:
    """Lift a suspension (DomainError)."""
    user = get_user(user_id)
    if user.suspended_at is None:
        raise DomainError("This account is not suspended")
    reason = user.suspension_reason
    user.suspended_at = user.suspension_reason = None
    audit.record(actor, "accounts:user:restore", "user", user.id, before={"reason": reason})
    emails.send_restored(user)


@writes
def change_role(actor: Subject, user_id: int, role: rules.Role) -> None:
    """Make somebody a broker or administrator, or neither, and end their sign-ins (DomainError)."""
    rules.check_may_administer(actor_id=actor.user_id, user_id=user_id)
    user = get_user(user_id)
    rules.check_new_role(
        role,
        age_band=user.age_band,
        is_verified=user.verified_at is not None,
        is_suspended=user.suspended_at is not None,
    )
    before = user.role
    if before is role:
        return
    if before is rules.Role.ADMINISTRATOR:
        rules.check_administrators_left(count_other_administrators(user.id))
    user.is_broker = role is rules.Role.BROKER
    user.is_administrator = role is rules.Role.ADMINISTRATOR
    db.session.flush()
    end_all_sign_ins(user)
    audit.record(
        actor,
        "accounts:user:change_role",
        "user",
        user.id,
        before={"role": before},
        after={"role": role},
    )
    emails.send_role_changed(user)


@writes
def reset_codes(actor: Subject, user_id: int) -> None:
    """Take somebody's one-time codes off: they set up new ones at the next sign-in."""
    rules.check_may_administer(actor_id=actor.user_id, user_id=user_id)
    user = get_user(user_id)
    before, after = {"has_codes": user.totp_confirmed_at is not None}, {"has_codes": False}
    take_codes_off(user)
    end_all_sign_ins(user)
    audit.record(actor, "accounts:code:reset", "user", user.id, before=before, after=after)


@writes
def create_administrator(*, email: str, name: str, password_hash: str) -> User:
    """Make an administrator from the command line, confirmed at once (DomainError)."""
    if find_user_by_email(email) is not None:
        raise DomainError(f"{email} has an account already", field="email")
    now = utcnow()
    user = User(
        email=email,
        email_key=rules.email_key(email),
        name=name,
        password_hash=password_hash,
        age_band=rules.AgeBand.ADULT,
        created_at=now,
        verified_at=now,
        is_administrator=True,
    )
    db.session.add(user)
    db.session.flush()
    audit.record(SYSTEM, "accounts:user:create_administrator", "user", user.id)
    return user


@writes
def send_mail_again(actor: Subject, outbox_id: int) -> None:
    """Put a message that was not delivered back in the queue (NotFoundError)."""
    message = get_undelivered_mail(outbox_id)
    message.parked_at = None
    message.attempts = 0
    message.due_at = utcnow()
    db.session.flush()
    audit.record(actor, "accounts:mail:send_again", "outbox_message", message.id)
