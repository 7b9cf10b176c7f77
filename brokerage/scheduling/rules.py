"""When a session may be, and how many it may hold. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from brokerage.errors import DomainError

LONDON = ZoneInfo("Europe/London")
MOST_PLACES = 500
LONGEST_SESSION = timedelta(hours=14)
FURTHEST_AHEAD = timedelta(days=550)

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PARTS = ("Morning", "Afternoon", "Evening")
DAY_PARTS: tuple[str, ...] = tuple(f"{day}{part}" for day in DAYS for part in PARTS)
"""The 21 day-parts of the UK volunteering data standard: morning 6–12, afternoon 12–18,
evening 18–24."""
DAY_PART_LABELS: Mapping[str, str] = {
    f"{day}{part}": f"{day} {part.lower()}" for day in DAYS for part in PARTS
}
"""How a day-part reads: “Tuesday morning”."""
_PART_STARTS = (time(6), time(12), time(18))


def check_session(starts_at: datetime, ends_at: datetime, places: int, now: datetime) -> None:
    """Refuse a session that cannot be held (times are aware)."""
    if starts_at <= now:
        raise DomainError("The session must start in the future", "starts_on")
    if starts_at > now + FURTHEST_AHEAD:
        raise DomainError("The session must start within the next 18 months", "starts_on")
    if ends_at <= starts_at:
        raise DomainError("The session must end after it starts", "ends_time")
    if ends_at - starts_at > LONGEST_SESSION:
        raise DomainError("A session is at most 14 hours long", "ends_time")
    if not 1 <= places <= MOST_PLACES:
        raise DomainError(f"Enter a number of places from 1 to {MOST_PLACES}", "places")


def day_parts_of(starts_at: datetime, ends_at: datetime) -> frozenset[str]:
    """Return the day-parts a session touches, by the clock people live by.

    Hours before six in the morning count as the evening of the day before.
    """
    start, end = starts_at.astimezone(LONDON), ends_at.astimezone(LONDON)
    found = set()
    moment = start
    while moment < end:
        found.add(_day_part_at(moment))
        moment += timedelta(minutes=30)
    return frozenset(found)


def _day_part_at(moment: datetime) -> str:
    if moment.hour < _PART_STARTS[0].hour:
        return f"{DAYS[(moment.weekday() - 1) % 7]}{PARTS[2]}"
    part = sum(moment.time() >= start for start in _PART_STARTS) - 1
    return f"{DAYS[moment.weekday()]}{PARTS[part]}"


def in_london(day: date, at: time) -> datetime:
    """Return the moment at which the clock in England shows this time on this day."""
    return datetime.combine(day, at, tzinfo=LONDON)
