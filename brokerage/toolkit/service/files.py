"""Loading what comes with the project: the names of themes and topics, and resources."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import SYSTEM, Subject
from brokerage.toolkit.models import Resource, ToolkitLabel
from brokerage.toolkit.rules import LONGEST_NAME, REVIEW_AFTER, Scheme
from brokerage.toolkit.rules.files import read_resource
from brokerage.toolkit.service.resources import KIND, add_resource, publish_resource

LABELS_FILE = "labels.csv"
RESOURCES_FOLDER = "resources"
LARGEST_FILE = 100_000


@dataclass
class Loaded:
    """What a folder added, and the files that could not be used."""

    labels: int = 0
    resources: int = 0
    rejected: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """Say it in one line."""
        if not (self.labels or self.resources):
            return "The toolkit is as it was"
        return f"Added {self.labels:,} labels and {self.resources:,} resources"


@writes
def load_toolkit(actor: Subject, folder: Path) -> Loaded:
    """Add what is missing; what was loaded before stays as brokers have made it since."""
    loaded = Loaded(labels=_load_labels(folder / LABELS_FILE))
    known = set(db.session.scalars(select(Resource.file_name)))
    for path in sorted((folder / RESOURCES_FOLDER).glob("*.md")):
        if path.stem not in known:
            try:
                _load_resource(actor, path)
                loaded.resources += 1
            except (DomainError, UnicodeDecodeError) as refusal:
                reason = refusal.sentence if isinstance(refusal, DomainError) else "is not UTF-8"
                loaded.rejected += (f"{path.name} {reason}",)
    if loaded.labels or loaded.resources:
        after = {"labels": loaded.labels, "resources": loaded.resources}
        audit.record(actor, "toolkit:resource:load", KIND, None, after=after)
    return loaded


@writes
def load_reference_toolkit() -> Loaded:
    """Load what ships with the project."""
    folder: Path = current_app.extensions["config"].seed_folder
    return load_toolkit(SYSTEM, folder / "toolkit")


def _load_resource(actor: Subject, path: Path) -> None:
    if len(path.stem) > LONGEST_NAME or path.stat().st_size > LARGEST_FILE:
        raise DomainError("is too large, or has too long a name")
    answers = read_resource(path.read_text(encoding="utf-8"), utcnow().date() + REVIEW_AFTER)
    publish_resource(actor, add_resource(actor, answers, file_name=path.stem))


def _load_labels(path: Path) -> int:
    """Add the names that are not there; the columns are scheme, code and label."""
    if not path.exists():
        return 0
    known = {(row.scheme, row.code) for row in db.session.scalars(select(ToolkitLabel))}
    added = 0
    with path.open(encoding="utf-8", newline="") as lines:
        for position, row in enumerate(csv.DictReader(lines)):
            key = (row["scheme"], row["code"])
            if key not in known and row["scheme"] in set(Scheme):
                db.session.add(
                    ToolkitLabel(scheme=key[0], code=key[1], label=row["label"], position=position)
                )
                known.add(key)
                added += 1
    db.session.flush()
    return added
