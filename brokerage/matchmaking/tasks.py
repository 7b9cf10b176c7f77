"""Work of matchmaking that nobody waits for."""

from __future__ import annotations

from brokerage.matchmaking.queries.ranking import get_index
from brokerage.web.features import contributions


def warm_up() -> None:
    """Build every index now, so that no visitor waits for it."""
    for source in contributions("profiles"):
        get_index(source.kind).matcher()
