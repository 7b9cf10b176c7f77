"""The catalogue: loaded from files, added to by a broker, retired without losing history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import current_app

from brokerage import audit
from brokerage.charter import rules
from brokerage.charter.models import CharterTheme, Pledge
from brokerage.charter.queries import catalogue as queries
from brokerage.charter.rules.catalogue import PledgeLine, check_line, read_codes
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import SYSTEM, Subject
from brokerage.tables import Row, read_table

KIND = "pledge"
THEME_COLUMNS = {"code": ("code",), "name": ("name", "theme")}
COLUMNS = {
    "code": ("code", "pledge code"),
    "theme": ("theme", "theme code"),
    "words": ("words", "pledge", "text"),
    "about": ("about", "what counts", "guidance"),
    "voices": ("voices", "voice"),
    "source": ("source", "evidence", "evidenced by"),
    "source_codes": ("source codes", "codes", "measures"),
    "unit": ("unit",),
}
REQUIRED = {"code", "theme", "words", "voices", "source", "unit"}
KNOWN = "is in the catalogue already: retire it, and add the new one under another code"


@dataclass(kw_only=True)
class Preview:
    """What a file would add, and the rows that could not be used."""

    lines: list[PledgeLine] = field(default_factory=list)
    known: int = 0
    rejected: Sequence[str] = ()


@writes
def load_reference_charter() -> int:
    """Load the themes and pledges that ship with the project; return how many are new."""
    folder: Path = current_app.extensions["config"].seed_folder / "charter"
    themes = read_table(folder / "themes.csv", THEME_COLUMNS, required={"code", "name"})
    known = {each.code for each in queries.list_themes()}
    for position, row in enumerate(themes, 1):
        if row["code"] not in known:
            db.session.add(CharterTheme(code=row["code"], position=position, name=row["name"]))
    db.session.flush()
    preview = _preview(folder / "pledges.csv")
    if preview.rejected:
        raise ValueError(f"seed/charter/pledges.csv: {preview.rejected[0]}")
    return len([_add(SYSTEM, line) for line in preview.lines])


def preview_pledges(text: str) -> Preview:
    """Say what a table of pledges would add; nothing is written (DomainError: no table)."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "pledges.csv"
        path.write_text(text, encoding="utf-8")
        return _preview(path)


@writes
def import_pledges(actor: Subject, text: str) -> int:
    """Add the pledges of a table that are new; return how many."""
    lines = preview_pledges(text).lines
    for line in lines:
        _add(actor, line)
    return len(lines)


@writes
def add_pledge(actor: Subject, line: PledgeLine) -> Pledge:
    """Add one pledge."""
    check_line(line, {each.code for each in queries.list_themes()})
    if line.code in queries.list_known_codes([line.code]):
        raise DomainError(f"{line.code} {KNOWN}", "code")
    return _add(actor, line)


@writes
def retire_pledge(actor: Subject, pledge: Pledge, reason: str) -> None:
    """Offer a pledge no more; those who have taken it keep it, and so does history."""
    rules.check_reason(reason)
    if pledge.retired_on is not None:
        raise DomainError("This pledge is retired already.")
    pledge.retired_on = utcnow().date()
    pledge.retired_reason = reason
    db.session.flush()
    audit.record(actor, "charter:pledge:retire", KIND, pledge.id, after={"reason": reason})


@writes
def restore_pledge(actor: Subject, pledge: Pledge) -> None:
    """Offer a retired pledge again."""
    if pledge.retired_on is None:
        raise DomainError("This pledge is not retired.")
    before = {"reason": pledge.retired_reason}
    pledge.retired_on, pledge.retired_reason = None, ""
    db.session.flush()
    audit.record(actor, "charter:pledge:restore", KIND, pledge.id, before=before)


def _preview(path: Path) -> Preview:
    table = read_table(path, COLUMNS, required=REQUIRED)
    themes, preview, seen = {each.code for each in queries.list_themes()}, Preview(), set[str]()
    for row in table:
        line = _line_of(row)
        try:
            check_line(line, themes)
        except DomainError as refusal:
            table.reject(row, refusal.sentence)
            continue
        if line.code in seen:
            table.reject(row, f"{line.code} is in the file twice")
            continue
        seen.add(line.code)
        preview.lines.append(line)
    known = queries.list_known_codes(seen)
    preview.known = len(known)
    preview.lines = [line for line in preview.lines if line.code not in known]
    preview.rejected = table.rejected.lines()
    return preview


def _line_of(row: Row) -> PledgeLine:
    return PledgeLine(
        code=row["code"],
        theme_code=row["theme"],
        words=row["words"],
        about=row["about"],
        voices=read_codes(row["voices"]),
        source=row["source"],
        source_codes=read_codes(row["source_codes"]),
        unit=row["unit"],
    )


def _add(actor: Subject, line: PledgeLine) -> Pledge:
    pledge = Pledge(
        code=line.code,
        theme_code=line.theme_code,
        words=line.words,
        about=line.about,
        voices=list(line.voices),
        source=line.source,
        source_codes=list(line.source_codes),
        unit=line.unit,
        added_on=utcnow().date(),
    )
    db.session.add(pledge)
    db.session.flush()
    after = {"code": line.code, "words": line.words}
    audit.record(actor, "charter:pledge:add", KIND, pledge.id, after=after)
    return pledge
