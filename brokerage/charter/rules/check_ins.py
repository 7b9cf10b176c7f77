"""What a check-in may become, and when somebody has to look at it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Protocol

from brokerage.charter.rules.terms import CHECK_IN_LABELS, CheckInStatus
from brokerage.errors import DomainError

LONGEST_STORY = 3000
LONGEST_BADLY = 2000
TRANSITIONS: Mapping[str, frozenset[str]] = {
    CheckInStatus.SCHEDULED: frozenset({CheckInStatus.OPEN, CheckInStatus.DROPPED}),
    CheckInStatus.OPEN: frozenset({CheckInStatus.SENT, CheckInStatus.DROPPED}),
    CheckInStatus.SENT: frozenset({CheckInStatus.OPEN, CheckInStatus.DONE, CheckInStatus.DROPPED}),
    CheckInStatus.DONE: frozenset(),
    CheckInStatus.DROPPED: frozenset(),
}
NOT_NOW = "This check-in cannot be changed now. It is: {}."


class Figure(Protocol):
    """A pledge in a check-in."""

    found_value: Decimal | None
    corrected_value: Decimal | None
    is_found_confirmed: bool


def check_step(now: str, then: str) -> None:
    """Refuse a step that a check-in in this state cannot take; done is done."""
    if then not in TRANSITIONS[now]:
        raise DomainError(NOT_NOW.format(CHECK_IN_LABELS[now].lower()))


def check_open(status: str) -> None:
    """Refuse to change what is not with the signatory."""
    if status != CheckInStatus.OPEN:
        raise DomainError(NOT_NOW.format(CHECK_IN_LABELS[status].lower()))


def is_own_word(figure: Figure) -> bool:
    """Say whether nobody but the signatory stands for a figure."""
    if figure.corrected_value is not None:
        return True
    return figure.found_value is not None and not figure.is_found_confirmed


def needs_look(figures: Iterable[Figure]) -> bool:
    """Say whether a broker has to look before a check-in is done."""
    return any(is_own_word(each) for each in figures)
