"""Who was shown, at which rank, invited and chosen, by group: small groups are pooled. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

FEWEST = 5
"""Suppliers in a group, or briefs in a period, below which no figure of it is shown."""
OTHERS = "Others, together"
NOT_KNOWN = "Not known"
PERIODS: Mapping[int, str] = {3: "3 months", 6: "6 months", 12: "12 months", 24: "24 months"}
DEFAULT_PERIOD = 12
HEADING = ("Group", "Suppliers", "Times shown", "Mean rank", "Times invited", "Times chosen")
TIES = (
    "Suppliers that fit equally well take turns: their order is that of a hash of the brief’s "
    "number and the supplier’s number. Each brief has an order of its own, nobody is always first, "
    "and the order can be worked out again."
)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One supplier for one brief: its best rank where it was shown, and what followed."""

    supplier_id: int
    brief_id: int
    rank: int | None
    is_invited: bool
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class ExposureRow:
    """The figures of one group."""

    group: str
    suppliers: int
    shown: int
    rank_sum: int
    invited: int
    chosen: int

    @property
    def mean_rank(self) -> float | None:
        """At which rank they were shown on average."""
        return round(self.rank_sum / self.shown, 1) if self.shown else None

    @property
    def cells(self) -> tuple[object, ...]:
        """The row as a table has it."""
        mean = "" if self.mean_rank is None else self.mean_rank
        return (self.group, self.suppliers, self.shown, mean, self.invited, self.chosen)


@dataclass(frozen=True, kw_only=True)
class ExposureReport:
    """The report of one authority and period; no tables where there are too few briefs."""

    briefs: int
    tables: Mapping[str, Sequence[ExposureRow]]
    """By what groups are of."""

    @property
    def has_enough(self) -> bool:
        """Whether anything may be shown."""
        return bool(self.tables)


def report_of(
    seen: Collection[Seen], groups: Mapping[int, Mapping[str, str]], dimensions: Sequence[str]
) -> ExposureReport:
    """Count by group; groups with few suppliers are pooled until none can be told from others."""
    briefs = len({each.brief_id for each in seen})
    suppliers = len({each.supplier_id for each in seen})
    if briefs < FEWEST or suppliers < FEWEST:
        return ExposureReport(briefs=0, tables={})
    tables = {}
    for dimension in dimensions:
        members: defaultdict[str, list[Seen]] = defaultdict(list)
        for each in seen:
            members[groups.get(each.supplier_id, {}).get(dimension, NOT_KNOWN)].append(each)
        tables[dimension] = _pooled(members)
    return ExposureReport(briefs=briefs, tables=tables)


def _pooled(members: Mapping[str, Sequence[Seen]]) -> list[ExposureRow]:
    rows = sorted(
        (_row(group, seen) for group, seen in members.items()),
        key=lambda row: (row.suppliers, row.group),
    )
    pooled: list[str] = []
    count = 0
    for row in rows:
        if row.suppliers >= FEWEST and (not pooled or count >= FEWEST):
            break
        pooled.append(row.group)
        count += row.suppliers
    kept = [row for row in rows if row.group not in pooled]
    if pooled:
        kept.append(_row(OTHERS, [each for group in pooled for each in members[group]]))
    return sorted(kept, key=lambda row: (row.group == OTHERS, -row.shown, row.group))


def _row(group: str, seen: Iterable[Seen]) -> ExposureRow:
    listed = list(seen)
    ranks = [each.rank for each in listed if each.rank is not None]
    return ExposureRow(
        group=group,
        suppliers=len({each.supplier_id for each in listed}),
        shown=len(ranks),
        rank_sum=sum(ranks),
        invited=sum(each.is_invited for each in listed),
        chosen=sum(each.is_chosen for each in listed),
    )
