"""Standing offers, offers, agreements and stories."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.accounts.models import User
from brokerage.contracts.models import Commitment
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.ledger.models import Amount
from brokerage.organisations.models import Organisation
from brokerage.socialvalue.models.projects import ProjectNeed
from brokerage.socialvalue.rules import kinds, offers

IS_LIVE_OFFER = text("status = 'open'")


class StandingOffer(Base):
    """What a business would give to whoever needs it: what, how much, until when."""

    __tablename__ = "standing_offers"
    __table_args__ = (
        one_of("kind", kinds.NeedKind),
        CheckConstraint("status in ('open', 'withdrawn')", name="status"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("agreed between 0 and amount", name="agreed"),
        Index("ix_standing_offers_giver", "organisation_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    status: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(kinds.LONGEST_TITLE))
    detail: Mapped[str] = mapped_column(String(kinds.LONGEST_DETAIL))
    unit: Mapped[str] = mapped_column(String(kinds.LONGEST_UNIT))
    amount: Mapped[Decimal] = mapped_column(Amount)
    agreed: Mapped[Decimal] = mapped_column(Amount, default=Decimal(0))
    until_on: Mapped[date]
    contact: Mapped[str] = mapped_column(String(kinds.LONGEST_CONTACT))
    """Shown only to whoever has agreed."""
    commitment_id: Mapped[int | None] = mapped_column(ForeignKey(Commitment.id))
    created_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()

    @property
    def left(self) -> Decimal:
        """How much of it is not agreed on yet."""
        return self.amount - self.agreed


class Offer(Base):
    """A business and a community body talk about one need: terms, and whose answer is awaited."""

    __tablename__ = "offers"
    __table_args__ = (
        one_of("status", offers.OfferStatus),
        CheckConstraint("awaits in ('giver', 'receiver')", name="awaits"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("giver_id <> receiver_id", name="two_sides"),
        # One talk about one need at a time between the same two.
        Index(
            "uq_offers_live",
            "need_id",
            "giver_id",
            unique=True,
            sqlite_where=IS_LIVE_OFFER,
            postgresql_where=IS_LIVE_OFFER,
        ),
        Index("ix_offers_giver", "giver_id", "status"),
        Index("ix_offers_receiver", "receiver_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey(ProjectNeed.id), index=True)
    giver_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    receiver_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    standing_offer_id: Mapped[int | None] = mapped_column(ForeignKey(StandingOffer.id), index=True)
    commitment_id: Mapped[int | None] = mapped_column(ForeignKey(Commitment.id), index=True)
    """The promise in a contract of the giver's that it draws down, if it does."""
    status: Mapped[str] = mapped_column(String(10))
    awaits: Mapped[str] = mapped_column(String(8))
    """Whose answer is awaited: the side that has not set these terms."""
    amount: Mapped[Decimal] = mapped_column(Amount)
    terms: Mapped[str] = mapped_column(String(kinds.LONGEST_DETAIL))
    """Who does what."""
    by_on: Mapped[date]
    contact: Mapped[str] = mapped_column(String(kinds.LONGEST_CONTACT))
    """How to reach the giver: shown only once both have agreed."""
    reason: Mapped[str] = mapped_column(String(kinds.LONGEST_REASON), default="")
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    waiting_since: Mapped[datetime] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    need: Mapped[ProjectNeed] = relationship()
    giver: Mapped[Organisation] = relationship(foreign_keys=[giver_id])
    receiver: Mapped[Organisation] = relationship(foreign_keys=[receiver_id])
    commitment: Mapped[Commitment | None] = relationship()
    agreement: Mapped[Agreement | None] = relationship(back_populates="offer")


class OfferMessage(Base):
    """One message in the thread of an offer."""

    __tablename__ = "offer_messages"
    __table_args__ = (CheckConstraint("side in ('giver', 'receiver')", name="side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey(Offer.id), index=True)
    side: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(String(offers.LONGEST_MESSAGE))
    sent_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Agreement(Base):
    """What both agreed on, what came, and who has confirmed it."""

    __tablename__ = "agreements"
    __table_args__ = (
        one_of("status", offers.AgreementStatus),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("delivered between 0 and amount", name="delivered"),
        CheckConstraint("counted >= 0", name="counted"),
        CheckConstraint("said_by in ('giver', 'receiver', 'broker')", name="said_by"),
        CheckConstraint(
            "status not in ('delivered', 'confirmed') or "
            "(delivered is not null and counted is not null and delivered_on is not null)",
            name="what_came",
        ),
        CheckConstraint("(status = 'confirmed') = (confirmed_at is not null)", name="confirmed"),
        Index("ix_agreements_status", "status", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey(Offer.id), unique=True)
    status: Mapped[str] = mapped_column(String(10))
    amount: Mapped[Decimal] = mapped_column(Amount)
    due_on: Mapped[date]
    agreed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    delivered: Mapped[Decimal | None] = mapped_column(Amount)
    counted: Mapped[Decimal | None] = mapped_column(Amount)
    """What of it is counted: its stated value in pounds, hours or full-time jobs."""
    delivered_on: Mapped[date | None]
    said_by: Mapped[str | None] = mapped_column(String(8))
    """Which side said what came; the other confirms it."""
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    said_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dispute_reason: Mapped[str] = mapped_column(String(kinds.LONGEST_REASON), default="")
    disputed_by: Mapped[str | None] = mapped_column(String(8))
    decision: Mapped[str] = mapped_column(String(kinds.LONGEST_REASON), default="")
    """What the broker decided in a dispute, and why; or why it was cancelled."""
    thanks: Mapped[str] = mapped_column(String(offers.LONGEST_THANKS), default="")
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    offer: Mapped[Offer] = relationship(back_populates="agreement")
    story: Mapped[ProjectStory | None] = relationship(back_populates="agreement")


class ProjectStory(Base):
    """What came of it, in the receiver's words; read in public once all three have said yes."""

    __tablename__ = "project_stories"
    __table_args__ = (
        one_of("status", offers.StoryStatus),
        CheckConstraint(
            "status not in ('waiting-broker', 'published') or giver_agreed_at is not null",
            name="consent",
        ),
        Index("ix_project_stories_status", "status", "decided_at"),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey(Agreement.id), primary_key=True)
    status: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    giver_agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(kinds.LONGEST_REASON), default="")

    agreement: Mapped[Agreement] = relationship(back_populates="story")
