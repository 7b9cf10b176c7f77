"""The places a site starts with: its councils and priority places, and the postcodes about it."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from statistics import fmean
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from brokerage.audit import Recorded, add_event
from brokerage.extensions import Base, db, utcnow
from brokerage.permissions import SYSTEM
from brokerage.places import rules
from brokerage.places.models import (
    Authority,
    LoadedSource,
    Outcode,
    Postcode,
    PriorityPlace,
    Town,
)
from brokerage.places.service.postcode_package import Outward, package_version, read_outwards
from brokerage.staging import Published, Staged, publishing, staging
from brokerage.tables import Row, read_table

SOURCE = "reference places"
# Raised when the same files would be loaded in another way.
WAY_OF_LOADING = 1
OUTWARDS_A_LINE = 750
SEED_FILES = ("area.json", "authorities.csv", "priority_places.csv", "towns.csv")
AUTHORITY_TEXTS = ("code", "slug", "name", "short_name", "kind")
AUTHORITY_FIELDS = (*AUTHORITY_TEXTS, "parent_slug", "from_on", "to_on", "successor_slug")
PRIORITY_TEXTS = ("slug", "name", "kind", "band", "source")
PRIORITY_NUMBERS = ("easting", "northing", "radius_m")
PRIORITY_FIELDS = (*PRIORITY_TEXTS, *PRIORITY_NUMBERS, "authority_slug")

TOWN_FIELDS = ("slug", "name", "easting", "northing")

Progress = Callable[[str], object]


class _Middles:
    """Where the postcodes of each council lie, gathered by outward code."""

    def __init__(self, codes: frozenset[str]) -> None:
        self._codes = codes
        self._points: dict[str, list[tuple[rules.GridPoint, int]]] = defaultdict(list)

    def add(self, outward: Outward) -> None:
        """Take in the postcodes that lie in one of the councils asked for."""
        for code in self._codes.intersection(outward.councils):
            self._points[code].append(outward.middle_in(code))

    def place(self, authorities: Sequence[Authority]) -> None:
        """Put each council in the middle of its postcodes, a county in that of its districts'."""
        for authority in authorities:
            codes = [each.code for each in authorities if each.parent_slug == authority.slug]
            weighed = [each for code in (authority.code, *codes) for each in self._points[code]]
            weights = [weight for _, weight in weighed]
            if weights:
                eastings, northings = zip(*(point for point, _ in weighed), strict=True)
                authority.easting = round(fmean(eastings, weights))
                authority.northing = round(fmean(northings, weights))


def load_reference_places(
    progress: Progress = lambda line: None,
    read: Callable[[], Iterable[Outward]] = read_outwards,
) -> bool:
    """Load the seed's councils and priority places and the postcode package; say if it changed.

    Every outward code of the country becomes a point, and every postcode of the area's own
    postcode areas (`postcode_areas` in seed/places/area.json) a row. What was loaded
    before from the same files is left alone, which takes no time.
    """
    folder = current_app.extensions["config"].seed_folder / "places"
    fingerprint = _fingerprint(folder)
    loaded = db.session.get(LoadedSource, SOURCE, populate_existing=True)
    db.end_read()
    if loaded is not None and loaded.fingerprint == fingerprint:
        return False
    progress("Loading places: reading the country's postcodes")
    area = json.loads((folder / "area.json").read_text(encoding="utf-8"))
    authorities = list(_authorities(folder, frozenset(area["authority_codes"])))
    middles = _Middles(frozenset(authority.code for authority in authorities))
    with (
        db.held_session() as session,
        staging(session, Postcode) as postcodes,
        staging(session, Outcode) as outcodes,
    ):
        _stage(postcodes, outcodes, area["postcode_areas"], _watched(read(), progress, middles))
        middles.place(authorities)
        source = LoadedSource(name=SOURCE, fingerprint=fingerprint, loaded_at=utcnow())
        with publishing(session):
            _save(session, (*authorities, *_priority_places(folder), *_towns(folder), source))
            published = postcodes.publish(), outcodes.publish()
            _record(session, *published)
    progress(
        f"Loaded places: {published[0].staged:,} postcodes, {published[1].staged:,} outward codes"
    )
    return True


def _save(session: Session, rows: Iterable[Base]) -> None:
    for row in rows:
        session.merge(row)
    session.flush()


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256(f"{WAY_OF_LOADING} {package_version()}".encode())
    for name in SEED_FILES:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


def _watched(
    outwards: Iterable[Outward], progress: Progress, middles: _Middles
) -> Iterator[Outward]:
    """Pass the outward codes on; say how far that is, and note where the councils are."""
    for number, outward in enumerate(outwards, start=1):
        if number % OUTWARDS_A_LINE == 0:
            progress(f"Loading places: {number:,} of about 3,000 outward codes")
        middles.add(outward)
        yield outward


def _stage(
    postcodes: Staged,
    outcodes: Staged,
    postcode_areas: Collection[str],
    outwards: Iterable[Outward],
) -> None:
    centres = []
    for outward in outwards:
        middle = outward.middle()
        centres.append(
            {
                "outcode": outward.outcode,
                "easting": middle.easting,
                "northing": middle.northing,
                "postcodes": len(outward.postcodes),
                "authority_code": outward.commonest_council(),
            }
        )
        if rules.postcode_area_of(outward.outcode) in postcode_areas:
            postcodes.add(_postcode_rows(outward))
    outcodes.add(centres)


def _postcode_rows(outward: Outward) -> Iterator[dict[str, Any]]:
    for postcode, council, (easting, northing) in outward.rows():
        yield {
            "postcode": postcode,
            "easting": easting,
            "northing": northing,
            "authority_code": council,
        }


def _authorities(folder: Path, codes_in_area: Collection[str]) -> Iterator[Authority]:
    for row in _seed_rows(folder / "authorities.csv", AUTHORITY_FIELDS):
        yield Authority(
            **{name: row[name] for name in AUTHORITY_TEXTS},
            parent_slug=row["parent_slug"] or None,
            is_in_area=row["code"] in codes_in_area,
            from_on=_date(row["from_on"]),
            to_on=_date(row["to_on"]),
            successor_slug=row["successor_slug"] or None,
        )


def _priority_places(folder: Path) -> Iterator[PriorityPlace]:
    for row in _seed_rows(folder / "priority_places.csv", PRIORITY_FIELDS):
        yield PriorityPlace(
            **{name: row[name] for name in PRIORITY_TEXTS},
            **{name: int(row[name]) if row[name] else None for name in PRIORITY_NUMBERS},
            authority_slug=row["authority_slug"] or None,
        )


def _towns(folder: Path) -> Iterator[Town]:
    for row in _seed_rows(folder / "towns.csv", TOWN_FIELDS):
        yield Town(
            slug=row["slug"],
            name=row["name"],
            easting=int(row["easting"]),
            northing=int(row["northing"]),
        )


def _seed_rows(path: Path, fields: Sequence[str]) -> Iterator[Row]:
    table = read_table(path, {name: (name,) for name in fields}, required=fields)
    yield from table
    if table.rejected.count:
        raise ValueError(f"{path.name}: {'; '.join(table.rejected.lines())}")


def _date(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


def _record(session: Session, postcodes: Published, outcodes: Published) -> None:
    add_event(
        session,
        Recorded(
            actor=SYSTEM,
            action="places:reference:load",
            object_kind="place",
            object_id=None,
            before={},
            after={"postcodes": postcodes.staged, "outcodes": outcodes.staged},
        ),
    )
