"""Jinja filters: how dates, distances and counts read on a page."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from flask import Flask

from brokerage.web.markdown import markdown
from brokerage.web.paging import page_link

METRES_A_MILE = 1609.344
_LOCAL_TIME = ZoneInfo("Europe/London")


def on_date(moment: date | datetime | None) -> str:
    """Return "21 November 2026"; a datetime is UTC and shown as the local day. None: ""."""
    if moment is None:
        return ""
    day = _local(moment) if isinstance(moment, datetime) else moment
    return f"{day.day} {day:%B} {day.year}"


def on_weekday(moment: date | datetime | None) -> str:
    """Return "Saturday 21 November 2026": for a day people have to be free on. None: ""."""
    if moment is None:
        return ""
    day = _local(moment) if isinstance(moment, datetime) else moment
    return f"{day:%A} {on_date(day)}"


def at_time(moment: datetime | time | None) -> str:
    """Return "2:30pm", "9am", "midday" or "midnight"; a datetime is UTC. None: ""."""
    if moment is None:
        return ""
    clock = _local(moment).time() if isinstance(moment, datetime) else moment
    if clock.minute == 0 and clock.hour in (0, 12):
        return "midday" if clock.hour else "midnight"
    hour = clock.hour % 12 or 12
    minutes = f":{clock.minute:02}" if clock.minute else ""
    return f"{hour}{minutes}{'am' if clock.hour < 12 else 'pm'}"


def miles(metres: float | None) -> str:
    """Return "2.1 miles", "1 mile" or "under half a mile"; whole miles from ten. None: ""."""
    if metres is None:
        return ""
    distance = metres / METRES_A_MILE
    if distance < 0.5:
        return "under half a mile"
    written = f"{distance:.1f}" if distance < 9.95 else f"{distance:,.0f}"
    written = written.removesuffix(".0")
    return f"{written} mile" if written == "1" else f"{written} miles"


def plural(number: int, one: str, many: str) -> str:
    """Return "1 person", "3 people", "1,200 people"."""
    return f"{number:,} {one if number == 1 else many}"


def sentence_list(words: Sequence[str], joiner: str = "and") -> str:
    """Return "a", "a and b" or "a, b and c"."""
    words = [str(word) for word in words]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joiner} {words[-1]}"


def register_filters(app: Flask) -> None:
    """Give the templates these filters, and `page_link` for the paging component."""
    for function in (on_date, on_weekday, at_time, miles, plural, sentence_list, markdown):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals["page_link"] = page_link


def _local(moment: datetime) -> datetime:
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return known.astimezone(_LOCAL_TIME)
