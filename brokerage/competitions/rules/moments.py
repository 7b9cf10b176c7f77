"""A day and an hour as a buyer types them, and the moment they mean. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
HOURS: Mapping[str, str] = {
    "9": "9am",
    "10": "10am",
    "11": "11am",
    "12": "midday",
    "13": "1pm",
    "14": "2pm",
    "15": "3pm",
    "16": "4pm",
    "17": "5pm",
}


def moment_of(day: date, hour: str) -> datetime:
    """Return that hour of that day in London, in UTC."""
    return datetime.combine(day, time(int(hour)), LONDON).astimezone(UTC)


def day_of(moment: datetime) -> date:
    """Return the day in London."""
    return moment.astimezone(LONDON).date()


def hour_of(moment: datetime) -> str:
    """Return the hour in London as the list has it."""
    return str(moment.astimezone(LONDON).hour)
