"""What a volunteer says of themselves. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from brokerage.accounts.rules import AgeBand
from brokerage.errors import DomainError
from brokerage.scheduling.rules import DAY_PARTS, DAYS, PARTS

LONGEST_OWN_WORDS = 500
MOST_CAUSES = 8
MOST_SKILLS = 12
MOST_MILES = 100
MINUTES_TO_ANSWER = 3


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


START_LABELS: Mapping[str, str] = {
    StartsFrom.HOME: "Home",
    StartsFrom.WORK: "Work",
}
AGE_LABELS: Mapping[str, str] = {
    AgeBand.SIXTEEN: "16 or 17. You are shown only roles that are open to you",
    AgeBand.ADULT: "18 or over. No role is closed to you for your age",
}
"""What a volunteer's age band, which is the account's, means for what they are shown."""


def next_step(answered: Collection[str]) -> str | None:
    """Return the first step without an answer, or None where all have one."""
    return next((step for step in Step if step not in answered), None)


def step_after(step: str, answered: Collection[str]) -> str | None:
    """Return the first step after this one without an answer: what was skipped stays skipped."""
    steps = list(Step)
    later = steps[steps.index(Step(step)) + 1 :]
    return next((each for each in later if each not in answered), None)


def previous_step(step: str) -> str | None:
    """Return the step before this one."""
    number = list(Step).index(Step(step))
    return list(Step)[number - 1] if number else None


def list_missing(
    *,
    causes: Collection[str],
    skills: Collection[str],
    day_parts: Collection[str],
    has_place: bool,
    takes_remote: bool,
) -> list[str]:
    """Name what has to be answered before anything can be suggested."""
    missing = []
    if not causes and not skills:
        missing.append("what you care about or what you can do")
    if not day_parts:
        missing.append("when you are free")
    if not has_place and not takes_remote:
        missing.append("where from, or that you help online")
    return missing


def times_in_words(parts: Collection[str]) -> list[str]:
    """Return a line a day, "Tuesday: morning and evening"; one for all 21 day-parts."""
    if set(parts) >= set(DAY_PARTS):
        return ["Any time"]
    lines = []
    for day in DAYS:
        free = [part.lower() for part in PARTS if f"{day}{part}" in parts]
        if free:
            lines.append(f"{day}: {_joined(free)}")
    return lines


def commitment_in_words(*, wants_one_off: bool, wants_regular: bool) -> str:
    """Return what kind of turn suits this volunteer."""
    if wants_one_off and wants_regular:
        return "One-off or regular"
    return "One-off only" if wants_one_off else "Regular only"


def check_causes(causes: Collection[str]) -> None:
    """Refuse none, and more than help to find anything."""
    if not causes:
        raise DomainError("Select what you care about, or skip this question", "causes")
    if len(causes) > MOST_CAUSES:
        raise DomainError(f"Select {MOST_CAUSES} causes or fewer", "causes")


def check_skills(skills: Collection[str], own_words: str) -> None:
    """Refuse no answer at all, and more skills than help to find anything."""
    if not skills and not own_words:
        raise DomainError("Select a skill or use your own words, or skip this question", "skills")
    if len(skills) > MOST_SKILLS:
        raise DomainError(f"Select {MOST_SKILLS} skills or fewer", "skills")


def check_times(parts: Collection[str], *, wants_one_off: bool, wants_regular: bool) -> None:
    """Refuse no time at all, what is none of the 21 day-parts, and neither kind of turn."""
    check_day_parts(parts)
    if not parts:
        raise DomainError("Select when you are free, or skip this question", "day_parts")
    if not wants_one_off and not wants_regular:
        raise DomainError("Select one-off, regular or both", "commitments")


def check_reach(
    *, has_place: bool, starts_from: str | None, miles: int | None, takes_remote: bool
) -> None:
    """Refuse a place without a distance, and neither a place nor the internet."""
    if not has_place and not takes_remote:
        raise DomainError(
            "Enter a postcode, or select that you help online or by phone", "postcode"
        )
    if has_place and starts_from not in set(StartsFrom):
        raise DomainError("Select whether this is home or work", "starts_from")
    if has_place and (miles is None or not 1 <= miles <= MOST_MILES):
        raise DomainError(f"Enter how many miles, from 1 to {MOST_MILES}", "miles")


def check_day_parts(parts: Collection[str]) -> None:
    """Refuse day-parts that are none of the 21."""
    if not set(parts) <= set(DAY_PARTS):
        raise DomainError("Select times from the list", "day_parts")


def _joined(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
