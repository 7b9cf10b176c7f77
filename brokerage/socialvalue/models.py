"""Projects and their needs, offers, agreements, stories, spaces and ways into work."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
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
from brokerage.socialvalue.rules import kinds, offers, pathways, projects, spaces

IS_BOOKED = text("status = 'accepted'")
IS_LIVE_OFFER = text("status = 'open'")


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
