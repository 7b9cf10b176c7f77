"""Which insurance a small purchase asks for: never more than its value and risk need. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from brokerage.money import in_pounds
from brokerage.procurement.rules.buying import in_force


class Cover(StrEnum):
    """What an insurance is against."""

    PUBLIC_LIABILITY = "public-liability"
    EMPLOYERS_LIABILITY = "employers-liability"
    PROFESSIONAL_INDEMNITY = "professional-indemnity"


COVER_LABELS: Mapping[str, str] = {
    Cover.PUBLIC_LIABILITY: "Public liability",
    Cover.EMPLOYERS_LIABILITY: "Employers’ liability",
    Cover.PROFESSIONAL_INDEMNITY: "Professional indemnity",
}


class Risk(StrEnum):
    """What could go wrong, as a buyer says it."""

    DELIVERED = "delivered"
    ON_SITE = "on-site"
    ADVICE = "advice"
    HAZARD = "hazard"


RISK_LABELS: Mapping[str, str] = {
    Risk.DELIVERED: "Little: goods that are delivered, or work at the supplier’s own place",
    Risk.ON_SITE: "Some: they work at our place, or with the public",
    Risk.ADVICE: "Advice or design: a mistake would cost us money",
    Risk.HAZARD: "High: heights, machines, fire, or crowds",
}


@dataclass(frozen=True, kw_only=True)
class InsuranceLevel:
    """One dated row: the cover for a risk, up to a value."""

    code: str
    cover: str
    risk: str
    most_value_pence: int | None
    level_pence: int
    words: str
    source: str
    from_on: date
    to_on: date | None = None

    def as_plain(self) -> dict[str, Any]:
        """Return what a brief keeps of it."""
        return {
            "cover": self.cover,
            "level_pence": self.level_pence,
            "words": self.words,
            "source": self.source,
            "from_on": self.from_on.isoformat(),
        }


def propose_insurance(
    levels: Iterable[InsuranceLevel], risk: str, value_pence: int, on_day: date
) -> list[InsuranceLevel]:
    """Return for each cover the lowest level that holds for this risk and value, if any does."""
    found: dict[str, InsuranceLevel] = {}
    for level in in_force(levels, on_day):
        is_covering = level.most_value_pence is None or value_pence <= level.most_value_pence
        if level.risk != risk or not is_covering:
            continue
        known = found.get(level.cover)
        if known is None or level.level_pence < known.level_pence:
            found[level.cover] = level
    return [found[cover] for cover in Cover if cover in found]


def insurance_sentence(levels: Iterable[Mapping[str, Any]]) -> str:
    """Return what suppliers read: the covers and sums, or that none is asked for."""
    told = [
        f"{COVER_LABELS[each['cover']].lower()} of {in_pounds(each['level_pence'])}"
        for each in levels
    ]
    return f"Insurance: {', '.join(told)}." if told else "No insurance is asked for."
