"""The rules as an administrator sees them, people's checks, and hosts' own safeguarding.

Of a check only what its use needs is kept: never the certificate, its number or its contents.
No column here takes free text about a person.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.accounts.models import User
from brokerage.checks.rules import kinds, levels, safeguarding
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.organisations.models import Organisation

STANDS = text("withdrawn_at is null")


class CheckRule(Base):
    """A dated rule on which DBS check a role's facts allow."""

    __tablename__ = "check_rules"
    __table_args__ = (
        one_of("people", levels.People),
        one_of("period", levels.Period),
        one_of("supervision", levels.Supervision),
        one_of("level", levels.Level),
        CheckConstraint("to_on is null or to_on >= from_on", name="to_on"),
        CheckConstraint("level not in ('cannot-tell', 'enhanced-both')", name="one_list"),
        UniqueConstraint("code", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    people: Mapped[str] = mapped_column(String(10))
    activities: Mapped[list[str]] = mapped_column(JSON)
    settings: Mapped[list[str]] = mapped_column(JSON)
    """Empty: anywhere."""
    period: Mapped[str] = mapped_column(String(10))
    supervision: Mapped[str] = mapped_column(String(14))
    level: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(300))
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class CheckLimit(Base):
    """A figure the rules stand on, with its dates."""

    __tablename__ = "check_limits"
    __table_args__ = (
        CheckConstraint("code in ('most-days', 'window-days', 'minimum-age')", name="code"),
        CheckConstraint("number between 1 and 366", name="number"),
        CheckConstraint("to_on is null or to_on >= from_on", name="to_on"),
        UniqueConstraint("code", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
    words: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(300))
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class AuthorityNeed(Base):
    """What a council asks of those who volunteer with it, beside a DBS check."""

    __tablename__ = "authority_needs"
    __table_args__ = (
        one_of("requirement", kinds.Kind),
        CheckConstraint("people in ('any', 'children', 'adults')", name="people"),
        CheckConstraint("months between 1 and 120", name="months"),
        CheckConstraint("to_on is null or to_on >= from_on", name="to_on"),
        UniqueConstraint("authority_code", "requirement", "people", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_code: Mapped[str] = mapped_column(String(9))
    requirement: Mapped[str] = mapped_column(String(30))
    people: Mapped[str] = mapped_column(String(10))
    """Of roles with whom; "any" for every role."""
    is_direct_work: Mapped[bool]
    """Only for roles that work with these people, not beside them."""
    months: Mapped[int | None]
    """After how many months it is to be done again."""
    source: Mapped[str] = mapped_column(String(300))
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class Check(Base):
    """A check someone has, as a host or broker saw it. Criminal-offence data: keep no more."""

    __tablename__ = "checks"
    __table_args__ = (
        one_of("kind", kinds.Kind),
        one_of("level", kinds.DbsLevel),
        one_of("workforce", kinds.Workforce),
        CheckConstraint("(kind = 'dbs') = (level is not null)", name="level_of_dbs"),
        CheckConstraint("(kind = 'dbs') = (workforce is not null)", name="workforce_of_dbs"),
        CheckConstraint("seen_on >= issued_on", name="seen_on"),
        CheckConstraint("renew_on > issued_on", name="renew_on"),
        Index("ix_checks_user", "user_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    kind: Mapped[str] = mapped_column(String(30))
    level: Mapped[str | None] = mapped_column(String(20))
    workforce: Mapped[str | None] = mapped_column(String(10))
    issued_on: Mapped[date]
    seen_on: Mapped[date]
    seen_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    renew_on: Mapped[date | None] = mapped_column(index=True)
    """The holder's or host's own policy: a certificate has no legal expiry."""

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    seen_by: Mapped[User] = relationship(foreign_keys=[seen_by_id])
    acceptances: Mapped[list[CheckAcceptance]] = relationship(
        cascade="all, delete-orphan", order_by="CheckAcceptance.organisation_id"
    )


class CheckAcceptance(Base):
    """A host takes a check as good."""

    __tablename__ = "check_acceptances"

    check_id: Mapped[int] = mapped_column(ForeignKey(Check.id), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey(Organisation.id), primary_key=True, index=True
    )
    accepted_on: Mapped[date]
    accepted_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    organisation: Mapped[Organisation] = relationship()


class CheckConsent(Base):
    """The holder agrees that one host may see their checks, until they take it back."""

    __tablename__ = "check_consents"
    __table_args__ = (
        Index(
            "uq_check_consents_standing",
            "user_id",
            "organisation_id",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()


class CheckWarning(Base):
    """A holder has been told that a check is to be renewed: each warning once."""

    __tablename__ = "check_warnings"
    __table_args__ = (CheckConstraint("days in (60, 30, 7)", name="days"),)

    check_id: Mapped[int] = mapped_column(ForeignKey(Check.id), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True)
    renew_on: Mapped[date] = mapped_column(primary_key=True)
    sent_on: Mapped[date]


class ToldDay(Base):
    """A day someone gives elsewhere, as they tell it: with whom, never where."""

    __tablename__ = "told_days"
    __table_args__ = (
        CheckConstraint("people in ('children', 'adults')", name="people"),
        UniqueConstraint("user_id", "day", "people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    day: Mapped[date]
    people: Mapped[str] = mapped_column(String(10))


class SafeguardingReview(Base):
    """A host reviewed its policy, or assessed itself, on a day."""

    __tablename__ = "safeguarding_reviews"
    __table_args__ = (
        one_of("review", safeguarding.Review),
        UniqueConstraint("organisation_id", "review", "done_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    review: Mapped[str] = mapped_column(String(20))
    done_on: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))


class SafeguardingContact(Base):
    """Whom to tell of a worry at a host: a post, never a person."""

    __tablename__ = "safeguarding_contacts"
    __table_args__ = (CheckConstraint("phone <> '' or email <> ''", name="reach"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), primary_key=True)
    post: Mapped[str] = mapped_column(String(safeguarding.LONGEST_POST))
    phone: Mapped[str] = mapped_column(String(safeguarding.LONGEST_PHONE), default="")
    email: Mapped[str] = mapped_column(String(254), default="")

    organisation: Mapped[Organisation] = relationship()
