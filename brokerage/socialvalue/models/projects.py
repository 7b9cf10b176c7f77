"""Projects, what they need, and their pictures."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

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

from brokerage.accounts.models import User
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.ledger.models import Amount
from brokerage.organisations.models import Organisation
from brokerage.socialvalue.rules import kinds, projects


class Project(Base):
    """What a community body asks for, and why it matters."""

    __tablename__ = "projects"
    __table_args__ = (
        one_of("status", projects.ProjectStatus),
        CheckConstraint("status <> 'open' or opened_at is not null", name="opened"),
        Index("ix_projects_body", "organisation_id", "status"),
        Index("ix_projects_status", "status", "opened_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    status: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(kinds.LONGEST_TITLE))
    why: Mapped[str] = mapped_column(Text)
    """Why it matters, in the body's own words."""
    place_name: Mapped[str] = mapped_column(String(kinds.LONGEST_PLACE))
    postcode: Mapped[str] = mapped_column(String(8))
    """Where it is; shown to whoever has agreed, never in public."""
    easting: Mapped[int]
    northing: Mapped[int]
    authority_code: Mapped[str | None] = mapped_column(String(9))
    ward_code: Mapped[str | None] = mapped_column(String(9))
    priority_place: Mapped[str] = mapped_column(String(120), default="")
    """The priority place it lies in, "" for none, as the list was when it was last saved."""
    contact: Mapped[str] = mapped_column(String(kinds.LONGEST_CONTACT))
    """How to reach the body: shown only to whoever has agreed with it."""
    created_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(kinds.LONGEST_REASON), default="")
    """What a broker asked to be changed, or why it ended."""

    organisation: Mapped[Organisation] = relationship()
    needs: Mapped[list[ProjectNeed]] = relationship(
        order_by="ProjectNeed.id", back_populates="project"
    )
    pictures: Mapped[list[ProjectPicture]] = relationship(order_by="ProjectPicture.id")


class ProjectNeed(Base):
    """One thing that is needed: how much, and how much of it is agreed with businesses."""

    __tablename__ = "project_needs"
    __table_args__ = (
        one_of("kind", kinds.NeedKind),
        CheckConstraint("asked > 0", name="asked"),
        # The database refuses to agree on more than was asked for, whoever is quicker.
        CheckConstraint("agreed between 0 and asked", name="agreed"),
        CheckConstraint("came between 0 and agreed", name="came"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey(Project.id), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    what: Mapped[str] = mapped_column(String(kinds.LONGEST_WHAT))
    detail: Mapped[str] = mapped_column(String(kinds.LONGEST_DETAIL), default="")
    unit: Mapped[str] = mapped_column(String(kinds.LONGEST_UNIT))
    asked: Mapped[Decimal] = mapped_column(Amount)
    agreed: Mapped[Decimal] = mapped_column(Amount, default=Decimal(0))
    came: Mapped[Decimal] = mapped_column(Amount, default=Decimal(0))
    """What both sides have confirmed."""
    needed_by: Mapped[date]

    project: Mapped[Project] = relationship(back_populates="needs")

    @property
    def left(self) -> Decimal:
        """How much nobody has agreed on yet."""
        return self.asked - self.agreed


class ProjectPicture(Base):
    """A picture of a project, as we encoded it; never the bytes that were sent."""

    __tablename__ = "project_pictures"
    __table_args__ = (
        CheckConstraint("alt_text <> ''", name="alt_text"),
        UniqueConstraint("project_id", "digest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey(Project.id))
    digest: Mapped[str] = mapped_column(String(64))
    alt_text: Mapped[str] = mapped_column(String(kinds.LONGEST_ALT_TEXT))
    width: Mapped[int]
    height: Mapped[int]
    jpeg: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
