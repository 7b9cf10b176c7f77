"""Cohorts, their places and members, what people have decided, and what was worked out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.accounts.models import User
from brokerage.cohorts.rules import cohorts, offers, runs
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.organisations.models import Organisation
from brokerage.scheduling.models import Session
from brokerage.volunteering.models import Booking, Opportunity

IS_HELD = "status in ('offered', 'accepted')"
IS_UNDER_WAY = "status in ('waiting', 'working')"
IS_MEMBER = "left_at is null"
IS_LOCK = "kind = 'lock'"
NO_SESSION = "session_id is null"


class Cohort(Base):
    """A host's volunteers who are placed in its places together."""

    __tablename__ = "cohorts"
    __table_args__ = (
        one_of("status", cohorts.CohortStatus),
        CheckConstraint("answer_days between 2 and 20", name="answer_days"),
        Index("ix_cohorts_host", "organisation_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    name: Mapped[str] = mapped_column(String(cohorts.LONGEST_NAME))
    description: Mapped[str] = mapped_column(Text)
    """What those read who may join."""
    status: Mapped[str] = mapped_column(String(8))
    answer_days: Mapped[int]
    """Working days in which an offer is answered."""
    created_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()


class CohortPlace(Base):
    """A date or a role without dates as a place of a cohort; its seats are that date's or role's.

    `priority` is what its area gives and what the host adds, with the facts that say so.
    """

    __tablename__ = "cohort_places"
    __table_args__ = (
        CheckConstraint("capacity between 1 and 500", name="capacity"),
        CheckConstraint("minimum between 0 and capacity", name="minimum"),
        CheckConstraint("area_priority between 0 and 9", name="area_priority"),
        CheckConstraint("added_priority between 0 and 9", name="added_priority"),
        CheckConstraint("added_priority = 0 or priority_reason <> ''", name="priority_reason"),
        Index("uq_cohort_places_session", "cohort_id", "session_id", unique=True),
        Index(
            "uq_cohort_places_flexible",
            "cohort_id",
            "opportunity_id",
            unique=True,
            sqlite_where=text(NO_SESSION),
            postgresql_where=text(NO_SESSION),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey(Cohort.id))
    opportunity_id: Mapped[int] = mapped_column(ForeignKey(Opportunity.id), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey(Session.id), index=True)
    capacity: Mapped[int]
    minimum: Mapped[int] = mapped_column(default=0)
    may_stay_empty: Mapped[bool] = mapped_column(default=True)
    """Whether nobody at all is an answer where the minimum cannot be met."""
    area_priority: Mapped[int] = mapped_column(default=0)
    area_facts: Mapped[list[str]] = mapped_column(JSON, default=list)
    added_priority: Mapped[int] = mapped_column(default=0)
    priority_reason: Mapped[str] = mapped_column(String(cohorts.LONGEST_REASON), default="")
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Taken out of the cohort; what was worked out before still names it."""

    opportunity: Mapped[Opportunity] = relationship()
    session: Mapped[Session | None] = relationship()

    @property
    def priority(self) -> int:
        """What its seats are worth before those of others."""
        return self.area_priority + self.added_priority

    @property
    def starts_at(self) -> datetime | None:
        """When its date begins; None for a role without dates."""
        return self.session.starts_at if self.session else None


class CohortMember(Base):
    """A volunteer who asked to be placed by this host; leaving keeps the row."""

    __tablename__ = "cohort_members"
    __table_args__ = (
        Index(
            "uq_cohort_members_current",
            "cohort_id",
            "user_id",
            unique=True,
            sqlite_where=text(IS_MEMBER),
            postgresql_where=text(IS_MEMBER),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey(Cohort.id))
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    was_removed: Mapped[bool] = mapped_column(default=False)

    user: Mapped[User] = relationship()
    cohort: Mapped[Cohort] = relationship()


class CohortPair(Base):
    """One member and one place that a person has decided on: always, or never."""

    __tablename__ = "cohort_pairs"
    __table_args__ = (
        one_of("kind", cohorts.PairKind),
        Index("uq_cohort_pairs_pair", "member_id", "place_id", unique=True),
        # Nobody is locked to two places.
        Index(
            "uq_cohort_pairs_lock",
            "member_id",
            unique=True,
            sqlite_where=text(IS_LOCK),
            postgresql_where=text(IS_LOCK),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey(Cohort.id), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey(CohortMember.id))
    place_id: Mapped[int] = mapped_column(ForeignKey(CohortPlace.id), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    set_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)

    member: Mapped[CohortMember] = relationship()
    place: Mapped[CohortPlace] = relationship()


class PlacementRun(Base):
    """One working out of who goes where: a version, with a digest of all that went in."""

    __tablename__ = "placement_runs"
    __table_args__ = (
        one_of("status", runs.RunStatus),
        CheckConstraint("done between 0 and 100", name="done"),
        Index("uq_placement_runs_version", "cohort_id", "version", unique=True),
        # Two colleagues who press at once get one and the same.
        Index(
            "uq_placement_runs_under_way",
            "cohort_id",
            unique=True,
            sqlite_where=text(IS_UNDER_WAY),
            postgresql_where=text(IS_UNDER_WAY),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey(Cohort.id))
    version: Mapped[int]
    status: Mapped[str] = mapped_column(String(8))
    inputs_digest: Mapped[str] = mapped_column(String(64), default="")
    done: Mapped[int] = mapped_column(default=0)
    """Of 100, while it is worked on."""
    asked_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    beat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When whoever works on it was last heard of."""
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failure: Mapped[str] = mapped_column(String(500), default="")
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """See `rules.runs.Result`."""

    cohort: Mapped[Cohort] = relationship()


class Placement(Base):
    """One member in one place by one run, why, and what became of the offer."""

    __tablename__ = "placements"
    __table_args__ = (
        one_of("status", offers.PlacementStatus),
        one_of("decline_reason", offers.DeclineReason),
        CheckConstraint("(status = 'proposed') = (offered_at is null)", name="offered_at"),
        CheckConstraint("(offered_at is null) = (answer_by is null)", name="answer_by"),
        Index("uq_placements_member", "run_id", "member_id", unique=True),
        # Nobody holds two places of a cohort at once.
        Index(
            "uq_placements_held",
            "member_id",
            unique=True,
            sqlite_where=text(IS_HELD),
            postgresql_where=text(IS_HELD),
        ),
        Index("ix_placements_place", "place_id", "status"),
        Index("ix_placements_due", "status", "answer_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey(PlacementRun.id))
    member_id: Mapped[int] = mapped_column(ForeignKey(CohortMember.id))
    place_id: Mapped[int] = mapped_column(ForeignKey(CohortPlace.id))
    score: Mapped[float]
    reasons: Mapped[list[str]] = mapped_column(JSON, default=list)
    status: Mapped[str] = mapped_column(String(12))
    is_kept: Mapped[bool] = mapped_column(default=False)
    """Locked by a person, or held by an offer of an earlier run."""
    offered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer_by: Mapped[date | None]
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When they were told once more that an answer is missing."""
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decline_reason: Mapped[str | None] = mapped_column(String(12))
    reconsidered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When somebody took their no back: a run may place them there again."""
    booking_id: Mapped[int | None] = mapped_column(ForeignKey(Booking.id), unique=True)

    run: Mapped[PlacementRun] = relationship()
    member: Mapped[CohortMember] = relationship()
    place: Mapped[CohortPlace] = relationship()

    def needs_reminder(self, today: date) -> bool:
        """Whether it is time to say once more that an answer is missing."""
        if self.offered_at is None or self.answer_by is None:
            return False
        return offers.is_reminder_due(self.offered_at.date(), self.answer_by, today)
