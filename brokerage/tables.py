"""Reading tables that others made: delimited text whose columns are understood by heading.

Made for files as councils publish them: a title above the heading, headings that differ and
are misspelt, commas or semicolons or tabs, UTF-8 with or without its mark, UTF-16 or
Windows-1252. Cells stay text, and a formula stays the text it was: numbers, dates and money
are for the caller to understand. A file is streamed, never held whole.

    table = read_table(path, {"name": ("name", "supplier name")}, required={"name"})
    for row in table:
        try: use(row["name"])
        except DomainError as refusal: table.reject(row, refusal.sentence)
    print(table.rejected.lines())
"""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TextIO

from rapidfuzz import fuzz

from brokerage.errors import DomainError

MOST_BYTES = 256 * 1024 * 1024
MOST_COLUMNS = 200
LONGEST_LINE = 1_000_000
MOST_LINES_A_ROW = 100
SHOWN_REJECTIONS = 20
DELIMITERS = (",", ";", "\t", "|")
ROWS_SEARCHED_FOR_HEADING = 20
SHORTEST_FORGIVEN_HEADING = 8
LIKENESS_FLOOR = 88

_BLOCK = 65_536
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_BINARY_SHARE = 0.01
_UNCLOSED = "has a cell too long to read, or a quotation mark that is never closed"

Columns = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Layout:
    """One way a table may look: its fields, the headings each goes by, which it must have."""

    name: str
    columns: Columns
    required: Collection[str] = ()


@dataclass(frozen=True)
class Row:
    """One row: the line of the file it begins on and its cells, tidied, by field."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """Return a field's cell; "" where it is empty or the file has no such column."""
        return self.cells.get(name, "")


@dataclass
class Rejected:
    """The rows that could not be used: the first few with their reason, and how many."""

    count: int = 0
    shown: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, reason: str, times: int = 1) -> None:
        """Count `times` rows, of which the first is on this line of the file."""
        self.count += times
        if len(self.shown) < SHOWN_REJECTIONS:
            self.shown.append((line, reason))

    def lines(self) -> list[str]:
        """Return "Line 7: …" for the first 20 in the order of the file, then how many more."""
        told = [f"Line {line:,}: {reason}" for line, reason in sorted(self.shown)]
        more = self.count - len(told)
        return [*told, f"and {more:,} more"] if more > 0 else told


@dataclass
class Table:
    """A file whose heading was understood; iterate it for its rows, from the top each time."""

    path: Path
    layout: Layout
    understood: Mapping[str, str]
    """The heading each field was found under, as the file writes it."""
    ignored: Sequence[str]
    _reading: _Reading
    rejected: Rejected = field(default_factory=Rejected)

    def __iter__(self) -> Iterator[Row]:
        """Yield each row that is text and no wider than the heading; count the others."""
        self.rejected = Rejected()
        width = len(self._reading.heading)
        places = [(name, self._reading.heading.index(h)) for name, h in self.understood.items()]
        for line, cells in islice(self._reading.records(), self._reading.skipped + 1, None):
            problem = _problem_of(cells, width)
            if problem:
                self.rejected.add(line, problem)
            elif any(map(str.strip, cells)):
                named = {name: _tidy(cells[at]) for name, at in places if at < len(cells)}
                yield Row(line, named)

    def has(self, name: str) -> bool:
        """Say whether the file has a column for this field."""
        return name in self.understood

    def reject(self, row: Row, reason: str) -> None:
        """List a row that the caller cannot use, with a reason fit to be shown."""
        self.rejected.add(row.line, reason)


@dataclass(frozen=True)
class _Reading:
    """How a file is read: its encoding and delimiter, the heading and what stands above it."""

    path: Path
    encoding: str
    delimiter: str
    skipped: int = 0
    heading: Sequence[str] = ()

    def records(self) -> Iterator[tuple[int, list[str] | str]]:
        """Yield each record's first line and its cells, or the reason it has none."""
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            reader = csv.reader(_bounded_lines(file), delimiter=self.delimiter)
            while True:
                line = reader.line_num + 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    yield line, _UNCLOSED
                    continue
                is_swallowed = reader.line_num - line >= MOST_LINES_A_ROW
                yield line, _UNCLOSED if is_swallowed else cells


def read_table(
    path: Path, columns: Columns, *, required: Collection[str] = (), most_bytes: int = MOST_BYTES
) -> Table:
    """Return the table in a file, its columns found by heading.

    `columns` gives each field the headings it may have; capitals, spaces, punctuation, years
    and small misspellings are forgiven. Raises DomainError with a sentence where the file is
    too big, is not delimited text, or lacks a required column.
    """
    return recognise_table(path, [Layout("", columns, required)], most_bytes=most_bytes)


def recognise_table(
    path: Path, layouts: Sequence[Layout], *, most_bytes: int = MOST_BYTES
) -> Table:
    """Return the table in a file, read by the first of the layouts whose columns it has.

    Raises DomainError as `read_table` does, naming what each layout would have needed.
    """
    encoding = _encoding_of(path, most_bytes)
    heads = [(delimiter, _head(path, encoding, delimiter)) for delimiter in DELIMITERS]
    # A heading that another layout knows exactly is no misspelling of this one's.
    for forgives in (False, True):
        for layout in layouts:
            found = [
                (understood, _Reading(path, encoding, delimiter, skipped, heading))
                for delimiter, head in heads
                for skipped, heading in enumerate(head)
                if (understood := understand_headings(heading, layout, forgives=forgives))
                and set(layout.required) <= set(understood)
            ]
            if found:
                return _table(path, layout, *max(found, key=lambda each: len(each[0])))
    raise DomainError(_what_is_missing(layouts, heads), "file")


def read_records(
    path: Path, *, most_bytes: int = MOST_BYTES
) -> Iterator[tuple[int, list[str] | str]]:
    """Yield each record of a file of delimited text, whatever its heading: line and cells.

    A record that cannot be read comes as the reason. Raises DomainError as `read_table` does.
    """
    encoding = _encoding_of(path, most_bytes)
    heads = [(_head(path, encoding, each), each) for each in DELIMITERS]
    if not any(head for head, _ in heads):
        raise DomainError("The file is empty", "file")
    widest = max(heads, key=lambda each: sum(len(cells) for cells in each[0] if len(cells) > 1))
    yield from _Reading(path, encoding, widest[1]).records()


def _table(path: Path, layout: Layout, found: Mapping[str, str], reading: _Reading) -> Table:
    understood = understand_headings(reading.heading, layout) | dict(found)
    taken = set(understood.values())
    ignored = [heading for heading in reading.heading if heading not in taken]
    return Table(path, layout, understood, ignored, reading)


def understand_headings(
    headings: Sequence[str], layout: Layout, *, forgives: bool = True
) -> dict[str, str]:
    """Return for each field the heading that stands for it; a heading stands for one field.

    Exact names (without regard to capitals, spaces and punctuation) are taken first, then
    names that differ in a year or another number only, then, where it `forgives`, near
    misspellings.
    """
    understood: dict[str, str] = {}
    for is_alike in (_is_same, _is_same_but_for_numbers, _is_misspelt)[: 3 if forgives else 2]:
        free = [each for each in headings if each not in understood.values()]
        keys = [(_key(heading), heading) for heading in free]
        for name, synonyms in layout.columns.items():
            candidates = (
                heading
                for synonym in map(_key, synonyms)
                for key, heading in keys
                if key and is_alike(key, synonym) and heading not in understood.values()
            )
            if name not in understood and (first := next(candidates, None)) is not None:
                understood[name] = first
    return understood


def _key(heading: str) -> str:
    return re.sub(r"[\W_]+", "", heading[:200].casefold())


def _is_same(key: str, synonym: str) -> bool:
    return key == synonym


def _is_same_but_for_numbers(key: str, synonym: str) -> bool:
    bare = re.sub(r"\d+", "", key)
    return len(bare) > 1 and bare == re.sub(r"\d+", "", synonym)


def _is_misspelt(key: str, synonym: str) -> bool:
    if min(len(key), len(synonym)) < SHORTEST_FORGIVEN_HEADING:
        return False
    return fuzz.ratio(key, synonym, score_cutoff=LIKENESS_FLOOR) > 0


def _head(path: Path, encoding: str, delimiter: str) -> list[list[str]]:
    records = _Reading(path, encoding, delimiter).records()
    head = [
        [_tidy(cell) for cell in cells] if isinstance(cells, list) else []
        for _, cells in islice(records, ROWS_SEARCHED_FOR_HEADING)
    ]
    widest = max(map(len, head), default=0)
    if widest > MOST_COLUMNS:
        raise DomainError(
            f"The file has {widest:,} columns; at most {MOST_COLUMNS} can be read", "file"
        )
    return head


def _what_is_missing(layouts: Sequence[Layout], heads: Sequence[tuple[str, object]]) -> str:
    needs = []
    for layout in layouts:
        names = " and ".join(f"“{layout.columns[each][0]}”" for each in sorted(layout.required))
        needs.append(f"{layout.name}: {names}" if layout.name else names)
    if not any(head for _, head in heads):
        return "The file is empty"
    return f"The columns needed were not found by their headings ({'; '.join(needs)})"


def _encoding_of(path: Path, most_bytes: int) -> str:
    """Return the file's encoding after reading it once by blocks; refuse what is no text."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            if size > most_bytes:
                limit = most_bytes // (1024 * 1024)
                raise DomainError(f"The file is too big: at most {limit} MB can be read", "file")
            start = file.read(_BLOCK)
            encoding = next((name for mark, name in _MARKS if start.startswith(mark)), None)
            if encoding is None and _is_unmarked_utf16(start):
                encoding = "utf-16-le"
            if encoding is None:
                _refuse_binary(start)
                file.seek(0)
                encoding = "utf-8" if _is_utf8(file) else "cp1252"
    except OSError as error:
        raise DomainError(f"The file cannot be read: {error.strerror}", "file") from error
    return encoding


def _refuse_binary(start: bytes) -> None:
    if start.startswith(b"PK\x03\x04") or start.startswith(b"\xd0\xcf\x11\xe0"):
        raise DomainError("This is a spreadsheet: save it as CSV first", "file")
    controls = len(start) - len(start.translate(None, bytes({*range(32)} - {9, 10, 12, 13})))
    if controls > len(start) * _BINARY_SHARE:
        raise DomainError("The file is not a table in text, such as CSV", "file")


def _is_unmarked_utf16(start: bytes) -> bool:
    """Say whether every other byte is nought, as in Latin text that lost its mark."""
    high, low = start[1::2], start[::2]
    return len(high) > 8 and high.count(0) > 0.9 * len(high) and low.count(0) == 0


def _is_utf8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := file.read(_BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _bounded_lines(file: TextIO) -> Iterator[str]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise DomainError(f"Line {number:,} of the file is too long to be a row", "file")
        yield line


def _problem_of(cells: list[str] | str, width: int) -> str | None:
    if isinstance(cells, str):
        return cells
    if any(cells[width:]):
        return f"has {len(cells)} cells where the heading has {width}"
    if _NOT_TEXT.search("".join(cells)):
        return "holds characters that are not text"
    return None


def _tidy(cell: str) -> str:
    return cell.strip() if cell.isascii() else unicodedata.normalize("NFC", cell).strip()
