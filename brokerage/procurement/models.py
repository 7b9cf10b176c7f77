"""Briefs, who shares them, frozen market searches, shortlists, enquiries and their answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.accounts.models import User
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.matchmaking.models import RecordedRanking
from brokerage.organisations.models import Organisation
from brokerage.procurement.rules import briefs, enquiries


class Brief(Base):
    """What a buyer wants to buy, before any notice; a draft holds what was answered so far."""

    __tablename__ = "briefs"
    __table_args__ = (
        one_of("status", briefs.BriefStatus),
        one_of("visibility", briefs.Visibility),
        one_of("buyer_kind", briefs.BuyerKind),
        one_of("outcome", briefs.Outcome),
        CheckConstraint("value_pence > 0", name="value_pence"),
        CheckConstraint("(status = 'closed') = (closed_at is not null)", name="closed_at"),
        Index("ix_briefs_buyer", "organisation_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    created_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    status: Mapped[str] = mapped_column(String(12))
    buyer_kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(briefs.LONGEST_TITLE), default="")
    need: Mapped[str] = mapped_column(Text, default="")
    categories: Mapped[list[str]] = mapped_column(JSON, default=list)
    """CPV codes that the buyer confirmed."""
    value_pence: Mapped[int | None] = mapped_column(BigInteger)
    """Including VAT; None where it is not known yet."""
    needed_by: Mapped[date | None]
    is_delivered_remotely: Mapped[bool] = mapped_column(default=False)
    postcode: Mapped[str | None] = mapped_column(String(8))
    place_name: Mapped[str] = mapped_column(String(briefs.LONGEST_PLACE_NAME), default="")
    easting: Mapped[int | None]
    northing: Mapped[int | None]
    authority_slug: Mapped[str | None] = mapped_column(String(80))
    """The council whose area it is delivered in."""
    social_values: Mapped[list[str]] = mapped_column(JSON, default=list)
    visibility: Mapped[str] = mapped_column(String(8), default=briefs.Visibility.PRIVATE)
    answered: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Names of the steps that have been answered."""
    decide_by: Mapped[date | None]
    """When suppliers that answer hear from the buyer."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was finished and suppliers could be looked for."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(16))
    outcome_note: Mapped[str] = mapped_column(String(briefs.LONGEST_NOTE), default="")

    organisation: Mapped[Organisation] = relationship()


class BriefShare(Base):
    """A colleague who sees a brief though they are no buyer, or while it is a draft."""

    __tablename__ = "brief_shares"

    brief_id: Mapped[int] = mapped_column(ForeignKey(Brief.id), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, index=True)
    shared_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MarketSearch(Base):
    """A brief's ranked, reasoned result, frozen as it was shown; the ranking is matchmaking's."""

    __tablename__ = "market_searches"

    id: Mapped[int] = mapped_column(primary_key=True)
    brief_id: Mapped[int] = mapped_column(ForeignKey(Brief.id), index=True)
    recorded_ranking_id: Mapped[int] = mapped_column(ForeignKey(RecordedRanking.id))
    filters: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was ticked to look closer; it decides nothing."""
    made_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    ranking: Mapped[RecordedRanking] = relationship()


class ShortlistEntry(Base):
    """A supplier that a buyer keeps in view for a brief, with a note for colleagues."""

    __tablename__ = "shortlist_entries"

    brief_id: Mapped[int] = mapped_column(ForeignKey(Brief.id), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), primary_key=True)
    note: Mapped[str] = mapped_column(String(briefs.LONGEST_NOTE), default="")
    added_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()


class Enquiry(Base):
    """One text that goes to each supplier alike."""

    __tablename__ = "enquiries"

    id: Mapped[int] = mapped_column(primary_key=True)
    brief_id: Mapped[int] = mapped_column(ForeignKey(Brief.id), index=True)
    title: Mapped[str] = mapped_column(String(briefs.LONGEST_TITLE))
    text: Mapped[str] = mapped_column(Text)
    answer_by: Mapped[date]
    decide_by: Mapped[date]
    sent_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)

    brief: Mapped[Brief] = relationship()


class Approach(Base):
    """One supplier and one brief: asked by an enquiry or answering an open brief of its own will.

    It holds what the supplier said and what it was told; one a pair, whoever came first.
    """

    __tablename__ = "approaches"
    __table_args__ = (
        UniqueConstraint("brief_id", "organisation_id"),
        one_of("answer", enquiries.Answer),
        one_of("answer_reason", enquiries.AnswerReason),
        one_of("result", enquiries.Result),
        one_of("result_reason", enquiries.ResultReason),
        CheckConstraint("(answer is null) = (answered_at is null)", name="answered_at"),
        CheckConstraint("(result is null) = (result_at is null)", name="result_at"),
        CheckConstraint(
            "(result = 'not-chosen') = (result_reason is not null) or result is null",
            name="not_chosen_has_reason",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    brief_id: Mapped[int] = mapped_column(ForeignKey(Brief.id))
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    enquiry_id: Mapped[int | None] = mapped_column(ForeignKey(Enquiry.id), index=True)
    """None where the supplier answered an open brief without having been asked."""
    viewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the supplier first opened it."""
    answer: Mapped[str | None] = mapped_column(String(12))
    answer_reason: Mapped[str | None] = mapped_column(String(16))
    message: Mapped[str] = mapped_column(String(enquiries.LONGEST_MESSAGE), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the buyer first read the answer."""
    shortlisted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the buyer put the supplier on the shortlist; the supplier is told."""
    result: Mapped[str | None] = mapped_column(String(12))
    result_reason: Mapped[str | None] = mapped_column(String(16))
    result_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    brief: Mapped[Brief] = relationship()
    enquiry: Mapped[Enquiry | None] = relationship()
    organisation: Mapped[Organisation] = relationship()
