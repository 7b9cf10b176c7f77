"""A report as tables: the same for the page, the file of cells and the workbook. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from brokerage.charter.rules.rag import Rag
from brokerage.money import in_pounds
from brokerage.reporting.rules import FEWER
from brokerage.reporting.rules.figures import OWN

Cell = str | int | Decimal | None
OWN_WORDS = "Pledges in a signatory’s own words"
NO_WARD = "No ward known or shown"
NOT_SHOWN = FEWER
NO_VALUE = "no value is known"


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table with its title; cells are numbers where a spreadsheet should add them up."""

    key: str
    title: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


def list_tables(figures: Mapping[str, Any], words: Mapping[str, Any]) -> list[Table]:
    """Return every table of a report, in the order of the page."""
    return [
        headline_table(figures, words),
        measure_table(figures),
        theme_table(figures, words),
        pledge_table(figures, words),
        ward_table(figures, words),
        organisation_table(figures, words),
        red_table(words),
        doubt_table(figures, words),
    ]


def headline_table(figures: Mapping[str, Any], words: Mapping[str, Any]) -> Table:
    """Return the figures of the year, one a line."""
    charter, kpis, money = figures["charter"], words["kpis"], figures["money"]
    givers = len({each["organisation"] for each in figures["organisations"]})
    rows: list[list[Cell]] = [
        ["Organisations whose work is confirmed", givers],
        [
            "Claims that both sides have confirmed",
            sum(each["claims"] or 0 for each in figures["measures"]),
        ],
        ["Organisations that have signed the charter", kpis["signatories"]],
        ["Residents who have signed the charter", _few(kpis["residents"])],
        ["Pledges looked at in check-ins", charter["checked"]],
        ["Of these with confirmed evidence", charter["evidenced"]],
        ["Organisations pledging on how they buy", kpis["procurement"]],
        ["Company volunteers through the charter", _few(kpis["volunteers"])],
        ["People at events", _few(kpis["attendance"])],
        ["Value in pounds of what has a value", in_pounds(money["pence"])],
        ["Measures counted without a value in pounds", money["without_value"]],
    ]
    return Table(
        key="headline", title="The year in figures", headings=("Figure", "Number"), rows=rows
    )


def measure_table(figures: Mapping[str, Any]) -> Table:
    """Return what was delivered, units first."""
    return Table(
        key="measures",
        title="What was delivered",
        headings=(
            "Theme",
            "Measure",
            "Amount",
            "Unit",
            "In pounds",
            "Whose value",
            "List and version",
            "Claims",
            "Organisations",
        ),
        rows=[_measure_row(each) for each in figures["measures"]],
    )


def theme_table(figures: Mapping[str, Any], words: Mapping[str, Any]) -> Table:
    """Return how pledges stand, by theme of the charter."""
    names = words["themes"]
    return Table(
        key="themes",
        title="Pledges by theme",
        headings=("Theme", "Looked at", "With evidence", "Green", "Amber", "Red"),
        rows=[
            [names.get(each["theme"], each["theme"]), *_standing(each)]
            for each in figures["charter"]["themes"]
        ],
    )


def pledge_table(figures: Mapping[str, Any], words: Mapping[str, Any]) -> Table:
    """Return how each pledge of the catalogue stands."""
    names, pledges = words["themes"], words["pledges"]
    return Table(
        key="pledges",
        title="Pledge by pledge",
        headings=(
            "Theme",
            "Pledge",
            "Looked at",
            "With evidence",
            "Green",
            "Amber",
            "Red",
            "Confirmed amount",
            "Unit",
        ),
        rows=[
            [
                names.get(each["theme"], each["theme"]),
                OWN_WORDS if each["code"] == OWN else pledges.get(each["code"], each["code"]),
                *_standing(each),
                _number(each["amount"]),
                each["unit"] or "",
            ]
            for each in figures["charter"]["pledges"]
        ],
    )


def ward_table(figures: Mapping[str, Any], words: Mapping[str, Any]) -> Table:
    """Return what happened in each ward, with how much of it is deprived."""
    labels = name_measures(figures)
    rows: list[list[Cell]] = []
    for each in figures["wards"]:
        ward = words["wards"].get(each["ward"] or "", {})
        label, unit = labels[each["code"], each["version"]]
        rows.append(
            [
                ward.get("name") or each["ward"] or NO_WARD,
                ward.get("authority") or "",
                _percent(ward.get("deprived")) if each["ward"] else "",
                label,
                _number(each["amount"]),
                unit,
            ]
        )
    return Table(
        key="wards",
        title="Ward by ward",
        headings=(
            "Ward",
            "Council",
            "Postcodes in the 20% most deprived areas",
            "Measure",
            "Amount",
            "Unit",
        ),
        rows=rows,
    )


def organisation_table(figures: Mapping[str, Any], words: Mapping[str, Any]) -> Table:
    """Return what each organisation's confirmed claims come to."""
    labels, names = name_measures(figures), words["organisations"]
    rows: list[list[Cell]] = []
    for each in figures["organisations"]:
        label, unit = labels[each["code"], each["version"]]
        name = names.get(str(each["organisation"]), {}).get("name") or "An organisation"
        rows.append([name, label, _number(each["amount"]), unit])
    rows.sort(key=lambda row: (str(row[0]), str(row[1])))
    return Table(
        key="organisations",
        title="Organisation by organisation",
        headings=("Organisation", "Measure", "Amount", "Unit"),
        rows=rows,
    )


def red_table(words: Mapping[str, Any]) -> Table:
    """Return the pledges that are red, with what their signatory says of it."""
    return Table(
        key="red",
        title="Pledges that are red",
        headings=("Organisation", "Pledge", "What it says of it"),
        rows=[
            [each["organisation"], each["pledge"], each["explanation"] or "Nothing was said"]
            for each in words["red"]
        ],
    )


def doubt_table(figures: Mapping[str, Any], words: Mapping[str, Any]) -> Table:
    """Return what is claimed and does not count."""
    doubts = words["doubts"]
    held_back = sum(each["held_back"] or 0 for each in figures["measures"])
    return Table(
        key="doubts",
        title="Claims that do not count",
        headings=("What", "Claims"),
        rows=[
            ["Confirmed once, then taken out by a dispute", held_back],
            ["In dispute on the day of this report", doubts["disputed"]],
            ["Refused", doubts["refused"]],
            ["Nobody has confirmed them yet", doubts["waiting"]],
        ],
    )


def name_measures(figures: Mapping[str, Any]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the label and the unit of each measure, by code and version."""
    return {
        (each["code"], each["version"]): (f"{each['code']}: {each['label']}", each["unit"])
        for each in figures["measures"]
    }


def _measure_row(line: Mapping[str, Any]) -> list[Cell]:
    value = line["value"]
    return [
        line["theme"],
        f"{line['code']}: {line['label']}",
        NOT_SHOWN if line["amount"] is None else _number(line["amount"]),
        line["unit"],
        NO_VALUE if line["pence"] is None else in_pounds(line["pence"]),
        f"{in_pounds(value['pence'])} a unit, {value['source']}, {value['year']}" if value else "",
        f"{line['framework']} {line['version']}",
        line["claims"],
        line["organisations"],
    ]


def _standing(line: Mapping[str, Any]) -> list[Cell]:
    return [line["checked"], line["evidenced"], *(line[rag.value] for rag in _RAGS)]


_RAGS = (Rag.GREEN, Rag.AMBER, Rag.RED)


def _few(number: int | None) -> Cell:
    return FEWER if number is None else number


def _number(amount: str | None) -> Cell:
    return None if amount is None else Decimal(amount)


def _percent(number: int | None) -> Cell:
    return "not known" if number is None else f"{number}%"
