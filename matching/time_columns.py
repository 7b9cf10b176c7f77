"""When many profiles are, as arrays: masks of day-parts, and the occasions laid end to end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching.profile import Profile, Seeker, Times
from matching.times import mask_of

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

_NO_DAY = float(date.max.toordinal() + 1)
UNKNOWN_VALUE = 0.5  # the times part of those who have not said when: neither fitting nor not


class TimeColumns:
    """The times of a fixed sequence of profiles; every method answers for all rows at once.

    The day that it is comes with the seeker, so nothing here grows old.
    """

    def __init__(self, profiles: Sequence[Profile]) -> None:
        times = [profile.times or Times() for profile in profiles]
        occasions = [each for one in times for each in one.occasions]
        counts = np.array([len(one.occasions) for one in times], np.int64)
        self._pattern = np.array([mask_of(one.day_parts) for one in times], np.uint32)
        self._has_flexible_room = np.array([one.has_room for one in times], np.bool_)
        self._is_dated = counts > 0
        # Rows with occasions follow each other without a gap, so one `reduceat` serves them all.
        self._starts = (np.cumsum(counts) - counts)[self._is_dated]
        self._days = np.array([each.day.toordinal() for each in occasions], np.int32)
        self._parts = np.array([mask_of(each.day_parts) for each in occasions], np.uint32)
        self._has_room = np.array([each.has_room for each in occasions], np.bool_)

    def rules(self, seeker: Seeker) -> dict[str, Mask]:
        """The hard rules on dates and times that this seeker has, with the rows that pass."""
        passes = {}
        counted = self._counted(seeker)
        if seeker.looks_at_dates:
            has_room = self._has_flexible_room | (not seeker.needs_room)
            passes["dates"] = self._by_row(np.maximum, counted, has_room)
        if seeker.times and seeker.times_required:
            passes["times"] = self.value(seeker) > 0
        return passes

    def value(self, seeker: Seeker) -> Floats:
        """How well the free day-parts meet a row's, 0 to 1.

        Of an occasion's day-parts the share that is free, for the best one to come; a flexible
        pattern is met by any of its day-parts.
        """
        free = np.uint32(mask_of(seeker.times))
        held = np.bitwise_count(self._parts)
        shared = np.bitwise_count(self._parts & free) / np.maximum(held, 1)
        shares = np.where(held > 0, shared, UNKNOWN_VALUE) * self._counted(seeker)
        pattern = np.where(self._pattern > 0, (self._pattern & free) > 0, UNKNOWN_VALUE)
        return self._by_row(np.maximum, shares, pattern)

    def next_day(self, seeker: Seeker) -> Floats:
        """The number of the first day that suits the seeker; for what has none, one beyond all."""
        counted = self._counted(seeker)
        if seeker.times and seeker.times_required:
            counted = counted & self._overlaps(seeker)
        days = np.where(counted, self._days, _NO_DAY)
        return self._by_row(np.minimum, days, np.full(self._pattern.size, _NO_DAY))

    def _counted(self, seeker: Seeker) -> Mask:
        """Which occasions are to come, in the seeker's days, with room where it is needed."""
        counted = np.ones(self._days.size, np.bool_)
        for first in (seeker.today, seeker.from_day):
            if first is not None:
                counted &= self._days >= first.toordinal()
        if seeker.to_day is not None:
            counted &= self._days <= seeker.to_day.toordinal()
        if seeker.needs_room:
            counted &= self._has_room
        return counted

    def _overlaps(self, seeker: Seeker) -> Mask:
        return (self._parts == 0) | ((self._parts & np.uint32(mask_of(seeker.times))) > 0)

    def _by_row(self, reduce: np.ufunc, occasions: NDArray, flexible: NDArray) -> NDArray:
        """The best of each row's occasions; the flexible value of a row that has none."""
        rows = flexible.copy()
        if self._starts.size:
            rows[self._is_dated] = reduce.reduceat(occasions, self._starts)
        return rows
