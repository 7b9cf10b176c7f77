"""When the weekly list goes out, what is in it, and how long a pause is. Pure."""

from __future__ import annotations

import calendar
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MOST_SHOWN = 8
FIRST_LOOK_BACK = timedelta(days=14)
"""What is new to someone who has had no list yet."""
SENT_FROM_WEEKDAY = 3
"""Thursday: a weekend can still be planned."""
SENT_FROM = time(7)
MOST_A_RUN = 200
EVERY = timedelta(minutes=10)
ONE_CLICK = "One-Click"
"""What a mail reader posts under `List-Unsubscribe` (RFC 8058)."""


class State(StrEnum):
    """What someone has said about the weekly list."""

    OFF = "off"
    PAUSED = "paused"
    ON = "on"


class CameOf(StrEnum):
    """What someone said no to when we learnt that something is not for them."""

    SAID = "said"
    INVITATION = "invitation"
    OFFER = "offer"


DISMISSAL_WORDS: Mapping[str, str] = {
    CameOf.SAID: "You said that this is not for you",
    CameOf.INVITATION: "You said no to an invitation to this",
    CameOf.OFFER: "You said no to a place here",
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing in the list, in words; `key` says which, so that nothing comes twice."""

    key: str
    title: str
    host_name: str
    when: str
    where: str
    left: str
    link: str
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    entries: Sequence[Entry]


def state_of(ended_at: datetime | None, paused_until: date | None, today: date) -> State:
    """Return what holds today for someone who once asked for the list."""
    if ended_at is not None:
        return State.OFF
    is_paused = paused_until is not None and paused_until > today
    return State.PAUSED if is_paused else State.ON


def a_month_after(day: date) -> date:
    """Return the same day of the next month, or its last where there is none."""
    year, month = (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def week_of(now: datetime) -> str:
    """Return the week in England by its ISO 8601 name: one list goes out in each."""
    year, week, _ = now.astimezone(LONDON).isocalendar()
    return f"{year}-W{week:02}"


def sending_moment(now: datetime) -> datetime:
    """Return when the list of this week goes out: on its Thursday morning in England."""
    local = now.astimezone(LONDON)
    day = local.date() + timedelta(days=SENT_FROM_WEEKDAY - local.weekday())
    return datetime.combine(day, SENT_FROM, tzinfo=LONDON)


def is_time(now: datetime) -> bool:
    """Say whether this week's list may go out; what failed is tried again until Sunday."""
    return now >= sending_moment(now)


def shorten(sections: Sequence[Section], most: int = MOST_SHOWN) -> list[Section]:
    """Return the sections with at most so many entries in all, none twice, none empty."""
    kept, seen = [], set[str]()
    for section in sections:
        fresh = [each for each in section.entries if each.key not in seen][: most - len(seen)]
        seen.update(each.key for each in fresh)
        if fresh:
            kept.append(replace(section, entries=fresh))
    return kept


def count_entries(sections: Sequence[Section]) -> int:
    """Return how much is in a list."""
    return sum(len(section.entries) for section in sections)


def digest_of_token(token: str) -> str:
    """Return what is kept of the link that ends the list."""
    return hashlib.sha256(token.encode()).hexdigest()
