"""Who wants the weekly list, which ones were sent, and what is not for whom."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from brokerage.accounts.models import User
from brokerage.digests.rules import DISMISSAL_WORDS, CameOf
from brokerage.extensions import Base, UtcDateTime, one_of


class DigestSubscription(Base):
    """Someone asked for the weekly list; ended or paused where they said so."""

    __tablename__ = "digest_subscriptions"

    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, autoincrement=False)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_until: Mapped[date | None]


class DigestSending(Base):
    """One person's list of one week: the database refuses a second."""

    __tablename__ = "digest_sendings"
    __table_args__ = (
        Index("uq_digest_sendings_week", "user_id", "week", unique=True),
        CheckConstraint("shown >= 0", name="shown"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    week: Mapped[str] = mapped_column(String(8))
    shown: Mapped[int]
    """How much was in it; with 0, nothing was sent."""
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the link in it that ends the list."""
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Dismissal(Base):
    """Someone said once that something is not for them, by kind and id."""

    __tablename__ = "dismissals"
    __table_args__ = (one_of("came_of", CameOf),)

    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    object_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    came_of: Mapped[str] = mapped_column(String(12), default=CameOf.SAID)
    dismissed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def reason(self) -> str:
        """Why it is not suggested, to be followed by the day."""
        return DISMISSAL_WORDS[self.came_of]
