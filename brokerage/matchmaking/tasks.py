"""Work of matchmaking that nobody waits for."""

from __future__ import annotations

from brokerage.matchmaking.queries.ranking import get_index
from brokerage.matchmaking.service.flags import find_flags, replace_flags
from brokerage.web.features import contributions


def warm_up() -> None:
    """Build every index now, so that no visitor waits for it."""
    for source in contributions("profiles"):
        get_index(source.kind).matcher()


def flag_profiles() -> None:
    """Flag the profiles that a broker should look at, of each kind that brokers look at."""
    found = {each.kind: find_flags(each.kind) for each in contributions("candidate_kinds")}
    for kind, flags in found.items():
        replace_flags(kind, flags)
