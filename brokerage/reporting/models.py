"""Reports: a draft's words, editions that never change, their stories and files; voices."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.reporting import rules
from brokerage.reporting.rules.stories import StoryKind
from brokerage.reporting.rules.voices import LONGEST_CHOICE


class ReportDraft(Base):
    """The words of a report that is being written; its figures are worked out on each look."""

    __tablename__ = "impact_report_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)
    """One draft a year: two people cannot begin two."""
    introduction: Mapped[str] = mapped_column(Text, default="")
    went_badly: Mapped[str] = mapped_column(Text, default="")
    """What did not go well, in plain words."""
    methods: Mapped[str] = mapped_column(Text, default="")
    """What a reader has to know beside the standing note on method."""
    change_note: Mapped[str] = mapped_column(Text, default="")
    """Of a correction: what it changes."""
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ImpactReport(Base):
    """One edition as it was published; the database refuses to change it."""

    __tablename__ = "impact_reports"
    __table_args__ = (
        UniqueConstraint("year", "edition"),
        CheckConstraint("edition >= 1", name="edition"),
        CheckConstraint("(edition = 1) = (change_note = '')", name="correction_says_what"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    edition: Mapped[int]
    as_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """The moment of which the figures tell."""
    last_entry_id: Mapped[int]
    """The last entry of the ledger that counts in it; 0 where there was none."""
    figures: Mapped[str] = mapped_column(Text)
    """Canonical JSON: what can be worked out again from the ledger at any time."""
    figures_digest: Mapped[str] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(Text)
    """Canonical JSON: names, words and counts as they were on that day. Nobody's name."""
    words_digest: Mapped[str] = mapped_column(String(64))
    change_note: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)

    stories: Mapped[list[ReportStory]] = relationship(order_by="ReportStory.position")


class ReportStory(Base):
    """A story in an edition, beside it: the edition holds its digest.

    So it can be taken back by who told it, and the edition still verifies.
    """

    __tablename__ = "impact_report_stories"
    __table_args__ = (
        one_of("kind", StoryKind),
        UniqueConstraint("report_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey(ImpactReport.id))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    source_id: Mapped[int]
    told_by: Mapped[str] = mapped_column(String(rules.LONGEST_TELLER))
    text: Mapped[str] = mapped_column(Text)
    forgotten_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was taken back: then its words are gone."""


class ReportFile(Base):
    """The printable file of an edition, drawn once."""

    __tablename__ = "impact_report_files"

    report_id: Mapped[int] = mapped_column(ForeignKey(ImpactReport.id), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    digest: Mapped[str] = mapped_column(String(64))
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ResidentVoice(Base):
    """One answer to what matters: the day and, if said, the ward. Nothing tells whose it is."""

    __tablename__ = "resident_voices"
    __table_args__ = (Index("ix_resident_voices_ward", "ward_code", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    said_on: Mapped[date]
    ward_code: Mapped[str | None] = mapped_column(String(9))


class ResidentChoice(Base):
    """One of the up to three things of an answer."""

    __tablename__ = "resident_choices"

    voice_id: Mapped[int] = mapped_column(ForeignKey(ResidentVoice.id), primary_key=True)
    choice: Mapped[str] = mapped_column(String(LONGEST_CHOICE), primary_key=True)
