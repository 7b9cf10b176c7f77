"""Sessions, waiting lists, team seats, term dates. Whose a seat is, the higher feature knows."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.accounts.models import User
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.organisations.models import Organisation
from brokerage.places.models import Authority
from brokerage.scheduling.rules import MOST_PLACES, repeats, seats, teams, terms, waiting

IS_WAITING = "status in ('waiting', 'offered')"
IS_OPEN_TEAM = "status in ('asked', 'accepted')"


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


class SessionSeries(Base):
    """Dates that were made together, and the pattern they came from."""

    __tablename__ = "session_series"
    __table_args__ = (one_of("pattern", repeats.Pattern), Index(None, "owner_kind", "owner_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(20))
    owner_id: Mapped[int]
    pattern: Mapped[str] = mapped_column(String(20))
    every: Mapped[int]
    authority_code: Mapped[str | None] = mapped_column(ForeignKey(Authority.code))
    """Whose term dates it keeps to; None where it also runs in the holidays."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SessionPlan(Base):
    """What more is known of a session: its series, the fewest people, when asking ends."""

    __tablename__ = "session_plans"
    __table_args__ = (
        CheckConstraint(f"minimum between 0 and {MOST_PLACES}", name="minimum"),
        # The fewest people are counted when asking ends: without that day nobody would decide.
        CheckConstraint("minimum = 0 or closes_at is not null", name="closes_at"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey(Session.id), primary_key=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey(SessionSeries.id), index=True)
    minimum: Mapped[int] = mapped_column(default=0)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    flagged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its host was told that too few people are coming."""
    runs_anyway_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the host decided that it takes place all the same."""

    session: Mapped[Session] = relationship()


class SeatRules(Base):
    """How the seats of something are given: its host's own settings."""

    __tablename__ = "seat_rules"
    __table_args__ = (
        CheckConstraint("offer_hours between 1 and 336", name="offer_hours"),
        CheckConstraint("close_hours between 0 and 672", name="close_hours"),
        CheckConstraint("drop_out_hours between 0 and 336", name="drop_out_hours"),
        CheckConstraint("cover_limit between 1 and 20", name="cover_limit"),
    )

    owner_kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    owner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    offer_hours: Mapped[int] = mapped_column(default=seats.OFFER_HOURS)
    """For how long a free seat is held for whoever is first on the waiting list."""
    close_hours: Mapped[int] = mapped_column(default=seats.CLOSE_HOURS)
    """How long before a date begins asking for it ends."""
    drop_out_hours: Mapped[int] = mapped_column(default=seats.DROP_OUT_HOURS)
    """From how long before a date a withdrawal is a late one."""
    cover_limit: Mapped[int] = mapped_column(default=seats.COVER_LIMIT)
    """How many volunteers are asked at once to step in."""


class WaitingEntry(Base):
    """One person on the waiting list of a session or of a role without dates.

    Order is by id, which only grows: whoever comes back begins at the end.
    """

    __tablename__ = "waiting_entries"
    __table_args__ = (
        one_of("status", waiting.WaitingStatus),
        CheckConstraint("(status = 'offered') <= (offer_until is not null)", name="offer_until"),
        # Nobody waits twice for one thing.
        Index(
            "uq_waiting_entries_session",
            "user_id",
            "session_id",
            unique=True,
            sqlite_where=text(IS_WAITING),
            postgresql_where=text(IS_WAITING),
        ),
        Index(
            "uq_waiting_entries_flexible",
            "user_id",
            "owner_kind",
            "owner_id",
            unique=True,
            sqlite_where=text(f"session_id is null and {IS_WAITING}"),
            postgresql_where=text(f"session_id is null and {IS_WAITING}"),
        ),
        Index("ix_waiting_entries_queue", "owner_kind", "owner_id", "session_id", "status"),
        Index("ix_waiting_entries_due", "status", "offer_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(20))
    owner_id: Mapped[int]
    session_id: Mapped[int | None] = mapped_column(ForeignKey(Session.id))
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    status: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(waiting.LONGEST_NOTE), default="")
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    offered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    offer_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Until when the seat is held for them."""
    token_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Of the link in the last offer's mail."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()
    session: Mapped[Session | None] = relationship()


class TeamBooking(Base):
    """Seats an employer holds in a session before it knows who comes.

    Of `seats`, `named` have a booking of their own; the others are held for the team.
    """

    __tablename__ = "team_bookings"
    __table_args__ = (
        one_of("status", teams.TeamStatus),
        CheckConstraint("named between 0 and seats", name="named"),
        CheckConstraint(f"seats between 0 and {MOST_PLACES}", name="seats"),
        Index(
            "uq_team_bookings_open",
            "organisation_id",
            "session_id",
            unique=True,
            sqlite_where=text(IS_OPEN_TEAM),
            postgresql_where=text(IS_OPEN_TEAM),
        ),
        Index("ix_team_bookings_owner", "owner_kind", "owner_id", "status"),
        Index("ix_team_bookings_due", "status", "name_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(20))
    owner_id: Mapped[int]
    session_id: Mapped[int] = mapped_column(ForeignKey(Session.id), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    """The employer."""
    status: Mapped[str] = mapped_column(String(10))
    seats: Mapped[int]
    named: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(String(waiting.LONGEST_NOTE), default="")
    answer: Mapped[str] = mapped_column(String(waiting.LONGEST_NOTE), default="")
    asked_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_by: Mapped[date]
    name_by: Mapped[date]
    """The last day for names: seats without one go back then."""
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()
    session: Mapped[Session] = relationship()

    @property
    def unnamed(self) -> int:
        """How many of its seats have no name yet."""
        return self.seats - self.named


class TeamName(Base):
    """Someone of the team, and the booking they have for it (by id: no key upward)."""

    __tablename__ = "team_names"
    __table_args__ = (
        Index(
            "uq_team_names_present",
            "team_booking_id",
            "user_id",
            unique=True,
            sqlite_where=text("removed_at is null"),
            postgresql_where=text("removed_at is null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_booking_id: Mapped[int] = mapped_column(ForeignKey(TeamBooking.id))
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    booking_id: Mapped[int] = mapped_column(index=True)
    named_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()


class TermDate(Base):
    """A term of an authority's schools, or days within one when they are closed."""

    __tablename__ = "term_dates"
    __table_args__ = (
        one_of("kind", terms.TermKind),
        CheckConstraint("ends_on >= starts_on", name="ends_on"),
        Index("uq_term_dates_start", "authority_code", "kind", "starts_on", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_code: Mapped[str] = mapped_column(ForeignKey(Authority.code))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(terms.LONGEST_NAME))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(terms.LONGEST_SOURCE))
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CoverVolunteer(Base):
    """Someone who said that they may be asked to step in at short notice."""

    __tablename__ = "cover_volunteers"

    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class CoverAsk(Base):
    """Someone was asked to step in for a session; once for each session."""

    __tablename__ = "cover_asks"
    __table_args__ = (Index("uq_cover_asks_pair", "session_id", "user_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey(Session.id))
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
