"""How good a match is, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from brokerage.matchmaking.rules import BAND_LABELS


class Scored(Protocol):
    """A match as it was ranked or as it was shown."""

    @property
    def score(self) -> float:
        """From 0 to 1, the sum of the parts."""

    @property
    def parts(self) -> Sequence[Any]:
        """What was asked for; nothing where somebody browses."""


def find_band(match: Scored) -> str | None:
    """Return the band of a match in words ("Good match"); None where nothing was asked for."""
    from matching.bands import band_of  # noqa: PLC0415  # slow to import

    return BAND_LABELS[band_of(match.score)] if match.parts else None
