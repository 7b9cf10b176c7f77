"""Plain frozen values that go in: who can be found, and who is looking."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from matching.times import check_day_parts

_EDGE_M = 10_000_000
RULES = ("tags", "area", "serves", "distance", "reach", "dates", "times")
"""The hard rules, in the order in which the first that fails is named."""


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
class Occasion:
    """One dated happening: the day-parts it touches, none if unknown, and whether it has room."""

    day: date
    day_parts: frozenset[str] = frozenset()
    has_room: bool = True

    def __post_init__(self) -> None:
        check_day_parts(self.day_parts)


@dataclass(frozen=True, slots=True)
class Times:
    """When something can be: on its `occasions`, or, without any, in a flexible pattern.

    Then `day_parts` says when, empty for any time, and `has_room` whether it takes anybody more.
    Raises ValueError for an unknown day-part.
    """

    day_parts: frozenset[str] = frozenset()
    occasions: tuple[Occasion, ...] = ()
    has_room: bool = True

    def __post_init__(self) -> None:
        check_day_parts(self.day_parts)


@dataclass(frozen=True, slots=True)
class Profile:
    """One candidate.

    `fields` holds its own words by field name. `categories` are CPV codes of eight digits, whose
    trailing zeros give the level (45000000 division, 45300000 group). `causes` and `skills` are
    slugs of two lists. `times` is None where nothing is known of them. `reach_m` is how far it
    works from its place in metres, None for no stated limit; `areas` are slugs of the authorities
    it serves; `tags` are for hard filters. `accepted` are short texts that it was taken for
    before, each searched as a document of its own. `vectors` are its sentence vectors as
    `vectors.pack` gives them, none where there is no encoder.
    Raises ValueError for an id that is no row number, and for a negative or non-finite reach.
    """

    id: int
    name: str
    fields: Mapping[str, str] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    times: Times | None = None
    place: Place | None = None
    reach_m: float | None = None
    areas: frozenset[str] = frozenset()
    is_remote: bool = False
    evidence: tuple[Evidence, ...] = ()
    tags: frozenset[str] = frozenset()
    accepted: tuple[str, ...] = ()
    vectors: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.id < 2**63:
            raise ValueError("The id of a profile is a whole number from 0 to 2^63 - 1.")
        _check_metres("A reach", self.reach_m)


@dataclass(frozen=True, slots=True)
class TagRule:
    """A hard rule on tags with a name and words of its own.

    A profile passes that has one of `any_of` (where there are any) and none of `none_of`.
    `sentence` says why it does not; `widen`, where the seeker could do without the rule, how:
    its "{}" stands for what would be found, "3 more matches".
    """

    name: str
    sentence: str
    any_of: frozenset[str] = frozenset()
    none_of: frozenset[str] = frozenset()
    widen: str = ""


@dataclass(frozen=True, slots=True)
class Serves:
    """A hard rule on where the work is: one of these is enough for a candidate to pass.

    It has one of `areas`; with `by_reach`, its stated reach covers the seeker's place; it lies
    within `within_m` of that place; with `remotely`, it works remotely. `sentence` says why it
    does not pass. Where this rule stands, the seeker's place alone rules nothing out.
    """

    sentence: str
    areas: frozenset[str] = frozenset()
    by_reach: bool = False
    within_m: float | None = None
    remotely: bool = False


@dataclass(frozen=True, slots=True)
class Seeker:
    """What is looked for. Everything is optional; who asks for nothing that ranks browses.

    `within_m` (metres, needs `place`), `serves_area`, `serves`, `all_tags`, `any_tags` (an AND of
    ORs), `no_tags` and `tag_rules` rule candidates out. So do dates: none on or after `today`,
    from `from_day` to `to_day`, with room if it `needs_room`; what is flexible has no dates to
    miss. The rest ranks: `text`, `categories`, `causes`, `skills`, `evidence`, the kinds that
    count where verified (none named: all), and `times`, the day-parts one is free, which rule out
    too where `times_required`. With `any_suffices` a candidate need fit in one of words,
    categories, causes and skills only: for one who says much of themselves. `vector` is the
    sentence vector of `text` as `vectors.pack` gives it, empty where there is no encoder, and
    `near_words` are terms of `text` with others that may stand in for them, and their weights.
    Raises ValueError for a bad distance, day-part or rule.
    """

    text: str = ""
    categories: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    times: frozenset[str] = frozenset()
    times_required: bool = False
    today: date | None = None
    from_day: date | None = None
    to_day: date | None = None
    needs_room: bool = False
    place: Place | None = None
    place_label: str = ""
    within_m: float | None = None
    serves_area: str | None = None
    serves: Serves | None = None
    all_tags: frozenset[str] = frozenset()
    any_tags: tuple[frozenset[str], ...] = ()
    no_tags: frozenset[str] = frozenset()
    tag_rules: tuple[TagRule, ...] = ()
    any_suffices: bool = False
    vector: bytes = b""
    near_words: tuple[tuple[str, str, float], ...] = ()

    def __post_init__(self) -> None:
        check_day_parts(self.times)
        for within_m in (self.within_m, self.serves.within_m if self.serves else None):
            _check_metres("A distance", within_m)
            if within_m is not None and self.place is None:
                raise ValueError("A distance needs the place it is measured from.")
        names = [rule.name for rule in self.tag_rules]
        if len({*names, *RULES}) < len(names) + len(RULES):
            raise ValueError("Each rule needs a name of its own.")

    @property
    def browses(self) -> bool:
        """Whether nothing is asked for beyond the filters."""
        asked = (self.categories, self.causes, self.skills, self.evidence, self.times)
        return not (self.text.strip() or any(asked))

    @property
    def without_content(self) -> Seeker:
        """The same hard rules, with nothing asked for that says whether a candidate fits."""
        return replace(
            self, text="", vector=b"", near_words=(), categories=(), causes=(), skills=()
        )

    @property
    def looks_at_dates(self) -> bool:
        """Whether a date can rule a candidate out."""
        return self.needs_room or any((self.today, self.from_day, self.to_day))

    def counts(self, occasion: Occasion) -> bool:
        """Whether an occasion is to come for this seeker, in their days, with room if needed."""
        first = max((day for day in (self.today, self.from_day) if day), default=date.min)
        last = self.to_day or date.max
        return first <= occasion.day <= last and (occasion.has_room or not self.needs_room)


def _check_metres(what: str, metres: float | None) -> None:
    if metres is not None and not (math.isfinite(metres) and metres >= 0):
        raise ValueError(f"{what} is a number of metres that is not negative.")
