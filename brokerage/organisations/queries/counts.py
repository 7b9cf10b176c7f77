"""How many of what wait for an organisation, for its own page: all of them in one statement."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ScalarSelect, select

from brokerage.extensions import db
from brokerage.web.features import contributions

Count = tuple[str, Callable[[int], ScalarSelect[int]]]
"""What a higher feature contributes to `organisation_counts`: a name, and what counts it."""
KEPT = "organisation_counts"


def find_count(name: str, organisation_id: int) -> int:
    """Return one of the counts; the first one asked for reads them all (KeyError: no such)."""
    kept: dict[int, dict[str, int]] = db.session.info.setdefault(KEPT, {})
    if organisation_id not in kept:
        counts: list[Count] = contributions(KEPT)
        names = [each for each, _ in counts]
        row = db.session.execute(select(*(count(organisation_id) for _, count in counts))).one()
        kept[organisation_id] = dict(zip(names, row, strict=True))
    return kept[organisation_id][name]
