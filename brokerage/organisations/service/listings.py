"""Importing unclaimed listings: read and compared in chunks, published in one short write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import RowMapping, bindparam, insert, update
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.service import mark_many_changed
from brokerage.organisations import rules
from brokerage.organisations.models import Organisation
from brokerage.organisations.queries.listings import (
    IMPORTED,
    Key,
    find_held_numbers,
    find_imported,
)
from brokerage.organisations.rules import listings
from brokerage.organisations.rules.listings import ListedBody, Origin
from brokerage.organisations.service.slugs import every_slug
from brokerage.permissions import Subject
from brokerage.places.queries import FoundPlace, find_place
from brokerage.places.rules import to_grid
from brokerage.tables import Row, Table, read_table

KIND = "organisation"
CHUNK = 500
MOST_BYTES = 64 * 1024 * 1024
INTERRUPTED = "The listings were changed by someone else meanwhile. Nothing was written: try again."


@dataclass
class Imported:
    """What an import found and did; `rejected` are lines of the file with the reason."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left_alone: int = 0
    """Removed on request, or taken over: an import never touches them."""
    signed_up: int = 0
    """Bodies that are here themselves, known by their registration number."""
    rejected: list[str] = field(default_factory=list)
    rejected_count: int = 0

    @property
    def sentence(self) -> str:
        """The one line of result."""
        return (
            f"{self.added:,} added, {self.changed:,} changed, {self.unchanged:,} unchanged, "
            f"{self.left_alone:,} left alone (removed or taken over), "
            f"{self.signed_up:,} signed up here themselves, {self.rejected_count:,} refused."
        )


@dataclass
class _Staged:
    """What is to be written, and the counts so far."""

    result: Imported = field(default_factory=Imported)
    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    places: dict[str, FoundPlace | None] = field(default_factory=dict)
    seen: set[Key] = field(default_factory=set)


def import_listings(
    actor: Subject,
    path: Path,
    origin: Origin,
    *,
    is_dry_run: bool = False,
    on_progress: Callable[[int], None] = lambda rows: None,
) -> Imported:
    """Bring the unclaimed listings up to a file; the same file twice changes nothing.

    Raises DomainError where the file as a whole cannot be used. `on_progress` is told the
    number of rows compared so far.
    """
    table = read_table(path, listings.COLUMNS, required={"name"}, most_bytes=MOST_BYTES)
    listings.check_origin(origin, has_source=table.has("source"), has_licence=table.has("licence"))
    staged = _Staged()
    rows, count = iter(table), 0
    while chunk := list(islice(rows, CHUNK)):
        _compare(staged, list(_understand(table, chunk, origin, staged)))
        db.end_read()
        count += len(chunk)
        on_progress(count)
    staged.result.rejected = table.rejected.lines()
    staged.result.rejected_count = table.rejected.count
    if not is_dry_run and (staged.new or staged.changed):
        _publish(actor, path.name, staged)
    return staged.result


def _understand(
    table: Table, rows: Iterable[Row], origin: Origin, staged: _Staged
) -> Iterator[tuple[ListedBody, dict[str, Any]]]:
    """Yield each row that can be used with what it says in columns; list the others."""
    for row in rows:
        try:
            body = listings.read_listing(row.__getitem__, origin)
            listings.check_new_key(body.key, staged.seen)
            columns = _columns_of(body, staged.places)
        except DomainError as refusal:
            table.reject(row, refusal.sentence)
        else:
            staged.seen.add(body.key)
            yield body, columns


def _columns_of(body: ListedBody, places: dict[str, FoundPlace | None]) -> dict[str, Any]:
    return {
        "name": body.name,
        "kind": body.kind,
        "register": body.register,
        "registration_number": body.registration_number,
        "summary": rules.first_sentence(body.description),
        "description": body.description,
        "website": body.website,
        "licence": body.licence,
        **_place_of(body, places),
    }


def _place_of(body: ListedBody, places: dict[str, FoundPlace | None]) -> dict[str, Any]:
    """Return where it is: by its postcode; by its own point where we do not know that exactly."""
    if body.postcode not in places:
        places[body.postcode] = _find_known_place(body.postcode)
    place = places[body.postcode]
    if body.point and (place is None or place.is_approximate):
        point = to_grid(*body.point)
        easting, northing, is_approximate = point.easting, point.northing, False
    elif place is not None:
        easting, northing, is_approximate = place.easting, place.northing, place.is_approximate
    else:
        raise DomainError(f"is in a place we do not know: “{body.postcode[:20]}”")
    return {
        "postcode": place.postcode if place else None,
        "easting": easting,
        "northing": northing,
        "authority_code": place.authority_code if place else None,
        "is_place_approximate": is_approximate,
    }


def _find_known_place(postcode: str) -> FoundPlace | None:
    try:
        return find_place(postcode)
    except DomainError:
        return None


def _compare(staged: _Staged, bodies: list[tuple[ListedBody, dict[str, Any]]]) -> None:
    """Sort a chunk into what is new, changed, the same, and not ours to touch."""
    known = find_imported([body.key for body, _ in bodies])
    numbers = {body.registration_number for body, _ in bodies if body.registration_number}
    held = find_held_numbers(numbers)
    result = staged.result
    for body, columns in bodies:
        row = known.get(body.key)
        if row is None and (body.register, body.registration_number) in held:
            result.signed_up += 1
        elif row is None:
            staged.new.append({**columns, "source": body.source, "source_ref": body.ref})
            result.added += 1
        elif row["status"] != rules.Status.LISTED:
            result.left_alone += 1
        elif _differs(row, columns):
            staged.changed.append({"row_id": row["id"], **columns})
            result.changed += 1
        else:
            result.unchanged += 1


def _differs(row: RowMapping, columns: dict[str, Any]) -> bool:
    return any(row[name] != columns[name] for name in IMPORTED)


@writes
def _publish(actor: Subject, file_name: str, staged: _Staged) -> None:
    """Write what was staged; a row that was removed or taken over since then stays as it is."""
    try:
        with db.session.begin_nested():
            ids = [*_insert(staged.new), *_update(staged.changed)]
    except IntegrityError as error:
        raise DomainError(INTERRUPTED) from error
    mark_many_changed(KIND, ids)
    audit.record(
        actor,
        "organisations:listing:import",
        "listing-import",
        None,
        after={
            "file": file_name,
            "sources": sorted({source for source, _ in staged.seen}),
            "result": staged.result.sentence,
        },
    )


def _insert(rows: list[dict[str, Any]]) -> list[int]:
    if not rows:
        return []
    slugs, now = every_slug(), utcnow()
    for row in rows:
        row |= {"slug": slugs.give(row["name"]), "status": rules.Status.LISTED, "created_at": now}
    return list(db.session.scalars(insert(Organisation).returning(Organisation.id), rows))


def _update(rows: list[dict[str, Any]]) -> list[int]:
    if rows:
        table = Organisation.__table__
        db.session.connection().execute(
            update(table)  # type: ignore[arg-type]  # a mapped class's table is a Table
            .where(table.c.id == bindparam("row_id"), table.c.status == rules.Status.LISTED)
            .values({name: bindparam(name) for name in IMPORTED}),
            rows,
        )
    return [row["row_id"] for row in rows]
