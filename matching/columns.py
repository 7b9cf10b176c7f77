"""Place, categories, causes, skills, tags and evidence of many profiles as arrays, a row each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.profile import Place, Profile, Seeker, Serves
from matching.time_columns import Floats, Mask, TimeColumns

Rows = NDArray[np.int32]

# How well two CPV codes fit that share this many leading digits but lie on different branches.
_SHARED_DIGITS = {2: 0.25, 3: 0.5, 4: 0.65, 5: 0.75, 6: 0.8, 7: 0.85}
_BROADER = 0.7  # the profile names a wider category than the one looked for


def cpv_level(code: str) -> str:
    """The significant digits of a CPV code: "45300000" is "453", a division keeps two."""
    return code.rstrip("0").ljust(2, "0")


def category_fit(wanted: str, offered: str) -> float:
    """How well an offered category serves a wanted one, 0 to 1; codes that are not CPV: equal."""
    if wanted == offered:
        return 1.0
    if not (_is_cpv(wanted) and _is_cpv(offered)):
        return 0.0
    want, offer = cpv_level(wanted), cpv_level(offered)
    if offer.startswith(want):
        return 1.0
    if want.startswith(offer):
        return _BROADER
    shared = next((i for i, (a, b) in enumerate(zip(want, offer, strict=False)) if a != b), 0)
    return _SHARED_DIGITS.get(shared, 0.0)


def _is_cpv(code: str) -> bool:
    return len(code) == 8 and code.isascii() and code.isdigit()


class Columns:
    """The facts of a fixed sequence of profiles; every method answers for all rows at once."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self.size = len(profiles)
        points = [_xy(p.place) for p in profiles]
        self.easting = np.array([x for x, _ in points], np.float64)
        self.northing = np.array([y for _, y in points], np.float64)
        self.reach = np.array(
            [np.inf if p.reach_m is None else p.reach_m for p in profiles], np.float64
        )
        self.is_remote = np.array([p.is_remote for p in profiles], np.bool_)
        seen = [[e.kind for e in p.evidence if e.is_verified] for p in profiles]
        self._verified = _rows_by(seen)
        self._verified_count = np.array([len(kinds) for kinds in seen], np.float64)
        self._tags = _rows_by(p.tags for p in profiles)
        self._areas = _rows_by(p.areas for p in profiles)
        self._causes = _Listed([p.causes for p in profiles])
        self._skills = _Listed([p.skills for p in profiles])
        self.times = TimeColumns(profiles)
        # Codes that fit at all share their first two digits: only those are compared.
        self._divisions: defaultdict[str, dict[str, Rows]] = defaultdict(dict)
        for code, rows in _rows_by(p.categories for p in profiles).items():
            self._divisions[code[:2]][code] = rows

    def distance(self, place: Place | None) -> Floats:
        """Metres from a place, NaN where either is unknown."""
        if place is None:
            return np.full(self.size, np.nan)
        east, north = self.easting - place.easting, self.northing - place.northing
        return np.asarray(np.sqrt(east * east + north * north))

    def rules(self, seeker: Seeker, distance: Floats) -> dict[str, Mask]:
        """Each hard rule by name, with the rows that pass it."""
        passes = {"tags": self._tagged(seeker)}
        for rule in seeker.tag_rules:
            has_one = _has(self.size, self._tags, rule.any_of) | (not rule.any_of)
            passes[rule.name] = has_one & ~_has(self.size, self._tags, rule.none_of)
        if seeker.serves_area is not None:
            passes["area"] = _has(self.size, self._areas, [seeker.serves_area])
        if seeker.within_m is not None:
            passes["distance"] = (distance <= seeker.within_m) | self.is_remote
        if seeker.serves is not None:
            passes["serves"] = self._serving(seeker.serves, distance)
        elif seeker.place is not None:
            passes["reach"] = ~(distance > self.reach) | self.is_remote
        return passes | self.times.rules(seeker)

    def category_value(self, wanted: Sequence[str]) -> Floats:
        """Mean over the wanted categories of the best fit among a row's own, 0 to 1."""
        total = np.zeros(self.size)
        for code in wanted:
            best = np.zeros(self.size)
            for offered, rows in self._divisions.get(code[:2], {}).items():
                fit = category_fit(code, offered)
                if fit:
                    best[rows] = np.maximum(best[rows], fit)
            total += best
        return total / max(1, len(wanted))

    def cause_value(self, wanted: Sequence[str]) -> Floats:
        """How far the wanted causes and a row's own are the same, 0 to 1."""
        return self._causes.shared(wanted)

    def skill_value(self, wanted: Sequence[str]) -> Floats:
        """How far the wanted skills and a row's own are the same, 0 to 1."""
        return self._skills.shared(wanted)

    def evidence_value(self, wanted: Sequence[str]) -> Floats:
        """The share of the wanted kinds that is verified; with none named, more is better."""
        if not wanted:
            return np.asarray(self._verified_count / (self._verified_count + 1))
        total = np.zeros(self.size)
        asked = set(wanted)
        for kind in asked:
            total += _has(self.size, self._verified, [kind])
        return total / len(asked)

    def _serving(self, rule: Serves, distance: Floats) -> Mask:
        passes = _has(self.size, self._areas, rule.areas)
        if rule.by_reach:
            passes |= (distance <= self.reach) & np.isfinite(self.reach)
        if rule.within_m is not None:
            passes |= distance <= rule.within_m
        if rule.remotely:
            passes |= self.is_remote
        return passes

    def _tagged(self, seeker: Seeker) -> Mask:
        passes = np.ones(self.size, np.bool_)
        for tag in seeker.all_tags:
            passes &= _has(self.size, self._tags, [tag])
        for alternatives in seeker.any_tags:
            passes &= _has(self.size, self._tags, alternatives)
        return passes & ~_has(self.size, self._tags, seeker.no_tags)


class _Listed:
    """Slugs of one list, row by row."""

    def __init__(self, values: Sequence[Sequence[str]]) -> None:
        self._counts = np.array([len(set(many)) for many in values], np.float64)
        self._rows = _rows_by(values)

    def shared(self, wanted: Sequence[str]) -> Floats:
        """The share of the shorter of the two lists that is in the other.

        Somebody who named eight causes and a body that has one of them suit each other, whoever
        of the two is looking.
        """
        total = np.zeros(self._counts.size)
        asked = set(wanted)
        for value in asked:
            total += _has(total.size, self._rows, [value])
        return np.asarray(total / np.maximum(1, np.minimum(len(asked), self._counts)))


def _has(size: int, rows_by: dict[str, Rows], values: Iterable[str]) -> Mask:
    found = np.zeros(size, np.bool_)
    for value in values:
        if value in rows_by:
            found[rows_by[value]] = True
    return found


def _xy(place: Place | None) -> tuple[float, float]:
    return (np.nan, np.nan) if place is None else (place.easting, place.northing)


def _rows_by(values: Iterable[Iterable[str]]) -> dict[str, Rows]:
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, many in enumerate(values):
        for value in dict.fromkeys(many):
            rows[value].append(row)
    return {value: np.asarray(found, np.int32) for value, found in rows.items()}
