"""Reading the sheets of an .xlsx workbook: streamed, bounded, nothing in it ever run.

A workbook is a zip of XML (ECMA-376). Only the values that a sheet shows are read: of a formula
its last result, of a style nothing. What could fill the memory is refused while it is read, for
a zip may lie about its sizes.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from brokerage.errors import DomainError
from brokerage.tables import MOST_COLUMNS

MOST_PARTS = 2_000
MOST_XML_BYTES = 600 * 1024 * 1024
MOST_TEXT_BYTES = 96 * 1024 * 1024
"""Of the texts that a workbook keeps in one table: that table is held in memory."""
MOST_SHRINKING = 300
"""How many times smaller than its content a part may be; real sheets reach about 40."""
SMALL_PART = 4 * 1024 * 1024
MOST_SHEETS = 50
LONGEST_CELL = 5_000
_BLOCK = 65_536

DAMAGED = "The workbook is damaged or is not a real .xlsx file. Save it again, or as CSV"
TOO_BIG = "The workbook unpacks to far more than a spend file. Save the sheet as CSV"
IS_LOCKED = "The workbook is locked with a password. Save it without one"

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_COLUMN = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")

Attributes = Mapping[str, str]


@dataclass
class Workbook:
    """An opened workbook; `sheet_names` are those of its visible sheets, in order."""

    path: Path
    sheet_names: list[str] = field(default_factory=list)
    is_from_1904: bool = False
    """Whether its days are counted from 1 January 1904, as old Macs did."""
    _parts: dict[str, str] = field(default_factory=dict)
    _texts: list[str] = field(default_factory=list)

    def rows(self, name: str) -> Iterator[tuple[int, list[str]]]:
        """Yield each row of a sheet: its number and the text of its cells."""
        with _opened(self.path) as archive:
            reader = _SheetReader(self._texts)
            for block in _blocks(archive, self._parts[name]):
                reader.feed(block)
                while reader.done:
                    yield reader.done.popleft()


def open_workbook(path: Path) -> Workbook:
    """Return a workbook with its texts read (DomainError where it is not fit to be read)."""
    with _opened(path) as archive:
        _check_sizes(archive)
        workbook = Workbook(path)
        targets = _relations(archive)
        sheets = _sheets(archive, workbook)
        known = set(archive.namelist())
        for name, relation in sheets[:MOST_SHEETS]:
            part = targets.get(relation, "")
            if part in known:
                workbook.sheet_names.append(name)
                workbook._parts[name] = part
        if not workbook.sheet_names:
            raise DomainError(DAMAGED, "file")
        if "xl/sharedStrings.xml" in known:
            workbook._texts = _texts(archive)
    return workbook


class _opened:  # noqa: N801 - used as a function, in a with statement
    """A zip file whose faults become a sentence."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> zipfile.ZipFile:
        try:
            self._archive = zipfile.ZipFile(self._path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise DomainError(DAMAGED, "file") from error
        return self._archive

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        self._archive.close()
        faults = (zipfile.BadZipFile, expat.ExpatError, zlib.error, OSError, KeyError, EOFError)
        if kind is not None and issubclass(kind, (*faults, NotImplementedError, ValueError)):
            raise DomainError(DAMAGED, "file") from None
        if kind is not None and issubclass(kind, RuntimeError):
            raise DomainError(IS_LOCKED, "file") from None


def _check_sizes(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(each.file_size for each in parts) > MOST_XML_BYTES:
        raise DomainError(TOO_BIG, "file")
    for each in parts:
        is_shrunk = each.file_size > max(1, each.compress_size) * MOST_SHRINKING
        if each.file_size > SMALL_PART and is_shrunk:
            raise DomainError(TOO_BIG, "file")
    names = {each.filename for each in parts}
    if "EncryptedPackage" in names:
        raise DomainError(IS_LOCKED, "file")


def _blocks(archive: zipfile.ZipFile, part: str, most: int = MOST_XML_BYTES) -> Iterator[bytes]:
    size = 0
    with archive.open(part) as file:
        while block := file.read(_BLOCK):
            size += len(block)
            if size > most:
                raise DomainError(TOO_BIG, "file")
            yield block


def _parser(
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> expat.XMLParserType:
    """Return a parser that knows no document type, and so no entity that grows."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, given: start(_local(name), given)
    if end is not None:
        parser.EndElementHandler = lambda name: end(_local(name))
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    return parser


def _refuse_document_type(*declared: object) -> None:
    raise DomainError(DAMAGED, "file")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _read(archive: zipfile.ZipFile, part: str, parser: expat.XMLParserType, most: int) -> None:
    for block in _blocks(archive, part, most):
        parser.Parse(block, False)
    parser.Parse(b"", True)


def _relations(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part that each relation of the workbook leads to."""
    found: dict[str, str] = {}

    def start(name: str, given: Attributes) -> None:
        if name == "Relationship":
            target = given.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            found[given.get("Id", "")] = posixpath.normpath(part)

    _read(archive, "xl/_rels/workbook.xml.rels", _parser(start), SMALL_PART)
    return found


def _sheets(archive: zipfile.ZipFile, workbook: Workbook) -> list[tuple[str, str]]:
    """Return name and relation of each visible sheet."""
    found: list[tuple[str, str]] = []

    def start(name: str, given: Attributes) -> None:
        if name == "workbookPr":
            workbook.is_from_1904 = given.get("date1904") in {"1", "true"}
        if name == "sheet" and given.get("state", "visible") == "visible":
            relation = next((value for key, value in given.items() if _local(key) == "id"), "")
            found.append((given.get("name", "Sheet")[:80], relation))

    _read(archive, "xl/workbook.xml", _parser(start), SMALL_PART)
    return found


def _texts(archive: zipfile.ZipFile) -> list[str]:
    """Return the table of texts that cells point into, without hints of how to say them."""
    reader = _TextReader()
    parser = _parser(reader.start, reader.end, reader.text)
    _read(archive, "xl/sharedStrings.xml", parser, MOST_TEXT_BYTES)
    return reader.texts


class _TextReader:
    """Gathers the texts of the table as they come."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._is_open = {"t": False, "rPh": False}

    def start(self, name: str, given: Attributes) -> None:
        if name == "si":
            self._parts = []
        elif name in self._is_open:
            self._is_open[name] = True

    def end(self, name: str) -> None:
        if name == "si":
            self.texts.append("".join(self._parts)[:LONGEST_CELL])
        elif name in self._is_open:
            self._is_open[name] = False

    def text(self, written: str) -> None:
        if self._is_open["t"] and not self._is_open["rPh"]:
            self._parts.append(written)


class _SheetReader:
    """Turns a sheet's XML into rows as it comes."""

    def __init__(self, texts: list[str]) -> None:
        self.done: deque[tuple[int, list[str]]] = deque()
        self._texts = texts
        self._number = 0
        self._cells: list[str] = []
        self._kind = ""
        self._at = 0
        self._value: list[str] = []
        self._is_value = False
        self._size = 0
        self._parser = _parser(self._start, self._end, self._text)

    def feed(self, block: bytes) -> None:
        self._parser.Parse(block, False)

    def _start(self, name: str, given: Attributes) -> None:
        if name == "row":
            written = given.get("r", "")
            self._number = int(written) if written.isdigit() else self._number + 1
            self._cells = []
        elif name == "c":
            self._kind, self._value, self._size = given.get("t", "n"), [], 0
            self._at = _column_of(given.get("r", ""), len(self._cells))
        elif name in {"v", "t"}:
            self._is_value = True

    def _text(self, written: str) -> None:
        if self._is_value and self._size < LONGEST_CELL:
            self._value.append(written)
            self._size += len(written)

    def _end(self, name: str) -> None:
        if name in {"v", "t"}:
            self._is_value = False
        elif name == "c" and self._value:
            if self._at >= MOST_COLUMNS:
                raise DomainError(
                    f"The sheet has more than {MOST_COLUMNS} columns, which is too wide to read",
                    "file",
                )
            self._cells += [""] * (self._at + 1 - len(self._cells))
            self._cells[self._at] = self._cell()
        elif name == "row" and self._cells:
            self.done.append((self._number, self._cells))

    def _cell(self) -> str:
        written = "".join(self._value)[:LONGEST_CELL]
        if self._kind == "s":
            return self._texts[int(written)] if int(written) < len(self._texts) else ""
        return {"0": "no", "1": "yes"}.get(written, written) if self._kind == "b" else written


def _column_of(reference: str, after: int) -> int:
    """Return the place, from 0, of "C7"; without one, the next."""
    found = _COLUMN.fullmatch(reference)
    if found is None:
        return after
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
