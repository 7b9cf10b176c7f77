"""Tables that people open in a spreadsheet. Pure."""

from __future__ import annotations

from collections.abc import Iterable

HEADING = ("Place", "Where", "Name", "Answer", "Why")
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def safe_cells(cells: Iterable[str]) -> list[str]:
    """Return the cells with those that a spreadsheet would take for a formula made text."""
    return [f"'{each}" if each.lstrip().startswith(_FORMULAS) else each for each in cells]
