"""Users, sign-ins, one-time links and codes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from brokerage.accounts import rules
from brokerage.extensions import Base, UtcDateTime
from brokerage.mail import NoAddress, Recipient
from brokerage.permissions import Subject


class User(Base):
    """A person who signs in, or one without an e-mail address whom others look after.

    No birth date is kept: an age band is declared.
    """

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("age_band in ('16-17', '18+')", name="age_band"),
        CheckConstraint("not (is_broker or is_administrator) or age_band = '18+'", name="staff"),
        # Address, key and password come together or not at all; without them nobody signs in.
        CheckConstraint(
            "(email is null) = (email_key is null) and (email is null) = (password_hash is null)",
            name="address",
        ),
        CheckConstraint(
            "email is not null or (verified_at is null and totp_secret is null"
            " and not is_broker and not is_administrator)",
            name="offline",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(String(rules.LONGEST_EMAIL))
    email_key: Mapped[str | None] = mapped_column(String(rules.LONGEST_EMAIL), unique=True)
    """The address as it is compared: normalised and case-folded."""
    name: Mapped[str] = mapped_column(String(rules.LONGEST_NAME))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    age_band: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    suspension_reason: Mapped[str | None] = mapped_column(String(rules.LONGEST_REASON))
    is_broker: Mapped[bool] = mapped_column(default=False)
    is_administrator: Mapped[bool] = mapped_column(default=False)
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def role(self) -> rules.Role:
        """What this user does for the partnership."""
        if self.is_administrator:
            return rules.Role.ADMINISTRATOR
        return rules.Role.BROKER if self.is_broker else rules.Role.NONE

    @property
    def is_staff(self) -> bool:
        """Whether this is a broker or an administrator."""
        return self.is_broker or self.is_administrator

    @property
    def recipient(self) -> Recipient:
        """Where what we tell this user goes: to their address, or into the letters."""
        return NoAddress(self.id) if self.email is None else self.email

    def as_subject(self, sign_in_id: int | None = None) -> Subject:
        """Return the plain facts of the one who asks."""
        return Subject(
            user_id=self.id,
            name=self.name,
            email=self.email or "",
            sign_in_id=sign_in_id,
            is_broker=self.is_broker,
            is_administrator=self.is_administrator,
        )


class SignIn(Base):
    """A user's signed-in state on one device; the cookie holds its token, we hold a digest."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(rules.LONGEST_DEVICE))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    has_passed_code: Mapped[bool] = mapped_column(default=False)
    """Whether the second step is done; until then the user is not signed in."""


class OneTimeLink(Base):
    """A link sent by mail: to verify an address or to set a new password. Used once."""

    __tablename__ = "one_time_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_path: Mapped[str | None] = mapped_column(String(500))
    """The page the person was on the way to, for when the link is opened on another device."""


class UsedCode(Base):
    """A time step whose one-time code this user has used: the key makes a second use fail."""

    __tablename__ = "used_codes"
    __table_args__ = (UniqueConstraint("user_id", "time_step"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    time_step: Mapped[int]


class RecoveryCode(Base):
    """A code for the day the phone is lost; each works once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("user_id", "code_digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    code_digest: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
