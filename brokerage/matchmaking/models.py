"""Categories, the log of what changed for the match index, and rankings with their decisions.

Rows are keyed by (kind, id) without foreign keys: what is matched lives in higher rooms.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

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
from sqlalchemy.orm import Mapped, mapped_column

from brokerage.accounts.models import User
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.matchmaking.rules import FlagReason, WeightsStatus

IS_IN_FORCE = "status = 'in-force'"


class Category(Base):
    """A code people are offered from their own words: what is sold, a cause, a skill, a topic."""

    __tablename__ = "categories"
    __table_args__ = (
        CheckConstraint("scheme in ('cpv', 'cause', 'skill', 'topic')", name="scheme"),
    )

    scheme: Mapped[str] = mapped_column(String(10), primary_key=True)
    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    level: Mapped[str] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(300))
    group_label: Mapped[str | None] = mapped_column(String(80))
    """The heading it stands under in a form, for schemes that have such headings."""
    words: Mapped[str] = mapped_column(Text, default="")
    """Everyday words for it, separated by semicolons."""
    source: Mapped[str] = mapped_column(String(20))
    """`seed` for what ships with the project, `loaded` for what an operator added."""

    @property
    def everyday_words(self) -> tuple[str, ...]:
        """Its everyday words, one by one."""
        return tuple(word.strip() for word in self.words.split(";") if word.strip())


class MatchChange(Base):
    """Something that is matched has changed: each worker reads on from the last it knows."""

    __tablename__ = "match_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    object_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class MatchVector(Base):
    """The sentence vectors of what is matched: workers read them here, a task makes them."""

    __tablename__ = "match_vectors"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    object_id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the encoder's name and the passages: other ones need other vectors."""
    vectors: Mapped[bytes] = mapped_column(LargeBinary)
    """One signed byte a dimension, passage by passage."""
    vector_count: Mapped[int]
    change_id: Mapped[int] = mapped_column(index=True)
    """The newest change that is known here: a later one may have changed the passages."""


class ProfileVersion(Base):
    """One state of what was matched, kept once: rankings that saw it point at it.

    A thesaurus is kept the same way, under the kind "thesaurus" and the id 0.
    """

    __tablename__ = "profile_versions"
    __table_args__ = (UniqueConstraint("kind", "object_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of `content` as canonical JSON."""
    content: Mapped[Any] = mapped_column(JSON)


class RecordedRanking(Base):
    """A ranking that was shown, with all that gave it: enough to repeat it exactly."""

    __tablename__ = "recorded_rankings"
    __table_args__ = (Index("ix_recorded_rankings_purpose", "purpose_kind", "purpose_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    """What was ranked."""
    purpose_kind: Mapped[str] = mapped_column(String(40))
    purpose_id: Mapped[int]
    """What it was ranked for, by kind and id: no foreign key upward."""
    seeker: Mapped[dict[str, Any]] = mapped_column(JSON)
    weights: Mapped[dict[str, float]] = mapped_column(JSON)
    pinned: Mapped[dict[str, float] | None] = mapped_column(JSON(none_as_null=True))
    """Those of the weights that the search itself set; None where nobody noted which."""
    field_weights: Mapped[dict[str, float]] = mapped_column(JSON)
    floor: Mapped[float]
    tie_seed: Mapped[int]
    generation: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the versions below: equal where the same profiles were ranked."""
    versions: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """The ids of the profile versions, the thesaurus first: 64-bit little-endian, zlib."""
    total: Mapped[int]
    widen: Mapped[list[str]] = mapped_column(JSON)
    """What would have found more, as it was told."""
    made_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Decision(Base):
    """What was shown or decided about one candidate of a ranking, by whom, when."""

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint(
            "verb in ('shown', 'shortlisted', 'enquired', 'answered', 'declined', 'chosen')",
            name="verb",
        ),
        Index("ix_decisions_ranking", "recorded_ranking_id", "verb", "rank"),
        Index("ix_decisions_candidate", "candidate_id", "verb"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recorded_ranking_id: Mapped[int] = mapped_column(ForeignKey(RecordedRanking.id))
    candidate_id: Mapped[int]
    verb: Mapped[str] = mapped_column(String(12))
    rank: Mapped[int | None]
    """From 1; None where it was not among those shown."""
    score: Mapped[float | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Of what was shown: the parts with their sentences, reasons, what is missing, metres, and
    what of the candidate's own met the seeker (`matching.own.Own`)."""
    reason: Mapped[str] = mapped_column(String(30), default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    """None where it followed from something else, as when a buyer leaves."""
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LearnedWeights(Base):
    """One set of weights that was learned for a kind, with the card of how it was judged."""

    __tablename__ = "learned_weights"
    __table_args__ = (
        one_of("status", WeightsStatus),
        UniqueConstraint("kind", "version"),
        Index(
            "uq_learned_weights_in_force",
            "kind",
            unique=True,
            sqlite_where=text(IS_IN_FORCE),
            postgresql_where=text(IS_IN_FORCE),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(16))
    """The digest of the card."""
    status: Mapped[str] = mapped_column(String(10))
    weights: Mapped[dict[str, float]] = mapped_column(JSON)
    published: Mapped[dict[str, float]] = mapped_column(JSON)
    """The published weights it was learned around: once they are others, it is not used."""
    card: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What `matching.judge.ModelCard.as_plain` gives."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    adopted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    adopted_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("learned_weights.id"))
    """What was in force when it was adopted; None for the published weights."""


class ProfileFlag(Base):
    """A profile that a broker should look at: it copies another, or repeats its words."""

    __tablename__ = "profile_flags"
    __table_args__ = (one_of("reason", FlagReason),)

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    object_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(String(10), primary_key=True)
    details: Mapped[list[Any]] = mapped_column(JSON)
    """The ids of the others that say the same, or the words with how often they are said."""
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
