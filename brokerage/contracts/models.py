"""Contracts with their corrections, commitments, spend returns and employment plans."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.accounts.models import User
from brokerage.contracts import rules
from brokerage.contracts.rules.returns import ReturnStatus
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.measures.models import Measure
from brokerage.organisations.models import Organisation


class Contract(Base):
    """One line of an authority's register, as it stands after its corrections."""

    __tablename__ = "contracts"
    __table_args__ = (
        one_of("procured_by", rules.ProcuredBy),
        CheckConstraint("value_pence >= 0", name="value_pence"),
        CheckConstraint("social_value_percent between 1 and 100", name="social_value_percent"),
        CheckConstraint("ends_on >= starts_on", name="days"),
        UniqueConstraint("source_kind", "source_id"),
        Index("ix_contracts_register", "organisation_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id), index=True)
    """None where the supplier has no account here."""
    supplier_name: Mapped[str] = mapped_column(String(rules.LONGEST_NAME))
    title: Mapped[str] = mapped_column(String(rules.LONGEST_TITLE))
    value_pence: Mapped[int] = mapped_column(BigInteger)
    is_vat_inclusive: Mapped[bool]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reserved_for: Mapped[list[str]] = mapped_column(JSON)
    """Whom the competition was reserved for; empty where it was not."""
    is_reserved: Mapped[bool]
    social_value_percent: Mapped[int | None]
    """How much of the score was social value; None where it was not weighed."""
    procured_by: Mapped[str] = mapped_column(String(16))
    has_spend_duty: Mapped[bool]
    """Whether the contractor reports where its own spend goes."""
    source_kind: Mapped[str | None] = mapped_column(String(20))
    source_id: Mapped[int | None]
    """What it was made from, where it was made from something here."""
    added_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    supplier: Mapped[Organisation | None] = relationship(foreign_keys=[supplier_id])


class ContractCorrection(Base):
    """What was changed in a contract's line, why and by whom; never changed itself."""

    __tablename__ = "contract_corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id), index=True)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Field → [as it was, as it is now]."""
    reason: Mapped[str] = mapped_column(String(rules.LONGEST_REASON))
    made_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EmploymentPlan(Base):
    """A community employment plan: what a developer promises for a development."""

    __tablename__ = "employment_plans"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="days"),
        Index("ix_employment_plans_register", "organisation_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    developer_name: Mapped[str] = mapped_column(String(rules.LONGEST_NAME))
    development: Mapped[str] = mapped_column(String(rules.LONGEST_TITLE))
    reference: Mapped[str] = mapped_column(String(rules.LONGEST_REFERENCE), default="")
    """Of the planning application."""
    about: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    added_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()


class Commitment(Base):
    """How much of one measure is promised by when; a correction is a newer row that replaces it.

    What has been delivered stands elsewhere, in entries of its own.
    """

    __tablename__ = "commitments"
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="quantity"),
        CheckConstraint("due_on >= from_on", name="days"),
        CheckConstraint("(contract_id is null) <> (plan_id is null)", name="one_source"),
        CheckConstraint("(replaces_id is null) = (reason = '')", name="correction_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int | None] = mapped_column(ForeignKey(Contract.id), index=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey(EmploymentPlan.id), index=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey(Measure.id))
    quantity: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    """In the measure's unit, never multiplied by a weight."""
    from_on: Mapped[date]
    due_on: Mapped[date]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("commitments.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(rules.LONGEST_REASON), default="")
    added_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)

    measure: Mapped[Measure] = relationship()
    contract: Mapped[Contract | None] = relationship()
    plan: Mapped[EmploymentPlan | None] = relationship()


class SpendReturn(Base):
    """The question to one contractor where its spend of one period went."""

    __tablename__ = "spend_returns"
    __table_args__ = (
        one_of("status", ReturnStatus),
        UniqueConstraint("contract_id", "period_from"),
        CheckConstraint("period_to >= period_from", name="period"),
        CheckConstraint("(status = 'confirmed') = (confirmed_at is not null)", name="confirmed"),
        Index("ix_spend_returns_due", "status", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id))
    period_from: Mapped[date]
    period_to: Mapped[date]
    due_on: Mapped[date]
    status: Mapped[str] = mapped_column(String(12))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_back_reason: Mapped[str] = mapped_column(String(rules.LONGEST_REASON), default="")

    contract: Mapped[Contract] = relationship()
    entries: Mapped[list[SpendReturnEntry]] = relationship(order_by="SpendReturnEntry.id")

    @property
    def latest(self) -> SpendReturnEntry | None:
        """The answer that counts: the last one given."""
        return self.entries[-1] if self.entries else None


class SpendReturnEntry(Base):
    """One answer to a return; a correction is a newer entry."""

    __tablename__ = "spend_return_entries"
    __table_args__ = (
        CheckConstraint("total_pence >= 0", name="total"),
        CheckConstraint("local_pence between 0 and total_pence", name="local"),
        CheckConstraint("sme_pence between 0 and total_pence", name="sme"),
        CheckConstraint("vcse_pence between 0 and total_pence", name="vcse"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    spend_return_id: Mapped[int] = mapped_column(ForeignKey(SpendReturn.id), index=True)
    total_pence: Mapped[int] = mapped_column(BigInteger)
    local_pence: Mapped[int] = mapped_column(BigInteger)
    sme_pence: Mapped[int] = mapped_column(BigInteger)
    vcse_pence: Mapped[int] = mapped_column(BigInteger)
    note: Mapped[str] = mapped_column(String(rules.LONGEST_REASON), default="")
    entered_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
