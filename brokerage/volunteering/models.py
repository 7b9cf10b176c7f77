"""Volunteers, opportunities with their pictures, bookings, and invitations to unnamed cards."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.accounts.models import User
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.organisations.models import Organisation
from brokerage.scheduling.models import Session
from brokerage.volunteering.rules import bookings, hours, opportunities, volunteers

IS_OPEN = "status in ('asked', 'alternative', 'accepted', 'confirmed')"
IS_LIVE = "status in ('waiting', 'approved')"


class Volunteer(Base):
    """A user's volunteering side: what they said so far. The age band is the account's."""

    __tablename__ = "volunteers"
    __table_args__ = (
        one_of("starts_from", volunteers.StartsFrom),
        CheckConstraint("miles between 1 and 100", name="miles"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True)
    causes: Mapped[list[str]] = mapped_column(JSON, default=list)
    skills: Mapped[list[str]] = mapped_column(JSON, default=list)
    own_words: Mapped[str] = mapped_column(String(volunteers.LONGEST_OWN_WORDS), default="")
    day_parts: Mapped[list[str]] = mapped_column(JSON, default=list)
    wants_one_off: Mapped[bool] = mapped_column(default=True)
    wants_regular: Mapped[bool] = mapped_column(default=True)
    outcode: Mapped[str | None] = mapped_column(String(4))
    """Only the first half of a home or work postcode is kept."""
    starts_from: Mapped[str | None] = mapped_column(String(8))
    easting: Mapped[int | None]
    northing: Mapped[int | None]
    """The middle of the outward code, never of the postcode."""
    miles: Mapped[int | None]
    takes_remote: Mapped[bool] = mapped_column(default=False)
    is_shown_to_hosts: Mapped[bool] = mapped_column(default=False)
    """Opted in: hosts see an unnamed card."""
    answered: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Names of the steps that have been answered."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()


class Opportunity(Base):
    """A volunteering role of an approved host; a draft holds what has been answered so far.

    Its sessions are rows of scheduling (`owner_kind` "opportunity"); a flexible one has none,
    and counts the people it has room for itself.
    """

    __tablename__ = "opportunities"
    __table_args__ = (
        one_of("status", opportunities.OpportunityStatus),
        one_of("commitment", opportunities.Commitment),
        CheckConstraint("minimum_band in ('16-17', '18+')", name="minimum_band"),
        CheckConstraint("minutes between 1 and 14400", name="minutes"),
        # As with sessions: the database refuses the one person too many.
        CheckConstraint("flexible_taken between 0 and flexible_places", name="flexible_taken"),
        Index("ix_opportunities_host", "organisation_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    status: Mapped[str] = mapped_column(String(20), index=True)
    title: Mapped[str] = mapped_column(String(opportunities.LONGEST_TITLE), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    """What you will do."""
    causes: Mapped[list[str]] = mapped_column(JSON, default=list)
    skills: Mapped[list[str]] = mapped_column(JSON, default=list)
    commitment: Mapped[str | None] = mapped_column(String(10))
    minutes: Mapped[int | None]
    """How long one turn takes."""
    is_flexible: Mapped[bool] = mapped_column(default=False)
    """Without dates: host and volunteer agree them."""
    flexible_places: Mapped[int] = mapped_column(default=0)
    flexible_taken: Mapped[int] = mapped_column(default=0)
    pattern: Mapped[str] = mapped_column(String(opportunities.LONGEST_PRACTICAL), default="")
    """The host's own words on when and how often."""
    day_parts: Mapped[list[str]] = mapped_column(JSON, default=list)
    """When a flexible role can be done; empty for any time."""
    is_remote: Mapped[bool] = mapped_column(default=False)
    postcode: Mapped[str | None] = mapped_column(String(8))
    place_name: Mapped[str] = mapped_column(String(opportunities.LONGEST_PLACE_NAME), default="")
    easting: Mapped[int | None]
    northing: Mapped[int | None]
    minimum_band: Mapped[str] = mapped_column(String(8), default="18+")
    requirements: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Values of `checks.rules.Requirement`: the DBS check by the rules, the others the host's."""
    role_facts: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the rules on checks look at (`checks.rules.levels.RoleFacts`); None: not asked yet."""
    access: Mapped[str] = mapped_column(String(opportunities.LONGEST_PRACTICAL), default="")
    expenses: Mapped[str] = mapped_column(String(opportunities.LONGEST_PRACTICAL), default="")
    answered: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Names of the steps that have been answered."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_reason: Mapped[str] = mapped_column(String(opportunities.LONGEST_REASON), default="")

    organisation: Mapped[Organisation] = relationship()
    picture: Mapped[OpportunityPicture | None] = relationship(cascade="all, delete-orphan")


class OpportunityPicture(Base):
    """An opportunity's picture, as we encoded it; never the bytes that were sent."""

    __tablename__ = "opportunity_pictures"
    __table_args__ = (CheckConstraint("alt_text <> ''", name="alt_text"),)

    opportunity_id: Mapped[int] = mapped_column(ForeignKey(Opportunity.id), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    """Of the bytes: part of the address, so that a browser may keep it for good."""
    alt_text: Mapped[str] = mapped_column(String(opportunities.LONGEST_ALT_TEXT))
    width: Mapped[int]
    height: Mapped[int]
    jpeg: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class Booking(Base):
    """One person's ask for one place, and what became of it. Asking takes no seat."""

    __tablename__ = "bookings"
    __table_args__ = (
        one_of("status", bookings.BookingStatus),
        one_of("decline_reason", bookings.DeclineReason),
        CheckConstraint("(status = 'declined') = (decline_reason is not null)", name="declined"),
        CheckConstraint("status <> 'accepted' or meet_by is not null", name="meet_by"),
        # Nobody asks twice for one date, or twice for one flexible role.
        Index(
            "uq_bookings_open_session",
            "user_id",
            "session_id",
            unique=True,
            sqlite_where=text(IS_OPEN),
            postgresql_where=text(IS_OPEN),
        ),
        Index(
            "uq_bookings_open_flexible",
            "user_id",
            "opportunity_id",
            unique=True,
            sqlite_where=text(f"session_id is null and {IS_OPEN}"),
            postgresql_where=text(f"session_id is null and {IS_OPEN}"),
        ),
        Index("ix_bookings_opportunity", "opportunity_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey(Opportunity.id))
    session_id: Mapped[int | None] = mapped_column(ForeignKey(Session.id), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    status: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(String(bookings.LONGEST_NOTE), default="")
    """What the volunteer wrote with the ask."""
    answer: Mapped[str] = mapped_column(String(bookings.LONGEST_NOTE), default="")
    """What the host last wrote back."""
    decline_reason: Mapped[str | None] = mapped_column(String(20))
    proposed_opportunity_id: Mapped[int | None] = mapped_column(ForeignKey(Opportunity.id))
    proposed_session_id: Mapped[int | None] = mapped_column(ForeignKey(Session.id))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_by: Mapped[date]
    """The day by which the side whose turn it is should answer."""
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the host first answered."""
    silence_noted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the brokers and the volunteer were told that the host has not answered."""
    meet_by: Mapped[date | None]
    """The day by which what is needed has to be there; the seat is held until then."""
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the volunteer checked in by the code of the date."""
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    opportunity: Mapped[Opportunity] = relationship(foreign_keys=[opportunity_id])
    session: Mapped[Session | None] = relationship(foreign_keys=[session_id])
    proposed_opportunity: Mapped[Opportunity | None] = relationship(
        foreign_keys=[proposed_opportunity_id]
    )
    proposed_session: Mapped[Session | None] = relationship(foreign_keys=[proposed_session_id])
    user: Mapped[User] = relationship()

    @property
    def starts_at(self) -> datetime | None:
        """When its date begins; None for a role without dates."""
        return self.session.starts_at if self.session else None


class BookingCondition(Base):
    """Something the host wants to have seen before a place is sure, for one person."""

    __tablename__ = "booking_conditions"
    __table_args__ = (
        CheckConstraint("(met_at is null) = (met_by_id is null)", name="met"),
        Index("uq_booking_conditions_pair", "booking_id", "requirement", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey(Booking.id))
    requirement: Mapped[str] = mapped_column(String(24))
    """A value of `checks.rules.Requirement`."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    met_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    met_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))


class BookingAlternative(Base):
    """What a volunteer whose host stays silent was told of instead, once."""

    __tablename__ = "booking_alternatives"

    booking_id: Mapped[int] = mapped_column(ForeignKey(Booking.id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1 for what fits best."""
    opportunity_id: Mapped[int] = mapped_column(ForeignKey(Opportunity.id), index=True)

    opportunity: Mapped[Opportunity] = relationship()


class HoursEntry(Base):
    """What one turn of one person came to: said by the host or the volunteer, decided once.

    What counts is in its amounts.
    """

    __tablename__ = "hours_entries"
    __table_args__ = (
        one_of("status", hours.HoursStatus),
        one_of("origin", hours.Origin),
        CheckConstraint("minutes between 1 and 1440", name="minutes"),
        CheckConstraint(
            "(origin = 'own-day') = (booking_id is null)"
            " and (booking_id is null or organisation_id is not null)",
            name="source",
        ),
        # One turn is counted once, whoever logs it and however often.
        Index(
            "uq_hours_entries_live_source",
            "source",
            unique=True,
            sqlite_where=text(IS_LIVE),
            postgresql_where=text(IS_LIVE),
        ),
        Index("ix_hours_entries_organisation", "organisation_id", "status"),
        Index("ix_hours_entries_user", "user_id", "done_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey(Booking.id), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id))
    host_name: Mapped[str] = mapped_column(String(hours.LONGEST_HOST_NAME))
    """As it was called then."""
    origin: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(String(60))
    """The turn these hours are for (`rules.hours.source_of`)."""
    status: Mapped[str] = mapped_column(String(12))
    done_on: Mapped[date]
    minutes: Mapped[int]
    """What it counts for if it is approved."""
    note: Mapped[str] = mapped_column(String(hours.LONGEST_NOTE), default="")
    """What the volunteer did, in their words."""
    reason: Mapped[str] = mapped_column(String(hours.LONGEST_NOTE), default="")
    """Why the host did not approve it, or changed it."""
    logged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    logged_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(default=0)
    """Counts its steps, so that two people cannot take two different ones."""

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    booking: Mapped[Booking | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    amounts: Mapped[list[HoursAmount]] = relationship(order_by="HoursAmount.number", viewonly=True)


class HoursAmount(Base):
    """Minutes added to, or taken from, what counts. Only ever inserted."""

    __tablename__ = "hours_amounts"
    __table_args__ = (
        one_of("kind", hours.AmountKind),
        CheckConstraint("minutes <> 0 and minutes between -1440 and 1440", name="minutes"),
        CheckConstraint("kind <> 'approve' or minutes > 0", name="approve"),
        CheckConstraint("kind <> 'undo' or minutes < 0", name="undo"),
        Index("uq_hours_amounts_number", "hours_entry_id", "number", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hours_entry_id: Mapped[int] = mapped_column(ForeignKey(HoursEntry.id))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(8))
    minutes: Mapped[int]
    reason: Mapped[str] = mapped_column(String(hours.LONGEST_NOTE), default="")
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))


class CardInvitation(Base):
    """A host invites an unnamed card to a role; whose it is shows only if they then ask."""

    __tablename__ = "card_invitations"
    __table_args__ = (Index("uq_card_invitations_pair", "opportunity_id", "user_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey(Opportunity.id))
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    note: Mapped[str] = mapped_column(String(bookings.LONGEST_NOTE), default="")
    invited_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the volunteer asked for a place or said no."""
    was_declined: Mapped[bool] = mapped_column(default=False)

    opportunity: Mapped[Opportunity] = relationship()
