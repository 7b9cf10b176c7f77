"""Who is looked after and by whom, what they agreed to, their letters, their codes."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.accounts.models import User
from brokerage.accounts.rules import LONGEST_EMAIL
from brokerage.assisted import rules
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.organisations.models import Organisation


class AssistedVolunteer(Base):
    """Somebody without an e-mail address, how they are reached, and who looks after them.

    Once they have taken their account over, or are erased, nothing says how to reach them.
    """

    __tablename__ = "assisted_volunteers"
    __table_args__ = (
        one_of("prefers", rules.Way),
        CheckConstraint(
            "taken_over_at is not null or erased_at is not null"
            " or (prefers = 'phone' and phone <> '')"
            " or (prefers = 'letter' and address <> '' and postcode <> '')",
            name="reach",
        ),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id), index=True)
    """The host they came to, whose editors look after them; None: the brokers do."""
    registered_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    prefers: Mapped[str] = mapped_column(String(8))
    phone: Mapped[str] = mapped_column(String(rules.LONGEST_PHONE), default="")
    phone_key: Mapped[str] = mapped_column(String(20), default="", index=True)
    """The number as it is compared: digits, without the country's code."""
    address: Mapped[str] = mapped_column(String(rules.LONGEST_ADDRESS), default="")
    postcode: Mapped[str] = mapped_column(String(8), default="", index=True)
    looks_like_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    """Somebody who may be the same person, for a broker to look at."""
    taken_over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    registered_by: Mapped[User] = relationship(foreign_keys=[registered_by_id])
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def is_active(self) -> bool:
        """Whether somebody still looks after them."""
        return self.taken_over_at is None and self.erased_at is None


class Consent(Base):
    """That a person agreed: to which wording, how, on which day, and who wrote it down."""

    __tablename__ = "consents"
    __table_args__ = (one_of("way", rules.ConsentWay),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    wording: Mapped[str] = mapped_column(String(20))
    way: Mapped[str] = mapped_column(String(10))
    given_on: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    recorded_by: Mapped[User] = relationship(foreign_keys=[recorded_by_id])


class Letter(Base):
    """What would have been an e-mail: to be posted, or told by phone."""

    __tablename__ = "letters"
    __table_args__ = (
        one_of("way", rules.Way),
        one_of("outcome", rules.Outcome),
        CheckConstraint(
            "(outcome is null) = (done_at is null) and (outcome is null) = (done_by_id is null)",
            name="done",
        ),
        Index("ix_letters_queue", "done_at", "way", "written_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id))
    """The host it is about: no other host may read it. None: the brokers' alone."""
    way: Mapped[str] = mapped_column(String(8))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(12))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    person: Mapped[AssistedVolunteer] = relationship(
        primaryjoin="foreign(Letter.user_id) == AssistedVolunteer.user_id", viewonly=True
    )
    done_by: Mapped[User | None] = relationship(foreign_keys=[done_by_id])


class TakeOver(Base):
    """A code on paper with which a person makes the account their own, and how far they are.

    Using the code ends it. What was typed with it waits for the link that is mailed to the
    address, and is deleted when that was followed.
    """

    __tablename__ = "take_overs"
    __table_args__ = (
        CheckConstraint(
            "ended_at is not null or (email is null and password_hash is null"
            " and token_digest is null)",
            name="used",
        ),
        # One code a person works at a time.
        Index(
            "uq_take_overs_open",
            "user_id",
            unique=True,
            sqlite_where=text("ended_at is null"),
            postgresql_where=text("ended_at is null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was used, replaced or taken back."""
    email: Mapped[str | None] = mapped_column(String(LONGEST_EMAIL))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    token_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    token_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
