"""When many profiles are, as arrays: masks of day-parts, and the occasions laid end to end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching.postings import Rows
from matching.profile import Profile, Seeker, Times
from matching.terms import Arrays
from matching.times import mask_of

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]
Occasions = list[tuple[int, int, bool]]

_NO_DAY = float(date.max.toordinal() + 1)
UNKNOWN_VALUE = 0.5  # the times part of those who have not said when: neither fitting nor not


class TimeColumns:
    """The times of a fixed sequence of profiles; every method answers for the rows it is given.

    `pattern` (uint32) is a mask of 21 day-parts, `flexible_room` whether there is room without a
    date; the occasions of row r are numbers `occasion_starts[r]` to `[r + 1]` of `days` (ordinals),
    `parts` (masks) and `has_room`. The day that it is comes with the seeker, so nothing here
    grows old.
    """

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self._pattern, self._flexible_room = arrays["pattern"], arrays["flexible_room"]
        self._starts = arrays["occasion_starts"]
        self._days, self._parts = arrays["days"], arrays["parts"]
        self._has_room = arrays["has_room"]

    @classmethod
    def of(cls, profiles: Iterable[Profile]) -> TimeColumns:
        """The times of profiles."""
        facts = [time_facts(profile.times) for profile in profiles]
        return cls.from_facts(facts)

    @classmethod
    def from_facts(cls, facts: list[tuple[int, bool, Occasions]]) -> TimeColumns:
        """What `time_facts` gave for each row."""
        occasions = [each for _, _, own in facts for each in own]
        counts = [len(own) for _, _, own in facts]
        return cls(
            {
                "pattern": np.array([pattern for pattern, _, _ in facts], np.uint32),
                "flexible_room": np.array([has_room for _, has_room, _ in facts], np.bool_),
                "occasion_starts": np.cumsum([0, *counts], dtype=np.int64),
                "days": np.array([day for day, _, _ in occasions], np.int32),
                "parts": np.array([parts for _, parts, _ in occasions], np.uint32),
                "has_room": np.array([has_room for _, _, has_room in occasions], np.bool_),
            }
        )

    def rules(self, seeker: Seeker, rows: Rows) -> dict[str, Mask]:
        """The hard rules on dates and times that this seeker has, with the rows that pass."""
        passes = {}
        if seeker.looks_at_dates:
            mine = _Mine(self._starts, rows)
            has_room = self._flexible_room[rows] | (not seeker.needs_room)
            passes["dates"] = mine.best(np.maximum, self._counted(seeker, mine), has_room)
        if seeker.times and seeker.times_required:
            passes["times"] = self.value(seeker, rows) > 0
        return passes

    def value(self, seeker: Seeker, rows: Rows) -> Floats:
        """How well the free day-parts meet a row's, 0 to 1.

        Of an occasion's day-parts the share that is free, for the best one to come; a flexible
        pattern is met by any of its day-parts.
        """
        mine = _Mine(self._starts, rows)
        free = np.uint32(mask_of(seeker.times))
        parts = self._parts[mine.occasions]
        held = np.bitwise_count(parts)
        shared = np.bitwise_count(parts & free) / np.maximum(held, 1)
        shares = np.where(held > 0, shared, UNKNOWN_VALUE) * self._counted(seeker, mine)
        own = self._pattern[rows]
        pattern = np.where(own > 0, (own & free) > 0, UNKNOWN_VALUE)
        return mine.best(np.maximum, shares, pattern)

    def next_day(self, seeker: Seeker, rows: Rows) -> Floats:
        """The number of the first day that suits the seeker; for what has none, one beyond all."""
        mine = _Mine(self._starts, rows)
        counted = self._counted(seeker, mine)
        if seeker.times and seeker.times_required:
            parts = self._parts[mine.occasions]
            counted &= (parts == 0) | ((parts & np.uint32(mask_of(seeker.times))) > 0)
        days = np.where(counted, self._days[mine.occasions], _NO_DAY)
        return mine.best(np.minimum, days, np.full(rows.size, _NO_DAY))

    def _counted(self, seeker: Seeker, mine: _Mine) -> Mask:
        """Which occasions are to come, in the seeker's days, with room where it is needed."""
        days = self._days[mine.occasions]
        counted = np.ones(days.size, np.bool_)
        for first in (seeker.today, seeker.from_day):
            if first is not None:
                counted &= days >= first.toordinal()
        if seeker.to_day is not None:
            counted &= days <= seeker.to_day.toordinal()
        if seeker.needs_room:
            counted &= self._has_room[mine.occasions]
        return counted


class _Mine:
    """The occasions of some rows, laid end to end."""

    def __init__(self, starts: NDArray[np.int64], rows: Rows) -> None:
        counts = starts[rows + 1] - starts[rows]
        ends = np.cumsum(counts)
        self.is_dated = counts > 0
        # Rows with occasions follow each other without a gap, so one `reduceat` serves them all.
        self.firsts = (ends - counts)[self.is_dated]
        total = int(ends[-1]) if ends.size else 0
        shift = np.repeat(starts[rows] - (ends - counts), counts)
        self.occasions = np.arange(total) + shift

    def best(self, reduce: np.ufunc, occasions: NDArray, flexible: NDArray) -> NDArray:
        """The best of each row's occasions; the flexible value of a row that has none."""
        rows = flexible.copy()
        if self.firsts.size:
            rows[self.is_dated] = reduce.reduceat(occasions, self.firsts)
        return rows


def time_facts(times: Times | None) -> tuple[int, bool, Occasions]:
    """A mask of the pattern, whether it has room, and (ordinal, mask, room) of each occasion."""
    if times is None:
        return 0, True, []
    own = [
        (each.day.toordinal(), mask_of(each.day_parts), each.has_room) for each in times.occasions
    ]
    return mask_of(times.day_parts), times.has_room, own
