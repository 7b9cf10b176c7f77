"""What a volunteer says of themselves. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from brokerage.errors import DomainError
from brokerage.scheduling.rules import DAY_PARTS

LONGEST_OWN_WORDS = 500
MOST_CAUSES = 8
MOST_SKILLS = 12
MOST_MILES = 100


class Step(StrEnum):
    """The pages of the volunteer profile, one thing each, in order."""

    CAUSES = "causes"
    SKILLS = "skills"
    TIMES = "times"
    PLACE = "place"
    CARD = "card"


STEP_LABELS: Mapping[str, str] = {
    Step.CAUSES: "What you care about",
    Step.SKILLS: "What you can do",
    Step.TIMES: "When you are free",
    Step.PLACE: "Where from, and how far",
    Step.CARD: "Whether hosts may see an unnamed card",
}


class StartsFrom(StrEnum):
    """Which of a volunteer's two places the outward code is of."""

    HOME = "home"
    WORK = "work"


def next_step(answered: Collection[str]) -> str | None:
    """Return the first step without an answer, or None where all have one."""
    return next((step for step in Step if step not in answered), None)


def check_day_parts(parts: Collection[str]) -> None:
    """Refuse day-parts that are none of the 21."""
    if not set(parts) <= set(DAY_PARTS):
        raise DomainError("Select times from the list", "day_parts")
