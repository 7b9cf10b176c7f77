"""Term dates of an authority's schools, as rows that somebody loads. None are known here. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

LONGEST_NAME = 80
LONGEST_SOURCE = 200
MOST_ROWS = 200
LONGEST_FILE = 20_000
COLUMNS = ("authority", "kind", "name", "first_day", "last_day", "source")
LONGEST_TERM_DAYS = 130
NOT_A_TABLE = "This is not a table of values with commas between them (CSV)."
_DAY_FORMS = ("%Y-%m-%d", "%d/%m/%Y")


class TermKind(StrEnum):
    """What a row says of the days it spans."""

    TERM = "term"
    CLOSED = "closed"
    """Days within a term when schools are closed: a half-term, a bank holiday, training."""


@dataclass(frozen=True, kw_only=True)
class TermRow:
    """One row of the file that can be used."""

    authority_code: str
    kind: str
    name: str
    starts_on: date
    ends_on: date
    source: str


@dataclass(frozen=True, kw_only=True)
class TermFile:
    """What a file holds: the rows, and a sentence for each row that cannot be used."""

    rows: tuple[TermRow, ...]
    errors: tuple[str, ...]


class TermRowError(ValueError):
    """A row that cannot be used; the sentence says why."""


def read_term_file(content: str, authorities: Mapping[str, str]) -> TermFile:
    """Return the rows of a CSV with the headings of `COLUMNS`.

    `authorities`: code of each council there is, by its name, short name and code, lowered.
    """
    if len(content) > LONGEST_FILE:
        return TermFile(rows=(), errors=(f"The file is longer than {LONGEST_FILE:,} characters.",))
    reader = csv.DictReader(io.StringIO(content.lstrip("\ufeff").strip()))
    try:
        headings = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    except csv.Error:
        return TermFile(rows=(), errors=(NOT_A_TABLE,))
    missing = [name for name in COLUMNS if name not in headings]
    if missing:
        return TermFile(rows=(), errors=(f"The first line must name: {', '.join(COLUMNS)}.",))
    reader.fieldnames = headings
    rows: list[TermRow] = []
    errors: list[str] = []
    for number, raw in enumerate(_lines(reader, errors), start=2):
        try:
            row = _read_row(raw, authorities)
            _check_against(row, rows)
            rows.append(row)
        except TermRowError as refusal:
            errors.append(f"Line {number}: {refusal}")
    if not rows and not errors:
        errors.append("There are no rows under the headings.")
    return TermFile(rows=tuple(rows), errors=tuple(errors))


def _lines(
    reader: csv.DictReader[str], errors: list[str]
) -> Iterable[Mapping[str | None, str | list[str] | None]]:
    try:
        for number, raw in enumerate(reader):
            if number >= MOST_ROWS:
                errors.append(f"Only the first {MOST_ROWS} rows were read.")
                return
            yield raw
    except csv.Error:
        errors.append(NOT_A_TABLE)


def _read_row(
    raw: Mapping[str | None, str | list[str] | None], authorities: Mapping[str, str]
) -> TermRow:
    cells = {name: _cell(raw.get(name)) for name in COLUMNS}
    code = authorities.get(cells["authority"].lower())
    if code is None:
        raise TermRowError(f"“{cells['authority'][:60]}” is not a council we know.")
    kind = cells["kind"].lower()
    if kind not in set(TermKind):
        raise TermRowError("kind must be “term” or “closed”.")
    if not cells["name"] or len(cells["name"]) > LONGEST_NAME:
        raise TermRowError(f"name must have 1 to {LONGEST_NAME} characters.")
    if not cells["source"] or len(cells["source"]) > LONGEST_SOURCE:
        raise TermRowError("source must say where the dates were read.")
    starts_on, ends_on = _day(cells["first_day"], "first_day"), _day(cells["last_day"], "last_day")
    if ends_on < starts_on:
        raise TermRowError("last_day is before first_day.")
    if (ends_on - starts_on).days > LONGEST_TERM_DAYS:
        raise TermRowError(f"it is longer than {LONGEST_TERM_DAYS} days: enter each term alone.")
    return TermRow(
        authority_code=code,
        kind=kind,
        name=cells["name"],
        starts_on=starts_on,
        ends_on=ends_on,
        source=cells["source"],
    )


def _cell(value: str | list[str] | None) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _day(typed: str, name: str) -> date:
    for form in _DAY_FORMS:
        try:
            day = datetime.strptime(typed[:20], form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if 2000 <= day.year <= 2100:
            return day
    raise TermRowError(f"{name} must be a day like 2027-01-04 or 04/01/2027.")


def _check_against(row: TermRow, rows: Iterable[TermRow]) -> None:
    for other in rows:
        is_same_sort = (other.authority_code, other.kind) == (row.authority_code, row.kind)
        if is_same_sort and row.starts_on <= other.ends_on and other.starts_on <= row.ends_on:
            raise TermRowError(f"it overlaps “{other.name}”.")
