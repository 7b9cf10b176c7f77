"""The life of a placement: proposed by a run, offered, answered. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from brokerage.errors import DomainError


class PlacementStatus(StrEnum):
    """An offer holds a seat until it is answered or lapses; a booking holds it from then on."""

    PROPOSED = "proposed"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    TAKEN_BACK = "taken-back"
    ENDED = "ended"


HELD = (PlacementStatus.OFFERED, PlacementStatus.ACCEPTED)
"""What keeps a person in their place in later runs."""
LABELS: Mapping[str, str] = {
    PlacementStatus.PROPOSED: "Not offered yet",
    PlacementStatus.OFFERED: "Offered, no answer yet",
    PlacementStatus.ACCEPTED: "Said yes",
    PlacementStatus.DECLINED: "Said no",
    PlacementStatus.LAPSED: "Did not answer in time",
    PlacementStatus.TAKEN_BACK: "Taken back",
    PlacementStatus.ENDED: "Gave the place up",
}
MOVES: Mapping[str, frozenset[str]] = {
    PlacementStatus.PROPOSED: frozenset({PlacementStatus.OFFERED}),
    PlacementStatus.OFFERED: frozenset(
        {
            PlacementStatus.ACCEPTED,
            PlacementStatus.DECLINED,
            PlacementStatus.LAPSED,
            PlacementStatus.TAKEN_BACK,
        }
    ),
    PlacementStatus.ACCEPTED: frozenset({PlacementStatus.ENDED}),
}


class DeclineReason(StrEnum):
    """Why somebody says no to a place."""

    TIME = "time"
    TRAVEL = "travel"
    FOUND_OTHER = "found-other"
    NOT_NOW = "not-now"
    NO_REASON = "no-reason"


DECLINE_LABELS: Mapping[str, str] = {
    DeclineReason.TIME: "The time does not suit me",
    DeclineReason.TRAVEL: "It is too far or hard to get to",
    DeclineReason.FOUND_OTHER: "I have found something else",
    DeclineReason.NOT_NOW: "I cannot volunteer just now",
    DeclineReason.NO_REASON: "I would rather not say",
}
LEAVES: frozenset[str] = frozenset({DeclineReason.FOUND_OTHER, DeclineReason.NOT_NOW})
"""Who says no for one of these is not placed elsewhere: they leave the group."""
REMIND_BEFORE = timedelta(days=2)
QUICKER = "This has changed in the meantime. Look at it again."


def check_move(before: str, then: str) -> None:
    """Refuse a step that cannot follow."""
    if then not in MOVES.get(before, frozenset()):
        raise DomainError(QUICKER)


def is_reminder_due(offered_on: date, answer_by: date, today: date) -> bool:
    """Say whether it is time to ask again: shortly before the day, not the day it was sent."""
    return offered_on < today <= answer_by <= today + REMIND_BEFORE


def check_in_time(answer_by: date | None, today: date) -> None:
    """Refuse an answer after its day."""
    if answer_by is not None and today > answer_by:
        raise DomainError("The day to answer by has passed, so the place went back to the group.")
