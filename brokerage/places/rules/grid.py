"""Latitude and longitude to metres of the British National Grid. Pure.

The method and the figures of the ellipsoids and projections are Ordnance Survey's ("A guide
to coordinate systems in Great Britain", annexes A to C). One Helmert shift for the whole
country is true to about 5 metres, which is enough for distances between neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, radians, sin, sqrt, tan
from typing import NamedTuple

from brokerage.errors import DomainError

MOST_EAST = 700_000
MOST_NORTH = 1_300_000


class GridPoint(NamedTuple):
    """A point in whole metres east and north on the British National Grid."""

    easting: int
    northing: int


@dataclass(frozen=True)
class _Ellipsoid:
    major: float
    minor: float

    @property
    def flatness(self) -> float:
        """The eccentricity squared."""
        return 1 - (self.minor / self.major) ** 2


@dataclass(frozen=True)
class _Projection:
    """A transverse Mercator projection: its origin, its false origin and its scale."""

    ellipsoid: _Ellipsoid
    scale: float
    latitude: float
    longitude: float
    easting: float
    northing: float


@dataclass(frozen=True)
class _Shift:
    """A Helmert transformation: metres, parts per million, seconds of arc."""

    x: float
    y: float
    z: float
    scale: float
    turn_x: float
    turn_y: float
    turn_z: float

    def reversed(self) -> _Shift:
        """Return the way back, true to millimetres for shifts as small as these."""
        return _Shift(
            -self.x, -self.y, -self.z, -self.scale, -self.turn_x, -self.turn_y, -self.turn_z
        )


_WGS84 = _Ellipsoid(6_378_137.0, 6_356_752.3141)
_AIRY = _Ellipsoid(6_377_563.396, 6_356_256.909)
_AIRY_IRISH = _Ellipsoid(6_377_340.189, 6_356_034.447)
_BRITISH = _Projection(_AIRY, 0.9996012717, 49.0, -2.0, 400_000.0, -100_000.0)
_IRISH = _Projection(_AIRY_IRISH, 1.000035, 53.5, -8.0, 200_000.0, 250_000.0)
_TO_BRITISH = _Shift(-446.448, 125.157, -542.060, 20.4894, -0.1502, -0.2470, -0.8421)
_TO_IRISH = _Shift(-482.530, 130.596, -564.557, -8.150, 1.042, 0.214, 0.631)


def to_grid(latitude: float, longitude: float) -> GridPoint:
    """Return the grid point of a WGS84 latitude and longitude in degrees.

    Raises DomainError where it is not in Great Britain or near it.
    """
    if not (49 <= latitude <= 61.5 and -9.5 <= longitude <= 3):
        raise DomainError("The latitude and longitude are not in the United Kingdom")
    return _point(*_project(_BRITISH, *_shift(_TO_BRITISH, _WGS84, _AIRY, latitude, longitude)))


def from_irish_grid(easting: float, northing: float) -> GridPoint:
    """Return the British grid point of an Irish one, in which Northern Ireland is published."""
    on_irish = _unproject(_IRISH, easting, northing)
    latitude, longitude = _shift(_TO_IRISH.reversed(), _AIRY_IRISH, _WGS84, *on_irish)
    return to_grid(latitude, longitude)


def check_point(easting: float, northing: float) -> GridPoint:
    """Return the point, or raise DomainError where it lies outside the grid."""
    if not (0 < easting < MOST_EAST and 0 < northing < MOST_NORTH):
        raise DomainError("The grid reference is not in Great Britain")
    return _point(easting, northing)


def project_airy(latitude: float, longitude: float) -> tuple[float, float]:
    """Return the unrounded easting and northing of degrees on OSGB36, the grid's own datum."""
    return _project(_BRITISH, latitude, longitude)


def _point(easting: float, northing: float) -> GridPoint:
    return GridPoint(round(easting), round(northing))


def _shift(
    shift: _Shift, before: _Ellipsoid, after: _Ellipsoid, latitude: float, longitude: float
) -> tuple[float, float]:
    """Move degrees from one datum to another, at sea level."""
    phi, lam = radians(latitude), radians(longitude)
    nu = before.major / sqrt(1 - before.flatness * sin(phi) ** 2)
    x, y = nu * cos(phi) * cos(lam), nu * cos(phi) * sin(lam)
    z = nu * (1 - before.flatness) * sin(phi)
    size = 1 + shift.scale / 1e6
    turn_x, turn_y, turn_z = (
        radians(each / 3600) for each in (shift.turn_x, shift.turn_y, shift.turn_z)
    )
    moved_x = shift.x + x * size - y * turn_z + z * turn_y
    moved_y = shift.y + x * turn_z + y * size - z * turn_x
    moved_z = shift.z - x * turn_y + y * turn_x + z * size
    return _degrees_of(after, moved_x, moved_y, moved_z)


def _degrees_of(ellipsoid: _Ellipsoid, x: float, y: float, z: float) -> tuple[float, float]:
    from_axis = hypot(x, y)
    phi = atan2(z, from_axis * (1 - ellipsoid.flatness))
    for _ in range(6):
        nu = ellipsoid.major / sqrt(1 - ellipsoid.flatness * sin(phi) ** 2)
        phi = atan2(z + ellipsoid.flatness * nu * sin(phi), from_axis)
    return degrees(phi), degrees(atan2(y, x))


def _meridian_arc(projection: _Projection, phi: float) -> float:
    """Return the distance along the meridian from the projection's origin, in metres."""
    ellipsoid, phi0 = projection.ellipsoid, radians(projection.latitude)
    n = (ellipsoid.major - ellipsoid.minor) / (ellipsoid.major + ellipsoid.minor)
    minus, plus = phi - phi0, phi + phi0
    arc = (1 + n + 1.25 * n**2 + 1.25 * n**3) * minus
    arc -= (3 * n + 3 * n**2 + 2.625 * n**3) * sin(minus) * cos(plus)
    arc += (1.875 * n**2 + 1.875 * n**3) * sin(2 * minus) * cos(2 * plus)
    arc -= 35 / 24 * n**3 * sin(3 * minus) * cos(3 * plus)
    return ellipsoid.minor * projection.scale * arc


def _radii(projection: _Projection, phi: float) -> tuple[float, float, float]:
    """Return nu, rho and eta squared of the guide: how the ellipsoid curves there."""
    ellipsoid = projection.ellipsoid
    bend = 1 - ellipsoid.flatness * sin(phi) ** 2
    nu = ellipsoid.major * projection.scale / sqrt(bend)
    rho = nu * (1 - ellipsoid.flatness) / bend
    return nu, rho, nu / rho - 1


def _project(projection: _Projection, latitude: float, longitude: float) -> tuple[float, float]:
    phi, east = radians(latitude), radians(longitude - projection.longitude)
    nu, rho, eta2 = _radii(projection, phi)
    t2 = tan(phi) ** 2
    north = _meridian_arc(projection, phi)
    north += nu / 2 * sin(phi) * cos(phi) * east**2
    north += nu / 24 * sin(phi) * cos(phi) ** 3 * (5 - t2 + 9 * eta2) * east**4
    north += nu / 720 * sin(phi) * cos(phi) ** 5 * (61 - 58 * t2 + t2**2) * east**6
    along = nu * cos(phi) * east
    along += nu / 6 * cos(phi) ** 3 * (nu / rho - t2) * east**3
    along += nu / 120 * cos(phi) ** 5 * (5 - 18 * t2 + t2**2 + 14 * eta2 - 58 * t2 * eta2) * east**5
    return projection.easting + along, projection.northing + north


def _unproject(projection: _Projection, easting: float, northing: float) -> tuple[float, float]:
    scaled = projection.ellipsoid.major * projection.scale
    phi = radians(projection.latitude)
    for _ in range(8):
        missing = northing - projection.northing - _meridian_arc(projection, phi)
        phi += missing / scaled
    nu, rho, eta2 = _radii(projection, phi)
    t, east = tan(phi), easting - projection.easting
    t2 = t**2
    latitude = phi - t / (2 * rho * nu) * east**2
    latitude += t / (24 * rho * nu**3) * (5 + 3 * t2 + eta2 - 9 * t2 * eta2) * east**4
    longitude = east / nu - (nu / rho + 2 * t2) / (6 * nu**3) * east**3
    longitude += (5 + 28 * t2 + 24 * t2**2) / (120 * nu**5) * east**5
    longitude /= cos(phi)
    return degrees(latitude), projection.longitude + degrees(longitude)
