"""Where things are, in metres of the British National Grid."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from brokerage.extensions import Base, UtcDateTime


class Authority(Base):
    """A council; it has dates and successors, since councils are made and ended by law."""

    __tablename__ = "authorities"

    code: Mapped[str] = mapped_column(String(9), primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    short_name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    parent_slug: Mapped[str | None] = mapped_column(String(80))
    is_in_area: Mapped[bool]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    successor_slug: Mapped[str | None] = mapped_column(String(80))
    easting: Mapped[int | None]
    northing: Mapped[int | None]
    """The middle of its postcodes."""


class Postcode(Base):
    """A postcode, written without its space; ward, LSOA and decile once they are loaded."""

    __tablename__ = "postcodes"
    __table_args__ = (
        CheckConstraint("decile between 1 and 10", name="decile"),
        # Halves the file: most of what it holds is these rows, found by their key alone.
        {"sqlite_with_rowid": False},
    )

    postcode: Mapped[str] = mapped_column(String(7), primary_key=True)
    easting: Mapped[int]
    northing: Mapped[int]
    authority_code: Mapped[str | None] = mapped_column(String(9))
    ward_code: Mapped[str | None] = mapped_column(String(9))
    lsoa_code: Mapped[str | None] = mapped_column(String(9))
    decile: Mapped[int | None]


class Outcode(Base):
    """The first half of a postcode and the middle of the postcodes that begin with it."""

    __tablename__ = "outcodes"

    outcode: Mapped[str] = mapped_column(String(4), primary_key=True)
    easting: Mapped[int]
    northing: Mapped[int]
    postcodes: Mapped[int]
    authority_code: Mapped[str | None] = mapped_column(String(9))


class Ward(Base):
    """An electoral ward and the middle of its postcodes."""

    __tablename__ = "wards"

    code: Mapped[str] = mapped_column(String(9), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    authority_code: Mapped[str | None] = mapped_column(ForeignKey(Authority.code))
    easting: Mapped[int | None]
    northing: Mapped[int | None]


class Lsoa(Base):
    """A small statistical area with its place in the Index of Multiple Deprivation."""

    __tablename__ = "lsoas"
    __table_args__ = (CheckConstraint("decile between 1 and 10", name="decile"),)

    code: Mapped[str] = mapped_column(String(9), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    authority_code: Mapped[str | None] = mapped_column(ForeignKey(Authority.code))
    deprivation_rank: Mapped[int | None]
    decile: Mapped[int | None]
    population: Mapped[int | None]


class Town(Base):
    """A town, village or suburb by the name people use, at its middle."""

    __tablename__ = "towns"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    easting: Mapped[int]
    northing: Mapped[int]


class PriorityPlace(Base):
    """A place the partnership puts first, with the source that says so."""

    __tablename__ = "priority_places"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    authority_slug: Mapped[str | None] = mapped_column(String(80))
    band: Mapped[str] = mapped_column(String(20))
    easting: Mapped[int | None]
    northing: Mapped[int | None]
    radius_m: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(300))


class LoadedSource(Base):
    """A source that was loaded, by what it was, so that loading it again is quick."""

    __tablename__ = "loaded_sources"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(80))
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
