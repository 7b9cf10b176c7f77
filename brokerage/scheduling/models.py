"""Sessions. A seat is counted here; whose it is, the higher feature knows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from brokerage.extensions import Base, UtcDateTime


class Session(Base):
    """A dated meeting of something (by kind and id: no foreign key upward) with its seats."""

    __tablename__ = "sessions"
    __table_args__ = (
        # Two people cannot take the last place: the database refuses the one too many.
        CheckConstraint("taken between 0 and places", name="taken"),
        CheckConstraint("ends_at > starts_at", name="ends_at"),
        Index("ix_sessions_owner", "owner_kind", "owner_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(20))
    owner_id: Mapped[int]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    places: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def left(self) -> int:
        """How many seats are free."""
        return self.places - self.taken
