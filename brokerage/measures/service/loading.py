"""Loading frameworks of measures: added to, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.measures.models import Measure, MeasureFramework, MeasureValue
from brokerage.measures.queries.uploads import find_framework
from brokerage.measures.rules import files
from brokerage.measures.rules.files import MeasureLine
from brokerage.measures.service.versions import take_place_of_earlier
from brokerage.permissions import SYSTEM, Subject
from brokerage.tables import read_table

KEPT = "is known in this version with other words or another unit: load it as a new version"
SEED_FILE = "measures.csv"


@dataclass
class Loaded:
    """What a file added, and the rows that could not be used."""

    measures: int = 0
    values: int = 0
    rejected: Sequence[str] = field(default_factory=tuple)

    @property
    def sentence(self) -> str:
        """Say it in one line."""
        if not (self.measures or self.values):
            return "The measures are as they were"
        return f"Added {self.measures:,} measures and {self.values:,} values"


@writes
def load_measures(actor: Subject, path: Path) -> Loaded:
    """Add the measures and values of a table; the same file again changes nothing."""
    table = read_table(path, files.COLUMNS, required=files.REQUIRED)
    loaded = Loaded()
    for row in table:
        try:
            line = files.read_line({name: row[name] for name in files.COLUMNS})
            load_line(line, loaded)
        except DomainError as refusal:
            table.reject(row, refusal.sentence)
    loaded.rejected = table.rejected.lines()
    if loaded.measures or loaded.values:
        after = {"file": path.name, "measures": loaded.measures, "values": loaded.values}
        audit.record(actor, "measures:measure:load", "measure", None, after=after)
    return loaded


@writes
def load_reference_measures() -> Loaded:
    """Load the labels that ship with the project."""
    folder: Path = current_app.extensions["config"].seed_folder
    return load_measures(SYSTEM, folder / "measures" / SEED_FILE)


@writes
def load_line(line: MeasureLine, loaded: Loaded) -> None:
    """Add what a line says; what is known with other words is refused (DomainError)."""
    framework = find_framework(line.slug, line.version) or _add_framework(line)
    measure = db.session.scalars(
        select(Measure).where(Measure.framework_id == framework.id, Measure.code == line.code)
    ).first()
    if measure is None:
        measure = _add_measure(framework, line)
        loaded.measures += 1
    elif (measure.label, measure.unit, measure.theme) != (line.label, line.unit, line.theme):
        raise DomainError(KEPT)
    loaded.values += add_value(measure, line)


@writes
def add_value(measure: Measure, line: MeasureLine) -> int:
    """Add the value of a line, if it has one that is not known; return how many were added."""
    if line.pence is None or line.year is None:
        return 0
    known = db.session.scalars(
        select(MeasureValue).where(
            MeasureValue.measure_id == measure.id,
            MeasureValue.year == line.year,
            MeasureValue.source == line.source,
        )
    ).first()
    if known is not None:
        if known.pence != line.pence:
            raise DomainError("has another value than is known from that source and year")
        return 0
    db.session.add(
        MeasureValue(
            measure_id=measure.id,
            pence=line.pence,
            year=line.year,
            source=line.source,
            loaded_at=utcnow(),
        )
    )
    db.session.flush()
    return 1


def _add_framework(line: MeasureLine) -> MeasureFramework:
    framework = MeasureFramework(
        slug=line.slug,
        name=line.name,
        version=line.version,
        from_on=line.from_on,
        to_on=line.to_on,
        source=line.framework_source,
        loaded_at=utcnow(),
    )
    db.session.add(framework)
    db.session.flush()
    take_place_of_earlier(framework)
    return framework


def _add_measure(framework: MeasureFramework, line: MeasureLine) -> Measure:
    measure = Measure(
        framework_id=framework.id,
        code=line.code,
        label=line.label,
        unit=line.unit,
        theme=line.theme,
    )
    db.session.add(measure)
    db.session.flush()
    return measure
