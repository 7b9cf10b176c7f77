"""What a run's result says, in plain words. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from brokerage.scheduling.rules import DAY_PART_LABELS

SMALL = 5_000
"""Pairs (people × places) below which the answer is there before anyone would look away."""
SILENCE = timedelta(minutes=2)
"""After which whoever works on a run is taken for dead and it is begun again."""
NOWHERE = -1
TOLERANCE = 1e-6
MOST_NAMED = 3


class RunStatus(StrEnum):
    """A run waits for its turn, is worked on, and is done or failed."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class PersonFacts:
    """What reasons and advice need of a member; a point is (easting, northing)."""

    name: str
    causes: Sequence[str]
    skills: Sequence[str]
    day_parts: Collection[str]
    point: tuple[int, int] | None


@dataclass(frozen=True, kw_only=True)
class PlaceFacts:
    """What reasons and advice need of a place."""

    name: str
    area: str
    causes: Sequence[str]
    skills: Sequence[str]
    day_parts: Collection[str]
    """Empty for any time."""
    point: tuple[int, int] | None
    is_remote: bool


def digest_of(problem: Mapping[str, Any]) -> str:
    """Return the digest of all that goes into a run: the same in, the same out."""
    kept = json.dumps(problem, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(kept.encode()).hexdigest()


def share_done(stage: str, done: int, of: int) -> int:
    """Return how much of a run is done, of 100: comparing takes most of it."""
    return 85 if stage == "places" else min(80, 80 * done // max(of, 1))


def reasons_for(
    person: PersonFacts, place: PlaceFacts, labels: Mapping[str, str], miles: float | None
) -> list[str]:
    """Return sentences that a person can check: times, place, causes, skills."""
    said = []
    when = [part for part in DAY_PART_LABELS if part in person.day_parts]
    if place.day_parts:
        both = [DAY_PART_LABELS[part] for part in when if part in place.day_parts]
        said.append(f"Free when it is: {_some(both)}.")
    elif when:
        said.append("The times can be agreed.")
    if place.is_remote:
        said.append("It is done from home.")
    elif miles is not None:
        said.append(f"About {max(1, round(miles))} miles away." if miles >= 1.5 else "Close by.")
    for word, mine, theirs in (
        ("cares about", person.causes, place.causes),
        ("brings", person.skills, place.skills),
    ):
        shared = [labels[code] for code in mine if code in theirs and code in labels]
        if shared:
            said.append(f"{word.capitalize()}: {_some(shared)}.")
    return said


def name_numbers(sentence: str, people: Sequence[PersonFacts], places: Sequence[PlaceFacts]) -> str:
    """Return the matcher's sentence with names for its numbers."""

    def named(found: re.Match[str]) -> str:
        rows: Sequence[PersonFacts | PlaceFacts] = (
            people if found["kind"].lower() == "person" else places
        )
        number = int(found["number"])
        return rows[number].name if number < len(rows) else found[0]

    return re.sub(r"(?P<kind>[Pp]erson|[Pp]lace) (?P<number>\d{1,6})", named, sentence)


def verdict_of(solution: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the page says of how good a solution is, with the proof and greedy beside it."""
    placed, priority, score = solution["objective"]
    greedy_placed, greedy_priority, greedy_score = solution["greedy"]
    return {
        "placed": placed,
        "people": len(solution["places"]),
        "priority": priority,
        "score": round(score, 4),
        "bound": [solution["bound"][0], solution["bound"][1], round(solution["bound"][2], 4)],
        "gap": solution["gap"],
        "is_best": solution["gap"] <= TOLERANCE,
        "greedy": [greedy_placed, greedy_priority, round(greedy_score, 4)],
        "pairs": solution["pairs"],
        "method": solution["method"],
    }


def needs_of(solution: Mapping[str, Any], places: Sequence[PlaceFacts]) -> list[dict[str, Any]]:
    """Return what would fill each empty seat: “A Tuesday helper in Banbury”."""
    wanted = []
    for vacancy in solution["vacancies"]:
        place = places[vacancy["place"]]
        number = vacancy["empty"]
        sentence = _helpers_for(place, number)
        if vacancy["closed"]:
            sentence += ". Nobody is placed there: too few could come for it to run"
        wanted.append({"place": vacancy["place"], "empty": number, "sentence": f"{sentence}."})
    return wanted


def left_over_of(
    solution: Mapping[str, Any], people: Sequence[PersonFacts], places: Sequence[PlaceFacts]
) -> list[dict[str, Any]]:
    """Return who has no place, why, and the smallest changes that would place them."""
    return [
        {
            "person": each["person"],
            "why": WHY[each["why"]],
            "remedies": [
                _remedy(remedy, people[each["person"]], places[remedy["place"]])
                for remedy in each["remedies"]
            ][: MOST_NAMED + 1],
        }
        for each in solution["unplaced"]
    ]


WHY: Mapping[str, str] = {
    "ineligible": "No place is within their times, travel and age.",
    "forbidden": "Every place they could have is ruled out for them by a decision or their own no.",
    "closed": "The places they could have would not reach their minimum.",
    "full": "Every place they could have is full.",
}
_RULES: Mapping[str, str] = {
    "times": "is not free at the times of",
    "distance": "lives further from it than they travel:",
    "reach": "lives further from it than they travel:",
    "age": "is too young for",
    "commitment": "looks for another kind of role than",
    "remote": "has not said that they help in this way at",
}


def _remedy(remedy: Mapping[str, Any], person: PersonFacts, place: PlaceFacts) -> str:
    change = remedy["change"]
    if change == "lift_forbid":
        return f"Lift “never here” for {place.name}."
    if change == "add_seat":
        return f"One more place at {place.name}, kept for {person.name}."
    if change == "drop_minimum":
        return f"Let {place.name} run below its fewest, with a place kept for {person.name}."
    obstacle = _RULES.get(remedy["rule"], "does not fit the rules of")
    return f"{place.name} has room: {person.name} {obstacle} {place.name}."


def _helpers_for(place: PlaceFacts, number: int) -> str:
    """“A Tuesday morning helper in Banbury for …”, “3 Tuesday morning helpers …”."""
    where = "from home" if place.is_remote else f"at {place.name}"
    if place.area and not place.is_remote:
        where = f"in {place.area} for {place.name}"
    parts = [DAY_PART_LABELS[part] for part in DAY_PART_LABELS if part in place.day_parts]
    kind = f"{_some(parts, 'or')} helper" if parts else "helper"
    return f"A {kind} {where}" if number == 1 else f"{number} {kind}s {where}"


def _some(words: Sequence[str], joiner: str = "and") -> str:
    shown = list(words[:MOST_NAMED])
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {joiner} {shown[-1]}"
