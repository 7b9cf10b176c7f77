"""Resources with their versions and what they are filed under; events and who signs up."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.accounts.models import User
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.organisations.models import Organisation
from brokerage.scheduling.models import Session
from brokerage.toolkit import rules
from brokerage.toolkit.rules import events

IS_LIVE = text("status in ('coming', 'waiting')")


class ToolkitLabel(Base):
    """How a theme, a pledge or a topic reads; codes are plain text."""

    __tablename__ = "toolkit_labels"
    __table_args__ = (one_of("scheme", rules.Scheme),)

    scheme: Mapped[str] = mapped_column(String(10), primary_key=True)
    code: Mapped[str] = mapped_column(String(rules.LONGEST_CODE), primary_key=True)
    label: Mapped[str] = mapped_column(String(rules.LONGEST_LABEL))
    position: Mapped[int]


class Resource(Base):
    """Something that helps: a guide, a case study, or where to turn to."""

    __tablename__ = "toolkit_resources"
    __table_args__ = (
        one_of("kind", rules.ResourceKind),
        one_of("state", rules.ResourceState),
        CheckConstraint("state <> 'published' or published_at is not null", name="published_at"),
        CheckConstraint("(state = 'retired') <= (retired_at is not null)", name="retired_at"),
        # What an organisation may suggest is what it did itself.
        CheckConstraint("state <> 'suggested' or organisation_id is not null", name="suggested"),
        Index("ix_toolkit_resources_state", "state", "review_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(rules.LONGEST_TITLE))
    summary: Mapped[str] = mapped_column(String(rules.LONGEST_SUMMARY))
    body: Mapped[str] = mapped_column(Text)
    """Markdown."""
    link: Mapped[str] = mapped_column(String(rules.LONGEST_LINK), default="")
    source: Mapped[str] = mapped_column(String(rules.LONGEST_SOURCE), default="")
    words: Mapped[str] = mapped_column(Text)
    """What it is found by: see rules.search."""
    file_name: Mapped[str | None] = mapped_column(String(rules.LONGEST_NAME), unique=True)
    """The file of the project that it came with."""
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id), index=True)
    """Whose case study it is."""
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    reason: Mapped[str] = mapped_column(String(rules.LONGEST_REASON), default="")
    """Why it was not taken."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reviewed_on: Mapped[date]
    review_by: Mapped[date]
    warned_on: Mapped[date | None]
    """When brokers were told that it is to be read again soon."""
    overdue_told_on: Mapped[date | None]

    organisation: Mapped[Organisation | None] = relationship()
    tags: Mapped[list[ResourceTag]] = relationship(
        cascade="all, delete-orphan", order_by="ResourceTag.scheme, ResourceTag.code"
    )

    def list_codes(self, scheme: str) -> list[str]:
        """Return what it is filed under in one scheme."""
        return [tag.code for tag in self.tags if tag.scheme == scheme]


class ResourceTag(Base):
    """A theme, pledge, voice or topic that a resource is filed under."""

    __tablename__ = "toolkit_tags"
    __table_args__ = (one_of("scheme", rules.Scheme), Index(None, "scheme", "code"))

    resource_id: Mapped[int] = mapped_column(ForeignKey(Resource.id), primary_key=True)
    scheme: Mapped[str] = mapped_column(String(10), primary_key=True)
    code: Mapped[str] = mapped_column(String(rules.LONGEST_CODE), primary_key=True)


class ResourceVersion(Base):
    """What a resource said each time it was saved; never changed."""

    __tablename__ = "toolkit_versions"

    resource_id: Mapped[int] = mapped_column(ForeignKey(Resource.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Event(Base):
    """A meeting; its date and places are a session's, which the database keeps from overflowing."""

    __tablename__ = "toolkit_events"
    __table_args__ = (
        one_of("kind", events.EventKind),
        one_of("state", events.EventState),
        CheckConstraint("place <> '' or online_link <> ''", name="place"),
        CheckConstraint(f"others between 0 and {events.MOST_OTHERS}", name="others"),
        CheckConstraint("(state = 'cancelled') = (cancelled_at is not null)", name="cancelled_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey(Session.id), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10), index=True)
    title: Mapped[str] = mapped_column(String(events.LONGEST_TITLE))
    about: Mapped[str] = mapped_column(Text)
    """Markdown."""
    place: Mapped[str] = mapped_column(String(events.LONGEST_PLACE), default="")
    online_link: Mapped[str] = mapped_column(String(rules.LONGEST_LINK), default="")
    """For those who come."""
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id), index=True)
    """The host; None for the partnership itself."""
    made_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(events.LONGEST_REASON), default="")
    """Why it was cancelled, or not taken."""
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    others: Mapped[int] = mapped_column(default=0)
    """Who came without having signed up."""
    recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its host said who came."""

    session: Mapped[Session] = relationship()
    organisation: Mapped[Organisation | None] = relationship()


class SignUp(Base):
    """One person's place at an event, or their turn on its waiting list; order is by id."""

    __tablename__ = "toolkit_sign_ups"
    __table_args__ = (
        one_of("status", events.SignUpState),
        CheckConstraint("came is null or status = 'coming'", name="came"),
        # Nobody holds two places at one event.
        Index(
            "uq_toolkit_sign_ups_live",
            "event_id",
            "user_id",
            unique=True,
            sqlite_where=IS_LIVE,
            postgresql_where=IS_LIVE,
        ),
        Index("ix_toolkit_sign_ups_queue", "event_id", "status", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id))
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id))
    """Whom they come for."""
    status: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(events.LONGEST_NOTE), default="")
    """What the host should know, erased a month after the event."""
    signed_up_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    came: Mapped[bool | None]

    event: Mapped[Event] = relationship()
    user: Mapped[User] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
