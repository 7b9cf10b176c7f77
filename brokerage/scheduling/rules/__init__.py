"""When a session may be, and how many it may hold. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
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
LATEST_END = time(6)
EARLIEST_NIGHT = time(18)
"""Who starts from here on may end on the next day, up to `LATEST_END`."""
_NAMED_TIMES: Mapping[str, time] = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.]?(?P<minute>\d{2}))? ?(?P<half>[ap])?\.?(?:m\.?)?")
_LONGEST_CLOCK = 12
_BAD_CLOCK = "Enter a time, like 10:00, 9.30am or 2pm"


def parse_clock(typed: str) -> time:
    """Return the time of day that is written: "10:00", "9.30am", "2 pm", "1430", "midday".

    Raises DomainError on what is no time, and on "2" or "2:30", which is one twice a day.
    """
    written = " ".join(typed[: _LONGEST_CLOCK + 1].lower().split())
    if written in _NAMED_TIMES:
        return _NAMED_TIMES[written]
    found = _CLOCK.fullmatch(written)
    if len(written) > _LONGEST_CLOCK or found is None or not written.isascii():
        raise DomainError(_BAD_CLOCK)
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        hour = _in_24_hours(hour, found["half"])
    elif "m" in written:
        raise DomainError(_BAD_CLOCK)
    elif 1 <= hour < LATEST_END.hour and not written.startswith("0"):
        raise DomainError(f"Enter am or pm after {typed}, like {hour}pm")
    try:
        return time(hour, minute)
    except ValueError as error:
        raise DomainError(_BAD_CLOCK) from error


def _in_24_hours(hour: int, half: str) -> int:
    if not 1 <= hour <= 12:
        raise DomainError(_BAD_CLOCK)
    return hour % 12 + (12 if half == "p" else 0)


def session_times(day: date, starts: time, ends: time) -> tuple[datetime, datetime]:
    """Return when a session starts and ends; one of the night ends on the next morning."""
    is_overnight = starts >= EARLIEST_NIGHT and ends <= LATEST_END
    last_day = day + timedelta(days=1) if is_overnight else day
    return _moment(day, starts, "starts_time"), _moment(last_day, ends, "ends_time")


def _moment(day: date, at: time, field: str) -> datetime:
    """Refuse a time that the change of the clocks leaves out, or brings twice."""
    moment = in_london(day, at)
    if moment.astimezone(UTC).astimezone(LONDON).time() != at:
        raise DomainError("The clocks go forward in that hour, so this time is not there", field)
    if moment.utcoffset() != moment.replace(fold=1).utcoffset():
        raise DomainError("The clocks go back in that hour, so this time comes twice", field)
    return moment


def check_open(starts_at: datetime, *, is_cancelled: bool, now: datetime) -> None:
    """Refuse to change a session that was called off or has begun."""
    if is_cancelled:
        raise DomainError("This date was cancelled.")
    if starts_at <= now:
        raise DomainError("This date has begun or is over, so it stays as it is.")


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
    moment, end = starts_at.astimezone(LONDON), ends_at.astimezone(LONDON)
    found = {_day_part_at(end - timedelta(minutes=1))}
    while moment < end:
        found.add(_day_part_at(moment))
        moment += timedelta(hours=1)
    return frozenset(found)


def _day_part_at(moment: datetime) -> str:
    if moment.hour < _PART_STARTS[0].hour:
        return f"{DAYS[(moment.weekday() - 1) % 7]}{PARTS[2]}"
    part = sum(moment.time() >= start for start in _PART_STARTS) - 1
    return f"{DAYS[moment.weekday()]}{PARTS[part]}"


def in_london(day: date, at: time) -> datetime:
    """Return the moment at which the clock in England shows this time on this day."""
    return datetime.combine(day, at, tzinfo=LONDON)
