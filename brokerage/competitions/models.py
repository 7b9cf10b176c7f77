"""Competitions, who is invited, sealed responses, evaluation and the decision."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
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
from brokerage.competitions import rules
from brokerage.contracts.models import Contract
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.measures.models import Measure
from brokerage.measures.rules import SetKind
from brokerage.organisations.models import Organisation
from brokerage.procurement.models import Brief

RUNS = text("status in ('draft', 'open', 'opened', 'awarded')")


class Competition(Base):
    """What suppliers are asked to answer, by when, and how the answers are weighed."""

    __tablename__ = "competitions"
    __table_args__ = (
        one_of("status", rules.CompetitionStatus),
        one_of("measure_set", SetKind),
        CheckConstraint("quality + price + social_value = 100", name="weights"),
        CheckConstraint("quality >= 0 and price >= 0 and social_value >= 0", name="no_negative"),
        CheckConstraint("status <> 'open' or deadline_at is not null", name="deadline"),
        CheckConstraint("opened_at is null or opened_at >= deadline_at", name="opened_after"),
        Index(
            "uq_competitions_brief",
            "brief_id",
            unique=True,
            sqlite_where=RUNS,
            postgresql_where=RUNS,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    brief_id: Mapped[int] = mapped_column(ForeignKey(Brief.id), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    status: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(rules.LONGEST_TITLE))
    text: Mapped[str] = mapped_column(Text)
    deadline_at: Mapped[datetime] = mapped_column(UtcDateTime)
    quality: Mapped[int]
    price: Mapped[int]
    social_value: Mapped[int]
    measure_set: Mapped[str] = mapped_column(String(8))
    reserved_for: Mapped[list[str]] = mapped_column(JSON, default=list)
    """As decided before anyone was invited; empty where it is open to all kinds."""
    has_spend_duty: Mapped[bool] = mapped_column(default=False)
    """Whether the winner will have to report where its own spend goes."""
    created_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    invited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deadline_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the buyer was told that the deadline has passed."""
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[str] = mapped_column(String(rules.LONGEST_REASON), default="")

    brief: Mapped[Brief] = relationship()
    organisation: Mapped[Organisation] = relationship()
    questions: Mapped[list[CompetitionQuestion]] = relationship(
        order_by="CompetitionQuestion.number", cascade="all, delete-orphan"
    )
    measures: Mapped[list[CompetitionMeasure]] = relationship(
        order_by="CompetitionMeasure.measure_id", cascade="all, delete-orphan"
    )


class CompetitionQuestion(Base):
    """One question that every supplier answers and every evaluator scores."""

    __tablename__ = "competition_questions"
    __table_args__ = (UniqueConstraint("competition_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey(Competition.id))
    number: Mapped[int]
    question: Mapped[str] = mapped_column(String(rules.LONGEST_QUESTION))


class CompetitionMeasure(Base):
    """A measure that suppliers may offer, with the weight that was published."""

    __tablename__ = "competition_measures"
    __table_args__ = (CheckConstraint("weight in (1, 2, 3)", name="weight"),)

    competition_id: Mapped[int] = mapped_column(ForeignKey(Competition.id), primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey(Measure.id), primary_key=True, index=True)
    weight: Mapped[int]

    measure: Mapped[Measure] = relationship()


class CompetitionInvitation(Base):
    """A supplier that was invited, at the same moment and in the same words as all."""

    __tablename__ = "competition_invitations"
    __table_args__ = (UniqueConstraint("competition_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey(Competition.id))
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    declined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_days: Mapped[int | None]
    """How long before the deadline the supplier was reminded of its draft last."""

    competition: Mapped[Competition] = relationship()
    organisation: Mapped[Organisation] = relationship()


class Clarification(Base):
    """A question of one supplier; what is published to all says nothing of who asked."""

    __tablename__ = "clarifications"
    __table_args__ = (
        CheckConstraint("(answered_at is null) = (answer = '')", name="answered"),
        Index("ix_clarifications_competition", "competition_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey(Competition.id))
    invitation_id: Mapped[int] = mapped_column(ForeignKey(CompetitionInvitation.id), index=True)
    question: Mapped[str] = mapped_column(String(rules.LONGEST_QUESTION))
    """As it was asked: its supplier's alone, and the buyer's without a name."""
    asked_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_question: Mapped[str] = mapped_column(String(rules.LONGEST_QUESTION), default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    competition: Mapped[Competition] = relationship()


class BidResponse(Base):
    """What a supplier answers: sealed bytes until all are opened, readable from then on."""

    __tablename__ = "competition_responses"
    __table_args__ = (
        UniqueConstraint("competition_id", "organisation_id"),
        CheckConstraint("(opened_at is null) = (content is null)", name="sealed"),
        CheckConstraint("opened_at is null or submitted_at is not null", name="sent_before_opened"),
        CheckConstraint("price_pence >= 0", name="price"),
        CheckConstraint("(opened_at is null) = (price_pence is null)", name="price_sealed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey(Competition.id))
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey(CompetitionInvitation.id), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """What was last saved; see rules/seals.py."""
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When what is sealed here was sent; None while it is a draft."""
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    price_pence: Mapped[int | None] = mapped_column(BigInteger)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    feedback: Mapped[str] = mapped_column(String(rules.LONGEST_REASON), default="")
    """Kept for the decision; an unsuccessful supplier gets it then, all at one moment."""

    competition: Mapped[Competition] = relationship()
    organisation: Mapped[Organisation] = relationship()


class ConflictDeclaration(Base):
    """What one evaluator says of their own interests, before anything is opened to them."""

    __tablename__ = "conflict_declarations"

    competition_id: Mapped[int] = mapped_column(ForeignKey(Competition.id), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, index=True)
    has_conflict: Mapped[bool]
    explanation: Mapped[str] = mapped_column(String(rules.LONGEST_REASON), default="")
    declared_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EvaluationScore(Base):
    """What one evaluator gives one answer, and why."""

    __tablename__ = "evaluation_scores"
    __table_args__ = (CheckConstraint("score between 0 and 5", name="score"),)

    response_id: Mapped[int] = mapped_column(ForeignKey(BidResponse.id), primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey(CompetitionQuestion.id), primary_key=True, index=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, index=True)
    score: Mapped[int]
    reason: Mapped[str] = mapped_column(String(rules.LONGEST_REASON))
    scored_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ModeratedScore(Base):
    """The score that the evaluators agree on for one answer, and why."""

    __tablename__ = "moderated_scores"
    __table_args__ = (CheckConstraint("score between 0 and 5", name="score"),)

    response_id: Mapped[int] = mapped_column(ForeignKey(BidResponse.id), primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey(CompetitionQuestion.id), primary_key=True, index=True
    )
    score: Mapped[int]
    reason: Mapped[str] = mapped_column(String(rules.LONGEST_REASON))
    agreed_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    agreed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Award(Base):
    """The decision, once a competition: to whom, or to nobody, and why."""

    __tablename__ = "competition_awards"
    __table_args__ = (
        CheckConstraint("(response_id is null) = (contract_id is null)", name="contract"),
        CheckConstraint("length(reason) > 0", name="reason"),
    )

    competition_id: Mapped[int] = mapped_column(ForeignKey(Competition.id), primary_key=True)
    response_id: Mapped[int | None] = mapped_column(ForeignKey(BidResponse.id), unique=True)
    contract_id: Mapped[int | None] = mapped_column(ForeignKey(Contract.id), unique=True)
    reason: Mapped[str] = mapped_column(String(rules.LONGEST_REASON))
    decided_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)

    contract: Mapped[Contract | None] = relationship()
