"""Postcodes, grid points and distances: what is true of places without looking anything up."""

from __future__ import annotations

from math import hypot

from brokerage.places.rules.grid import GridPoint, check_point, from_irish_grid, to_grid
from brokerage.places.rules.postcodes import (
    clean_postcode,
    find_outcode,
    outcode_of,
    postcode_area_of,
    without_space,
)

METRES_A_MILE = 1609.344


def distance_m(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return the straight distance in metres between two (easting, northing) points."""
    return hypot(one[0] - other[0], one[1] - other[1])


def miles(metres: float) -> float:
    """Return a distance in metres as miles."""
    return metres / METRES_A_MILE


def metres(in_miles: float) -> float:
    """Return a distance in miles as metres."""
    return in_miles * METRES_A_MILE


def is_within(point: tuple[int, int], centre: tuple[int, int], radius_m: float) -> bool:
    """Say whether a point lies in the circle around a centre, its edge included."""
    return distance_m(point, centre) <= radius_m


__all__ = [
    "GridPoint",
    "check_point",
    "clean_postcode",
    "distance_m",
    "find_outcode",
    "from_irish_grid",
    "is_within",
    "metres",
    "miles",
    "outcode_of",
    "postcode_area_of",
    "to_grid",
    "without_space",
]
