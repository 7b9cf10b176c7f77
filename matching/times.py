"""Day-parts as bit masks: the 21 of the UK volunteering data standard, seven days of three."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import reduce

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PARTS_OF_DAY = ("Morning", "Afternoon", "Evening")
DAY_PARTS: tuple[str, ...] = tuple(f"{day}{part}" for day in DAYS for part in PARTS_OF_DAY)
_BITS = {name: 1 << bit for bit, name in enumerate(DAY_PARTS)}
_SPOKEN = {f"{day}{part}": f"{day} {part.lower()}" for day in DAYS for part in PARTS_OF_DAY}


def check_day_parts(names: Collection[str]) -> None:
    """Raise ValueError for a name that is none of the 21."""
    for name in names:
        if name not in _BITS:
            raise ValueError(f"There is no day-part called {name!r}.")


def mask_of(names: Iterable[str]) -> int:
    """The day-parts as one number of 21 bits."""
    return reduce(int.__or__, (_BITS[name] for name in names), 0)


def spoken(names: Collection[str]) -> tuple[str, ...]:
    """Day-parts as people say them, in the order of the week: "Tuesday morning"."""
    return tuple(_SPOKEN[name] for name in DAY_PARTS if name in names)
