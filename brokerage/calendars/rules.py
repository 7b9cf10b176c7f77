"""What calendars are told: RFC 5545 by the icalendar library, RFC 5546 for invitations. Pure.

Times go out in UTC: every session is one event with one moment, so no calendar has to know
when the clocks change in England, and none can get it wrong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from icalendar import Calendar, vCalAddress, vText
from icalendar import Event as Entry

PRODUCT = "-//Inclusive economy brokerage//Calendars//EN"
TOLD_AFTERWARDS = timedelta(days=60)
"""How long a feed keeps what is over: a calendar that reads it seldom still sees how it ended."""
MOST_EVENTS = 500
READ_AGAIN = timedelta(hours=1)
ONE_DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MOST_READS_AN_HOUR = 60
MOST_WRONG_ADDRESSES_AN_HOUR = 30
MOST_NEW_ADDRESSES_A_DAY = 20


class EventState(StrEnum):
    """How sure an event is, in RFC 5545's words."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Method(StrEnum):
    """What a mail asks a calendar to do, in RFC 5546's words."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing in a calendar, by its kind and id: the same in mail and feed.

    `starts_at` and `ends_at` are aware times, or two dates for whole days, the last included.
    """

    kind: str
    object_id: int
    title: str
    starts_at: datetime | date
    ends_at: datetime | date
    state: EventState
    changed_at: datetime
    sequence: int = 0
    place: str = ""
    description: str = ""
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class Party:
    """Someone with an address: who invites, or who is invited."""

    name: str
    email: str


def digest_of_token(token: str) -> str:
    """Return what is kept of a feed's address: enough to know it again."""
    return hashlib.sha256(token.encode()).hexdigest()


def digest_of_event(event: Event) -> str:
    """Return a digest of what a calendar shows: another one is a change people are told of."""
    shown = (event.title, event.place, event.state, event.starts_at, event.ends_at)
    return hashlib.sha256("\n".join(map(str, shown)).encode()).hexdigest()


def uid_of(kind: str, object_id: int, domain: str) -> str:
    """Return the identity of an event, which never changes, in mail as in the feed."""
    return f"{kind}-{object_id}@{domain}"


def write_feed(name: str, events: Iterable[Event], domain: str, now: datetime) -> bytes:
    """Return a calendar to subscribe to, stamped with the moment it is read."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", one_line(name))
    calendar.add("x-wr-timezone", "Europe/London")
    calendar.add("refresh-interval", READ_AGAIN, {"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for event in events:
        calendar.add_component(_entry(event, domain, now))
    written: bytes = calendar.to_ical()
    return written


def write_invitation(event: Event, domain: str, organiser: Party, attendee: Party) -> str:
    """Return what a mail asks a calendar to do with this event: put it in, or take it out.

    Nobody has to answer: the seat was taken on the site, and is given back there.
    """
    calendar = _calendar(method_of(event))
    entry = _entry(event, domain, event.changed_at)
    entry.add("organizer", _address(organiser))
    entry.add(
        "attendee",
        _address(attendee, role="REQ-PARTICIPANT", partstat="ACCEPTED", rsvp="FALSE"),
        encode=False,
    )
    calendar.add_component(entry)
    return str(calendar.to_ical().decode("utf-8"))


def method_of(event: Event) -> Method:
    """Return whether an event is to be put in or taken out."""
    return Method.CANCEL if event.state == EventState.CANCELLED else Method.REQUEST


def one_line(words: str) -> str:
    """Return the words on one line, whatever breaks there are between them."""
    return " ".join(words.split())


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", str(method))
    return calendar


def _entry(event: Event, domain: str, stamped_at: datetime) -> Entry:
    entry = Entry()
    entry.add("uid", uid_of(event.kind, event.object_id, domain))
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", stamped_at.astimezone(UTC))
    entry.add("last-modified", event.changed_at.astimezone(UTC))
    starts, ends = _span(event)
    entry.add("dtstart", starts)
    entry.add("dtend", ends)
    entry.add("summary", one_line(event.title))
    entry.add("status", event.state.upper())
    if event.place:
        entry.add("location", one_line(event.place))
    if event.description:
        entry.add("description", "\n".join(map(one_line, event.description.splitlines())))
    if event.link:
        entry.add("url", event.link)
    return entry


def _span(event: Event) -> tuple[datetime | date, datetime | date]:
    """Return start and end as written: UTC, or for whole days the day after the last."""
    starts, ends = event.starts_at, event.ends_at
    if isinstance(starts, datetime) and isinstance(ends, datetime):
        return starts.astimezone(UTC), ends.astimezone(UTC)
    if isinstance(starts, datetime) or isinstance(ends, datetime):
        raise ValueError("An event has two times or two dates, not one of each.")
    return starts, ends + ONE_DAY


def _address(party: Party, **parameters: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.email}")
    # A quotation mark cannot stand in a parameter of RFC 5545, however it is escaped.
    name = one_line(party.name).replace('"', "'")
    for key, value in ({"cn": name} | parameters).items():
        address.params[key] = vText(value)
    return address
