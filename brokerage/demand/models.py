"""Planned purchases, uploads of them, who is interested and who wants to hear of new ones."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.accounts.models import User
from brokerage.demand.rules import plans
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.organisations.models import Organisation
from brokerage.procurement.models import Brief


class PlannedPurchase(Base):
    """What a buyer may buy in a quarter to come; everyone can read it."""

    __tablename__ = "planned_purchases"
    __table_args__ = (
        one_of("state", plans.State),
        one_of("value_band", plans.ValueBand),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at is not null)", name="withdrawn"),
        CheckConstraint("(state = 'published') = (brief_id is not null)", name="published"),
        # The same line of a plan cannot be there twice, however often a file is sent.
        Index("uq_planned_purchases_row_key", "organisation_id", "row_key", unique=True),
        Index("ix_planned_purchases_quarter", "state", "quarter"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    row_key: Mapped[str] = mapped_column(String(64))
    """What tells it from the other lines of the plan: see rules.files.row_key."""
    reference: Mapped[str] = mapped_column(String(plans.LONGEST_REFERENCE), default="")
    """The buyer's own, if it has one."""
    title: Mapped[str] = mapped_column(String(plans.LONGEST_TITLE))
    description: Mapped[str] = mapped_column(Text)
    value_band: Mapped[str] = mapped_column(String(12))
    quarter: Mapped[str] = mapped_column(String(7))
    contact_post: Mapped[str] = mapped_column(String(plans.LONGEST_POST))
    contact_email: Mapped[str] = mapped_column(String(plans.LONGEST_EMAIL))
    """A shared mailbox, never a person's."""
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(plans.LONGEST_REASON), default="")
    """Why it was withdrawn."""
    brief_id: Mapped[int | None] = mapped_column(ForeignKey(Brief.id), index=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()
    brief: Mapped[Brief | None] = relationship()
    categories: Mapped[list[PlannedPurchaseCategory]] = relationship(
        cascade="all, delete-orphan", order_by="PlannedPurchaseCategory.code"
    )

    @property
    def codes(self) -> list[str]:
        """Its CPV codes."""
        return [each.code for each in self.categories]


class PlannedPurchaseCategory(Base):
    """A CPV code that the buyer confirmed for a planned purchase."""

    __tablename__ = "planned_categories"

    planned_purchase_id: Mapped[int] = mapped_column(
        ForeignKey(PlannedPurchase.id), primary_key=True
    )
    code: Mapped[str] = mapped_column(String(60), primary_key=True, index=True)


class PlanUpload(Base):
    """A file of planned purchases as it was understood, kept until it is imported or a day old."""

    __tablename__ = "plan_uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    understood: Mapped[dict[str, str]] = mapped_column(JSON)
    """The heading each column was found under."""
    ignored: Mapped[list[str]] = mapped_column(JSON)
    accepted: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    rejected: Mapped[list[list[Any]]] = mapped_column(JSON)
    """The line of the file and the reason, one of each row that cannot be used."""
    imported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PlannedInterest(Base):
    """A supplier says that it is interested; it promises nothing to either side."""

    __tablename__ = "planned_interests"

    planned_purchase_id: Mapped[int] = mapped_column(
        ForeignKey(PlannedPurchase.id), primary_key=True
    )
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey(Organisation.id), primary_key=True, index=True
    )
    said_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()


class DemandSubscription(Base):
    """Someone wants to hear of new planned purchases: of one buyer or all, of one kind or all."""

    __tablename__ = "demand_subscriptions"
    __table_args__ = (
        # "0" and "" stand for all: a null would let the same wish in twice.
        Index("uq_demand_subscriptions_wish", "user_id", "buyer_id", "division", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    buyer_id: Mapped[int] = mapped_column(default=0)
    division: Mapped[str] = mapped_column(String(60), default="")
    """The CPV division, such as 55000000."""
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DemandSending(Base):
    """One person's mail of one day about new planned purchases: the database refuses a second."""

    __tablename__ = "demand_sendings"
    __table_args__ = (Index("uq_demand_sendings_day", "user_id", "day", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    day: Mapped[date]
    shown: Mapped[int]
    """How many were in it; with 0, nothing was sent."""
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    """What was added after this is for the next one."""
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the link in it that ends these mails."""
