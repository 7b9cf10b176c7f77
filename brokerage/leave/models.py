"""Who works for whom: a fact with its evidence. Without it there is no leave and no manager."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.accounts.models import User
from brokerage.extensions import Base, UtcDateTime
from brokerage.organisations.models import Organisation

IS_PROVED = text("proved_at is not null and ended_at is null")


class WorkDomain(Base):
    """The part after the @ of an employer's work addresses: stated by it, confirmed by a broker."""

    __tablename__ = "work_domains"
    __table_args__ = (
        Index("uq_work_domains_pair", "organisation_id", "domain", unique=True),
        # Two employers cannot both have it: whoever reads mail there works for one of them.
        Index(
            "uq_work_domains_confirmed",
            "domain",
            unique=True,
            sqlite_where=text("confirmed_at is not null"),
            postgresql_where=text("confirmed_at is not null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    domain: Mapped[str] = mapped_column(String(200))
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    stated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()


class Employment(Base):
    """Someone says they work for an organisation; proved by a link or by the employer."""

    __tablename__ = "employments"
    __table_args__ = (
        CheckConstraint("proved_by in ('work-address', 'employer')", name="proved_by"),
        CheckConstraint("(proved_at is null) = (proved_by is null)", name="proved_at"),
        Index(
            "uq_employments_open",
            "user_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("ended_at is null"),
            postgresql_where=text("ended_at is null"),
        ),
        # One mailbox shows that one person works there, not that their friends do.
        Index(
            "uq_employments_work_email",
            "work_email",
            unique=True,
            sqlite_where=IS_PROVED,
            postgresql_where=IS_PROVED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    work_email: Mapped[str | None] = mapped_column(String(254))
    """Where a link was sent, as addresses are compared; None where the employer is asked."""
    token_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    token_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proved_by: Mapped[str | None] = mapped_column(String(20))
    proved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the person left, or the statement was taken back or refused."""

    user: Mapped[User] = relationship()
    organisation: Mapped[Organisation] = relationship()

    @property
    def is_proved(self) -> bool:
        """Whether there is evidence: without it there is no leave and no manager."""
        return self.proved_at is not None and self.ended_at is None
