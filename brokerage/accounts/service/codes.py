"""One-time codes: the second step of brokers and administrators."""

from __future__ import annotations

import base64
import secrets

import pyotp
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.accounts import emails, rules
from brokerage.accounts.models import RecoveryCode, SignIn, UsedCode, User
from brokerage.accounts.queries import count_recovery_codes, get_sign_in, get_user
from brokerage.accounts.service.sign_ins import end_all_sign_ins, renew_token
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject

WRONG_CODE = "That code is not right. Enter the code your app shows now"
USED_CODE = "That code has been used. Wait for your app to show the next one"
WRONG_RECOVERY_CODE = "That recovery code is not right, or it has been used"


@writes
def pass_code(sign_in_id: int, code: str) -> str:
    """Finish the sign-in with a code and return its new token (CodeRefusedError)."""
    sign_in = get_sign_in(sign_in_id)
    user = get_user(sign_in.user_id)
    if user.totp_confirmed_at is None:
        raise rules.CodeRefusedError(WRONG_CODE)
    use_code(user, code)
    return _finish(sign_in, user, "accounts:code:pass")


@writes
def pass_recovery_code(sign_in_id: int, code: str) -> str:
    """Finish the sign-in with a recovery code and return its new token (CodeRefusedError)."""
    sign_in = get_sign_in(sign_in_id)
    user = get_user(sign_in.user_id)
    used = db.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_digest == rules.digest(rules.tidy_recovery_code(code)),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=utcnow())
        .returning(RecoveryCode.id)
    ).scalar()
    if used is None:
        raise rules.CodeRefusedError(WRONG_RECOVERY_CODE)
    return _finish(sign_in, user, "accounts:code:recover")


@writes
def set_up_codes(sign_in_id: int, code: str) -> tuple[str, list[str]]:
    """Confirm the app with its first code; return the new token and the recovery codes.

    The codes are shown once: only their digests are kept. Raises CodeRefusedError.
    """
    sign_in = get_sign_in(sign_in_id)
    user = get_user(sign_in.user_id)
    if user.totp_confirmed_at is not None:
        raise rules.CodeRefusedError("Codes are set up already. Sign in again")
    use_code(user, code)
    user.totp_confirmed_at = utcnow()
    codes = [_new_recovery_code() for _ in range(rules.RECOVERY_CODES)]
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.add_all(
        RecoveryCode(user_id=user.id, code_digest=rules.digest(rules.tidy_recovery_code(code)))
        for code in codes
    )
    emails.send_codes_changed(user)
    return _finish(sign_in, user, "accounts:code:set_up"), codes


@writes
def replace_codes(subject: Subject) -> None:
    """Take one's own codes off, so that the same sign-in sets up new ones at once."""
    user = get_user(subject.user_id or 0)
    take_codes_off(user)
    user.totp_secret = pyotp.random_base32()
    end_all_sign_ins(user, but=subject.sign_in_id)
    get_sign_in(subject.sign_in_id or 0).has_passed_code = False
    audit.record(subject, "accounts:code:replace", "user", user.id)


@writes
def take_codes_off(user: User) -> None:
    """Forget the user's app and recovery codes, and which codes of that app were used."""
    user.totp_secret = user.totp_confirmed_at = None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.execute(delete(UsedCode).where(UsedCode.user_id == user.id))
    emails.send_codes_changed(user)


@writes
def use_code(user: User, code: str) -> None:
    """Use the code up (CodeRefusedError); the key of used steps decides between two at once."""
    step = rules.find_time_step(user.totp_secret, code, utcnow())
    if step is None:
        raise rules.CodeRefusedError(WRONG_CODE)
    try:
        with db.session.begin_nested():
            db.session.add(UsedCode(user_id=user.id, time_step=step))
    except IntegrityError:
        raise rules.CodeRefusedError(USED_CODE) from None


def _finish(sign_in: SignIn, user: User, action: str) -> str:
    sign_in.has_passed_code = True
    sign_in.last_seen_at = utcnow()
    token = renew_token(sign_in)
    audit.record(
        user.as_subject(sign_in.id),
        action,
        "sign_in",
        sign_in.id,
        after={"recovery_codes_left": count_recovery_codes(user.id)},
    )
    return token


def _new_recovery_code() -> str:
    text = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))
