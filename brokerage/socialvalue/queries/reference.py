"""What ships as data: how help is counted, and by which criteria asks are ordered."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app

from brokerage.socialvalue.rules.worth import Criterion

AMOUNT, VALUE, HOURS, FTE = "amount", "value", "hours", "fte"
"""What of a delivery is counted: its own amount, its stated value, hours, full-time jobs."""


@dataclass(frozen=True, kw_only=True)
class Counting:
    """Under which measure one kind of help is counted, and what of it."""

    kind: str
    codes: tuple[str, ...]
    """The first of them that fits who receives it."""
    counts: str


def list_criteria() -> tuple[Criterion, ...]:
    """Return the published criteria, those with the most points first."""
    found: tuple[Criterion, ...] = _kept("worthy_asks", _read_criteria)
    return found


def get_counting(kind: str) -> Counting:
    """Return how a kind of help is counted (KeyError for a kind that there is not)."""
    return _countings()[kind]


def _countings() -> Mapping[str, Counting]:
    found: Mapping[str, Counting] = _kept("kinds_of_help", _read_countings)
    return found


def _read_criteria(folder: Path) -> tuple[Criterion, ...]:
    rows = _rows(folder / "rules" / "worthy_asks.csv")
    return tuple(
        Criterion(code=row["code"], label=row["label"], points=int(row["points"]), why=row["why"])
        for row in rows
    )


def _read_countings(folder: Path) -> Mapping[str, Counting]:
    rows = _rows(folder / "measures" / "kinds_of_help.csv")
    return {
        row["kind"]: Counting(
            kind=row["kind"], codes=tuple(row["codes"].split(";")), counts=row["counts"]
        )
        for row in rows
    }


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _kept(name: str, read: Callable[[Path], Any]) -> Any:
    """What was read once in this process."""
    kept = current_app.extensions.setdefault("socialvalue_reference", {})
    if name not in kept:
        kept[name] = read(current_app.extensions["config"].seed_folder)
    return kept[name]
