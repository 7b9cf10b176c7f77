"""Figures as they are written down: units first, money second, nothing counted of few. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from brokerage.charter.rules import SHARES
from brokerage.charter.rules.rag import Rag
from brokerage.reporting.rules import FEWEST, days_of
from brokerage.reporting.rules.canonical import digest_of, plain, write_canonical

FORMAT = 1
"""Of the figures: a later one that is written otherwise has another number."""
PER_CENT = "%"
OWN = "own"
"""Stands for pledges in a signatory's own words, in the place of a code."""
COUNTED = ("amount", "pence", "organisations", "claims", "held_back")
"""Of a measure; none of it is written down where too few people stand behind it."""
ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class MeasureFacts:
    """A measure, the version it stands in, and what one unit is said to be worth, if known."""

    measure_id: int
    framework: str
    slug: str
    version: str
    code: str
    label: str
    unit: str
    theme: str
    pence: int | None
    value_year: int | None
    value_source: str | None


@dataclass(frozen=True, kw_only=True)
class OwnedSum:
    """What one organisation's claims of one measure count for."""

    owner_id: int
    measure_id: int
    amount: Decimal
    claims: int = 0
    """Those that count."""
    held_back: int = 0
    """Those that a dispute has taken out."""
    people: int = 0
    """How many single people stand behind them."""


@dataclass(frozen=True, kw_only=True)
class WardSum:
    """What one measure comes to in one ward; `is_people` where a source is one person."""

    ward_code: str | None
    measure_id: int
    is_people: bool
    amount: Decimal
    sources: int


@dataclass(frozen=True, kw_only=True)
class PledgeState:
    """How one pledge stood at its newest check-in."""

    taken_pledge_id: int
    signatory_id: int
    code: str | None
    theme_code: str
    source: str
    unit: str
    rag: str | None
    value: Decimal | None
    is_confirmed: bool


def write_figures(
    *,
    year: int,
    as_at: datetime,
    last_entry_id: int,
    measures: Iterable[MeasureFacts],
    owned: Sequence[OwnedSum],
    wards: Sequence[WardSum],
    pledges: Sequence[PledgeState],
) -> dict[str, Any]:
    """Return figures in an order that hangs on nothing but themselves."""
    known = {each.measure_id: each for each in measures}
    first, last = days_of(year)
    lines = _measure_lines(known, owned)
    return {
        "format": FORMAT,
        "year": year,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "as_at": as_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "last_entry": last_entry_id,
        "measures": lines,
        "themes": _theme_lines(lines),
        "money": _money(lines),
        "organisations": _organisation_lines(known, owned),
        "wards": _ward_lines(known, wards),
        "charter": _charter(pledges),
    }


def in_pence(amount: Decimal, pence: int | None) -> int | None:
    """Return what an amount is worth, to the penny; None where nobody has said."""
    if pence is None:
        return None
    return int((amount * pence).to_integral_value(ROUND_HALF_EVEN))


def hide_few_people(wards: Iterable[WardSum]) -> list[WardSum]:
    """Return the sums with people moved out of wards where there are too few of them.

    A total less all the other wards would give a hidden number away, so what is moved is
    counted where no ward is said.
    """
    return [
        WardSum(
            ward_code=None,
            measure_id=each.measure_id,
            is_people=True,
            amount=each.amount,
            sources=each.sources,
        )
        if each.is_people and each.sources < FEWEST
        else each
        for each in wards
    ]


def _key(measure: MeasureFacts) -> tuple[str, str, str, str]:
    return (measure.theme, measure.slug, measure.code, measure.version)


def _measure_lines(
    known: Mapping[int, MeasureFacts], owned: Sequence[OwnedSum]
) -> list[dict[str, Any]]:
    by_measure: dict[int, list[OwnedSum]] = {}
    for each in owned:
        by_measure.setdefault(each.measure_id, []).append(each)
    ordered = sorted(by_measure, key=lambda each: _key(known[each]))
    return [_about(known[each]) | _counted(known[each], by_measure[each]) for each in ordered]


def _counted(measure: MeasureFacts, sums: Sequence[OwnedSum]) -> dict[str, Any]:
    if 0 < sum(each.people for each in sums) < FEWEST:
        return dict.fromkeys(COUNTED)
    amount = sum((each.amount for each in sums), ZERO)
    return {
        "amount": plain(amount),
        "pence": in_pence(amount, measure.pence),
        "organisations": sum(1 for each in sums if each.amount),
        "claims": sum(each.claims for each in sums),
        "held_back": sum(each.held_back for each in sums),
    }


def _about(measure: MeasureFacts) -> dict[str, Any]:
    value = {"pence": measure.pence, "year": measure.value_year, "source": measure.value_source}
    return {
        "framework": measure.framework,
        "version": measure.version,
        "code": measure.code,
        "label": measure.label,
        "unit": measure.unit,
        "theme": measure.theme,
        "value": value if measure.pence is not None else None,
    }


def _theme_lines(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    themes: dict[str, dict[str, Any]] = {}
    for each in lines:
        line = themes.setdefault(
            each["theme"], {"theme": each["theme"], "measures": 0, "claims": 0, "pence": 0}
        )
        line["measures"] += 1
        line["claims"] += each["claims"] or 0
        line["pence"] += each["pence"] or 0
    return [themes[each] for each in sorted(themes)]


def _money(lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    valued = [each for each in lines if each["pence"] is not None]
    return {
        "pence": sum(each["pence"] for each in valued),
        "measures": len(valued),
        "without_value": len(lines) - len(valued),
    }


def _organisation_lines(
    known: Mapping[int, MeasureFacts], owned: Sequence[OwnedSum]
) -> list[dict[str, Any]]:
    """List what each gave, but never people: one employer's few are easily known."""
    shown = [each for each in owned if each.amount and not each.people]
    ordered = sorted(shown, key=lambda each: (each.owner_id, _key(known[each.measure_id])))
    return [
        {
            "organisation": each.owner_id,
            "code": known[each.measure_id].code,
            "version": known[each.measure_id].version,
            "amount": plain(each.amount),
        }
        for each in ordered
    ]


def _ward_lines(
    known: Mapping[int, MeasureFacts], wards: Sequence[WardSum]
) -> list[dict[str, Any]]:
    sums: dict[tuple[str | None, int], tuple[Decimal, int]] = {}
    for each in hide_few_people(wards):
        amount, happened = sums.get((each.ward_code, each.measure_id), (ZERO, 0))
        sums[each.ward_code, each.measure_id] = (amount + each.amount, happened + each.sources)
    ordered = sorted(sums, key=lambda key: (key[0] is None, key[0] or "", _key(known[key[1]])))
    return [
        {
            "ward": ward_code,
            "code": known[measure_id].code,
            "version": known[measure_id].version,
            "amount": plain(sums[ward_code, measure_id][0]),
            "happened": sums[ward_code, measure_id][1],
        }
        for ward_code, measure_id in ordered
    ]


def _charter(pledges: Sequence[PledgeState]) -> dict[str, Any]:
    themes: dict[str, list[PledgeState]] = {}
    codes: dict[tuple[str, str], list[PledgeState]] = {}
    for each in pledges:
        themes.setdefault(each.theme_code, []).append(each)
        codes.setdefault((each.theme_code, each.code or OWN), []).append(each)
    return {
        "signatories": len({each.signatory_id for each in pledges}),
        **_standing(pledges),
        "themes": [{"theme": each, **_standing(themes[each])} for each in sorted(themes)],
        "pledges": [
            {"theme": theme, "code": code, **_standing(states), **_sum_of(code, states)}
            for (theme, code), states in sorted(codes.items())
        ],
    }


def _standing(states: Sequence[PledgeState]) -> dict[str, int]:
    return {
        "checked": len(states),
        "evidenced": sum(1 for each in states if each.value is not None and each.is_confirmed),
        **{rag.value: sum(1 for each in states if each.rag == rag) for rag in Rag},
    }


def _sum_of(code: str, states: Sequence[PledgeState]) -> dict[str, Any]:
    """Add confirmed values up where they can be: one pledge, one unit, no shares of something."""
    units = {each.unit for each in states}
    if (
        code == OWN
        or len(units) != 1
        or PER_CENT in units
        or any(each.source in SHARES for each in states)
    ):
        return {"amount": None, "unit": None}
    counted = [each.value for each in states if each.is_confirmed and each.value is not None]
    return {"amount": plain(sum(counted, ZERO)), "unit": units.pop()}


def digest_of_content(figures: Mapping[str, Any]) -> str:
    """Return the digest of what figures say, whenever they were worked out."""
    said = {each: value for each, value in figures.items() if each not in ("as_at", "last_entry")}
    return digest_of(write_canonical(said))
