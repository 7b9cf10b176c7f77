"""Markup, formulas and templates in every text of the seeded world, and who was fooled by them.

Texts go straight into the columns, past what forms refuse: pages must not rely on that.
"""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import icalendar
from sqlalchemy import JSON, Column, Connection, String, Table, select, update
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from brokerage.extensions import Base
from tests.support.page import Page
from tests.support.page_rules import nothing_inline

MARKERS = (
    "<zqtag>zq</zqtag>",
    '"><zqtag onfocus=zq autofocus>',
    "'><zqtag onfocus=zq>",
    '" onmouseover="zq" zqattr="',
    "' onmouseover='zq' zqattr='",
    " onmouseover=zq zqattr=zq ",
    "<script>zq()</script>",
    "</script><script>zq()</script>",
    "</title><zqtag>",
    "</textarea><zqtag>",
    "</select></option><zqtag>",
    "--><zqtag>",
    "]]><zqtag>",
    "<img src=zq onerror=zq()>",
    "<svg/onload=zq()>",
    "<svg><animate onbegin=zq()>",
    "<math><mi xlink:href=javascript:zq()>",
    "<iframe srcdoc='<zqtag>'>",
    "<style>zq{}</style>",
    "<base href=//zq.example>",
    "<meta http-equiv=refresh content=zq>",
    "javascript:zq()//",
    "data:text/html,<zqtag>",
    "zq{{7*7}}",
    "zq${7*7}#{7*7}<%= 7*7 %>",
    "zq{% raw %}",
    "zq' OR 1=1; DROP TABLE users; --",
    "zq\r\nSet-Cookie: zq=1\r\n\r\n<zqtag>",
    "\u202ezq\u2066<zqtag>\u2069",
    "=zq+1",
    "+zq+1",
    "-zq+1",
    "@zq(1)",
    "\tzq=1",
    "\r=zq+1",
    '=HYPERLINK("http://zq.example")',
)
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
FREE = frozenset(
    {"about", "access", "address", "alt_text", "answer", "capacity", "description", "development"}
    | {"document", "expenses", "explanation", "failure", "feedback", "issuer", "label", "message"}
    | {"name", "need", "note", "own_words", "question", "rationale", "reason", "reference"}
    | {"source", "summary", "text", "title", "unit", "what", "why", "words", "wording", "place"}
    | {"contact_post", "post", "published_question", "version"}
)
"""Columns that hold a person's words; so do those that end in one of these after a dash."""
NOT_FREE = frozenset({"cohort_pairs.reason", "audit_events.action"})
ATTRIBUTES = frozenset({"value", "title", "aria-label", "alt", "content", "href", "action"})
"""Attributes that may quote what somebody typed."""
DONE = re.compile(r"zq49")
ESCAPED_TWICE = re.compile(r"&(lt|gt|quot|#39|#34);?\S*zq|zq\S*&(lt|gt|quot|#39|#34);")


def mark(connection: Connection, only: int | None = None) -> int:
    """Put the markers into every free text of every row; return how many texts there are.

    `only` is the place of the one marker to use; without it each text begins like a formula
    and holds them all.
    """
    count = 0
    for table in Base.metadata.sorted_tables:
        columns = [each for each in table.columns if is_free(table, each)]
        for row in connection.execute(select(table)).mappings().all() if columns else ():
            for column in columns:
                begun = FORMULAS[count % len(FORMULAS)]
                marker = begun + " ".join(MARKERS) if only is None else MARKERS[only]
                count += _mark(connection, table, column, row, marker)
    return count


def is_free(table: Table, column: Column[Any]) -> bool:
    """Say whether a column holds a person's words: text of such a name, or JSON with words."""
    if column.foreign_keys or column.primary_key or f"{table.name}.{column.key}" in NOT_FREE:
        return False
    if isinstance(column.type, JSON):
        return not table.name.startswith("audit_")
    return isinstance(column.type, String) and (
        column.key in FREE or column.key.rpartition("_")[2] in FREE
    )


def _mark(connection: Connection, table: Table, column: Column[Any], row: Any, marker: str) -> int:
    old = row[column.key]
    new = _in_words(old, marker) if isinstance(column.type, JSON) else f"{marker} {old or ''}"
    if new == old:
        return 0
    mine = [each == row[each.key] for each in table.primary_key]
    try:
        with connection.begin_nested():
            connection.execute(update(table).where(*mine).values({column.key: new}))
    except IntegrityError:
        return 0  # one of a few words that the database knows
    return 1


def _in_words(value: Any, marker: str) -> Any:
    """Return JSON with the marker in each text that is a sentence."""
    if isinstance(value, dict):
        return {name: _in_words(each, marker) for name, each in value.items()}
    if isinstance(value, list):
        return [_in_words(each, marker) for each in value]
    return f"{marker} {value}" if isinstance(value, str) and " " in value else value


def fooled(answer: TestResponse) -> list[str]:
    """Return what a marker did to this answer."""
    headers = [line for line in answer.headers if line[0] != "Set-Cookie" or "zq=" in line[1]]
    found = [f"header {name}" for name, value in headers if "zq" in f"{name}{value}"]
    if answer.mimetype in _READERS and b"zq" not in answer.data:
        return found
    return found + list(_READERS.get(answer.mimetype, _read_nothing)(answer))


def _read_page(answer: TestResponse) -> Iterator[str]:
    page = Page(answer.text)
    yield from nothing_inline(page)
    for element in page.root.iter():
        if "zq" in str(element.tag):
            yield f"<{element.tag}>"
        for name, value in element.attrib.items():
            if "zq" in name or ("zq" in value and not _may_quote(name)):
                yield f"<{element.tag} {name}={value[:60]!r}>"
    # HTML that is shown to be copied is escaped as HTML and once more as a text.
    copied = "".join("".join(each.itertext()) for each in page.all("pre"))
    text = "".join(page.root.itertext()).replace(copied or "\0", "")
    for pattern in (DONE, ESCAPED_TWICE):
        if seen := pattern.search(text):
            yield f"the text {seen.group()!r}"


def _may_quote(name: str) -> bool:
    return name in ATTRIBUTES or name.startswith("data-")


def _read_rows(answer: TestResponse) -> Iterator[str]:
    for row in csv.reader(io.StringIO(answer.get_data(as_text=True), newline="")):
        yield from (f"the formula {cell[:60]!r}" for cell in row if _is_formula(cell))


def _is_formula(cell: str) -> bool:
    is_begun = cell.startswith(("\t", "\r")) or cell.lstrip().startswith(("=", "+", "-", "@"))
    return is_begun and not re.fullmatch(r"-?[\d.]+", cell)


def _read_calendar(answer: TestResponse) -> Iterator[str]:
    calendar = icalendar.Calendar.from_ical(answer.data)
    for part in calendar.walk():
        yield from (f"the property {name}" for name in part if "ZQ" in name.upper())


def _read_workbook(answer: TestResponse) -> Iterator[str]:
    with ZipFile(io.BytesIO(answer.data)) as parts:
        sheets = [each for each in parts.namelist() if each.startswith("xl/worksheets/")]
        yield from (f"a formula in {each}" for each in sheets if b"<f>" in parts.read(each))


def _read_picture(answer: TestResponse) -> Iterator[str]:
    """Read an SVG, which a browser would run: a marker is text in it, and nothing else."""
    for element in ElementTree.fromstring(answer.data).iter():  # noqa: S314 - our own picture
        if "zq" in element.tag or any("zq" in name for name in element.attrib):
            yield f"<{element.tag}>"


def _read_nothing(answer: TestResponse) -> Iterator[str]:
    if answer.mimetype not in PLAIN:
        yield f"{answer.mimetype}: nothing here reads that"


PLAIN = frozenset(
    {
        "application/json",
        "application/ld+json",
        "application/pdf",
        "image/jpeg",
        "text/plain",
    }
)
"""Read by programs, as they stand; `nosniff` keeps browsers from taking them for pages."""
_READERS = {
    "text/html": _read_page,
    "text/csv": _read_rows,
    "text/calendar": _read_calendar,
    "image/svg+xml": _read_picture,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _read_workbook,
}
