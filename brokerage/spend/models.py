"""Imports of spend, the payments in them, the suppliers named, and what people said of names."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.accounts.models import User
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.organisations.models import Organisation
from brokerage.places.models import Authority
from brokerage.spend.rules import imports, names, payments

IS_UNDER_WAY = text("status in ('waiting', 'working')")


class SpendImport(Base):
    """One file of a council's spend, from its reading to its publishing or withdrawal."""

    __tablename__ = "spend_imports"
    __table_args__ = (
        one_of("status", imports.ImportStatus),
        CheckConstraint("rows = accepted + rejected or accepted is null", name="rows"),
        CheckConstraint("done between 0 and 100", name="done"),
        # Two imports of one council at once could both add the same payment.
        Index(
            "uq_spend_imports_under_way",
            "authority_code",
            unique=True,
            sqlite_where=IS_UNDER_WAY,
            postgresql_where=IS_UNDER_WAY,
        ),
        Index("ix_spend_imports_list", "authority_code", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_code: Mapped[str] = mapped_column(ForeignKey(Authority.code))
    title: Mapped[str] = mapped_column(String(imports.LONGEST_TITLE))
    status: Mapped[str] = mapped_column(String(12), index=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    """Of the rows as they were read, so that the same file is known again."""
    headings: Mapped[list[str]] = mapped_column(JSON)
    columns: Mapped[dict[str, int]] = mapped_column(JSON)
    how: Mapped[dict[str, str]] = mapped_column(JSON)
    notes: Mapped[list[str]] = mapped_column(JSON)
    style: Mapped[dict[str, Any]] = mapped_column(JSON)
    quarter_on: Mapped[date | None]
    rows: Mapped[int]
    accepted: Mapped[int | None]
    rejected: Mapped[int | None]
    added: Mapped[int | None]
    """How many payments were not there before."""
    total_pence: Mapped[int | None] = mapped_column(BigInteger)
    unnamed: Mapped[int | None]
    resolved: Mapped[int | None]
    """How many payments went to an organisation that is known here."""
    done: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(String(500), default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    beat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawal_reason: Mapped[str] = mapped_column(String(imports.LONGEST_REASON), default="")

    authority: Mapped[Authority] = relationship()


class SpendChunk(Base):
    """Some rows of a file as text, packed; deleted once the import is over."""

    __tablename__ = "spend_chunks"

    import_id: Mapped[int] = mapped_column(ForeignKey(SpendImport.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    packed: Mapped[bytes] = mapped_column(LargeBinary)


class SpendRejection(Base):
    """A row that was not used and why; a private person's name is not kept."""

    __tablename__ = "spend_rejections"

    import_id: Mapped[int] = mapped_column(ForeignKey(SpendImport.id), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
    cells: Mapped[list[str]] = mapped_column(JSON)


class SpendSupplier(Base):
    """A name in the spend of one council, and the organisation it means, if that is known."""

    __tablename__ = "spend_suppliers"
    __table_args__ = (
        UniqueConstraint("authority_code", "key"),
        one_of("standing", imports.Match),
        CheckConstraint(
            "(standing in ('automatic', 'confirmed')) = (organisation_id is not null)",
            name="organisation",
        ),
        CheckConstraint("name <> ''", name="name"),
        Index("ix_spend_suppliers_standing", "authority_code", "standing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_code: Mapped[str] = mapped_column(ForeignKey(Authority.code))
    key: Mapped[str] = mapped_column(String(names.LONGEST_NAME))
    name: Mapped[str] = mapped_column(String(names.LONGEST_NAME))
    standing: Mapped[str] = mapped_column(String(10))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id), index=True)
    candidates: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Those a person is asked about: organisation, likeness to 100, reason."""
    pence: Mapped[int] = mapped_column(BigInteger, default=0)
    """What it was paid in all; kept with the figures."""

    organisation: Mapped[Organisation | None] = relationship()
    authority: Mapped[Authority] = relationship()


class SpendPayment(Base):
    """One payment; without a supplier where nobody may be named."""

    __tablename__ = "spend_payments"
    __table_args__ = (
        # The same payment in two files of one council is one payment.
        UniqueConstraint("authority_code", "row_key"),
        CheckConstraint(
            f"pence between {-(10**13)} and {10**13}",
            name="pence",
        ),
        Index("ix_spend_payments_supplier", "authority_code", "supplier_id"),
    )

    import_id: Mapped[int] = mapped_column(ForeignKey(SpendImport.id), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    authority_code: Mapped[str] = mapped_column(ForeignKey(Authority.code))
    row_key: Mapped[int] = mapped_column(BigInteger)
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey(SpendSupplier.id), index=True)
    pence: Mapped[int] = mapped_column(BigInteger)
    paid_on: Mapped[date | None]
    quarter_on: Mapped[date | None]
    service: Mapped[str] = mapped_column(String(payments.LONGEST_LABEL))
    category: Mapped[str] = mapped_column(String(payments.LONGEST_LABEL))


class SpendDecision(Base):
    """What a person said of a name once: the same organisation, or not. Kept for every file."""

    __tablename__ = "spend_decisions"

    authority_code: Mapped[str] = mapped_column(ForeignKey(Authority.code), primary_key=True)
    key: Mapped[str] = mapped_column(String(names.LONGEST_NAME), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey(Organisation.id), primary_key=True, index=True
    )
    is_same: Mapped[bool]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SpendFigures(Base):
    """What a council's page shows of one year, worked out beforehand; year 0 is all of them."""

    __tablename__ = "spend_figures"
    __table_args__ = (CheckConstraint("year = 0 or year between 1990 and 2200", name="year"),)

    authority_code: Mapped[str] = mapped_column(ForeignKey(Authority.code), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    worked_out_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_stale: Mapped[bool] = mapped_column(default=False)
    """Of the row for all years: something has changed, so all are to be worked out again."""
