"""How many people took leave, told so that nobody can be picked out. Pure.

Nothing below 5 people is shown. A hidden number must not follow from those beside it: in
every line with a total, the hidden cells are none, or at least two with at least 5 people in
them together (else the smallest number shown is hidden too). What is shown is rounded down
to a multiple of 5, so that no difference of two figures, on one page or on two days, is a
number of people from 1 to 4.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

FEWEST = 5
TOTAL = ""
"""The name of the line that holds the sums; no team, month or host has it."""

Cell = tuple[str, str]
People = Mapping[Cell, Collection[int]]


@dataclass(frozen=True)
class Table:
    """Numbers of people by row and column, with sums; what is not there is not shown."""

    rows: Sequence[str]
    columns: Sequence[str]
    shown: Mapping[Cell, int]

    def cell(self, row: str, column: str) -> int | None:
        """Return at least how many people, or None where it is not shown."""
        return self.shown.get((row, column))


def protect(rows: Sequence[str], columns: Sequence[str], people: People) -> Table:
    """Return the table of distinct people with every sum, and what must be hidden left out."""
    whole = _with_sums(rows, columns, people)
    lines = _lines(rows, columns)
    hidden = {cell for cell, found in whole.items() if len(found) < FEWEST}
    while more := {cell for line in lines if (cell := _weakest(line, whole, hidden))}:
        hidden |= more
    shown = {
        cell: len(found) // FEWEST * FEWEST for cell, found in whole.items() if cell not in hidden
    }
    return Table(rows, columns, shown)


def protect_list(names: Sequence[str], people: Mapping[str, Collection[int]]) -> Table:
    """Return one column of numbers with its sum, protected alike."""
    return protect(names, (TOTAL,), {(name, TOTAL): found for name, found in people.items()})


def _with_sums(
    rows: Sequence[str], columns: Sequence[str], people: People
) -> dict[Cell, frozenset[int]]:
    whole = {
        (row, column): frozenset(people.get((row, column), ()))
        for row in rows
        for column in columns
    }
    by_row = {(row, TOTAL): _union(whole[row, each] for each in columns) for row in rows}
    by_column = {(TOTAL, each): _union(whole[row, each] for row in rows) for each in columns}
    return whole | by_row | by_column | {(TOTAL, TOTAL): _union(by_row.values())}


def _union(found: Iterable[Collection[int]]) -> frozenset[int]:
    return frozenset(chain.from_iterable(found))


def _lines(rows: Sequence[str], columns: Sequence[str]) -> list[tuple[Cell, list[Cell]]]:
    """Return each sum with the cells that make it."""
    sides = [*rows, TOTAL]
    lines = [((row, TOTAL), [(row, each) for each in columns if each != TOTAL]) for row in sides]
    tops = dict.fromkeys([*columns, TOTAL])
    lines += [((TOTAL, each), [(row, each) for row in rows]) for each in tops]
    return [(total, cells) for total, cells in lines if cells]


def _weakest(
    line: tuple[Cell, list[Cell]], whole: Mapping[Cell, frozenset[int]], hidden: set[Cell]
) -> Cell | None:
    """Return what to hide beside what is hidden in a line, or None where it is safe."""
    total, cells = line
    if total in hidden:
        return None
    away = [cell for cell in cells if cell in hidden]
    if not away or (len(away) > 1 and len(_union(whole[cell] for cell in away)) >= FEWEST):
        return None
    left = [cell for cell in cells if cell not in hidden]
    # With nothing else to hide, the sum itself would tell.
    return min(left, key=lambda cell: (len(whole[cell]), cell)) if left else total
