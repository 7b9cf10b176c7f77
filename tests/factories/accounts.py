"""Users as tests need them. Their password is `PASSWORD`; staff have a one-time code set up."""

from functools import cache
from itertools import count

from argon2 import PasswordHasher

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from tests.support.sign_in import PASSWORD

CODE_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_numbers = count(1)


def make_user(
    *,
    name: str | None = None,
    email: str | None = None,
    age_band: str = "18+",
    is_verified: bool = True,
    is_suspended: bool = False,
    is_broker: bool = False,
    is_administrator: bool = False,
    has_codes: bool | None = None,
    password: str = PASSWORD,
) -> User:
    """Add a user and return it, flushed; `has_codes` is True for staff unless told otherwise."""
    number = next(_numbers)
    now = utcnow()
    is_staff = is_broker or is_administrator
    email = email or f"person{number}@example.org"
    user = User(
        email=email,
        email_key=email.casefold(),
        name=name or f"Person {number}",
        password_hash=_hash(password),
        age_band=age_band,
        created_at=now,
        verified_at=now if is_verified else None,
        suspended_at=now if is_suspended else None,
        suspension_reason="Sent the same message to everyone" if is_suspended else None,
        is_broker=is_broker,
        is_administrator=is_administrator,
    )
    if is_staff if has_codes is None else has_codes:
        user.totp_secret = CODE_SECRET
        user.totp_confirmed_at = now
    db.session.add(user)
    db.session.flush()
    return user


@cache
def _hash(password: str) -> str:
    # The parameters of the test app (tests.support.apps), so that no sign-in hashes afresh.
    return PasswordHasher(time_cost=1, memory_cost=19 * 1024, parallelism=1).hash(password)
