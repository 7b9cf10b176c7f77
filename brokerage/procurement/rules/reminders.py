"""When who has not answered yet hears of it again: two days before, and on the last day. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

SOON = 2
"""Days before the last day on which the first reminder goes out."""
LAST_DAY = 0
AT_IT = timedelta(hours=1)
"""Whoever saved a draft this short a while ago is still writing it."""
TOO_FRESH = timedelta(days=3)
"""What was sent later than this needs no reminder before its last day."""


def find_due_reminder(last_day: date, today: date, reminded: int | None) -> int | None:
    """Return which reminder is due (days before the last day), each once; None for none.

    `reminded`: the one that went out last. One that was missed is made up for until the next.
    """
    left = (last_day - today).days
    if not 0 <= left <= SOON:
        return None
    due = LAST_DAY if left == LAST_DAY else SOON
    return None if reminded is not None and reminded <= due else due


def is_still_writing(saved_at: datetime, now: datetime) -> bool:
    """Say whether a draft was saved too short a while ago to be reminded of."""
    return now - saved_at < AT_IT


def is_asked_just_now(sent_at: datetime, now: datetime, due: int) -> bool:
    """Say whether an enquiry is too fresh for the first reminder."""
    return due == SOON and now - sent_at < TOO_FRESH
