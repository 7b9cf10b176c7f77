"""What residents say matters to them: choices, and how few are never shown. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from brokerage.errors import DomainError
from brokerage.reporting.rules import FEWEST

MOST_CHOICES = 3
LONGEST_CHOICE = 60
VOICES_MOST = 5
VOICES_SPAN = timedelta(hours=1)
THEME, MEASURE = "theme:", "measure:"


def check_choices(choices: Collection[str], offered: Collection[str]) -> list[str]:
    """Return what was chosen, each once, in the order of what is offered (DomainError)."""
    chosen = set(choices)
    if not chosen:
        raise DomainError("Choose at least one thing that matters to you", "themes")
    if not chosen <= set(offered):
        raise DomainError("Choose from the list", "themes")
    if len(chosen) > MOST_CHOICES:
        raise DomainError(
            f"Choose up to {MOST_CHOICES} things, themes and kinds together", "themes"
        )
    return [each for each in offered if each in chosen]


def is_shown(number: int) -> bool:
    """Say whether a group is large enough to say anything about it."""
    return number >= FEWEST


def count_shown(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Return what may be shown: None stands for a number too small; nobody is 0.

    A single hidden number could be worked out from the others where every answer is one
    choice: then the smallest shown one is hidden as well.
    """
    shown: dict[str, int | None] = {
        each: number if number == 0 or is_shown(number) else None for each, number in counts.items()
    }
    hidden = [each for each, number in shown.items() if number is None]
    known = sorted((number, each) for each, number in shown.items() if number)
    if len(hidden) == 1 and known:
        shown[known[0][1]] = None
    return shown
