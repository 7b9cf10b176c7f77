"""The tables of places that can be loaded: the headings they go by, and a row of each.

Headings are those of the ONS Postcode Directory, Code-Point Open, the English indices of
deprivation and the lists that councils make from them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from brokerage.errors import DomainError
from brokerage.extensions import Base
from brokerage.places import rules
from brokerage.places.models import Lsoa, Outcode, Postcode, Ward
from brokerage.tables import Layout, Row

LONGEST_NAME = 120
LARGEST_COUNT = 2_000_000_000

_EASTING = ("easting", "eastings", "east1m", "oseast1m", "x")
_NORTHING = ("northing", "northings", "north1m", "osnrth1m", "y")
_LATITUDE = ("latitude", "lat")
_LONGITUDE = ("longitude", "long", "lng", "lon")
_AUTHORITY_CODE = (
    "district_code",
    "lad25cd",
    "laua",
    "oslaua",
    "local authority district code",
    "admin_district_code",
    "authority_code",
)
_AUTHORITY_NAME = (
    "district",
    "lad25nm",
    "local authority district name",
    "district_name",
    "main_district",
    "authority",
    "council",
)
_WARD_CODE = ("ward_code", "wd25cd", "osward", "admin_ward_code")
_WARD_NAME = ("ward", "wd25nm", "ward_name")
_LSOA_CODE = ("lsoa21_code", "lsoa21cd", "lsoa21", "lsoa_code", "lsoa11_code", "lsoa11")
_LSOA_NAME = ("lsoa21_name", "lsoa21nm", "lsoa_name", "lsoa11_name")
_DECILE = (
    "imd_decile",
    "decile",
    "deprivation_decile",
    "Index of Multiple Deprivation (IMD) Decile",
    "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)",
)
_RANK = (
    "imd_rank",
    "deprivation_rank",
    "Index of Multiple Deprivation (IMD) Rank",
    "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)",
)
_POINT = {
    "easting": _EASTING,
    "northing": _NORTHING,
    "latitude": _LATITUDE,
    "longitude": _LONGITUDE,
}
_AUTHORITY = {"authority_code": _AUTHORITY_CODE, "authority_name": _AUTHORITY_NAME}
# A letter for the country and eight digits (ONS coding and naming policy).
_CODE = re.compile(r"[A-Z][0-9]{8}")
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,20})?")
_WHOLE = re.compile(r"([0-9]{1,10})(\.0{1,6})?")


@dataclass(frozen=True)
class Councils:
    """The councils that are known, to turn what a row says of its council into a code."""

    codes: frozenset[str]
    code_by_name: Mapping[str, str]
    """By full and short name, in lower case."""

    def code_of(self, row: Row) -> str | None:
        """Return the code of the row's council where it is one of these."""
        code = row["authority_code"] or self.code_by_name.get(row["authority_name"].casefold(), "")
        return code if code in self.codes else None


@dataclass(frozen=True)
class PlaceLayout:
    """A layout, the table it is loaded into, and how a row of the one becomes one of the other.

    `read` raises DomainError with the reason where a row cannot be used.
    """

    layout: Layout
    model: type[Base]
    read: Callable[[Row, Councils], dict[str, Any]]


def read_postcode(row: Row, councils: Councils) -> dict[str, Any]:
    """Return a row of postcodes."""
    point = _point(row)
    return {
        "postcode": rules.without_space(_postcode(row["postcode"])),
        "easting": point.easting if point else None,
        "northing": point.northing if point else None,
        "authority_code": _code(row["authority_code"]) or councils.code_of(row),
        "ward_code": _code(row["ward_code"]),
        "lsoa_code": _code(row["lsoa_code"]),
        "decile": _whole(row["decile"], 1, 10),
    }


def read_outcode(row: Row, councils: Councils) -> dict[str, Any]:
    """Return a row of outcodes; one without a point is of no use."""
    outcode, point = rules.find_outcode(row["outcode"]), _point(row)
    if outcode is None:
        raise DomainError("the outward code is not one, like OX4")
    if point is None:
        raise DomainError("there is no grid reference, nor latitude and longitude")
    return {
        "outcode": outcode,
        "easting": point.easting,
        "northing": point.northing,
        "postcodes": _whole(row["postcodes"], 0, LARGEST_COUNT) or 0,
        "authority_code": _code(row["authority_code"]) or councils.code_of(row),
    }


def read_lsoa(row: Row, councils: Councils) -> dict[str, Any]:
    """Return a row of small areas and their deprivation."""
    return {
        "code": _required_code(row["lsoa_code"]),
        "name": _name(row["lsoa_name"]) or row["lsoa_code"],
        "authority_code": councils.code_of(row),
        "deprivation_rank": _whole(row["rank"], 1, LARGEST_COUNT),
        "decile": _whole(row["decile"], 1, 10),
        "population": _whole(row["population"], 0, LARGEST_COUNT),
    }


def read_ward(row: Row, councils: Councils) -> dict[str, Any]:
    """Return a row of wards."""
    point = _point(row)
    name = _name(row["ward_name"])
    if not name:
        raise DomainError("the ward has no name")
    return {
        "code": _required_code(row["ward_code"]),
        "name": name,
        "authority_code": councils.code_of(row),
        "easting": point.easting if point else None,
        "northing": point.northing if point else None,
    }


POSTCODES = PlaceLayout(
    Layout(
        "postcodes",
        {
            "postcode": ("postcode", "pcds", "pcd7", "pcd8", "pcd", "post code"),
            "ward_code": _WARD_CODE,
            "ward_name": _WARD_NAME,
            "lsoa_code": _LSOA_CODE,
            "decile": _DECILE,
            **_POINT,
            **_AUTHORITY,
        },
        {"postcode"},
    ),
    Postcode,
    read_postcode,
)
OUTCODES = PlaceLayout(
    Layout(
        "outward codes",
        {
            "outcode": ("outcode", "outward code", "postcode district", "pcd_outward"),
            "postcodes": ("n_postcodes", "postcodes", "count"),
            **_POINT,
            **_AUTHORITY,
        },
        {"outcode"},
    ),
    Outcode,
    read_outcode,
)
LSOAS = PlaceLayout(
    Layout(
        "small areas (LSOA) with their deprivation",
        {
            "lsoa_code": _LSOA_CODE,
            "lsoa_name": _LSOA_NAME,
            "rank": _RANK,
            "decile": _DECILE,
            "population": ("population", "total population: mid 2015", "residents"),
            **_AUTHORITY,
        },
        {"lsoa_code", "decile"},
    ),
    Lsoa,
    read_lsoa,
)
WARDS = PlaceLayout(
    Layout(
        "wards",
        {"ward_code": _WARD_CODE, "ward_name": _WARD_NAME, **_POINT, **_AUTHORITY},
        {"ward_code", "ward_name"},
    ),
    Ward,
    read_ward,
)
PLACE_LAYOUTS = (POSTCODES, OUTCODES, LSOAS, WARDS)


def _postcode(written: str) -> str:
    try:
        return rules.clean_postcode(written)
    except DomainError as refusal:
        raise DomainError("the postcode is not a full one, like OX4 1EQ") from refusal


def _point(row: Row) -> rules.GridPoint | None:
    """Return the row's point; None where it has none."""
    if row["easting"] and row["northing"]:
        return rules.check_point(_number(row["easting"]), _number(row["northing"]))
    if row["latitude"] and row["longitude"]:
        return rules.to_grid(_number(row["latitude"]), _number(row["longitude"]))
    return None


def _number(written: str) -> float:
    if not _NUMBER.fullmatch(written):
        raise DomainError("a coordinate is not a number")
    return float(written)


def _whole(written: str, lowest: int, highest: int) -> int | None:
    if not written:
        return None
    matched = _WHOLE.fullmatch(written)
    if not matched or not lowest <= int(matched[1]) <= highest:
        raise DomainError(f"a number is not a whole one from {lowest:,} to {highest:,}")
    return int(matched[1])


def _code(written: str) -> str | None:
    if written and not _CODE.fullmatch(written):
        raise DomainError("a code is not a letter and eight digits, like E07000178")
    return written or None


def _required_code(written: str) -> str:
    code = _code(written)
    if code is None:
        raise DomainError("there is no code")
    return code


def _name(written: str) -> str:
    if len(written) > LONGEST_NAME:
        raise DomainError(f"a name is longer than {LONGEST_NAME} characters")
    return written
