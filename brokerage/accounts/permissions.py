"""What one may do with accounts."""

from __future__ import annotations

from dataclasses import dataclass

from brokerage.permissions import (
    Permission,
    Subject,
    administrators,
    brokers,
    signed_in,
)

SIGN_OUT = "accounts:sign_in:leave"
VIEW_OWN_ACCOUNT = "accounts:account:view"
CHANGE_OWN_ACCOUNT = "accounts:account:change"
END_SIGN_IN = "accounts:sign_in:end"
REPLACE_CODES = "accounts:codes:replace"
ADMINISTER_USERS = "accounts:user:administer"
VIEW_AUDIT = "accounts:audit:view"
ADMINISTER_MAIL = "accounts:mail:administer"


@dataclass(frozen=True)
class SignInFacts:
    """Whose sign-in it is."""

    user_id: int


def is_own(subject: Subject, facts: SignInFacts) -> bool:
    """Rule: one's own sign-ins only."""
    return subject.user_id == facts.user_id


PERMISSIONS = (
    Permission(SIGN_OUT, signed_in),
    Permission(VIEW_OWN_ACCOUNT, signed_in),
    Permission(CHANGE_OWN_ACCOUNT, signed_in),
    Permission(END_SIGN_IN, signed_in, is_own),
    Permission(REPLACE_CODES, brokers),
    Permission(ADMINISTER_USERS, administrators),
    Permission(VIEW_AUDIT, administrators),
    Permission(ADMINISTER_MAIL, administrators),
)
