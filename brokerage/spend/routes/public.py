"""What anyone sees of a council's spend."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, request

from brokerage.errors import NotFoundError
from brokerage.permissions import PUBLIC
from brokerage.places.queries import get_authority
from brokerage.spend.permissions import MANAGE
from brokerage.spend.queries import lens as queries
from brokerage.spend.queries.imports import find_spend_facts
from brokerage.spend.routes.blueprint import blueprint
from brokerage.spend.routes.own import as_csv, in_pounds
from brokerage.spend.rules.lens import (
    MEASURE_LABELS,
    Measure,
    percent_of,
    place_circles,
    say_concentration,
)
from brokerage.web.access import can, requires
from brokerage.web.input_filter import parse_bounded_int
from brokerage.web.transactions import render

MAP_WIDTH, MAP_HEIGHT = 600, 480
SHOWN_LINES = 25
TABLES = (
    ("service", "Part of the council"),
    ("category", "What for"),
    ("quarter", "Quarter"),
)


@blueprint.get("/spend")
@requires(PUBLIC)
def list_spend() -> str:
    """List the councils of which spend is shown."""
    shown = queries.list_shown_authorities()
    return render("spend/spend_list.html", shown=shown, in_pounds=in_pounds)


@blueprint.get("/spend/<slug:authority_slug>")
@requires(PUBLIC)
def show_spend(authority_slug: str) -> str:
    """Show where a council's money went: shares, tables, a map, the largest suppliers."""
    authority = get_authority(authority_slug)
    years, year = queries.list_years(authority.code), _year()
    found = queries.find_figures(authority.code, year)
    if found is None and year:
        raise NotFoundError
    figures = found.figures if found and found.figures["whole"]["payments"] else None
    return render(
        "spend/spend_show.html",
        authority=authority,
        years=years,
        year=year,
        figures=figures,
        worked_out_at=found.worked_out_at if found else None,
        imports=queries.list_published(authority.code),
        manages=can(MANAGE) and can(MANAGE, find_spend_facts(authority)),
        circles=place_circles(figures["areas"], MAP_WIDTH, MAP_HEIGHT) if figures else [],
        **_ways_to_show(),
    )


@blueprint.get("/spend/<slug:authority_slug>/figures.csv")
@requires(PUBLIC)
def export_spend(authority_slug: str) -> Response:
    """Give the same figures as a table for a spreadsheet."""
    authority = get_authority(authority_slug)
    figures = queries.get_figures(authority.code, _year()).figures
    return as_csv(f"spend-{authority.slug}", _csv_rows(figures))


def _csv_rows(figures: dict[str, Any]) -> Iterator[list[object]]:
    names = [
        (each, f"{MEASURE_LABELS[each]}: {answer}")
        for each in Measure
        for answer in ("yes", "no", "not known")
    ]
    yield ["Table", "Line", "Payments", "Pounds", *[name for _, name in names]]
    for table, label in TABLES:
        for line in figures.get(table, []):
            cells: list[object] = [label, line["label"], line["payments"], line["pence"] / 100]
            for each in Measure:
                yes, no = line["yes"][each], line["no"][each]
                cells += [yes / 100, no / 100, (line["pence"] - yes - no) / 100]
            yield cells


def _ways_to_show() -> dict[str, Any]:
    return {
        "in_pounds": in_pounds,
        "percent_of": percent_of,
        "say_concentration": say_concentration,
        "measures": MEASURE_LABELS,
        "tables": TABLES,
        "shown_lines": SHOWN_LINES,
        "map_size": (MAP_WIDTH, MAP_HEIGHT),
    }


def _year() -> int:
    try:
        return parse_bounded_int(request.args.get("year", "0"), 0, 2200)
    except ValueError:
        return queries.ALL_YEARS
