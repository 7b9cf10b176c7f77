"""What an account may be: limits, lifetimes, passwords, who may hold which role. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network

import pyotp
from zxcvbn import zxcvbn

from brokerage.errors import DomainError

LONGEST_EMAIL = 254
LONGEST_NAME = 100
LONGEST_REASON = 500
LONGEST_DEVICE = 120
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
SCORED_CHARACTERS = 72
"""zxcvbn raises on more; the whole password is hashed all the same."""
LOWEST_SCORE = 3


class AgeBand(StrEnum):
    """The band a person declares; under 16 there is no account."""

    SIXTEEN = "16-17"
    ADULT = "18+"


class Role(StrEnum):
    """What a user does for the partnership; an administrator is a broker too."""

    NONE = "none"
    BROKER = "broker"
    ADMINISTRATOR = "administrator"


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    VERIFY = "verify"
    RESET = "reset"


LINK_LIFETIME = timedelta(hours=1)
IDLE_STAFF = timedelta(minutes=30)
LONGEST_SIGN_IN = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
RECOVERY_CODES = 10
CODE_SECONDS = 30
CODE_WINDOW = (0, -1, 1)
"""Time steps accepted beside the present one: a phone's clock may be half a minute off."""
KEEP_OVER = timedelta(days=30)
KEEP_USED_CODES = timedelta(days=1)
KEEP_UNVERIFIED = timedelta(days=7)

_WORD = re.compile(r"\w{3,}")
_DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


class LinkOverError(DomainError):
    """A one-time link that was used, replaced, has run out or never was."""

    def __init__(self) -> None:
        super().__init__("This link no longer works.")


class CodeRefusedError(DomainError):
    """A one-time or recovery code that opens nothing."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, field="code")


def email_key(email: str) -> str:
    """Return the address as it is compared: one key for every way of writing it."""
    return unicodedata.normalize("NFKC", email).strip().casefold()[:LONGEST_EMAIL]


def check_password(password: str, context: Iterable[str]) -> None:
    """Refuse (DomainError on `password`) what is too short, too long or easily guessed.

    `context` is what a guesser would try first: the person's name and address, our own names.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise DomainError(
            f"Your password must have at least {SHORTEST_PASSWORD} characters. "
            "Three or four words together work well",
            field="password",
        )
    if len(password) > LONGEST_PASSWORD:
        raise DomainError(
            f"Your password must have {LONGEST_PASSWORD} characters or fewer", field="password"
        )
    known = sorted({word for text in context for word in _WORD.findall(text[:500].lower())})
    scored = zxcvbn(password[:SCORED_CHARACTERS], user_inputs=known)
    if scored["score"] < LOWEST_SCORE:
        raise DomainError(
            "That password is too easy to guess. Use three or four words that have nothing to "
            "do with you or with this site",
            field="password",
        )


def digest(token: str) -> str:
    """Return what is kept of a random token: enough to know it again, of no use to a thief."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_over(
    *,
    created_at: datetime,
    last_seen_at: datetime,
    ended_at: datetime | None,
    is_staff: bool,
    now: datetime,
) -> bool:
    """Say whether a sign-in has ended, by itself or by the clock."""
    if ended_at is not None or now - created_at >= LONGEST_SIGN_IN:
        return True
    return is_staff and now - last_seen_at >= IDLE_STAFF


def device_summary(user_agent: str) -> str:
    """Return "Firefox on Windows" from a User-Agent: enough to know one's own device again."""
    text = user_agent[:300]
    browser = next((name for sign, name in _BROWSERS if sign in text), "")
    device = next((name for sign, name in _DEVICES if sign in text), "")
    if browser and device:
        return f"{browser} on {device}"
    return browser or device or "Unknown device"


def network_of(address: str | None) -> str:
    """Return what counts as one visitor: the IPv4 address, or the IPv6 network of one home."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return "unknown"
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, 64), strict=False))


def find_time_step(secret: str | None, code: str, now: datetime) -> int | None:
    """Return the time step whose code this is, near enough to `now`; None if it is no code."""
    if secret is None:
        return None
    present = int(now.timestamp()) // CODE_SECONDS
    generator = pyotp.TOTP(secret)
    for offset in CODE_WINDOW:
        if hmac.compare_digest(generator.generate_otp(present + offset), code):
            return present + offset
    return None


def provisioning_uri(secret: str, *, email: str, site: str) -> str:
    """Return what the QR code says to an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=site)


def tidy_recovery_code(code: str) -> str:
    """Return a recovery code as it is digested: small letters and digits only."""
    return "".join(character for character in code.lower() if character.isalnum())


def check_may_administer(*, actor_id: int | None, user_id: int) -> None:
    """Refuse (DomainError) to change one's own standing: another administrator must."""
    if actor_id == user_id:
        raise DomainError("You cannot change your own account here. Ask another administrator")


def check_new_role(role: Role, *, age_band: str, is_verified: bool, is_suspended: bool) -> None:
    """Refuse (DomainError) a role that this person cannot hold."""
    if role is Role.NONE:
        return
    if age_band != AgeBand.ADULT:
        raise DomainError("Brokers and administrators must be 18 or over", field="role")
    if not is_verified:
        raise DomainError("This person has not confirmed their email yet", field="role")
    if is_suspended:
        raise DomainError("Lift the suspension before you give a role", field="role")


def check_administrators_left(count: int) -> None:
    """Refuse (DomainError) to be without an administrator."""
    if count < 1:
        raise DomainError("This is the last administrator. Make another one first", field="role")
