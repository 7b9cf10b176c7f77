"""Loading frameworks of measures, and choosing what an authority uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.measures import rules
from brokerage.measures.models import AuthorityMeasure, Measure, MeasureFramework, MeasureValue
from brokerage.measures.queries import find_choice
from brokerage.organisations.models import Organisation
from brokerage.permissions import SYSTEM, Subject
from brokerage.tables import Row, read_table

COLUMNS = {
    "framework": ("framework", "framework code"),
    "name": ("framework name", "list"),
    "version": ("version",),
    "from": ("from", "valid from", "from date"),
    "to": ("to", "valid to", "to date"),
    "framework_source": ("framework source",),
    "code": ("code", "measure code", "reference"),
    "label": ("label", "measure", "description"),
    "unit": ("unit", "units"),
    "theme": ("theme",),
    "value": ("value", "proxy value", "value in pounds"),
    "year": ("year", "value year"),
    "source": ("value source", "source of the value"),
}
REQUIRED = {"framework", "version", "from", "code", "label", "unit", "theme"}
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
    table = read_table(path, COLUMNS, required=REQUIRED)
    loaded = Loaded()
    for row in table:
        try:
            _load_row(row, loaded)
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
def choose_measure(
    actor: Subject, organisation: Organisation, measure: Measure, sets: Sequence[str], weight: int
) -> None:
    """Say in which sets of an authority a measure is, and how much it counts in a bid."""
    rules.check_weight(weight)
    organisation_id, measure_id = organisation.id, measure.id
    is_in_light = rules.SetKind.LIGHT in sets
    choice = find_choice(organisation_id, measure_id)
    before = _plain(choice)
    if choice is None:
        choice = AuthorityMeasure(organisation_id=organisation_id, measure_id=measure_id)
        db.session.add(choice)
    # A small set is a part of the large one.
    choice.is_in_master = rules.SetKind.MASTER in sets or is_in_light
    choice.is_in_light = is_in_light
    choice.weight = weight
    choice.changed_by_id = actor.user_id or 0
    choice.changed_at = utcnow()
    db.session.flush()
    audit.record(
        actor,
        "measures:choice:edit",
        "organisation",
        organisation_id,
        before=before,
        after={"measure_id": measure_id, **_plain(choice)},
    )


def _plain(choice: AuthorityMeasure | None) -> dict[str, object]:
    if choice is None:
        return {}
    names = ("is_in_master", "is_in_light", "weight")
    return {name: getattr(choice, name) for name in names}


def _load_row(row: Row, loaded: Loaded) -> None:
    rules.check_code(row["code"])
    missing = [name for name in sorted(REQUIRED) if not row[name]]
    if missing:
        raise DomainError(f"has no {missing[0]}")
    value = rules.parse_value(row["value"], row["year"], row["source"])
    framework = _framework_of(row)
    measure = db.session.scalars(
        select(Measure).where(Measure.framework_id == framework.id, Measure.code == row["code"])
    ).first()
    described = (row["label"], row["unit"], row["theme"])
    if measure is None:
        measure = _add_measure(framework, row)
        loaded.measures += 1
    elif (measure.label, measure.unit, measure.theme) != described:
        raise DomainError(KEPT)
    if value is not None:
        loaded.values += _add_value(measure, *value)


def _framework_of(row: Row) -> MeasureFramework:
    from_on, to_on = rules.parse_day(row["from"]), rules.parse_day(row["to"])
    if from_on is None or (to_on is not None and to_on < from_on):
        raise DomainError("has days in the wrong order")
    slug, version = row["framework"].lower(), row["version"]
    _check_lengths(row)
    known = db.session.scalars(
        select(MeasureFramework).where(
            MeasureFramework.slug == slug, MeasureFramework.version == version
        )
    ).first()
    if known is not None:
        return known
    framework = MeasureFramework(
        slug=slug,
        name=row["name"] or row["framework"],
        version=version,
        from_on=from_on,
        to_on=to_on,
        source=row["framework_source"],
        loaded_at=utcnow(),
    )
    db.session.add(framework)
    db.session.flush()
    return framework


def _check_lengths(row: Row) -> None:
    limits = {
        "framework": rules.LONGEST_SLUG,
        "name": rules.LONGEST_LABEL,
        "version": rules.LONGEST_VERSION,
        "framework_source": rules.LONGEST_SOURCE,
        "label": rules.LONGEST_LABEL,
        "unit": rules.LONGEST_UNIT,
        "theme": rules.LONGEST_THEME,
    }
    for name, most in limits.items():
        if len(row[name]) > most:
            raise DomainError(f"has more than {most} characters for its {name.replace('_', ' ')}")


def _add_measure(framework: MeasureFramework, row: Row) -> Measure:
    measure = Measure(
        framework_id=framework.id,
        code=row["code"],
        label=row["label"],
        unit=row["unit"],
        theme=row["theme"],
    )
    db.session.add(measure)
    db.session.flush()
    return measure


def _add_value(measure: Measure, pence: int, year: int, source: str) -> int:
    known = db.session.scalars(
        select(MeasureValue).where(
            MeasureValue.measure_id == measure.id,
            MeasureValue.year == year,
            MeasureValue.source == source,
        )
    ).first()
    if known is not None:
        if known.pence != pence:
            raise DomainError("has another value than is known from that source and year")
        return 0
    db.session.add(
        MeasureValue(
            measure_id=measure.id, pence=pence, year=year, source=source, loaded_at=utcnow()
        )
    )
    db.session.flush()
    return 1
