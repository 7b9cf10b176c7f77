"""As which measure each kind of source counts: a table that ships and that a county can change."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path

from flask import current_app
from sqlalchemy import delete

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, writes
from brokerage.ledger.models import SourceMeasure
from brokerage.ledger.queries.sources import list_source_measures
from brokerage.ledger.rules.amounts import to_parts
from brokerage.ledger.rules.sources import Circumstance, SourceKind
from brokerage.measures.rules import check_code
from brokerage.permissions import SYSTEM, Subject
from brokerage.tables import Row, read_table

COLUMNS = {
    "kind": ("kind", "kind of source"),
    "unit": ("unit",),
    "circumstance": ("circumstance",),
    "code": ("code", "measure code"),
    "default": ("default",),
    "each": ("each", "one comes to"),
}
REQUIRED = {"kind", "unit", "circumstance", "code"}
SEED_FILE = "sources.csv"


@writes
def load_source_measures(actor: Subject, path: Path) -> int:
    """Put the table of a file in the place of the one there is; return how many rows it has.

    A file with a row that cannot be used changes nothing (DomainError).
    """
    table = read_table(path, COLUMNS, required=REQUIRED)
    rows = []
    for row in table:
        try:
            rows.append(_row_of(row))
        except DomainError as refusal:
            table.reject(row, refusal.sentence)
    rejected = table.rejected.lines()
    if rejected:
        raise DomainError(rejected[0])
    if _plain(rows) != _plain(list_source_measures()):
        db.session.execute(delete(SourceMeasure))
        db.session.add_all(rows)
        db.session.flush()
        after = {"file": path.name, "rows": len(rows)}
        audit.record(actor, "ledger:source-measure:load", "source_measure", None, after=after)
    return len(rows)


@writes
def load_reference_source_measures() -> int:
    """Load the table that ships with the project."""
    folder: Path = current_app.extensions["config"].seed_folder
    return load_source_measures(SYSTEM, folder / "measures" / SEED_FILE)


def _row_of(row: Row) -> SourceMeasure:
    if row["kind"] not in set(SourceKind):
        raise DomainError(f"“{row['kind'][:20]}” is no kind of source")
    if row["circumstance"] not in set(Circumstance):
        raise DomainError(f"“{row['circumstance'][:20]}” is no circumstance")
    check_code(row["code"])
    return SourceMeasure(
        kind=row["kind"],
        unit=row["unit"],
        circumstance=row["circumstance"],
        code=row["code"],
        is_default=row["default"].lower() == "yes",
        each=_each_of(row["each"]),
    )


def _each_of(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        each = Decimal(text)
        to_parts(each)
    except (InvalidOperation, ValueError) as error:
        raise DomainError(f"“{text[:20]}” is no amount") from error
    return each


def _plain(rows: Iterable[SourceMeasure]) -> list[tuple[object, ...]]:
    return [
        (each.kind, each.unit, each.circumstance, each.code, each.is_default, each.each)
        for each in rows
    ]
