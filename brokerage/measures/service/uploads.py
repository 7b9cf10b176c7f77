"""A table of measures sent by the browser: read, shown, and then taken over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import delete, select

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.measures.models import Measure, MeasureFramework, MeasureUpload, MeasureValue
from brokerage.measures.queries.uploads import find_framework, find_known, get_locked_upload
from brokerage.measures.rules import files
from brokerage.measures.rules.files import Change, MeasureLine
from brokerage.measures.service.loading import Loaded, add_value, load_line
from brokerage.measures.service.versions import start_version
from brokerage.permissions import Subject
from brokerage.tables import read_table

KIND = "measure-upload"
KEPT_FOR = timedelta(days=1)
BYTES_A_MEGABYTE = 1024 * 1024
IMPORTED = "This file has been imported already."


@dataclass(frozen=True, kw_only=True)
class UnderstoodMeasures:
    """How a file was understood: its columns, the lines that can be used and those that cannot."""

    understood: Mapping[str, str]
    accepted: Sequence[MeasureLine]
    rejected: Sequence[tuple[int, str]]


def read_measures(content: bytes) -> UnderstoodMeasures:
    """Return how a file is understood; nothing is written. No table: DomainError on `file`."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "measures.csv"
        path.write_bytes(content)
        try:
            table = read_table(
                path,
                files.COLUMNS,
                required=files.REQUIRED,
                most_bytes=files.MOST_MEGABYTES * BYTES_A_MEGABYTE,
            )
        except DomainError as refusal:
            raise DomainError(refusal.sentence, "file") from refusal
        accepted: list[MeasureLine] = []
        rejected: list[tuple[int, str]] = []
        for row in table:
            if len(accepted) >= files.MOST_ROWS:
                raise DomainError(f"The file has more than {files.MOST_ROWS:,} lines", "file")
            try:
                line = files.read_line({name: row[name] for name in files.COLUMNS})
                files.check_twice(line, accepted)
                accepted.append(line)
            except DomainError as refusal:
                rejected.append((row.line, refusal.sentence))
        rejected += table.rejected.shown
    return UnderstoodMeasures(
        understood=dict(table.understood), accepted=accepted, rejected=sorted(rejected)
    )


@writes
def upload_measures(actor: Subject, found: UnderstoodMeasures) -> MeasureUpload:
    """Keep how a file was understood, for a person to look at; nothing is loaded yet."""
    now = utcnow()
    db.session.execute(delete(MeasureUpload).where(MeasureUpload.made_at < now - KEPT_FOR))
    upload = MeasureUpload(
        made_by_id=actor.user_id or 0,
        made_at=now,
        understood=dict(found.understood),
        accepted=[_plain(line) for line in found.accepted],
        rejected=[[line, reason] for line, reason in found.rejected],
    )
    db.session.add(upload)
    db.session.flush()
    told = {"accepted": len(found.accepted), "rejected": len(found.rejected)}
    audit.record(actor, "measures:upload:send", KIND, upload.id, after=told)
    return upload


def read_accepted(upload: MeasureUpload) -> list[MeasureLine]:
    """Return the lines of an upload that can be used."""
    return [_line_of(row) for row in upload.accepted]


@writes
def import_measures(
    actor: Subject, measure_upload_id: int, version: str = "", from_on: date | None = None
) -> Counter[str]:
    """Take over what was shown; return how many lines did what. All of it, or nothing.

    Where a line changes what is known, the whole list goes on in a new version from that day:
    nothing of the old one is changed, and what the file does not name goes on as it was.
    """
    upload = get_locked_upload(measure_upload_id)
    if upload.imported_at is not None:
        raise DomainError(IMPORTED)
    lines = read_accepted(upload)
    known = find_known({line.slug for line in lines})
    changes = [(line, files.change_of(line, known)) for line in lines]
    moved = {line.list_key for line, change in changes if change == Change.CHANGED}
    newer = {key: _start(key, version, from_on) for key in sorted(moved)}
    loaded = Loaded()
    for line in lines:
        if line.list_key in newer:
            _write_over(newer[line.list_key], line)
        else:
            load_line(line, loaded)
    upload.imported_at = utcnow()
    db.session.flush()
    done = Counter(str(change) for _, change in changes)
    told = dict(done) | {"versions": [f"{slug} {version}" for slug, _ in newer]}
    audit.record(actor, "measures:upload:import", KIND, upload.id, after=told)
    return done


def _start(key: tuple[str, str], version: str, from_on: date | None) -> MeasureFramework:
    old, today = find_framework(*key), utcnow().date()
    if old is None or from_on is None:
        raise DomainError("Enter from when the new version holds", "from_on")
    files.check_new_version(version, from_on, old.from_on, today)
    if find_framework(old.slug, version) is not None:
        raise DomainError("There is a version of this name already", "version")
    return start_version(old, version, from_on)


def _write_over(framework: MeasureFramework, line: MeasureLine) -> None:
    """Let a measure of a version that has just begun be what the line says."""
    measure = db.session.scalars(
        select(Measure).where(Measure.framework_id == framework.id, Measure.code == line.code)
    ).first()
    if measure is None:
        measure = Measure(framework_id=framework.id, code=line.code)
        db.session.add(measure)
    measure.label, measure.unit, measure.theme = line.label, line.unit, line.theme
    db.session.flush()
    db.session.execute(
        delete(MeasureValue).where(
            MeasureValue.measure_id == measure.id,
            MeasureValue.year == line.year,
            MeasureValue.source == line.source,
        )
    )
    add_value(measure, line)


def _plain(line: MeasureLine) -> dict[str, Any]:
    return asdict(line) | {
        "from_on": line.from_on.isoformat(),
        "to_on": line.to_on.isoformat() if line.to_on else None,
    }


def _line_of(row: Mapping[str, Any]) -> MeasureLine:
    to_on = row["to_on"]
    days = {
        "from_on": date.fromisoformat(row["from_on"]),
        "to_on": date.fromisoformat(to_on) if to_on else None,
    }
    return MeasureLine(**dict(row) | days)
