"""Loading a table of places from a file that an operator got."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from brokerage.audit import Recorded, add_event
from brokerage.errors import DomainError
from brokerage.extensions import db
from brokerage.permissions import SYSTEM
from brokerage.places.models import Authority, Postcode, Ward
from brokerage.places.service.layouts import (
    LONGEST_NAME,
    PLACE_LAYOUTS,
    POSTCODES,
    Councils,
    PlaceLayout,
)
from brokerage.staging import LINE, Published, publishing, staging
from brokerage.tables import SHOWN_REJECTIONS, Row, Table, recognise_table


@dataclass(frozen=True)
class LoadedFile:
    """What a file held and what became of it."""

    name: str
    layout: str
    understood: Mapping[str, str]
    published: Published
    rejected: int
    reasons: list[str]
    """The first rejected rows with line number and reason, then how many more."""

    def sentence(self) -> str:
        """Return the whole in one line."""
        done = self.published
        told = (
            f"{self.name}: {self.layout}: {done.added:,} added, {done.changed:,} changed, "
            f"{done.unchanged:,} as they were, {self.rejected:,} rejected"
        )
        if done.incomplete:
            told += f", {done.incomplete:,} left out (not known yet, and without a point)"
        return told


def load_places_file(path: Path) -> LoadedFile:
    """Load a file of postcodes, outward codes, small areas or wards, all or nothing.

    A cell left empty keeps what is known. The same file again changes nothing. Raises
    DomainError where the file is none of these tables or not one row of it can be used.
    """
    table = recognise_table(path, [each.layout for each in PLACE_LAYOUTS])
    chosen = next(each for each in PLACE_LAYOUTS if each.layout is table.layout)
    councils, wards = _councils(), dict[str, Ward]()
    with db.held_session() as session, staging(session, chosen.model) as staged:
        if not staged.add(_rows(table, chosen, councils, wards)):
            raise DomainError(_nothing_usable(table), "file")
        lines, repeats = staged.drop_repeats(SHOWN_REJECTIONS)
        for line in lines:
            table.rejected.add(line, "repeats a row above it")
        table.rejected.count += repeats - len(lines)
        with publishing(session):
            published = staged.publish()
            if _save_wards(session, wards) or published.has_changed:
                _record(session, path.name, chosen.layout.name, published)
    return LoadedFile(
        path.name,
        chosen.layout.name,
        table.understood,
        published,
        table.rejected.count,
        table.rejected.lines(),
    )


def _rows(
    table: Table, chosen: PlaceLayout, councils: Councils, wards: dict[str, Ward]
) -> Iterator[dict[str, Any]]:
    """Yield the rows that can be used; note on the way the wards that postcodes name."""
    for row in table:
        try:
            values = chosen.read(row, councils)
        except DomainError as refusal:
            table.reject(row, refusal.sentence)
            continue
        if chosen is POSTCODES and values["ward_code"] and row["ward_name"]:
            wards.setdefault(values["ward_code"], _ward(values["ward_code"], row, councils))
        yield values | {LINE: row.line}


def _ward(code: str, row: Row, councils: Councils) -> Ward:
    name = row["ward_name"][:LONGEST_NAME]
    return Ward(code=code, name=name, authority_code=councils.code_of(row))


def _councils() -> Councils:
    authorities = db.session.scalars(select(Authority).order_by(Authority.code)).all()
    db.end_read()
    by_name = {each.name.casefold(): each.code for each in authorities}
    # A county may bear the name of a city; a ward or a small area lies in a district.
    by_short_name = {
        each.short_name.casefold(): each.code for each in authorities if each.kind != "county"
    }
    return Councils(frozenset(each.code for each in authorities), by_name | by_short_name)


def _save_wards(session: Session, wards: Mapping[str, Ward]) -> int:
    """Add the wards that are new; put those without a point in the middle of their postcodes."""
    known = set(session.scalars(select(Ward.code)))
    added = [ward for code, ward in wards.items() if code not in known]
    session.add_all(added)
    session.flush()
    middle = (
        select(Postcode.ward_code, func.avg(Postcode.easting), func.avg(Postcode.northing))
        .join(Ward, Ward.code == Postcode.ward_code)
        .where(Ward.easting.is_(None))
        .group_by(Postcode.ward_code)
    )
    placed = [
        {"code": code, "easting": round(easting), "northing": round(northing)}
        for code, easting, northing in session.execute(middle)
    ]
    if placed:
        session.execute(update(Ward), placed)
    return len(added) + len(placed)


def _nothing_usable(table: Table) -> str:
    reasons = "; ".join(table.rejected.lines()[:3])
    return f"No row of the file can be used ({reasons})" if reasons else "The file has no rows"


def _record(session: Session, name: str, layout: str, published: Published) -> None:
    add_event(
        session,
        Recorded(
            actor=SYSTEM,
            action="places:file:load",
            object_kind="place",
            object_id=None,
            before={},
            after={"file": name, "layout": layout, **asdict(published)},
        ),
    )
