"""Stories in a report: from where, and what of them the frozen edition keeps. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from brokerage.reporting.rules.canonical import digest_of


class StoryKind(StrEnum):
    """Where a story was told."""

    CHECK_IN = "check-in"
    PROJECT = "project"


@dataclass(frozen=True, kw_only=True)
class ToldStory:
    """A story that may be read in public, and who tells it."""

    kind: str
    source_id: int
    told_by: str
    text: str

    @property
    def key(self) -> tuple[str, int]:
        """Which story it is."""
        return (self.kind, self.source_id)

    @property
    def digest(self) -> str:
        """What an edition keeps of it: enough to see that the words are the same."""
        return digest_of(f"{self.kind}:{self.source_id}:{self.told_by}\n{self.text}")
