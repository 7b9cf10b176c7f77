"""Feed addresses, and how often what is in a calendar has changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from brokerage.accounts.models import User
from brokerage.calendars.rules import EventState
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.organisations.models import Organisation

IS_OWN = "organisation_id is null"


class CalendarAddress(Base):
    """The private address of a feed: a person's own, or one member's of what a host has.

    Each member has their own for a host, so that it ends when their part there ends.
    """

    __tablename__ = "calendar_addresses"
    __table_args__ = (
        Index(
            "uq_calendar_addresses_own",
            "user_id",
            unique=True,
            sqlite_where=text(IS_OWN),
            postgresql_where=text(IS_OWN),
        ),
        Index("uq_calendar_addresses_host", "user_id", "organisation_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CalendarEntry(Base):
    """The state in which calendars know something, by kind and id: no foreign key upward."""

    __tablename__ = "calendar_entries"
    __table_args__ = (
        one_of("state", EventState),
        CheckConstraint("sequence >= 0", name="sequence"),
    )

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    object_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(10))
    digest: Mapped[str] = mapped_column(String(64))
    """Of what calendars show of it."""
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    message_id: Mapped[str | None] = mapped_column(String(200))
    """Of the newest mail about it, which a newer one replaces while it waits."""
