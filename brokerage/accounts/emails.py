"""One function for each e-mail about an account.

Mail to an address nobody has confirmed names nobody: what was typed in the form by whoever
typed it is not sent on to a stranger.
"""

from __future__ import annotations

from brokerage.accounts.models import User
from brokerage.mail import queue_mail
from brokerage.web.links import full_url


def send_verification(user: User, token: str) -> None:
    """The link that confirms an address."""
    queue_mail(
        to=user.recipient,
        subject="Confirm your email address",
        template="accounts/verify_email",
        link=full_url("accounts.verify_email", token=token),
    )


def send_already_registered(user: User) -> None:
    """Somebody tried to register with an address that has an account."""
    queue_mail(
        to=user.recipient,
        subject="You already have an account",
        template="accounts/already_registered",
        name=user.name,
        sign_in_link=full_url("accounts.sign_in"),
        reset_link=full_url("accounts.ask_for_reset"),
    )


def send_reset(email: str, token: str) -> None:
    """The link that sets a new password."""
    queue_mail(
        to=email,
        subject="Set a new password",
        template="accounts/reset_password",
        link=full_url("accounts.reset_password", token=token),
    )


def send_password_changed(user: User) -> None:
    """The password is another one now."""
    queue_mail(
        to=user.recipient,
        subject="Your password was changed",
        template="accounts/password_changed",
        name=user.name,
        reset_link=full_url("accounts.ask_for_reset"),
    )


def send_codes_changed(user: User) -> None:
    """One-time codes were set up, or taken off."""
    queue_mail(
        to=user.recipient,
        subject="Your sign-in codes were changed",
        template="accounts/codes_changed",
        name=user.name,
        is_set_up=user.totp_confirmed_at is not None,
    )


def send_suspended(user: User, reason: str) -> None:
    """The account was suspended, and why."""
    queue_mail(
        to=user.recipient,
        subject="Your account is suspended",
        template="accounts/suspended",
        name=user.name,
        reason=reason,
    )


def send_restored(user: User) -> None:
    """The suspension is over."""
    queue_mail(
        to=user.recipient,
        subject="Your account works again",
        template="accounts/restored",
        name=user.name,
        sign_in_link=full_url("accounts.sign_in"),
    )


def send_role_changed(user: User) -> None:
    """The person has another role on the site now."""
    queue_mail(
        to=user.recipient,
        subject="Your role was changed",
        template="accounts/role_changed",
        name=user.name,
        is_broker=user.is_broker,
        is_administrator=user.is_administrator,
        sign_in_link=full_url("accounts.sign_in"),
    )
