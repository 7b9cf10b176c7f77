"""Who might be asked next where suppliers take turns. Pure.

A turn is an enquiry or an invitation by the same authority in the months before. Whoever was asked
least comes first; among those asked alike, the better fit. Place and size weigh nothing here: a
lawful reservation has ruled out whom it rules out in the brief's own search.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from brokerage.errors import DomainError

MONTHS = 12
MOST_BRIEFS = 12
SHORTEST_REASON, LONGEST_REASON = 10, 500
SUGGESTIONS_A_DAY = 60
PER_PAGE = 20
MOST_OTHERS = 50
"""How many who fit and are not suggested are named for each brief."""
# How far the better fit counts: less than one turn more or less, whatever the number of turns.
FIT_SHARE = 0.5

NOTHING_CHOSEN = "Select the briefs to suggest suppliers for"
TOO_MANY = f"Select {MOST_BRIEFS} briefs at most"
NOT_IN_TURN = "“{}” is not one in which suppliers take turns, or nobody has searched for it yet"
TOO_SHORT = f"Say why in at least {SHORTEST_REASON} characters"
ALREADY_DECIDED = "You have decided this already."
NOT_SUGGESTED = "Nobody is suggested for this brief, so there is nobody to take."
OUTDATED = "This brief has been searched again or closed since. Ask for a new suggestion."


class Outcome(StrEnum):
    """What a buyer makes of a suggestion."""

    TAKEN = "taken"
    LEFT = "left"


OUTCOME_LABELS: Mapping[str, str] = {
    Outcome.TAKEN: "Put them on the shortlist",
    Outcome.LEFT: "Leave the suggestion aside",
}
OUTCOME_WORDS: Mapping[str, str] = {Outcome.TAKEN: "On the shortlist", Outcome.LEFT: "Left aside"}


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A supplier that fits a brief: where it stood in the search, and how often it was asked."""

    supplier_id: int
    name: str
    score: float
    band: str
    asked: int


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A brief and how many more suppliers its quote rule asks for."""

    brief_id: int
    seats: int
    candidates: Sequence[Candidate]


def turn_score(candidate: Candidate, most_asked: int) -> float:
    """Return the worth of asking this one, in [0, 1]: turns first, fit within one turn.

    `most_asked`: the most turns of anyone in the round.
    """
    turns = most_asked - candidate.asked
    return (turns + FIT_SHARE * candidate.score) / (most_asked + FIT_SHARE)


def seats_of(quotes: int, already: int) -> int:
    """Return how many are still to be found, given how many are on the shortlist or were asked."""
    return max(quotes - already, 0)


def check_choice(chosen: Collection[int]) -> None:
    """Refuse no brief and too many (DomainError)."""
    if not chosen:
        raise DomainError(NOTHING_CHOSEN, "briefs")
    if len(chosen) > MOST_BRIEFS:
        raise DomainError(TOO_MANY, "briefs")


def check_reason(reason: str) -> None:
    """Refuse a reason too short to be one (DomainError)."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise DomainError(TOO_SHORT, "reason")


def why_suggested(candidate: Candidate) -> str:
    """Say why a supplier is suggested."""
    return f"{asked_words(candidate.asked)}, and it {fit_words(candidate.band)}."


def why_others_wait(candidate: Candidate, suggested_for: str | None, least: int | None) -> str:
    """Say why a supplier that fits is not suggested for this brief.

    `suggested_for`: the title of the brief it is suggested for instead; `least`: how often the
    one that was suggested here and asked most has been asked.
    """
    if suggested_for is not None:
        return f"Suggested for “{suggested_for}”: nobody is suggested twice in one round."
    if least is not None and candidate.asked > least:
        return f"{asked_words(candidate.asked)}: others have been asked less."
    return f"{asked_words(candidate.asked)}, as others here, and they fit better."


def asked_words(asked: int) -> str:
    """Say how often somebody was asked in the period."""
    if not asked:
        return f"Not asked by you in the last {MONTHS} months"
    times = "once" if asked == 1 else f"{asked} times"
    return f"Asked by you {times} in the last {MONTHS} months"


def fit_words(band: str) -> str:
    """Say how well it fits, by the word of the search's own band."""
    return f"was found as “{band}”" if band else "fits"
