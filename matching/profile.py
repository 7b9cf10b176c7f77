"""Plain frozen values that go in: who can be found, and who is looking."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

_EDGE_M = 10_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """A point in metres on the British National Grid; ValueError if it cannot be on any map."""

    easting: float
    northing: float

    def __post_init__(self) -> None:
        if not (abs(self.easting) <= _EDGE_M and abs(self.northing) <= _EDGE_M):  # NaN fails too
            raise ValueError("A place needs an easting and a northing in metres.")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact about a profile. Only verified facts score or are shown as reasons."""

    kind: str
    label: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """One candidate.

    `fields` holds its own words by field name. `categories` are CPV codes of eight digits, whose
    trailing zeros give the level (45000000 division, 45300000 group). `causes` are slugs.
    `reach_m` is how far it works from its place in metres, None for no stated limit; `areas` are
    slugs of the authorities it serves; `tags` are for hard filters.
    Raises ValueError for an id that is no row number, and for a negative or non-finite reach.
    """

    id: int
    name: str
    fields: Mapping[str, str] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    place: Place | None = None
    reach_m: float | None = None
    areas: frozenset[str] = frozenset()
    is_remote: bool = False
    evidence: tuple[Evidence, ...] = ()
    tags: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not 0 <= self.id < 2**63:
            raise ValueError("The id of a profile is a whole number from 0 to 2^63 - 1.")
        _check_metres("A reach", self.reach_m)


@dataclass(frozen=True, slots=True)
class Seeker:
    """What is looked for. Everything is optional; with no words, categories or causes one browses.

    `within_m` (metres, needs `place`), `serves_area`, `all_tags`, `any_tags` (an AND of ORs) and
    `no_tags` rule candidates out; the rest ranks. Raises ValueError for a bad distance.
    """

    text: str = ""
    categories: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    place: Place | None = None
    place_label: str = ""
    within_m: float | None = None
    serves_area: str | None = None
    all_tags: frozenset[str] = frozenset()
    any_tags: tuple[frozenset[str], ...] = ()
    no_tags: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        _check_metres("A distance", self.within_m)
        if self.within_m is not None and self.place is None:
            raise ValueError("A distance needs the place it is measured from.")

    @property
    def browses(self) -> bool:
        """Whether nothing is asked for beyond the filters."""
        return not (self.text.strip() or self.categories or self.causes)


def _check_metres(what: str, metres: float | None) -> None:
    if metres is not None and not (math.isfinite(metres) and metres >= 0):
        raise ValueError(f"{what} is a number of metres that is not negative.")
