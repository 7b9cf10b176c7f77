"""Flags for a broker: profiles that copy others or repeat their words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert

from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.models import ProfileFlag
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.matchmaking.rules import FlagReason

MOST_OTHERS = 20
"""Copies that a flag names: a text pasted a thousand times is seen from the first few."""
Flags = Mapping[tuple[int, str], list[Any]]
"""By id and reason, the details of a flag."""


def find_flags(kind: str) -> Flags:
    """Look through what can be found of a kind now; nothing is written."""
    # scikit-learn takes two seconds to import, so it waits for who looks.
    from matching.duplicates import near_duplicates, stuffed_terms  # noqa: PLC0415  # slow to import

    profiles = get_matcher(kind).profiles()
    flags: dict[tuple[int, str], list[Any]] = {
        (each, FlagReason.COPY): [other for other in group if other != each][:MOST_OTHERS]
        for group in near_duplicates(profiles)
        for each in group
    }
    for each in profiles:
        stuffing = stuffed_terms(" ".join(each.fields.values()))
        if stuffing.is_stuffed:
            flags[each.id, FlagReason.REPEATS] = [list(pair) for pair in stuffing.terms]
    return flags


@writes
def replace_flags(kind: str, flags: Flags) -> None:
    """Keep these flags in the place of those of the last time."""
    now = utcnow()
    db.session.execute(delete(ProfileFlag).where(ProfileFlag.kind == kind))
    rows = [
        {"kind": kind, "object_id": i, "reason": reason, "details": details, "found_at": now}
        for (i, reason), details in flags.items()
    ]
    if rows:
        db.session.execute(insert(ProfileFlag), rows)
