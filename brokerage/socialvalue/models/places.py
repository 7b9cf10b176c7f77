"""Spaces that can be booked; ways into work and referrals to them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.accounts.models import User
from brokerage.contracts.models import Commitment
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.ledger.models import Amount
from brokerage.organisations.models import Organisation
from brokerage.socialvalue.rules import kinds, pathways, spaces

IS_BOOKED = text("status = 'accepted'")


class Space(Base):
    """A room or hall that can be booked: what it holds, costs and suits."""

    __tablename__ = "spaces"
    __table_args__ = (
        one_of("status", spaces.SpaceStatus),
        CheckConstraint("capacity > 0", name="capacity"),
        Index("ix_spaces_keeper", "organisation_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    status: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(spaces.LONGEST_NAME))
    about: Mapped[str] = mapped_column(String(spaces.LONGEST_ABOUT))
    place_name: Mapped[str] = mapped_column(String(kinds.LONGEST_PLACE))
    postcode: Mapped[str] = mapped_column(String(8))
    easting: Mapped[int]
    northing: Mapped[int]
    authority_code: Mapped[str | None] = mapped_column(String(9))
    capacity: Mapped[int]
    is_free: Mapped[bool]
    """Free for community use."""
    cost: Mapped[str] = mapped_column(String(spaces.LONGEST_COST), default="")
    access: Mapped[list[str]] = mapped_column(JSON)
    suits: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()


class SpaceAsk(Base):
    """An organisation asks for a space on one part of one day."""

    __tablename__ = "space_asks"
    __table_args__ = (
        one_of("status", spaces.AskStatus),
        one_of("day_part", spaces.DayPart),
        CheckConstraint("people > 0", name="people"),
        # Nobody is promised a room that somebody else has.
        Index(
            "uq_space_asks_booked",
            "space_id",
            "day",
            "day_part",
            unique=True,
            sqlite_where=IS_BOOKED,
            postgresql_where=IS_BOOKED,
        ),
        Index("ix_space_asks_asker", "asker_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey(Space.id), index=True)
    asker_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    status: Mapped[str] = mapped_column(String(10))
    day: Mapped[date]
    day_part: Mapped[str] = mapped_column(String(10))
    people: Mapped[int]
    purpose: Mapped[str] = mapped_column(String(spaces.LONGEST_PURPOSE))
    reason: Mapped[str] = mapped_column(String(kinds.LONGEST_REASON), default="")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)

    space: Mapped[Space] = relationship()
    asker: Mapped[Organisation] = relationship()


class ReferralPartner(Base):
    """An organisation that a broker trusts to refer people; it alone knows who they are."""

    __tablename__ = "referral_partners"

    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), primary_key=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()


class Pathway(Base):
    """An offer of work experience, a placement, an apprenticeship or a job, with safeguards."""

    __tablename__ = "pathways"
    __table_args__ = (
        one_of("status", pathways.PathwayStatus),
        one_of("kind", pathways.PathwayKind),
        CheckConstraint("places > 0", name="places"),
        CheckConstraint("taken between 0 and places", name="taken"),
        CheckConstraint("until_on >= from_on", name="days"),
        Index("ix_pathways_employer", "organisation_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    status: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(kinds.LONGEST_TITLE))
    detail: Mapped[str] = mapped_column(Text)
    audiences: Mapped[list[str]] = mapped_column(JSON)
    """Whom it is planned with: of the offer, never of a person."""
    place_name: Mapped[str] = mapped_column(String(kinds.LONGEST_PLACE))
    places: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    from_on: Mapped[date]
    until_on: Mapped[date]
    safeguards: Mapped[list[str]] = mapped_column(JSON)
    support: Mapped[str] = mapped_column(String(pathways.LONGEST_SAFEGUARDS))
    """What helps people to settle: a buddy, hours that fit, adjustments."""
    commitment_id: Mapped[int | None] = mapped_column(ForeignKey(Commitment.id))
    reason: Mapped[str] = mapped_column(String(kinds.LONGEST_REASON), default="")
    created_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()

    @property
    def left(self) -> int:
        """How many places are left."""
        return self.places - self.taken


class Referral(Base):
    """Somebody, known here by their partner's reference alone, for a place on a way into work."""

    __tablename__ = "referrals"
    __table_args__ = (
        one_of("status", pathways.ReferralStatus),
        CheckConstraint("said_by in ('employer', 'partner')", name="said_by"),
        CheckConstraint("counted >= 0", name="counted"),
        CheckConstraint(
            "status not in ('completed', 'confirmed') or "
            "(counted is not null and ended_on is not null)",
            name="what_came",
        ),
        # A reference means one person to one partner.
        UniqueConstraint("partner_id", "reference"),
        Index("ix_referrals_pathway", "pathway_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pathway_id: Mapped[int] = mapped_column(ForeignKey(Pathway.id))
    partner_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    reference: Mapped[str] = mapped_column(String(pathways.LONGEST_REFERENCE))
    status: Mapped[str] = mapped_column(String(12))
    counted: Mapped[Decimal | None] = mapped_column(Amount)
    """Hours, or full-time jobs, as the kind of the offer is counted."""
    ended_on: Mapped[date | None]
    said_by: Mapped[str | None] = mapped_column(String(8))
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    started_on: Mapped[date | None]
    referred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    pathway: Mapped[Pathway] = relationship()
    partner: Mapped[Organisation] = relationship()
