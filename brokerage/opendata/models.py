"""Open contracting releases, kept as they were published."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.extensions import Base, UtcDateTime
from brokerage.procurement.models import Brief


class PublishedRelease(Base):
    """What was public of a brief and its awards at one moment; never changed afterwards.

    A brief that is made private takes its releases out of sight: every read looks at the brief.
    """

    __tablename__ = "published_releases"
    __table_args__ = (
        Index("uq_published_releases_number", "brief_id", "number", unique=True),
        Index("ix_published_releases_year", "year", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    brief_id: Mapped[int] = mapped_column(ForeignKey(Brief.id))
    number: Mapped[int]
    """From 1 for each brief."""
    year: Mapped[int] = mapped_column(Integer)
    released_at: Mapped[datetime] = mapped_column(UtcDateTime)
    digest: Mapped[str] = mapped_column(String(64))
    """Of what it says, without its number, date and tag: a release is only for what is new."""
    content: Mapped[str] = mapped_column(Text)
    """The release as JSON."""

    brief: Mapped[Brief] = relationship()
