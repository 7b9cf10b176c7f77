"""Suggestions as they were made, and what a buyer decided on each of their briefs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.accounts.models import User
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.organisations.models import Organisation
from brokerage.procurement.models import Brief
from brokerage.rotation import rules


class RotationSuggestion(Base):
    """Whom an authority might ask for several briefs at once; never changed once made."""

    __tablename__ = "rotation_suggestions"
    __table_args__ = (Index("ix_rotation_suggestions_organisation", "organisation_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Per brief the rule, the search it rests on, whom it suggests and why not others."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the content as canonical JSON."""
    made_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What it says of each brief, in the order of the briefs."""
        found: list[dict[str, Any]] = self.content["briefs"]
        return found


class RotationDecision(Base):
    """What a buyer made of a suggestion for one brief, and why; once."""

    __tablename__ = "rotation_decisions"
    __table_args__ = (
        one_of("outcome", rules.Outcome),
        CheckConstraint(f"length(reason) >= {rules.SHORTEST_REASON}", name="reason"),
    )

    suggestion_id: Mapped[int] = mapped_column(ForeignKey(RotationSuggestion.id), primary_key=True)
    brief_id: Mapped[int] = mapped_column(ForeignKey(Brief.id), primary_key=True, index=True)
    outcome: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(rules.LONGEST_REASON))
    decided_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
