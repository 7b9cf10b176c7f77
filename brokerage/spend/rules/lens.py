"""What the sums of a council's spend say: shares, concentration, where it goes. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

MOST_LINES = 200
MOST_SUPPLIERS = 10
REST = "All others"
NOT_GIVEN = "Not given"
MODERATE_HHI = 1_000
HIGH_HHI = 1_800
"""Bounds of the United States' merger guidelines (2023), widely used as plain words for it."""


class Measure(StrEnum):
    """What is asked of a supplier."""

    LOCAL = "local"
    SME = "sme"
    VCSE = "vcse"


MEASURE_LABELS: Mapping[str, str] = {
    Measure.LOCAL: "Local",
    Measure.SME: "SME",
    Measure.VCSE: "VCSE",
}


@dataclass(frozen=True)
class SupplierFacts:
    """What is known of a supplier; None is not known, which is never a no."""

    name: str = ""
    slug: str | None = None
    authority_code: str | None = None
    area: str | None = None
    """The ward or postcode district it is in."""
    point: tuple[int, int] | None = None
    is_sme: bool | None = None
    is_vcse: bool | None = None


@dataclass(frozen=True)
class Group:
    """The spend of one supplier under one service, category and quarter."""

    supplier_id: int | None
    service: str
    category: str
    quarter: str
    pence: int
    payments: int


@dataclass
class Sums:
    """One line of a table: how much, and how much of it is known to be what."""

    pence: int = 0
    payments: int = 0
    yes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Measure, 0))
    no: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Measure, 0))

    def add(self, group: Group, answers: Mapping[str, bool | None]) -> None:
        """Count a group in; credits take away."""
        self.pence += group.pence
        self.payments += group.payments
        for measure, answer in answers.items():
            if answer is not None:
                (self.yes if answer else self.no)[measure] += group.pence

    def as_line(self, label: str) -> dict[str, Any]:
        """Return it as it is kept."""
        return {
            "label": label,
            "pence": self.pence,
            "payments": self.payments,
            "yes": {str(each): self.yes[each] for each in Measure},
            "no": {str(each): self.no[each] for each in Measure},
        }


@dataclass(frozen=True)
class Supplier:
    """A supplier as it stands in the spend of one council."""

    name: str
    facts: SupplierFacts | None


def answers_of(facts: SupplierFacts | None, own_codes: frozenset[str]) -> dict[str, bool | None]:
    """Return local, SME and VCSE for a supplier; nobody known, nothing known."""
    if facts is None:
        return dict.fromkeys(Measure, None)
    is_local = facts.authority_code in own_codes if facts.authority_code else None
    return {
        Measure.LOCAL: is_local,
        Measure.SME: facts.is_sme,
        Measure.VCSE: facts.is_vcse,
    }


def make_figures(
    groups: Iterable[Group], suppliers: Mapping[int, Supplier], own_codes: frozenset[str]
) -> dict[str, Any]:
    """Return all that the public page of a council shows, as plain values."""
    whole, unnamed = Sums(), Sums()
    tables: dict[str, dict[str, Sums]] = {
        name: defaultdict(Sums) for name in ("service", "category", "quarter")
    }
    paid: dict[int, int] = defaultdict(int)
    known = {number: answers_of(each.facts, own_codes) for number, each in suppliers.items()}
    nothing = answers_of(None, own_codes)
    for group in groups:
        answers = nothing if group.supplier_id is None else known[group.supplier_id]
        whole.add(group, answers)
        tables["service"][group.service or NOT_GIVEN].add(group, answers)
        tables["category"][group.category or NOT_GIVEN].add(group, answers)
        tables["quarter"][group.quarter or NOT_GIVEN].add(group, answers)
        if group.supplier_id is None:
            unnamed.add(group, answers)
        else:
            paid[group.supplier_id] += group.pence
    resolved = sum(pence for each, pence in paid.items() if suppliers[each].facts)
    return {
        "whole": whole.as_line("All spend"),
        "unnamed": unnamed.as_line("Without a name"),
        "resolved_pence": resolved,
        "service": _largest(tables["service"]),
        "category": _largest(tables["category"]),
        "quarter": [sums.as_line(each) for each, sums in sorted(tables["quarter"].items())],
        "areas": _areas(paid, suppliers, own_codes),
        "concentration": concentration_of(
            {suppliers[each].name: pence for each, pence in paid.items() if pence > 0}
        ),
        "supplier_count": len(paid),
    }


def _largest(table: Mapping[str, Sums]) -> list[dict[str, Any]]:
    """Return the largest lines, and one line for all others."""
    ordered = sorted(table.items(), key=lambda each: (-each[1].pence, each[0]))
    lines = [sums.as_line(label) for label, sums in ordered[:MOST_LINES]]
    if len(ordered) > MOST_LINES:
        rest = Sums()
        for _, sums in ordered[MOST_LINES:]:
            rest.pence += sums.pence
            rest.payments += sums.payments
            for each in Measure:
                rest.yes[each] += sums.yes[each]
                rest.no[each] += sums.no[each]
        lines.append(rest.as_line(REST))
    return lines


def _areas(
    paid: Mapping[int, int], suppliers: Mapping[int, Supplier], own_codes: frozenset[str]
) -> list[dict[str, Any]]:
    """Return what went to suppliers in each of the council's own wards, the most first."""
    pence: dict[str, int] = defaultdict(int)
    counts: dict[str, int] = defaultdict(int)
    points: dict[str, tuple[int, int]] = {}
    for number, sum_paid in paid.items():
        facts = suppliers[number].facts
        if facts and facts.area and facts.authority_code in own_codes:
            pence[facts.area] += sum_paid
            counts[facts.area] += 1
            if facts.point:
                points.setdefault(facts.area, facts.point)
    ordered = sorted(pence.items(), key=lambda each: (-each[1], each[0]))
    return [
        {
            "label": area,
            "pence": sum_paid,
            "suppliers": counts[area],
            "point": list(points.get(area, ())),
        }
        for area, sum_paid in ordered
    ]


def concentration_of(paid: Mapping[str, int]) -> dict[str, Any]:
    """Return how much the largest suppliers get, and the Herfindahl-Hirschman index, to 10,000.

    The index is the sum of the squares of the shares in percent: 10,000 where one gets all.
    """
    whole = sum(paid.values())
    ordered = sorted(paid.items(), key=lambda each: (-each[1], each[0]))
    index = sum((100 * pence / whole) ** 2 for pence in paid.values()) if whole else 0
    return {
        "pence": whole,
        "index": round(index),
        "top": [
            {"label": name, "pence": pence, "percent": percent_of(pence, whole)}
            for name, pence in ordered[:MOST_SUPPLIERS]
        ],
        "top_percent": percent_of(sum(pence for _, pence in ordered[:MOST_SUPPLIERS]), whole),
    }


def say_concentration(index: int) -> str:
    """Return in plain words what an index says."""
    if index >= HIGH_HHI:
        return "The spend is in few hands: a handful of suppliers get most of it."
    if index >= MODERATE_HHI:
        return "The spend is in fairly few hands."
    return "The spend is spread over many suppliers."


def percent_of(part: int, whole: int) -> float:
    """Return a share in percent with one decimal; nought of nothing is nought."""
    return round(100 * part / whole, 1) if whole > 0 else 0.0


@dataclass(frozen=True)
class Circle:
    """One area on the map: where, how large, and what it is called."""

    x: float
    y: float
    radius: float
    label: str


def place_circles(areas: Sequence[Mapping[str, Any]], width: int, height: int) -> list[Circle]:
    """Return a circle for each area that has a point: its surface is its sum. North is up."""
    placed = [each for each in areas if each["point"] and each["pence"] > 0]
    if not placed:
        return []
    xs = [each["point"][0] for each in placed]
    ys = [each["point"][1] for each in placed]
    span = max(max(xs) - min(xs), max(ys) - min(ys), 1)
    margin, largest = 40, max(each["pence"] for each in placed)
    scale = (min(width, height) - 2 * margin) / span
    return [
        Circle(
            x=round(margin + (each["point"][0] - min(xs)) * scale, 1),
            y=round(height - margin - (each["point"][1] - min(ys)) * scale, 1),
            radius=round(6 + 28 * (each["pence"] / largest) ** 0.5, 1),
            label=each["label"],
        )
        for each in placed
    ]
