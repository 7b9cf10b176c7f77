"""What the body of a report is drawn from, on the page and on paper. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from brokerage.money import in_pounds
from brokerage.reporting.rules import FEWER, charts
from brokerage.reporting.rules.tables import list_tables

MOST_ROWS = 50
"""Of a table on the page; all of them are in the files."""


def list_shown(
    figures: Mapping[str, Any], words: Mapping[str, Any], stories: Sequence[Any]
) -> dict[str, Any]:
    """Return what the template of a report's body takes."""
    return {
        "figures": figures,
        "words": words,
        "stories": stories,
        "tables": {each.key: each for each in list_tables(figures, words)},
        "standing": charts.draw_standing(figures, words["themes"]),
        "unit_charts": charts.draw_units(figures),
        "spots": charts.draw_map(figures, words),
        "chart_width": charts.WIDTH,
        "bar": (charts.BAR_TOP, charts.BAR_HEIGHT),
        "map_size": charts.MAP_SIZE,
        "most_labels": charts.MOST_LABELS,
        "most_rows": MOST_ROWS,
        "in_pounds": in_pounds,
        "fewer": FEWER,
    }
