"""Place, categories, causes, skills, tags and evidence of many profiles as arrays, a row each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

import numpy as np

from matching.postings import Rows
from matching.profile import Place, Profile, Seeker, Serves
from matching.scratch import zeros
from matching.sets import Bits, Codes, Mask, Sets
from matching.terms import Arrays
from matching.time_columns import Floats, TimeColumns

# How well two CPV codes fit that share this many leading digits but lie on different branches.
_SHARED_DIGITS = {2: 0.25, 3: 0.5, 4: 0.65, 5: 0.75, 6: 0.8, 7: 0.85}
_BROADER = 0.7  # the profile names a wider category than the one looked for

SETS = ("tags", "areas", "verified", "causes", "skills")
NUMBERS = (
    "easting",
    "northing",
    "reach",
    "is_remote",
    "verified_count",
    "cause_count",
    "skill_count",
)

Fitting = list[list[tuple[Rows, float]]]


def cpv_level(code: str) -> str:
    """The significant digits of a CPV code: "45300000" is "453", a division keeps two."""
    return code.rstrip("0").ljust(2, "0")


@lru_cache(maxsize=100_000)
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


def sets_of(profile: Profile) -> dict[str, Iterable[str]]:
    """The sets of one profile by the names in `SETS`."""
    return {
        "tags": profile.tags,
        "areas": profile.areas,
        "verified": {each.kind for each in profile.evidence if each.is_verified},
        "causes": profile.causes,
        "skills": profile.skills,
    }


def numbers_of(profile: Profile) -> tuple[float, ...]:
    """The numbers of one profile in the order of `NUMBERS`, NaN and infinity where unknown."""
    place = profile.place
    return (
        np.nan if place is None else place.easting,
        np.nan if place is None else place.northing,
        np.inf if profile.reach_m is None else profile.reach_m,
        float(profile.is_remote),
        float(sum(each.is_verified for each in profile.evidence)),
        float(len(set(profile.causes))),
        float(len(set(profile.skills))),
    )


def numbers_as_arrays(numbers: Sequence[tuple[float, ...]]) -> Arrays:
    """What `numbers_of` gave for each row, as an array a number: metres, truth, counts."""
    table = np.array(numbers, np.float64).reshape(-1, len(NUMBERS))
    kinds = (np.float64, np.float64, np.float64, np.bool_, np.float32, np.float32, np.float32)
    return {
        name: np.ascontiguousarray(table[:, column].astype(kind))
        for column, (name, kind) in enumerate(zip(NUMBERS, kinds, strict=True))
    }


@dataclass(frozen=True)
class Columns:
    """The facts of a sequence of profiles; every method answers for the rows it is given."""

    numbers: Arrays
    sets: dict[str, Sets]
    codes: Codes
    times: TimeColumns

    @property
    def size(self) -> int:
        """How many rows there are."""
        return int(self.numbers["easting"].size)

    def bits(self, name: str) -> Bits:
        """One of the sets of a base, as it is kept; TypeError for those of a journal."""
        found = self.sets[name]
        if not isinstance(found, Bits):
            raise TypeError("Only a base has its sets as bits.")
        return found

    def distance(self, place: Place | None, rows: Rows) -> Floats:
        """Metres from a place, NaN where either is unknown."""
        if place is None:
            return np.full(rows.size, np.nan)
        east = self.numbers["easting"][rows] - place.easting
        north = self.numbers["northing"][rows] - place.northing
        return np.asarray(np.sqrt(east * east + north * north))

    def is_remote(self, rows: Rows) -> Mask:
        """Who works remotely."""
        return np.asarray(self.numbers["is_remote"][rows])

    def rules(self, seeker: Seeker, rows: Rows, distance: Floats) -> dict[str, Mask]:
        """Each hard rule by name, with the rows that pass it."""
        tags = self.sets["tags"]
        passes = {"tags": self._tagged(seeker, rows)}
        for rule in seeker.tag_rules:
            has_one = tags.any_of(rule.any_of, rows) | (not rule.any_of)
            passes[rule.name] = has_one & ~tags.any_of(rule.none_of, rows)
        if seeker.serves_area is not None:
            passes["area"] = self.sets["areas"].any_of([seeker.serves_area], rows)
        if seeker.within_m is not None:
            passes["distance"] = (distance <= seeker.within_m) | self.is_remote(rows)
        if seeker.serves is not None:
            passes["serves"] = self._serving(seeker.serves, rows, distance)
        elif seeker.place is not None:
            passes["reach"] = ~(distance > self.numbers["reach"][rows]) | self.is_remote(rows)
        return passes | self.times.rules(seeker, rows)

    def fitting(self, wanted: Sequence[str]) -> Fitting:
        """For each wanted category the codes that fit it, as their rows and how well they fit."""
        return [
            [
                (rows, fit)
                for offered, rows in self.codes.of_division(code)
                if (fit := category_fit(code, offered))
            ]
            for code in wanted
        ]

    def category_value(self, fitting: Fitting, rows: Rows) -> Floats:
        """Mean over the wanted categories of the best fit among a row's own, 0 to 1."""
        total = np.zeros(rows.size)
        for codes in fitting:
            levels = sorted({0.0, *(fit for _, fit in codes)})
            best = zeros("fit", self.size, np.uint8)
            for own, fit in sorted(codes, key=itemgetter(1)):
                best[own] = levels.index(fit)
            total += np.array(levels)[best[rows]]
        return total / max(1, len(fitting))

    def listing_any(self, name: str, wanted: Sequence[str]) -> Rows:
        """The rows whose set of this name has one of the wanted values."""
        return np.flatnonzero(self.sets[name].any_of(wanted, np.arange(self.size)))

    def cause_value(self, wanted: Sequence[str], rows: Rows) -> Floats:
        """How far the wanted causes and a row's own are the same, 0 to 1."""
        return self._shared("causes", "cause_count", wanted, rows)

    def skill_value(self, wanted: Sequence[str], rows: Rows) -> Floats:
        """How far the wanted skills and a row's own are the same, 0 to 1."""
        return self._shared("skills", "skill_count", wanted, rows)

    def evidence_value(self, wanted: Sequence[str], rows: Rows) -> Floats:
        """The share of the wanted kinds that is verified; with none named, more is better."""
        if not wanted:
            count = self.numbers["verified_count"][rows].astype(np.float64)
            return np.asarray(count / (count + 1))
        asked = dict.fromkeys(wanted)
        return self._held("verified", asked, rows) / len(asked)

    def _shared(self, name: str, count: str, wanted: Sequence[str], rows: Rows) -> Floats:
        """The share of the shorter of the two lists that is in the other.

        Somebody who named eight causes and a body that has one of them suit each other, whoever
        of the two is looking.
        """
        asked = dict.fromkeys(wanted)
        shorter = np.minimum(len(asked), self.numbers[count][rows])
        return np.asarray(self._held(name, asked, rows) / np.maximum(1, shorter))

    def _held(self, name: str, values: Iterable[str], rows: Rows) -> Floats:
        total = np.zeros(rows.size)
        for value in values:
            total += self.sets[name].any_of([value], rows)
        return total

    def _serving(self, rule: Serves, rows: Rows, distance: Floats) -> Mask:
        passes = self.sets["areas"].any_of(rule.areas, rows)
        if rule.by_reach:
            reach = self.numbers["reach"][rows]
            passes |= (distance <= reach) & np.isfinite(reach)
        if rule.within_m is not None:
            passes |= distance <= rule.within_m
        if rule.remotely:
            passes |= self.is_remote(rows)
        return passes

    def _tagged(self, seeker: Seeker, rows: Rows) -> Mask:
        tags = self.sets["tags"]
        passes = ~tags.any_of(seeker.no_tags, rows)
        for tag in seeker.all_tags:
            passes &= tags.any_of([tag], rows)
        for alternatives in seeker.any_tags:
            passes &= tags.any_of(alternatives, rows)
        return passes
