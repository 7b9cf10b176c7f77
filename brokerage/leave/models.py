"""Who works for whom, with its evidence; what an employer gives; what is left of it.

Without a proved employment there is no leave and no manager.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.accounts.models import User
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.leave.rules import LONGEST_REASON, own_days, policies, wallet
from brokerage.organisations.models import Organisation

IS_OPEN = text("status in ('asked', 'not-needed', 'approved')")
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


class LeavePolicy(Base):
    """One version of an employer's terms, from a day on; never changed once it has begun."""

    __tablename__ = "leave_policies"
    __table_args__ = (
        Index("uq_leave_policies_from", "organisation_id", "from_on", unique=True),
        CheckConstraint("allowance_minutes > 0", name="allowance_minutes"),
        CheckConstraint("minutes_a_day between 60 and 720", name="minutes_a_day"),
        CheckConstraint("year_month between 1 and 12", name="year_month"),
        CheckConstraint("year_day between 1 and 28", name="year_day"),
        CheckConstraint("notice_working_days between 0 and 40", name="notice_working_days"),
        CheckConstraint("late_working_days between 0 and 40", name="late_working_days"),
        one_of("no_show", policies.Outcome),
        one_of("late_cancellation", policies.Outcome),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    from_on: Mapped[date]
    allowance_minutes: Mapped[int]
    minutes_a_day: Mapped[int]
    is_in_days: Mapped[bool]
    takes_half_days: Mapped[bool]
    year_month: Mapped[int]
    year_day: Mapped[int]
    is_pro_rata: Mapped[bool]
    needs_approval: Mapped[bool]
    counts_outside: Mapped[bool]
    counts_remote: Mapped[bool]
    notice_working_days: Mapped[int]
    late_working_days: Mapped[int]
    no_show: Mapped[str] = mapped_column(String(10))
    late_cancellation: Mapped[str] = mapped_column(String(10))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LeaveTeam(Base):
    """An employer's own label for some of its staff, and who agrees to their leave."""

    __tablename__ = "leave_teams"
    __table_args__ = (
        CheckConstraint("name <> ''", name="name"),
        Index("uq_leave_teams_name", "organisation_id", "name", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    name: Mapped[str] = mapped_column(String(policies.LONGEST_TEAM))
    manager_email: Mapped[str | None] = mapped_column(String(254))


class LeaveArrangement(Base):
    """What the employer says of one person's leave; without a row, full time and no team."""

    __tablename__ = "leave_arrangements"
    __table_args__ = (CheckConstraint("full_time_percent between 1 and 100", name="percent"),)

    employment_id: Mapped[int] = mapped_column(ForeignKey(Employment.id), primary_key=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey(LeaveTeam.id), index=True)
    full_time_percent: Mapped[int] = mapped_column(default=100)
    manager_email: Mapped[str | None] = mapped_column(String(254))
    """Who agrees to this person's leave, where it is not the team's manager."""

    team: Mapped[LeaveTeam | None] = relationship()


class LeaveAccount(Base):
    """One person's leave in one leave year: the sums of its entries, guarded."""

    __tablename__ = "leave_accounts"
    __table_args__ = (
        Index("uq_leave_accounts_year", "employment_id", "starts_on", unique=True),
        # Two requests cannot both take the last half day: the database refuses what is too much.
        CheckConstraint("reserved_minutes >= 0", name="reserved_minutes"),
        CheckConstraint("taken_minutes >= 0", name="taken_minutes"),
        CheckConstraint("reserved_minutes + taken_minutes <= granted_minutes", name="left"),
        CheckConstraint("ends_before > starts_on", name="ends_before"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey(Employment.id))
    starts_on: Mapped[date]
    ends_before: Mapped[date]
    granted_minutes: Mapped[int] = mapped_column(default=0)
    reserved_minutes: Mapped[int] = mapped_column(default=0)
    taken_minutes: Mapped[int] = mapped_column(default=0)

    employment: Mapped[Employment] = relationship()

    @property
    def left_minutes(self) -> int:
        """What can still be reserved."""
        return self.granted_minutes - self.reserved_minutes - self.taken_minutes


class LeaveRequest(Base):
    """Leave asked for one thing on one day (by kind and id: no foreign key upward)."""

    __tablename__ = "leave_requests"
    __table_args__ = (
        one_of("status", wallet.RequestStatus),
        CheckConstraint("minutes > 0", name="minutes"),
        CheckConstraint("ends_at > starts_at", name="ends_at"),
        one_of("why", wallet.Why),
        Index(
            "uq_leave_requests_open",
            "source_kind",
            "source_id",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        Index("ix_leave_requests_source", "source_kind", "source_id"),
        Index("ix_leave_requests_status", "status", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(LeaveAccount.id), index=True)
    source_kind: Mapped[str] = mapped_column(String(20))
    source_id: Mapped[int]
    status: Mapped[str] = mapped_column(String(12))
    minutes: Mapped[int]
    """What it costs in leave."""
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    host_organisation_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id))
    host_name: Mapped[str] = mapped_column(String(wallet.LONGEST_HOST), default="")
    shares_host: Mapped[bool] = mapped_column(default=False)
    """Whether the manager may see the host's name: the volunteer says so, each time."""
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    """The member who decided; None for whoever had the link."""
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    """The manager's, where they said no."""
    why: Mapped[str | None] = mapped_column(String(12))
    """A value of `wallet.Why`: why it was not used as planned."""
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    account: Mapped[LeaveAccount] = relationship()
    links: Mapped[list[LeaveLink]] = relationship(order_by="LeaveLink.id")

    @property
    def employment(self) -> Employment:
        """Whose leave it is."""
        return self.account.employment


class LeaveEntry(Base):
    """One change of what is left; never changed, and the account is the sum of its entries."""

    __tablename__ = "leave_entries"
    __table_args__ = (
        one_of("kind", wallet.EntryKind),
        CheckConstraint("minutes > 0", name="minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(LeaveAccount.id), index=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey(LeaveRequest.id), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    minutes: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    request: Mapped[LeaveRequest | None] = relationship()


class OwnDay(Base):
    """A day of volunteering that someone found themselves; its host need not be here."""

    __tablename__ = "own_days"
    __table_args__ = (
        one_of("status", own_days.OwnDayStatus),
        CheckConstraint("ends_at > starts_at", name="ends_at"),
        CheckConstraint("(status = 'confirmed') = (confirmed_minutes is not null)", name="hours"),
        CheckConstraint("confirmed_minutes > 0", name="confirmed_minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey(Employment.id), index=True)
    status: Mapped[str] = mapped_column(String(12), index=True)
    host_name: Mapped[str] = mapped_column(String(own_days.LONGEST_HOST_NAME))
    what: Mapped[str] = mapped_column(String(own_days.LONGEST_WHAT))
    place: Mapped[str] = mapped_column(String(own_days.LONGEST_PLACE))
    is_outside: Mapped[bool]
    is_remote: Mapped[bool]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    contact_email: Mapped[str] = mapped_column(String(254))
    confirmed_minutes: Mapped[int | None]
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    employment: Mapped[Employment] = relationship()
    links: Mapped[list[LeaveLink]] = relationship(order_by="LeaveLink.id")

    @property
    def confirmed_time(self) -> str:
        """What the host confirmed, in words: “2 hours 30 minutes”; "" before that."""
        minutes = self.confirmed_minutes
        if not minutes:
            return ""
        return policies.as_amount(minutes, is_in_days=False, minutes_a_day=minutes)


class LeaveLink(Base):
    """A link that was sent to someone without an account: a manager, or a host's contact."""

    __tablename__ = "leave_links"
    __table_args__ = (
        CheckConstraint("(request_id is null) <> (own_day_id is null)", name="subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey(LeaveRequest.id), index=True)
    own_day_id: Mapped[int | None] = mapped_column(ForeignKey(OwnDay.id), index=True)
    sent_to: Mapped[str] = mapped_column(String(254))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When both sides were told that it ran out."""
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    request: Mapped[LeaveRequest | None] = relationship(overlaps="links")
    own_day: Mapped[OwnDay | None] = relationship(overlaps="links")
