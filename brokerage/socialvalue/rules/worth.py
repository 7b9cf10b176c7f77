"""In which order asks are listed: published criteria, each a share of 100 points. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

SOON_DAYS = 60
"""What is needed later than this counts as not urgent; in between it rises evenly."""
LONG_DAYS = 60
"""Who has waited this long since a broker opened the project has all the points for it."""
NO_HELP_DAYS = 365


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One published criterion: what it looks at, and how many of the 100 points it gives."""

    code: str
    label: str
    points: int
    why: str


@dataclass(frozen=True, kw_only=True)
class AskFacts:
    """What the criteria look at; all of it can be read on the project's own page."""

    id: int
    priority_place: str
    opened_on: date
    needed_by: date
    asked: Sequence[tuple[Decimal, Decimal]]
    """Pairs of asked and agreed, one a need."""
    has_had_help: bool
    """Whether its body had help confirmed here in the last year."""


def shares_of(facts: AskFacts, today: date) -> dict[str, Decimal]:
    """Return for each criterion how far it holds, from 0 to 1."""
    open_needs = [(asked, agreed) for asked, agreed in facts.asked if agreed < asked]
    left = [(asked - agreed) / asked for asked, agreed in open_needs]
    days_left = max((facts.needed_by - today).days, 0)
    waited = max((today - facts.opened_on).days, 0)
    return {
        "priority-place": Decimal(bool(facts.priority_place)),
        "needed-soon": 1 - Decimal(min(days_left, SOON_DAYS)) / SOON_DAYS,
        "still-needed": sum(left, Decimal()) / len(facts.asked) if facts.asked else Decimal(),
        "waited-long": Decimal(min(waited, LONG_DAYS)) / LONG_DAYS,
        "first-help": Decimal(not facts.has_had_help),
    }


def points_of(facts: AskFacts, criteria: Sequence[Criterion], today: date) -> Mapping[str, Decimal]:
    """Return the points of each criterion, whose sum orders the list."""
    shares = shares_of(facts, today)
    return {
        each.code: (each.points * shares.get(each.code, Decimal())).quantize(Decimal("0.1"))
        for each in criteria
    }


def order_asks(
    facts: Sequence[AskFacts], criteria: Sequence[Criterion], today: date
) -> list[tuple[AskFacts, Decimal]]:
    """Return asks with their points, the most first; of equals, what was opened first."""
    scored = [(each, sum(points_of(each, criteria, today).values(), Decimal())) for each in facts]
    return sorted(scored, key=lambda pair: (-pair[1], pair[0].opened_on, pair[0].id))
