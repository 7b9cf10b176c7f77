"""The catalogue, who signed what for twelve months, check-ins, comments, buddies and groups."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.accounts.models import User
from brokerage.charter import rules
from brokerage.charter.rules import buddies, comments, rag, terms
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.organisations.models import Organisation

IS_BEING_WRITTEN = text("status in ('draft', 'submitted', 'changes-asked')")
IS_LIVE = text("status in ('asked', 'active')")
Figure = Numeric(14, 2)


class CharterTheme(Base):
    """A theme of the charter."""

    __tablename__ = "charter_themes"

    code: Mapped[str] = mapped_column(String(rules.LONGEST_CODE), primary_key=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(rules.LONGEST_THEME))


class Pledge(Base):
    """A pledge of the catalogue. Its words never change: another one takes its place."""

    __tablename__ = "pledges"
    __table_args__ = (
        one_of("source", rules.EvidenceSource),
        CheckConstraint("(retired_on is null) = (retired_reason = '')", name="retired"),
        Index("ix_pledges_theme", "theme_code", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(rules.LONGEST_CODE), unique=True)
    theme_code: Mapped[str] = mapped_column(ForeignKey(CharterTheme.code))
    words: Mapped[str] = mapped_column(String(rules.LONGEST_PLEDGE))
    about: Mapped[str] = mapped_column(String(rules.LONGEST_ABOUT), default="")
    """What it means, and what counts."""
    voices: Mapped[list[str]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(String(20))
    """Where its figure comes from."""
    source_codes: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Of the ledger: measures; of an accreditation: its kinds; of a share: of what."""
    unit: Mapped[str] = mapped_column(String(rules.LONGEST_UNIT))
    added_on: Mapped[date]
    retired_on: Mapped[date | None]
    retired_reason: Mapped[str] = mapped_column(String(rules.LONGEST_REASON), default="")

    theme: Mapped[CharterTheme] = relationship()


class Signatory(Base):
    """Who signs: an organisation, or one person for themselves."""

    __tablename__ = "charter_signatories"
    __table_args__ = (
        CheckConstraint("(organisation_id is null) <> (user_id is null)", name="one_signs"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id), unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), unique=True)
    shown_name: Mapped[str] = mapped_column(String(rules.LONGEST_NAME), default="")
    """As which a person wants to be shown; empty is “a resident”, and nothing more."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation | None] = relationship()

    @property
    def name(self) -> str:
        """How it is shown."""
        if self.organisation is not None:
            return self.organisation.name or ""
        return self.shown_name or rules.RESIDENT


class CharterTerm(Base):
    """A set of pledges: written, looked at by a broker, then kept for twelve months."""

    __tablename__ = "charter_terms"
    __table_args__ = (
        one_of("status", rules.TermStatus),
        UniqueConstraint("signatory_id", "number"),
        # Two people cannot begin two sign-ups for one signatory.
        Index(
            "uq_charter_terms_written",
            "signatory_id",
            unique=True,
            sqlite_where=IS_BEING_WRITTEN,
            postgresql_where=IS_BEING_WRITTEN,
        ),
        CheckConstraint("ends_on > starts_on", name="days"),
        CheckConstraint(
            "status not in ('approved', 'ended') or starts_on is not null", name="signed_has_days"
        ),
        Index("ix_charter_terms_status", "status", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    signatory_id: Mapped[int] = mapped_column(ForeignKey(Signatory.id))
    number: Mapped[int]
    """1 for the first twelve months, then one more with each renewal."""
    status: Mapped[str] = mapped_column(String(16))
    voices: Mapped[list[str]] = mapped_column(JSON, default=list)
    risk_note: Mapped[str] = mapped_column(Text, default="")
    equality_note: Mapped[str] = mapped_column(Text, default="")
    renews_id: Mapped[int | None] = mapped_column(ForeignKey("charter_terms.id"), index=True)
    link_number: Mapped[int] = mapped_column(default=0)
    """Part of the share link's signature: one more makes the link before it worthless."""
    comments_close_on: Mapped[date | None]
    """Comments are taken until then; None is not at all."""
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(rules.LONGEST_REASON), default="")
    """What a broker asks to be changed, or why it was left."""
    renewal_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    signatory: Mapped[Signatory] = relationship()
    pledges: Mapped[list[TakenPledge]] = relationship(
        order_by="TakenPledge.id", cascade="all, delete-orphan", back_populates="term"
    )


class TakenPledge(Base):
    """A pledge as one signatory takes it: who leads, from where to where."""

    __tablename__ = "taken_pledges"
    __table_args__ = (
        one_of("voice", rules.Voice),
        one_of("source", rules.EvidenceSource),
        UniqueConstraint("term_id", "pledge_id"),
        CheckConstraint("(pledge_id is null) = (own_words <> '')", name="words"),
        Index("ix_taken_pledges_pledge", "pledge_id", "term_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey(CharterTerm.id))
    pledge_id: Mapped[int | None] = mapped_column(ForeignKey(Pledge.id))
    own_words: Mapped[str] = mapped_column(String(rules.LONGEST_PLEDGE), default="")
    theme_code: Mapped[str] = mapped_column(ForeignKey(CharterTheme.code))
    voice: Mapped[str] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(String(20))
    source_codes: Mapped[list[str]] = mapped_column(JSON, default=list)
    unit: Mapped[str] = mapped_column(String(rules.LONGEST_UNIT))
    lead_post: Mapped[str] = mapped_column(String(rules.LONGEST_POST), default="")
    """A post, never a person."""
    policy: Mapped[str] = mapped_column(String(rules.LONGEST_POLICY), default="")
    baseline: Mapped[Decimal | None] = mapped_column(Figure)
    target: Mapped[Decimal | None] = mapped_column(Figure)
    is_published: Mapped[bool] = mapped_column(default=False)
    """Consent to show this pledge and what comes of it."""
    is_buddy_wanted: Mapped[bool] = mapped_column(default=False)
    is_buddy_offered: Mapped[bool] = mapped_column(default=False)
    is_complete: Mapped[bool] = mapped_column(default=False)
    """Its questions have been answered."""
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("taken_pledges.id"), index=True)
    value: Mapped[Decimal | None] = mapped_column(Figure)
    """The newest figure of this term."""
    is_value_confirmed: Mapped[bool] = mapped_column(default=False)
    value_from: Mapped[str] = mapped_column(String(200), default="")
    """A sentence: where the figure comes from."""
    value_on: Mapped[date | None]
    evidence_on: Mapped[date | None]
    """The day of the newest evidence."""

    term: Mapped[CharterTerm] = relationship(back_populates="pledges")
    pledge: Mapped[Pledge | None] = relationship()
    theme: Mapped[CharterTheme] = relationship()

    @property
    def words(self) -> str:
        """What is pledged."""
        return self.pledge.words if self.pledge is not None else self.own_words


class FirstMeeting(Base):
    """What a broker and a signatory found when they first met: where it starts, what it needs."""

    __tablename__ = "charter_first_meetings"

    term_id: Mapped[int] = mapped_column(ForeignKey(CharterTerm.id), primary_key=True)
    met_on: Mapped[date]
    baseline: Mapped[str] = mapped_column(Text)
    needs: Mapped[str] = mapped_column(Text)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CharterComment(Base):
    """What staff or a union say of a draft. Who wrote it stands nowhere: only on which day."""

    __tablename__ = "charter_comments"
    __table_args__ = (
        one_of("commenter", comments.Commenter),
        CheckConstraint("(answer = '') = (answered_on is null)", name="answered"),
        Index("ix_charter_comments_term", "term_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey(CharterTerm.id))
    taken_pledge_id: Mapped[int | None] = mapped_column(
        ForeignKey(TakenPledge.id, ondelete="SET NULL"), index=True
    )
    """None is about the whole set."""
    commenter: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(String(comments.LONGEST_COMMENT))
    said_on: Mapped[date]
    answer: Mapped[str] = mapped_column(String(comments.LONGEST_ANSWER), default="")
    answered_on: Mapped[date | None]
    is_quoted: Mapped[bool] = mapped_column(default=True)
    """Whether the comment's own words stand beside the answer in public."""


class CheckIn(Base):
    """One of the three looks at how a term's pledges stand; frozen when it is done."""

    __tablename__ = "charter_check_ins"
    __table_args__ = (
        one_of("status", terms.CheckInStatus),
        UniqueConstraint("term_id", "month"),
        CheckConstraint("(status = 'done') = (done_at is not null)", name="done"),
        Index("ix_charter_check_ins_due", "status", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey(CharterTerm.id))
    month: Mapped[int]
    due_on: Mapped[date]
    status: Mapped[str] = mapped_column(String(12))
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_back_reason: Mapped[str] = mapped_column(String(rules.LONGEST_REASON), default="")
    story: Mapped[str] = mapped_column(Text, default="")
    is_story_published: Mapped[bool] = mapped_column(default=False)
    went_badly: Mapped[str] = mapped_column(Text, default="")
    """What did not go well."""

    term: Mapped[CharterTerm] = relationship()
    figures: Mapped[list[CheckInFigure]] = relationship(
        order_by="CheckInFigure.id", back_populates="check_in"
    )


class CheckInFigure(Base):
    """One pledge in one check-in: what the site found, and beside it what the signatory says."""

    __tablename__ = "charter_figures"
    __table_args__ = (
        one_of("rag", rag.Rag),
        UniqueConstraint("check_in_id", "taken_pledge_id"),
        CheckConstraint(
            "corrected_value is null or explanation <> ''", name="correction_is_explained"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    check_in_id: Mapped[int] = mapped_column(ForeignKey(CheckIn.id))
    taken_pledge_id: Mapped[int] = mapped_column(ForeignKey(TakenPledge.id), index=True)
    found_value: Mapped[Decimal | None] = mapped_column(Figure)
    found_from: Mapped[str] = mapped_column(String(200), default="")
    found_on: Mapped[date]
    is_found_confirmed: Mapped[bool] = mapped_column(default=False)
    evidence_on: Mapped[date | None]
    corrected_value: Mapped[Decimal | None] = mapped_column(Figure)
    explanation: Mapped[str] = mapped_column(String(rules.LONGEST_REASON), default="")
    corrected_on: Mapped[date | None]
    is_correction_confirmed: Mapped[bool | None]
    """None until a broker has looked at it."""
    rag: Mapped[str | None] = mapped_column(String(8))
    """As it was when the check-in was done."""

    check_in: Mapped[CheckIn] = relationship(back_populates="figures")
    taken_pledge: Mapped[TakenPledge] = relationship()

    @property
    def value(self) -> Decimal | None:
        """What counts: what the signatory says where it says something, or what was found."""
        return self.found_value if self.corrected_value is None else self.corrected_value

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody other than the signatory stands for it."""
        if self.corrected_value is None:
            return self.is_found_confirmed
        return bool(self.is_correction_confirmed)


class LeadLink(Base):
    """A link by which the lead of a pledge fills it in for one quarter, without an account."""

    __tablename__ = "charter_lead_links"
    __table_args__ = (Index("ix_charter_lead_links_pledge", "taken_pledge_id", "quarter_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    taken_pledge_id: Mapped[int] = mapped_column(ForeignKey(TakenPledge.id))
    quarter_on: Mapped[date]
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    sent_to: Mapped[str] = mapped_column(String(254))
    """Deleted when the link is over."""
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    taken_pledge: Mapped[TakenPledge] = relationship()


class LeadEntry(Base):
    """What the lead of a pledge has filled in; a correction is a newer entry."""

    __tablename__ = "charter_lead_entries"
    __table_args__ = (Index("ix_charter_lead_entries_pledge", "taken_pledge_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    taken_pledge_id: Mapped[int] = mapped_column(ForeignKey(TakenPledge.id))
    lead_link_id: Mapped[int] = mapped_column(ForeignKey(LeadLink.id), index=True)
    value: Mapped[Decimal] = mapped_column(Figure)
    note: Mapped[str] = mapped_column(String(rules.LONGEST_REASON), default="")
    entered_on: Mapped[date]


class BuddyPair(Base):
    """Two signatories of one pledge: one is new to it, the other carries it out."""

    __tablename__ = "charter_buddy_pairs"
    __table_args__ = (
        one_of("status", buddies.PairStatus),
        CheckConstraint("asker_id <> buddy_id", name="two"),
        # One buddy for one pledge at a time.
        Index(
            "uq_charter_buddy_pairs_asker",
            "asker_id",
            unique=True,
            sqlite_where=IS_LIVE,
            postgresql_where=IS_LIVE,
        ),
        Index("ix_charter_buddy_pairs_status", "status", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    asker_id: Mapped[int] = mapped_column(ForeignKey(TakenPledge.id))
    buddy_id: Mapped[int] = mapped_column(ForeignKey(TakenPledge.id), index=True)
    status: Mapped[str] = mapped_column(String(12))
    reasons: Mapped[list[str]] = mapped_column(JSON, default=list)
    words: Mapped[str] = mapped_column(String(buddies.LONGEST_WORDS), default="")
    """What the one who asks would like to know."""
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(String(buddies.LONGEST_WORDS), default="")
    """With a yes, how to get in touch; with a no or an end, why."""

    asker: Mapped[TakenPledge] = relationship(foreign_keys=[asker_id])
    buddy: Mapped[TakenPledge] = relationship(foreign_keys=[buddy_id])


class CharterGroup(Base):
    """Signatories that belong together: a council and its companies."""

    __tablename__ = "charter_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(rules.LONGEST_NAME), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class GroupMember(Base):
    """A signatory of a group; it is in one group at most, so that nothing counts twice."""

    __tablename__ = "charter_group_members"

    signatory_id: Mapped[int] = mapped_column(ForeignKey(Signatory.id), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey(CharterGroup.id), index=True)

    signatory: Mapped[Signatory] = relationship()
    group: Mapped[CharterGroup] = relationship()
