"""What a supplier's passport holds beside its evidence, and the dated rules it is read by.

Turnover and balance sheet leave this room as the name of a size, and as nothing else.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.accounts.models import User
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.organisations.models import Evidence, Organisation
from brokerage.passports import rules
from brokerage.passports.rules.dated import RuleKind
from brokerage.passports.rules.documents import LONGEST_TITLE, DocumentType
from brokerage.passports.rules.purpose import Answers
from brokerage.passports.rules.sizes import YearFigures

IS_OPEN = text("answered_at is null")


class PassportRule(Base):
    """A dated rule by which passports are read: a size, a reservation, a council's area."""

    __tablename__ = "passport_rules"
    __table_args__ = (
        one_of("kind", RuleKind),
        CheckConstraint("to_on is null or to_on >= from_on", name="to_on"),
        UniqueConstraint("code", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(60))
    """`companies-act:small`, `sme`, the code of a council."""
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    words: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(300))
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class Passport(Base):
    """What is one of a kind in a passport: its purpose, its capacity, what it can add."""

    __tablename__ = "passports"
    __table_args__ = (
        CheckConstraint("people between 1 and 100000", name="people"),
        CheckConstraint("smallest_pounds >= 0", name="smallest_pounds"),
        CheckConstraint("largest_pounds >= smallest_pounds", name="largest_pounds"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), primary_key=True)
    is_non_governmental: Mapped[bool | None]
    is_value_driven: Mapped[bool | None]
    reinvests_surplus: Mapped[bool | None]
    """Three answers that make a VCSE; None where a question was not answered."""
    people: Mapped[int | None]
    """How many can work on a contract at once."""
    capacity: Mapped[str] = mapped_column(String(rules.LONGEST_WORDS), default="")
    smallest_pounds: Mapped[int | None] = mapped_column(BigInteger)
    largest_pounds: Mapped[int | None] = mapped_column(BigInteger)
    offers: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Codes of the social value it can deliver."""
    still_right_asked_on: Mapped[date | None]
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def purpose(self) -> Answers:
        """The three answers that make a VCSE."""
        return self.is_non_governmental, self.is_value_driven, self.reinvests_surplus


class Proof:
    """How far something is known: said, seen by a broker, refused."""

    stated_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(rules.LONGEST_SOURCE), default="")
    """Where a broker saw it."""
    verified_on: Mapped[date | None]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    expires_on: Mapped[date | None]
    warned_days: Mapped[int | None]
    """How long before its end its organisation was written to last; 0 when it was over."""
    refused_on: Mapped[date | None]
    refusal_reason: Mapped[str] = mapped_column(String(rules.LONGEST_REASON), default="")

    def state(self, today: date) -> rules.State:
        """How far it is known today."""
        return rules.state_of(self, today)


class Site(Proof, Base):
    """An address of an organisation, since when, and what is done there."""

    __tablename__ = "sites"
    __table_args__ = (one_of("operations", rules.Operations),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    address: Mapped[str] = mapped_column(String(rules.LONGEST_ADDRESS))
    postcode: Mapped[str] = mapped_column(String(8))
    authority_code: Mapped[str | None] = mapped_column(String(9), index=True)
    is_place_approximate: Mapped[bool] = mapped_column(default=False)
    """The postcode is not in our list: the council is that of its first half."""
    since_on: Mapped[date]
    operations: Mapped[str] = mapped_column(String(12))
    what: Mapped[str] = mapped_column(String(rules.LONGEST_WORDS), default="")
    document: Mapped[str] = mapped_column(String(rules.LONGEST_WORDS), default="")
    """Which paper shows it (a lease, a rates bill): for brokers."""


class SizeYear(Proof, Base):
    """The figures of one accounting year, from which both size tests are worked out."""

    __tablename__ = "size_years"
    __table_args__ = (
        UniqueConstraint("organisation_id", "starts_on"),
        CheckConstraint("staff >= 0", name="staff"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    starts_on: Mapped[date]
    staff: Mapped[int]
    turnover: Mapped[int] = mapped_column(BigInteger)
    """Whole pounds, as is the balance sheet."""
    balance_sheet: Mapped[int] = mapped_column(BigInteger)

    @property
    def figures(self) -> YearFigures:
        """The year as the tests take it."""
        return YearFigures(
            starts_on=self.starts_on,
            staff=self.staff,
            turnover=self.turnover,
            balance_sheet=self.balance_sheet,
        )


class EvidenceDocument(Base):
    """A paper beside a proof, seen by its members and by brokers; it goes with the proof."""

    __tablename__ = "evidence_documents"
    __table_args__ = (
        one_of("mimetype", DocumentType),
        CheckConstraint("title <> ''", name="title"),
        CheckConstraint(
            "(case when evidence_id is null then 0 else 1 end)"
            " + (case when site_id is null then 0 else 1 end)"
            " + (case when size_year_id is null then 0 else 1 end) = 1",
            name="one_proof",
        ),
        UniqueConstraint("evidence_id", "digest"),
        UniqueConstraint("site_id", "digest"),
        UniqueConstraint("size_year_id", "digest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey(Evidence.id, ondelete="CASCADE"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey(Site.id, ondelete="CASCADE"))
    size_year_id: Mapped[int | None] = mapped_column(ForeignKey(SizeYear.id, ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    mimetype: Mapped[str] = mapped_column(String(20))
    size: Mapped[int]
    """In bytes."""
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """A picture as we encoded it; a PDF as it was sent."""
    added_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()


class CorrectionRequest(Base):
    """A supplier says that how buyers see it is wrong; a broker answers."""

    __tablename__ = "correction_requests"
    __table_args__ = (
        CheckConstraint("(answered_at is null) = (answered_by_id is null)", name="answered_by"),
        Index(
            "ix_correction_requests_open",
            "asked_at",
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    text: Mapped[str] = mapped_column(String(rules.LONGEST_CORRECTION))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(String(rules.LONGEST_CORRECTION), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    organisation: Mapped[Organisation] = relationship()
