"""Cells of the tables that people open in a spreadsheet. Pure."""

from __future__ import annotations

from collections.abc import Iterable

_FORMULAS = ("=", "+", "-", "@")
_CONTROLS = ("\t", "\r")


def safe_cell(cell: object) -> str:
    """Return a cell that no spreadsheet takes for a formula; nothing for None."""
    text = "" if cell is None else str(cell)
    is_formula = text.startswith(_CONTROLS) or text.lstrip().startswith(_FORMULAS)
    return f"'{text}" if is_formula else text


def safe_cells(cells: Iterable[object]) -> list[str]:
    """Return a row of such cells."""
    return [safe_cell(cell) for cell in cells]
