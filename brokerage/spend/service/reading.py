"""Reading a spend file into packed rows, with its columns understood. Nothing is written."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path

from brokerage.errors import DomainError
from brokerage.spend.rules.columns import (
    ROWS_SEARCHED_FOR_HEADING,
    SAMPLE,
    Understanding,
    understand,
)
from brokerage.spend.rules.headings import FIELD_LABELS, REQUIRED
from brokerage.spend.rules.imports import ROWS_A_CHUNK
from brokerage.spend.rules.sources import RawRow, Sheet, open_sheets
from brokerage.spend.rules.values import find_quarter


@dataclass(frozen=True, kw_only=True)
class SpendFile:
    """A file that was read: its rows below the heading, and what its columns are."""

    understanding: Understanding
    quarter_on: date | None
    chunks: list[bytes]
    row_count: int
    digest: str

    def rows(self) -> Iterator[RawRow]:
        """Yield the rows again."""
        for packed in self.chunks:
            yield from json.loads(zlib.decompress(packed))


def read_file(path: Path, today: date, name: str = "") -> SpendFile:
    """Read a whole spend file (DomainError where it is none).

    `name` is what the file is called: of it only the quarter is used, where it names one.
    """
    sheets = [_Head.of(sheet, today) for sheet in open_sheets(path)]
    if not any(head.rows for head in sheets):
        raise DomainError("The file is empty", "file")
    understood = [head for head in sheets if head.understanding]
    if not understood:
        raise DomainError(sheets[0].refusal, "file")
    best = max(understood, key=lambda head: head.worth)
    understanding = best.understanding
    assert understanding is not None
    return _pack(best, understanding, name)


def check_complete(understanding: Understanding) -> None:
    """Refuse a file of which a needed column was not found and nobody can be asked."""
    missing = [FIELD_LABELS[name] for name in REQUIRED if name not in understanding.columns]
    if missing:
        raise DomainError(
            f"These columns were not found: {', '.join(missing)}. The headings are: "
            f"{', '.join(understanding.headings[:20])}",
            "file",
        )


@dataclass(frozen=True)
class _Head:
    """The first rows of a sheet, and the way to the others."""

    rows: list[RawRow]
    rest: Iterator[RawRow]
    understanding: Understanding | None
    refusal: str

    @classmethod
    def of(cls, sheet: Sheet, today: date) -> _Head:
        every = sheet.rows()
        rows = list(islice(every, ROWS_SEARCHED_FOR_HEADING + SAMPLE))
        cells = [each if isinstance(each, list) else [] for _, each in rows]
        try:
            found = understand(cells, today, is_from_1904=sheet.is_from_1904)
        except DomainError as refusal:
            return cls(rows, every, None, refusal.sentence)
        return cls(rows, every, found, "")

    @property
    def worth(self) -> tuple[bool, int, int]:
        found = self.understanding
        return (
            bool(found and found.is_complete),
            len(found.columns) if found else 0,
            len(self.rows),
        )


def _pack(head: _Head, understanding: Understanding, name: str) -> SpendFile:
    at = understanding.heading_at
    above = " ".join(
        cell for _, cells in head.rows[:at] if isinstance(cells, list) for cell in cells
    )
    body, digest, chunks, count = chain(head.rows[at + 1 :], head.rest), hashlib.sha256(), [], 0
    digest.update(json.dumps(list(understanding.headings)).encode())
    while rows := list(islice(body, ROWS_A_CHUNK)):
        written = json.dumps(rows, ensure_ascii=False).encode("utf-8", "replace")
        digest.update(written)
        chunks.append(zlib.compress(written, 1))
        count += len(rows)
    if not count:
        raise DomainError("The file has headings and no rows below them", "file")
    return SpendFile(
        understanding=understanding,
        quarter_on=find_quarter(name) or find_quarter(above),
        chunks=chunks,
        row_count=count,
        digest=digest.hexdigest(),
    )
