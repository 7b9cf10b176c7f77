"""Frameworks, their measures and values, and which measures an authority uses."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.accounts.models import User
from brokerage.extensions import Base, UtcDateTime
from brokerage.measures import rules
from brokerage.organisations.models import Organisation


class MeasureFramework(Base):
    """One version of a list of measures; a new version is a new row, never a change."""

    __tablename__ = "measure_frameworks"
    __table_args__ = (
        UniqueConstraint("slug", "version"),
        CheckConstraint("to_on is null or to_on >= from_on", name="days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(rules.LONGEST_SLUG))
    name: Mapped[str] = mapped_column(String(rules.LONGEST_LABEL))
    version: Mapped[str] = mapped_column(String(rules.LONGEST_VERSION))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(rules.LONGEST_SOURCE))
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Measure(Base):
    """What is counted: a code, words for it, and the unit it is counted in."""

    __tablename__ = "measures"
    __table_args__ = (UniqueConstraint("framework_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    framework_id: Mapped[int] = mapped_column(ForeignKey(MeasureFramework.id))
    code: Mapped[str] = mapped_column(String(rules.LONGEST_CODE))
    label: Mapped[str] = mapped_column(String(rules.LONGEST_LABEL))
    unit: Mapped[str] = mapped_column(String(rules.LONGEST_UNIT))
    theme: Mapped[str] = mapped_column(String(rules.LONGEST_THEME))

    framework: Mapped[MeasureFramework] = relationship()
    values: Mapped[list[MeasureValue]] = relationship(order_by="MeasureValue.year, MeasureValue.id")


class MeasureValue(Base):
    """What one unit is said to be worth, by whom, for which year; many measures have none."""

    __tablename__ = "measure_values"
    __table_args__ = (
        UniqueConstraint("measure_id", "year", "source"),
        CheckConstraint("pence > 0", name="pence"),
        CheckConstraint("length(source) > 0", name="source"),
        CheckConstraint(f"year between {rules.FIRST_YEAR} and {rules.LAST_YEAR}", name="year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey(Measure.id))
    pence: Mapped[int] = mapped_column(BigInteger)
    source: Mapped[str] = mapped_column(String(rules.LONGEST_SOURCE))
    year: Mapped[int]
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """A report on a past moment knows only the values of then."""


class AuthorityMeasure(Base):
    """A measure that an authority uses, in which of its sets, and how much it counts in a bid."""

    __tablename__ = "authority_measures"
    __table_args__ = (
        CheckConstraint("weight in (1, 2, 3)", name="weight"),
        CheckConstraint("is_in_master or not is_in_light", name="light_is_in_master"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey(Measure.id), primary_key=True, index=True)
    is_in_master: Mapped[bool]
    is_in_light: Mapped[bool]
    weight: Mapped[int]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    measure: Mapped[Measure] = relationship()


class MeasureUpload(Base):
    """A table of measures as it was understood, kept until it is imported or a day old."""

    __tablename__ = "measure_uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    understood: Mapped[dict[str, str]] = mapped_column(JSON)
    """The heading each column was found under."""
    accepted: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    rejected: Mapped[list[list[Any]]] = mapped_column(JSON)
    """The line of the file and the reason, one of each row that cannot be used."""
    imported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
