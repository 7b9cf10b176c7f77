"""Sources, claims on them, and the entries that count: added to, never changed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Dialect,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from brokerage.accounts.models import User
from brokerage.contracts.models import Commitment
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.ledger.rules import claims, sources
from brokerage.ledger.rules.amounts import exact, from_parts, to_parts
from brokerage.measures.models import Measure
from brokerage.measures.rules import LONGEST_CODE
from brokerage.organisations.models import Organisation

IS_OPEN = text("claimed < amount")
IS_PENDING = text("status = 'proposed'")
IS_DISPUTED = text("status = 'disputed'")


class Amount(TypeDecorator[Decimal]):
    """An exact amount on every engine: whole 300ths of a unit (see rules.amounts)."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Keep whole parts."""
        return None if value is None else to_parts(Decimal(value))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Give the amount back; a sum of them comes as a Decimal from PostgreSQL."""
        return None if value is None else from_parts(int(value))


class LedgerSource(Base):
    """One real thing of which an amount can be claimed: once, by anyone, under any measure."""

    __tablename__ = "ledger_sources"
    __table_args__ = (
        one_of("kind", sources.SourceKind),
        UniqueConstraint("kind", "source_id"),
        # A partner's reference stands for one person, who counts once.
        UniqueConstraint("receiver_id", "partner_reference"),
        # The database refuses the one unit too many.
        CheckConstraint("claimed >= 0 and claimed <= amount", name="claimed"),
        CheckConstraint("(kind = 'hire') = (partner_reference is not null)", name="reference"),
        CheckConstraint("kind <> 'hire' or receiver_id is not null", name="partner"),
        Index("ix_ledger_sources_giver", "giver_id", "happened_on", "id"),
        Index("ix_ledger_sources_receiver", "receiver_id", "happened_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    source_id: Mapped[int]
    about: Mapped[str] = mapped_column(String(sources.LONGEST_ABOUT), default="")
    """What it is, in words fit for both sides; nobody's name."""
    unit: Mapped[str] = mapped_column(String(sources.LONGEST_UNIT))
    amount: Mapped[Decimal] = mapped_column(Amount)
    claimed: Mapped[Decimal] = mapped_column(Amount)
    """What claims hold of it: the sum of their `held`."""
    happened_on: Mapped[date]
    ward_code: Mapped[str | None] = mapped_column(String(9))
    giver_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    receiver_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id))
    partner_reference: Mapped[str | None] = mapped_column(String(sources.LONGEST_REFERENCE))
    """Of a hire: what the referral partner calls the person, and nobody else can read."""
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    giver: Mapped[Organisation] = relationship(foreign_keys=[giver_id])
    receiver: Mapped[Organisation | None] = relationship(foreign_keys=[receiver_id])

    @property
    def left(self) -> Decimal:
        """What nobody has claimed."""
        return exact(self.amount - self.claimed)


class CountedBooking(Base):
    """From which kind of source the hours of a booking are counted: one kind, never two."""

    __tablename__ = "counted_bookings"
    __table_args__ = (one_of("kind", sources.SourceKind),)

    booking_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """By id alone: what was counted stays when a booking is gone."""
    kind: Mapped[str] = mapped_column(String(16))


class SourceMeasure(Base):
    """As which measure a kind of source counts, and which one is taken where nobody chooses."""

    __tablename__ = "source_measures"
    __table_args__ = (
        one_of("kind", sources.SourceKind),
        one_of("circumstance", sources.Circumstance),
        UniqueConstraint("kind", "unit", "circumstance", "code"),
        Index(
            "uq_source_measures_default",
            "kind",
            "unit",
            "circumstance",
            unique=True,
            sqlite_where=text("is_default"),
            postgresql_where=text("is_default"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    unit: Mapped[str] = mapped_column(String(sources.LONGEST_UNIT))
    circumstance: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(LONGEST_CODE))
    is_default: Mapped[bool]
    each: Mapped[Decimal | None] = mapped_column(Amount)
    """What one thing comes to where nobody writes it down: a mentoring meeting has no length."""


class Claim(Base):
    """One amount of one measure from one source, owned by one party, confirmed by the other.

    What it counts for is the sum of its entries. A correction that waits for the other
    side's yes is a row of its own that points to the claim.
    """

    __tablename__ = "claims"
    __table_args__ = (
        one_of("status", claims.ClaimStatus),
        one_of("additionality", claims.Additionality),
        one_of("settled_as", claims.Outcome),
        CheckConstraint("amount > 0 or corrects_id is not null and amount = 0", name="amount"),
        CheckConstraint("held >= 0", name="held"),
        CheckConstraint("status not in ('refused', 'withdrawn') or held = 0", name="released"),
        CheckConstraint("confirmer_id <> owner_id", name="two_sides"),
        CheckConstraint("deadweight between 0 and 100", name="deadweight"),
        CheckConstraint("corrects_id is null or commitment_id is null", name="one_draw"),
        Index("ix_claims_owner", "owner_id", "happened_on", "id"),
        Index("ix_claims_confirmer", "confirmer_id", "happened_on", "id"),
        Index(
            "ix_claims_disputed",
            "changed_at",
            sqlite_where=IS_DISPUTED,
            postgresql_where=IS_DISPUTED,
        ),
        Index(
            "ix_claims_waiting",
            "confirmer_id",
            "id",
            sqlite_where=IS_PENDING,
            postgresql_where=IS_PENDING,
        ),
        Index(
            "uq_claims_correction",
            "corrects_id",
            unique=True,
            sqlite_where=IS_PENDING,
            postgresql_where=IS_PENDING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey(LedgerSource.id), index=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey(Measure.id))
    owner_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    confirmer_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id))
    """None where the other side is a person, who has said so already."""
    amount: Mapped[Decimal] = mapped_column(Amount)
    """As it was claimed; a correction's is what it shall be. Never changed."""
    held: Mapped[Decimal] = mapped_column(Amount)
    """What it holds of its source now: a correction, what it holds on top."""
    status: Mapped[str] = mapped_column(String(12))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("claims.id"), index=True)
    additionality: Mapped[str] = mapped_column(String(8))
    deadweight: Mapped[int | None]
    """What share would have happened anyway, in per cent: shown, never multiplied."""
    happened_on: Mapped[date]
    commitment_id: Mapped[int | None] = mapped_column(ForeignKey(Commitment.id), index=True)
    settled_as: Mapped[str | None] = mapped_column(String(8))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(default=0)
    """Counts its steps, so that two people cannot take two different ones."""

    source: Mapped[LedgerSource] = relationship()
    measure: Mapped[Measure] = relationship()
    owner: Mapped[Organisation] = relationship(foreign_keys=[owner_id])
    confirmer: Mapped[Organisation | None] = relationship(foreign_keys=[confirmer_id])
    commitment: Mapped[Commitment | None] = relationship()
    corrects: Mapped[Claim | None] = relationship(remote_side=[id])

    @property
    def stated(self) -> Decimal:
        """What it is for now, after its corrections; one that holds nothing, what it was for."""
        return self.held if self.held and self.corrects_id is None else self.amount


class LedgerEntry(Base):
    """An amount that counts, or is taken away again; the database refuses to change one."""

    __tablename__ = "ledger_entries"
    __table_args__ = (
        one_of("kind", claims.EntryKind),
        UniqueConstraint("claim_id", "number"),
        CheckConstraint("amount <> 0", name="amount"),
        # Covers the totals of any number of organisations in any period, as at any time.
        Index("ix_ledger_entries_totals", "owner_id", "measure_id", "happened_on", "at", "amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey(Claim.id))
    number: Mapped[int]
    """The revision of the claim that added it."""
    kind: Mapped[str] = mapped_column(String(8))
    amount: Mapped[Decimal] = mapped_column(Amount)
    owner_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    measure_id: Mapped[int] = mapped_column(ForeignKey(Measure.id))
    happened_on: Mapped[date]
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    details_digest: Mapped[str] = mapped_column(String(64))


class LedgerEntryDetails(Base):
    """Who added an entry and why: personal, so this row can be erased and the chain still holds."""

    __tablename__ = "ledger_entry_details"

    entry_id: Mapped[int] = mapped_column(ForeignKey(LedgerEntry.id), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), index=True)
    reason: Mapped[str] = mapped_column(String(claims.LONGEST_REASON))


class LedgerSeal(Base):
    """One link of the chain, in the order in which entries were sealed."""

    __tablename__ = "ledger_seals"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey(LedgerEntry.id), unique=True)
    hash: Mapped[str] = mapped_column(String(64))
