"""Organisations, members, invitations, evidence and requests about listings."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.accounts.models import User
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.organisations import rules
from brokerage.organisations.rules import evidence as evidence_rules

HOLDS_ITS_NUMBER = text("status in ('submitted', 'changes-asked', 'approved')")

IS_OPEN = text("decided_at is null")


class Organisation(Base):
    """Any body with an account here, or an unclaimed listing of one.

    A draft is the same row with what has been answered so far, so that one can come back.
    """

    __tablename__ = "organisations"
    __table_args__ = (
        one_of("kind", rules.Kind),
        one_of("status", rules.Status),
        # Two bodies cannot hold one number; drafts may try, until they are submitted.
        Index(
            "uq_organisations_registration",
            "register",
            "registration_number",
            unique=True,
            sqlite_where=HOLDS_ITS_NUMBER,
            postgresql_where=HOLDS_ITS_NUMBER,
        ),
        Index("uq_organisations_source", "source", "source_ref", unique=True),
        CheckConstraint("serves_miles between 1 and 200", name="serves_miles"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str | None] = mapped_column(String(80), unique=True)
    kind: Mapped[str | None] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20), index=True)
    name: Mapped[str | None] = mapped_column(String(rules.LONGEST_NAME))
    is_social_enterprise: Mapped[bool] = mapped_column(default=False)
    register: Mapped[str | None] = mapped_column(String(10))
    registration_number: Mapped[str | None] = mapped_column(String(rules.LONGEST_NUMBER))
    has_no_number: Mapped[bool] = mapped_column(default=False)
    """Answered: this body is on no register (a sole trader, a community group)."""
    postcode: Mapped[str | None] = mapped_column(String(8))
    easting: Mapped[int | None]
    northing: Mapped[int | None]
    authority_code: Mapped[str | None] = mapped_column(String(9))
    is_place_approximate: Mapped[bool] = mapped_column(default=False)
    """The postcode is not in our list: the place is its outward code's middle."""
    summary: Mapped[str] = mapped_column(String(rules.LONGEST_SUMMARY), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    website: Mapped[str] = mapped_column(String(rules.LONGEST_WEBSITE), default="")
    serves_areas: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Slugs of the authorities it works in."""
    serves_miles: Mapped[int | None]
    serves_remotely: Mapped[bool] = mapped_column(default=False)
    wants: Mapped[list[str]] = mapped_column(JSON, default=list)
    answered: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Names of the registration steps that have been answered."""
    source: Mapped[str | None] = mapped_column(String(60))
    source_ref: Mapped[str | None] = mapped_column(String(80))
    licence: Mapped[str | None] = mapped_column(String(60))
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_reason: Mapped[str] = mapped_column(String(rules.LONGEST_REASON), default="")
    last_confirmed_on: Mapped[date | None]

    categories: Mapped[list[OrganisationCategory]] = relationship(
        cascade="all, delete-orphan", order_by="OrganisationCategory.code"
    )
    causes: Mapped[list[OrganisationCause]] = relationship(
        cascade="all, delete-orphan", order_by="OrganisationCause.code"
    )
    evidence: Mapped[list[Evidence]] = relationship(
        cascade="all, delete-orphan", order_by="Evidence.id"
    )


class OrganisationCategory(Base):
    """A CPV code the organisation confirmed for what it sells."""

    __tablename__ = "organisation_categories"

    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), primary_key=True)
    code: Mapped[str] = mapped_column(String(60), primary_key=True, index=True)


class OrganisationCause(Base):
    """A cause the organisation confirmed it works for."""

    __tablename__ = "organisation_causes"

    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), primary_key=True)
    code: Mapped[str] = mapped_column(String(60), primary_key=True, index=True)


class Membership(Base):
    """A user acting for an organisation, with a role there."""

    __tablename__ = "memberships"
    __table_args__ = (one_of("role", rules.Role),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(20))
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Invitation(Base):
    """An invitation to become a member, sent by mail, good for two days."""

    __tablename__ = "invitations"
    __table_args__ = (one_of("role", rules.Role),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(20))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Evidence(Base):
    """A fact about an organisation, with its source and, once seen by a broker, who verified it."""

    __tablename__ = "evidence"
    __table_args__ = (one_of("kind", rules.EvidenceKind),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    note: Mapped[str] = mapped_column(String(300), default="")
    issuer: Mapped[str] = mapped_column(String(evidence_rules.LONGEST_ISSUER), default="")
    reference: Mapped[str] = mapped_column(String(evidence_rules.LONGEST_REFERENCE), default="")
    """Its number at the issuer, for a broker to look up; not shown to anyone outside."""
    link: Mapped[str] = mapped_column(String(evidence_rules.LONGEST_LINK), default="")
    issued_on: Mapped[date | None]
    stated_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(120), default="")
    """Where the broker saw it: a public register, a certificate."""
    verified_on: Mapped[date | None]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    expires_on: Mapped[date | None] = mapped_column(index=True)
    """Its last day: as the organisation says, until a broker has seen it."""
    refused_on: Mapped[date | None]
    """A broker looked and could not verify it."""
    refusal_reason: Mapped[str] = mapped_column(String(rules.LONGEST_REASON), default="")

    warnings: Mapped[list[EvidenceWarning]] = relationship(cascade="all, delete-orphan")

    def is_verified(self, today: date) -> bool:
        """Whether it counts as verified today."""
        return rules.is_verified(self.verified_on, self.expires_on, today)


class EvidenceWarning(Base):
    """A mail that says when evidence runs out, or that it has: each is sent once for one end."""

    __tablename__ = "evidence_warnings"

    evidence_id: Mapped[int] = mapped_column(ForeignKey(Evidence.id), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    expires_on: Mapped[date] = mapped_column(primary_key=True)
    sent_on: Mapped[date]


class ListingRequest(Base):
    """Someone asks to take a listing over or to have it removed; a broker decides."""

    __tablename__ = "listing_requests"
    __table_args__ = (
        CheckConstraint("wish in ('take-over', 'remove')", name="wish"),
        # Asking twice is one request, however quickly it is done.
        Index(
            "uq_listing_requests_open",
            "organisation_id",
            "wish",
            "email_key",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    wish: Mapped[str] = mapped_column(String(10))
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))
    explanation: Mapped[str] = mapped_column(String(rules.LONGEST_REASON))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    was_granted: Mapped[bool | None]
    decision_reason: Mapped[str] = mapped_column(String(rules.LONGEST_REASON), default="")
