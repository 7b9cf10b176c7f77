"""No cell of a file that people open in a spreadsheet is a formula."""

import pytest

from brokerage.sheets import safe_cell, safe_cells

FORMULAS = ["=1+1", "+44", "-2", "@SUM(A1)", " =1", "  @cmd", "\t=1", "\r=1", "\tx", "\r1"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_what_a_spreadsheet_would_run_is_text(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize(("cell", "written"), [("Parks", "Parks"), (12, "12"), ("a=b", "a=b")])
def test_everything_else_stays(cell: object, written: str) -> None:
    assert safe_cell(cell) == written


def test_a_row_is_made_safe_cell_by_cell() -> None:
    assert safe_cells(["=1", None, 7, "Tessa"]) == ["'=1", "", "7", "Tessa"]
