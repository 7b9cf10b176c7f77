"""A waiting list: in order, one offer at a time for each free seat. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_NOTE = 1000
MOST_WAITING = 200
TOKEN_BYTES = 32


class WaitingStatus(StrEnum):
    """Where one person on a waiting list is."""

    WAITING = "waiting"
    OFFERED = "offered"
    """A seat is held for them until the deadline."""
    TAKEN = "taken"
    LEFT = "left"
    LAPSED = "lapsed"
    """They did not answer in time."""
    REMOVED = "removed"
    """By the host."""
    CLOSED = "closed"
    """What they waited for was called off."""


OPEN = (WaitingStatus.WAITING, WaitingStatus.OFFERED)
LABELS: Mapping[str, str] = {
    WaitingStatus.WAITING: "On the waiting list",
    WaitingStatus.OFFERED: "A place is held for you",
    WaitingStatus.TAKEN: "You took the place",
    WaitingStatus.LEFT: "You left the list",
    WaitingStatus.LAPSED: "The offer ran out",
    WaitingStatus.REMOVED: "The host took you off the list",
    WaitingStatus.CLOSED: "Called off",
}


def offer_until(now: datetime, offer_hours: int, starts_at: datetime | None) -> datetime:
    """Return until when a seat is held: the host's hours, and never past the beginning."""
    until = now + timedelta(hours=offer_hours)
    return until if starts_at is None else min(until, starts_at)
