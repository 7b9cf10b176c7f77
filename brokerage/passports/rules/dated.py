"""The dated rules by which passports are read, from rows to values. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from brokerage.passports.rules.sizes import SizeLimit


class RuleKind(StrEnum):
    """What a rule is about."""

    SIZE = "size"
    RESERVATION = "reservation"
    AREA = "area"


KIND_LABELS: Mapping[str, str] = {
    RuleKind.SIZE: "How big a supplier is",
    RuleKind.RESERVATION: "What a council may reserve",
    RuleKind.AREA: "What each council takes as its local area",
}


class Area(StrEnum):
    """What a council takes as its local area when it reserves."""

    OWN = "own"
    COUNTY = "county"
    BORDERING = "bordering"


AREA_LABELS: Mapping[str, str] = {
    Area.OWN: "Its own area",
    Area.COUNTY: "The whole county it lies in",
    Area.BORDERING: "Its own area and the counties that border on it",
}


class RuleRow(Protocol):
    """A rule as it is stored."""

    kind: str
    code: str
    figures: dict[str, Any]
    words: str
    source: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, kw_only=True)
class DatedRule:
    """A rule with what stands beside its figures."""

    kind: str
    code: str
    figures: Mapping[str, Any]
    words: str
    source: str
    from_on: date
    to_on: date | None

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)


@dataclass(frozen=True, kw_only=True)
class RuleAnswers:
    """What an administrator changes of a rule."""

    figures: Mapping[str, Any]
    words: str
    source: str
    from_on: date
    to_on: date | None


def as_value(row: RuleRow) -> DatedRule:
    """Return a row as a value that no session holds."""
    return DatedRule(
        kind=row.kind,
        code=row.code,
        figures=dict(row.figures),
        words=row.words,
        source=row.source,
        from_on=row.from_on,
        to_on=row.to_on,
    )


def list_size_limits(rules: Iterable[DatedRule]) -> list[SizeLimit]:
    """Return the limits of both size tests, of all dates."""
    return [_size_limit(each) for each in rules if each.kind == RuleKind.SIZE]


def find_rule(rules: Iterable[DatedRule], kind: str, code: str, on: date) -> DatedRule | None:
    """Return the rule of this kind and code that holds on a day; the newest of several."""
    holding = [r for r in rules if r.kind == kind and r.code == code and r.holds(on)]
    return max(holding, key=lambda rule: rule.from_on, default=None)


def _size_limit(rule: DatedRule) -> SizeLimit:
    test, _, size = rule.code.partition(":")
    return SizeLimit(
        test=test,
        size=size,
        most_staff=int(rule.figures["most_staff"]),
        most_turnover=int(rule.figures["most_turnover"]),
        most_balance_sheet=int(rule.figures["most_balance_sheet"]),
        words=rule.words,
        source=rule.source,
        from_on=rule.from_on,
        to_on=rule.to_on,
    )
