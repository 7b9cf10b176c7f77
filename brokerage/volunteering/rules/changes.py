"""What those who are booked are told when an opportunity changes, in plain words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from brokerage.checks.rules import REQUIREMENT_LABELS
from brokerage.scheduling.rules import DAY_PART_LABELS, LONDON
from brokerage.volunteering.rules.opportunities import (
    BAND_LABELS,
    COMMITMENT_LABELS,
    time_in_words,
)

Values = Mapping[str, Any]


def describe_changes(before: Values, after: Values) -> list[str]:
    """Return a sentence for each change that matters to someone with a place; [] for none."""
    sentences = []
    for fields, describe in _SENTENCES:
        known = [field for field in fields if field in after]
        if any(before[field] != after[field] for field in known):
            sentences.append(describe(after))
    return sentences


def describe_move(before: tuple[datetime, datetime], after: tuple[datetime, datetime]) -> list[str]:
    """Return what to say of a date that was moved; [] where it was not."""
    if before == after:
        return []
    return [f"It is now on {_when(*after)}. Before, it was on {_when(*before)}."]


def _when(starts_at: datetime, ends_at: datetime) -> str:
    start, end = starts_at.astimezone(LONDON), ends_at.astimezone(LONDON)
    return f"{start:%A} {start.day} {start:%B %Y}, {start:%H:%M} to {end:%H:%M}"


def _title(after: Values) -> str:
    return f"It is now called “{after['title']}”."


def _minutes(after: Values) -> str:
    return f"It now takes {time_in_words(after['minutes'])} each time."


def _commitment(after: Values) -> str:
    return f"It is now {COMMITMENT_LABELS[after['commitment']].partition(':')[0].lower()}."


def _pattern(after: Values) -> str:
    parts = [words for part, words in DAY_PART_LABELS.items() if part in after["day_parts"]]
    when = f" It can be done on: {', '.join(parts)}." if parts else ""
    return f"When and how often: {after['pattern'] or 'to be agreed with the host.'}{when}"


def _place(after: Values) -> str:
    if after["is_remote"]:
        return "It is now done from anywhere, online or by phone."
    return f"It is now at {after['place_name']}, {after['postcode']}."


def _band(after: Values) -> str:
    return f"It is now for people aged {BAND_LABELS[after['minimum_band']]}."


def _requirements(after: Values) -> str:
    labels = [label for name, label in REQUIREMENT_LABELS.items() if name in after["requirements"]]
    return f"What you need first is now: {', '.join(labels) or 'nothing'}."


def _access(after: Values) -> str:
    return f"Access: {after['access'] or 'nothing is said any more.'}"


def _expenses(after: Values) -> str:
    return f"Expenses: {after['expenses'] or 'nothing is said any more.'}"


_SENTENCES: tuple[tuple[tuple[str, ...], Callable[[Values], str]], ...] = (
    (("title",), _title),
    (("commitment",), _commitment),
    (("minutes",), _minutes),
    (("pattern", "day_parts"), _pattern),
    (("is_remote", "postcode", "place_name"), _place),
    (("minimum_band",), _band),
    (("requirements",), _requirements),
    (("access",), _access),
    (("expenses",), _expenses),
)
