"""Categories, and the log of what changed for the match index.

Rows are keyed by (kind, id) without foreign keys: what is matched lives in higher rooms.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from brokerage.extensions import Base, UtcDateTime


class Category(Base):
    """A code people are offered from their own words: what is sold, a cause, a skill."""

    __tablename__ = "categories"
    __table_args__ = (CheckConstraint("scheme in ('cpv', 'cause', 'skill')", name="scheme"),)

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
