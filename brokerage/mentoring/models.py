"""Mentors and mentees, their pairs, meetings and feedback, and reports to the broker."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.accounts.models import User
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.mentoring.rules import pairs, profiles
from brokerage.mentoring.rules.profiles import Side

IS_OPEN = "status in ('asked', 'active')"


class MentoringProfile(Base):
    """One person's side of mentoring; someone can be a mentor and a mentee, of different people."""

    __tablename__ = "mentoring_profiles"
    __table_args__ = (
        one_of("side", profiles.Side),
        one_of("pace", profiles.Pace),
        CheckConstraint("miles between 1 and 100", name="miles"),
        CheckConstraint("meetings between 1 and 24", name="meetings"),
        CheckConstraint("places between 1 and 5", name="places"),
        CheckConstraint("side = 'mentor' or places = 1", name="one_mentor"),
        # The database refuses the one mentee too many.
        CheckConstraint("taken between 0 and places", name="taken"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True)
    side: Mapped[str] = mapped_column(String(8), primary_key=True)
    topics: Mapped[list[str]] = mapped_column(JSON, default=list)
    own_words: Mapped[str] = mapped_column(String(profiles.LONGEST_OWN_WORDS), default="")
    """Used to find a match; nobody is shown them."""
    ways: Mapped[list[str]] = mapped_column(JSON, default=list)
    outcode: Mapped[str | None] = mapped_column(String(4))
    """Only the first half of a postcode is kept."""
    easting: Mapped[int | None]
    northing: Mapped[int | None]
    """The middle of the outward code, never of the postcode."""
    miles: Mapped[int | None]
    day_parts: Mapped[list[str]] = mapped_column(JSON, default=list)
    pace: Mapped[str | None] = mapped_column(String(12))
    meetings: Mapped[int | None]
    places: Mapped[int] = mapped_column(default=1)
    """How many people on the other side at once."""
    taken: Mapped[int] = mapped_column(default=0)
    is_shown: Mapped[bool] = mapped_column(default=False)
    """Opted in: the other side sees an unnamed card."""
    answered: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Names of the questions that have been answered."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()


class MentoringPair(Base):
    """A mentor and a mentee, from the ask to the end. Asking takes no place; a yes does."""

    __tablename__ = "mentoring_pairs"
    __table_args__ = (
        one_of("status", pairs.PairStatus),
        one_of("asked_by", profiles.Side),
        one_of("pace", profiles.Pace),
        one_of("decline_reason", pairs.DeclineReason),
        one_of("end_reason", pairs.EndReason),
        CheckConstraint("mentor_id <> mentee_id", name="two_people"),
        CheckConstraint("meetings between 1 and 24", name="meetings"),
        CheckConstraint("(status = 'declined') = (decline_reason is not null)", name="declined"),
        CheckConstraint("(status = 'ended') = (end_reason is not null)", name="ended"),
        Index(
            "uq_mentoring_pairs_open",
            "mentor_id",
            "mentee_id",
            unique=True,
            sqlite_where=text(IS_OPEN),
            postgresql_where=text(IS_OPEN),
        ),
        Index("ix_mentoring_pairs_status", "status", "changed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    asked_by: Mapped[str] = mapped_column(String(8))
    status: Mapped[str] = mapped_column(String(12))
    topics: Mapped[list[str]] = mapped_column(JSON, default=list)
    """What both had named when one asked."""
    ways: Mapped[list[str]] = mapped_column(JSON, default=list)
    pace: Mapped[str] = mapped_column(String(12))
    meetings: Mapped[int]
    """How many were agreed."""
    note: Mapped[str] = mapped_column(String(pairs.LONGEST_NOTE), default="")
    answer: Mapped[str] = mapped_column(String(pairs.LONGEST_NOTE), default="")
    decline_reason: Mapped[str | None] = mapped_column(String(20))
    end_reason: Mapped[str | None] = mapped_column(String(20))
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_by: Mapped[date]
    overdue_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the brokers and the one who asked were told that no answer came."""
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """The last time either side, or a broker, did something with it."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    mentor: Mapped[User] = relationship(foreign_keys=[mentor_id])
    mentee: Mapped[User] = relationship(foreign_keys=[mentee_id])
    planned: Mapped[list[MentoringMeeting]] = relationship(order_by="MentoringMeeting.number")
    feedback: Mapped[list[MentoringFeedback]] = relationship(order_by="MentoringFeedback.side")

    @property
    def has_names(self) -> bool:
        """Whether each side knows who the other is: from the yes on."""
        return self.answered_at is not None and self.status in (
            pairs.PairStatus.ACTIVE,
            pairs.PairStatus.ENDED,
        )

    def side_of(self, user_id: int | None) -> Side:
        """Return which side this user is."""
        return Side.MENTOR if user_id == self.mentor_id else Side.MENTEE

    def person(self, side: str) -> User:
        """Return who is on that side."""
        return self.mentor if side == Side.MENTOR else self.mentee

    def feedback_of(self, side: str) -> MentoringFeedback | None:
        """Return what that side said at the end, if anything."""
        return next((each for each in self.feedback if each.side == side), None)


class MentoringMeeting(Base):
    """One of the meetings agreed: perhaps a day, and a tick of each side once it was held."""

    __tablename__ = "mentoring_meetings"
    __table_args__ = (CheckConstraint("number between 1 and 24", name="number"),)

    pair_id: Mapped[int] = mapped_column(ForeignKey(MentoringPair.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    planned_on: Mapped[date | None]
    mentor_ticked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mentee_ticked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_held(self) -> bool:
        """Whether both sides say that it was held."""
        return self.mentor_ticked_at is not None and self.mentee_ticked_at is not None

    def is_ticked_by(self, side: str) -> bool:
        """Whether that side says that it was held."""
        at = self.mentor_ticked_at if side == Side.MENTOR else self.mentee_ticked_at
        return at is not None


class MentoringFeedback(Base):
    """What one side says at the end: for the broker, and for the other only if shared."""

    __tablename__ = "mentoring_feedback"
    __table_args__ = (one_of("side", profiles.Side), one_of("verdict", pairs.Verdict))

    pair_id: Mapped[int] = mapped_column(ForeignKey(MentoringPair.id), primary_key=True)
    side: Mapped[str] = mapped_column(String(8), primary_key=True)
    verdict: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(String(pairs.LONGEST_FEEDBACK), default="")
    is_shared: Mapped[bool] = mapped_column(default=False)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MentoringReport(Base):
    """One side asks the broker for help, by a code; the two never meet here again."""

    __tablename__ = "mentoring_reports"
    __table_args__ = (
        one_of("reason", pairs.ReportReason),
        Index("uq_mentoring_reports_side", "pair_id", "reporter_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey(MentoringPair.id))
    reporter_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    reported_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    reason: Mapped[str] = mapped_column(String(20))
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    reporter: Mapped[User] = relationship(foreign_keys=[reporter_id])
