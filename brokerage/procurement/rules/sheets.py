"""A frozen search as rows of a table that no spreadsheet runs. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from brokerage.sheets import safe_cells

HEADING = ("What became of it", "Rank", "Supplier number", "Supplier", "Score", "Why")


def file_rows(search: Mapping[str, Any], digest: str) -> Iterator[list[str]]:
    """Give every supplier of a frozen search, a row each."""
    yield ["sha256 of the frozen file", digest]
    yield list(HEADING)
    for row in _rows(search):
        yield safe_cells(row)


def _rows(search: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    for each in search["ranked"]:
        why = " ".join(each["reasons"])
        yield ("Shown", each["rank"], each["id"], each["name"], each["score"], why)
    for each in search["also_fit"]:
        yield (
            "Fits, beyond those shown",
            each["rank"],
            each["id"],
            each["name"],
            each["score"],
            "",
        )
    for number, name in search["below_floor"]:
        yield ("Too little fits", "", number, name, "", "It has too little of what was asked for.")
    for rule in search["ruled_out"]:
        for number, name in rule["suppliers"]:
            yield ("Ruled out", "", number, name, "", rule["sentence"])
