"""Tables of measures as they are sent: their lines, and what each would change. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from brokerage.errors import DomainError
from brokerage.measures import rules

MOST_MEGABYTES = 1
MOST_ROWS = 2_000
MOST_SHOWN = 100
COLUMNS: Mapping[str, tuple[str, ...]] = {
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
REQUIRED = frozenset({"framework", "version", "from", "code", "label", "unit", "theme"})
COLUMN_LABELS: Mapping[str, str] = {
    "framework": "Short name of the list",
    "name": "Name of the list",
    "version": "Version",
    "from": "Valid from",
    "to": "Valid to",
    "framework_source": "Where the list is from",
    "code": "Code of the measure",
    "label": "What it is",
    "unit": "Unit",
    "theme": "Theme",
    "value": "Value of one unit in pounds",
    "year": "Year of the value",
    "source": "Whose value it is",
}
_LIMITS: Mapping[str, int] = {
    "framework": rules.LONGEST_SLUG,
    "name": rules.LONGEST_LABEL,
    "version": rules.LONGEST_VERSION,
    "framework_source": rules.LONGEST_SOURCE,
    "label": rules.LONGEST_LABEL,
    "unit": rules.LONGEST_UNIT,
    "theme": rules.LONGEST_THEME,
}


class Change(StrEnum):
    """What a line would do."""

    NEW = "new"
    VALUE = "value"
    CHANGED = "changed"
    SAME = "same"


CHANGE_LABELS: Mapping[str, str] = {
    Change.NEW: "New",
    Change.VALUE: "New value",
    Change.CHANGED: "Changed: needs a new version",
    Change.SAME: "Same as before",
}


@dataclass(frozen=True, kw_only=True)
class MeasureLine:
    """One line of a table: a measure of a version of a list, perhaps with a value."""

    slug: str
    name: str
    version: str
    from_on: date
    to_on: date | None
    framework_source: str
    code: str
    label: str
    unit: str
    theme: str
    pence: int | None
    year: int | None
    source: str

    @property
    def list_key(self) -> tuple[str, str]:
        """Which version of which list it is in."""
        return self.slug, self.version

    @property
    def value_key(self) -> tuple[int, str] | None:
        """Of which year its value is, and whose; None where it has none."""
        return None if self.year is None else (self.year, self.source)


@dataclass(frozen=True, kw_only=True)
class KnownMeasure:
    """A measure as it is known: its words, and its values in pence by year and source."""

    label: str
    unit: str
    theme: str
    values: Mapping[tuple[int, str], int] = field(default_factory=dict)


Known = Mapping[tuple[str, str, str], KnownMeasure]


def read_line(cells: Mapping[str, str]) -> MeasureLine:
    """Return a line of a table (DomainError, with a sentence that goes on from "Line 3")."""
    rules.check_code(cells["code"])
    missing = [name for name in sorted(REQUIRED) if not cells[name]]
    if missing:
        raise DomainError(f"has no {missing[0]}")
    value = rules.parse_value(cells["value"], cells["year"], cells["source"])
    from_on, to_on = rules.parse_day(cells["from"]), rules.parse_day(cells["to"])
    if from_on is None or (to_on is not None and to_on < from_on):
        raise DomainError("has days in the wrong order")
    for name, most in _LIMITS.items():
        if len(cells[name]) > most:
            raise DomainError(f"has more than {most} characters for its {name.replace('_', ' ')}")
    pence, year, source = value or (None, None, "")
    return MeasureLine(
        slug=cells["framework"].lower(),
        name=cells["name"] or cells["framework"],
        version=cells["version"],
        from_on=from_on,
        to_on=to_on,
        framework_source=cells["framework_source"],
        code=cells["code"],
        label=cells["label"],
        unit=cells["unit"],
        theme=cells["theme"],
        pence=pence,
        year=year,
        source=source,
    )


def change_of(line: MeasureLine, known: Known) -> Change:
    """Return what a line would do to what is known."""
    measure = known.get((*line.list_key, line.code))
    if measure is None:
        return Change.NEW
    if (measure.label, measure.unit, measure.theme) != (line.label, line.unit, line.theme):
        return Change.CHANGED
    if line.value_key is None:
        return Change.SAME
    pence = measure.values.get(line.value_key)
    if pence is None:
        return Change.VALUE
    return Change.SAME if pence == line.pence else Change.CHANGED


def check_twice(line: MeasureLine, earlier: Iterable[MeasureLine]) -> None:
    """Refuse a line that says something else of a measure than one before it in the file."""
    for other in earlier:
        if (other.list_key, other.code) != (line.list_key, line.code):
            continue
        if (other.label, other.unit, other.theme) != (line.label, line.unit, line.theme):
            raise DomainError("says something else of this measure than a line above")
        if other.value_key == line.value_key:
            raise DomainError("is there twice in this file")


def check_new_version(version: str, from_on: date, old_from_on: date, today: date) -> None:
    """Refuse a version without a name, or one that would change what was counted already."""
    if not version.strip():
        raise DomainError("Enter a name for the new version", "version")
    if from_on < today:
        raise DomainError("A new version can begin today at the earliest", "from_on")
    if from_on <= old_from_on:
        raise DomainError("A new version begins after the one before it", "from_on")
