"""Where the bars and circles of a chart go; the page draws them and puts the table beside. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from brokerage.charter.rules.rag import Rag

WIDTH = 600
LINE = 40
BAR_TOP = 18
BAR_HEIGHT = 14
MAP_SIZE = 520
MAP_EDGE = 60
MOST_RADIUS = 26
LEAST_RADIUS = 5
METRES_AROUND = 6_000
MOST_LABELS = 14
DEPRIVED, PARTLY = 50, 1
"""From how many postcodes in a hundred a ward counts as deprived, or as partly so."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part of a bar: how it is drawn, from where and how wide."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A line of a chart: its words, then its pieces below them."""

    label: str
    y: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart with a title, a text that says what it shows, and its lines."""

    key: str
    title: str
    text: str
    bars: tuple[Bar, ...]

    @property
    def height(self) -> int:
        """How high it is."""
        return len(self.bars) * LINE


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A circle on the map: `kind` says how it is drawn."""

    kind: str
    label: str
    x: float
    y: float
    radius: float


def draw_standing(figures: Mapping[str, Any], names: Mapping[str, str]) -> Chart | None:
    """Return how pledges stand by theme, each bar as long as it has pledges; None of nothing."""
    themes = figures["charter"]["themes"]
    most = max((each["checked"] for each in themes), default=0)
    if not most:
        return None
    bars = []
    for line, each in enumerate(themes):
        parts = [(rag.value, each[rag.value]) for rag in (Rag.GREEN, Rag.AMBER, Rag.RED)]
        said = ", ".join(f"{number} {kind}" for kind, number in parts)
        bars.append(_bar(line, f"{names.get(each['theme'], each['theme'])}: {said}", parts, most))
    return Chart(
        key="standing",
        title="How pledges stand, by theme",
        text="A bar for each theme: green, then amber, then red. The table below has the numbers.",
        bars=tuple(bars),
    )


def draw_units(figures: Mapping[str, Any]) -> list[Chart]:
    """Return a chart for each unit that two measures or more are counted in."""
    by_unit: dict[str, list[Mapping[str, Any]]] = {}
    for each in figures["measures"]:
        if each["amount"] is not None and Decimal(each["amount"]) > 0:
            by_unit.setdefault(each["unit"], []).append(each)
    return [
        _draw_unit(number, unit, lines)
        for number, (unit, lines) in enumerate(sorted(by_unit.items()), 1)
        if len(lines) > 1
    ]


def draw_bars(key: str, title: str, counts: Sequence[tuple[str, int]]) -> Chart | None:
    """Return a bar for each count; None where there is nothing to draw."""
    most = max((number for _, number in counts), default=0)
    if not most:
        return None
    bars = [
        _bar(line, f"{label}: {number:,}", [("plain", number)], most)
        for line, (label, number) in enumerate(counts)
    ]
    text = "A bar for each line. The table below has the numbers."
    return Chart(key=key, title=title, text=text, bars=tuple(bars))


def draw_map(figures: Mapping[str, Any], words: Mapping[str, Any]) -> list[Spot]:
    """Return wards in which something happened, and priority places, north at the top.

    A circle stands at the middle of a ward's postcodes; its area says how often something was
    done there. A ward or place whose middle is not known is not drawn: the table names it.
    """
    happened: dict[str, int] = {}
    for each in figures["wards"]:
        if each["ward"]:
            happened[each["ward"]] = happened.get(each["ward"], 0) + each["happened"]
    wards = [
        (ward, happened.get(code, 0))
        for code, ward in sorted(words["wards"].items())
        if ward["easting"] is not None and ward["northing"] is not None
    ]
    places = [each for each in words["places"] if each["easting"] and each["northing"]]
    points = [(each["easting"], each["northing"]) for each in [*(w for w, _ in wards), *places]]
    if not points:
        return []
    projection = _Projection.around(points)
    most = max((number for _, number in wards), default=0)
    rings = [
        _spot(projection, each, "place", max(6.0, (each["radius"] or 0) * projection.scale))
        for each in places
    ]
    circles = [_spot(projection, ward, _kind_of(ward), _radius(n, most)) for ward, n in wards]
    return rings + circles


@dataclass(frozen=True, kw_only=True)
class _Projection:
    west: int
    north: int
    scale: float

    @classmethod
    def around(cls, points: Sequence[tuple[int, int]]) -> _Projection:
        eastings, northings = [p[0] for p in points], [p[1] for p in points]
        width = max(max(eastings) - min(eastings), max(northings) - min(northings), METRES_AROUND)
        middle = (min(eastings) + max(eastings)) // 2, (min(northings) + max(northings)) // 2
        return cls(
            west=middle[0] - width // 2,
            north=middle[1] + width // 2,
            scale=(MAP_SIZE - 2 * MAP_EDGE) / width,
        )

    def place(self, easting: int, northing: int) -> tuple[float, float]:
        x = MAP_EDGE + (easting - self.west) * self.scale
        return round(x, 1), round(MAP_EDGE + (self.north - northing) * self.scale, 1)


def _spot(projection: _Projection, where: Mapping[str, Any], kind: str, radius: float) -> Spot:
    x, y = projection.place(where["easting"], where["northing"])
    return Spot(kind=kind, label=where["name"], x=x, y=y, radius=round(radius, 1))


def _kind_of(ward: Mapping[str, Any]) -> str:
    deprived = ward.get("deprived")
    if deprived is None:
        return "unknown"
    return "deprived" if deprived >= DEPRIVED else "partly" if deprived >= PARTLY else "less"


def _radius(number: int, most: int) -> float:
    return max(LEAST_RADIUS, MOST_RADIUS * math.sqrt(number / most)) if most else LEAST_RADIUS


def _draw_unit(number: int, unit: str, lines: Sequence[Mapping[str, Any]]) -> Chart:
    most = max(Decimal(each["amount"]) for each in lines)
    bars = [
        _bar(
            line,
            f"{each['code']}: {Decimal(each['amount']):,} {unit}",
            [("plain", Decimal(each["amount"]))],
            most,
        )
        for line, each in enumerate(lines)
    ]
    return Chart(
        key=f"unit-{number}",
        title=f"Delivered, in {unit}",
        text="A bar for each measure counted in this unit. The table below has the numbers.",
        bars=tuple(bars),
    )


def _bar(
    line: int, label: str, parts: Sequence[tuple[str, int | Decimal]], most: int | Decimal
) -> Bar:
    pieces, x = [], 0.0
    for kind, number in parts:
        width = round(float(WIDTH * number / most), 1)
        if width > 0:
            pieces.append(Piece(kind=kind, x=round(x, 1), width=width))
        x += width
    return Bar(label=label, y=line * LINE, pieces=tuple(pieces))
