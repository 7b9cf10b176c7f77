"""A spend file as sheets of rows of text, whatever kind of file it is."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from brokerage.errors import DomainError
from brokerage.spend.rules.workbooks import LONGEST_CELL, open_workbook
from brokerage.tables import MOST_COLUMNS, read_records

MEGABYTE = 1024 * 1024
MOST_BYTES = 100 * MEGABYTE
MOST_ROWS = 500_000

RawRow = tuple[int, list[str] | str]
"""The line a row begins on, and its cells or the reason why it cannot be read."""


@dataclass(frozen=True)
class Sheet:
    """One table of a file; "" is the name of the only one of a text file."""

    name: str
    is_from_1904: bool
    _rows: Callable[[], Iterator[RawRow]]

    def rows(self) -> Iterator[RawRow]:
        """Yield its rows from the top, cells tidied; empty ones are left out.

        Raises DomainError where it goes on for too long.
        """
        count = 0
        for line, written in self._rows():
            cells = written if isinstance(written, str) else _tidy_row(written)
            if not cells:
                continue
            count += 1
            if count > MOST_ROWS:
                raise DomainError(
                    f"The file has more than {MOST_ROWS:,} rows. Split it, by quarter for example",
                    "file",
                )
            yield line, cells


def open_sheets(path: Path) -> list[Sheet]:
    """Return the sheets of a CSV or .xlsx file (DomainError where it is neither, or too big)."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise DomainError(f"The file cannot be read: {error.strerror}", "file") from error
    if size > MOST_BYTES:
        raise DomainError(
            f"The file is too big: at most {MOST_BYTES // MEGABYTE} MB can be read", "file"
        )
    if start.startswith(b"PK\x03\x04"):
        workbook = open_workbook(path)
        return [
            Sheet(name, workbook.is_from_1904, partial(workbook.rows, name))
            for name in workbook.sheet_names
        ]
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise DomainError(
            "This is an old .xls workbook, or one with a password. Save it as .xlsx or CSV", "file"
        )
    return [Sheet("", False, lambda: read_records(path, most_bytes=MOST_BYTES))]


def _tidy_row(written: list[str]) -> list[str] | str:
    cells = [_tidy(cell) for cell in written]
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        return f"has {len(cells):,} cells; at most {MOST_COLUMNS} can be read"
    return cells


def _tidy(cell: str) -> str:
    """Return the cell as one line of text without what nobody can see."""
    cell = cell[:LONGEST_CELL]
    if not cell.isprintable():
        cell = unicodedata.normalize("NFC", "".join(map(_seen, cell)))
    return " ".join(cell.split())


def _seen(letter: str) -> str:
    category = unicodedata.category(letter)
    if category == "Cc":
        return " "
    return "" if category in {"Cf", "Cs", "Co", "Cn"} else letter
