"""How a competition goes from a draft to a decision, and what each step needs. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from brokerage.errors import DomainError

LONGEST_TITLE = 120
LONGEST_TEXT = 6000
SHORTEST_TEXT = 30
LONGEST_QUESTION = 500
LONGEST_ANSWER = 4000
LONGEST_REASON = 1000
MOST_QUESTIONS = 10
MOST_MEASURES = 8
MOST_INVITED = 50
SOONEST_DEADLINE = timedelta(days=3)
LATEST_DEADLINE = timedelta(days=180)
LAST_QUESTIONS_BEFORE = timedelta(days=2)
"""Questions close this long before responses do, so that all have time to use the answers."""
BEST_SCORE = 5
PRICE_FORMULA = (
    "The lowest price gets all the points for price. Every other price gets the lowest price "
    "divided by it, times those points. A price of nothing counts as the lowest."
)
SOCIAL_VALUE_FORMULA = (
    "For each measure, what is offered is divided by the most that anyone offers, and counts once, "
    "twice or three times by its priority weight. The sum, divided by the sum of the weights, "
    "times the points for social value. Weights score bids only: what is promised is the "
    "quantity itself."
)
QUALITY_FORMULA = (
    "Each evaluator scores each question from 0 to 5, then one score is agreed. All questions "
    "count alike: the agreed scores, divided by the most there could be, times the points for "
    "quality."
)
SEALED = (
    "Responses are sealed. Nobody can open one before the deadline: not the buyer, not a broker, "
    "not an administrator."
)


class CompetitionStatus(StrEnum):
    """Where a competition is on its way; the deadline itself is a moment, not a step."""

    DRAFT = "draft"
    OPEN = "open"
    """Suppliers are invited; responses are sealed until the deadline."""
    OPENED = "opened"
    """Responses are opened and evaluated."""
    AWARDED = "awarded"
    NO_AWARD = "no-award"
    WITHDRAWN = "withdrawn"


STATUS_LABELS: Mapping[str, str] = {
    CompetitionStatus.DRAFT: "Not sent yet",
    CompetitionStatus.OPEN: "Suppliers are answering",
    CompetitionStatus.OPENED: "Being evaluated",
    CompetitionStatus.AWARDED: "Awarded",
    CompetitionStatus.NO_AWARD: "Ended without an award",
    CompetitionStatus.WITHDRAWN: "Withdrawn",
}
TRANSITIONS: Mapping[str, frozenset[str]] = {
    CompetitionStatus.DRAFT: frozenset({CompetitionStatus.OPEN, CompetitionStatus.WITHDRAWN}),
    CompetitionStatus.OPEN: frozenset({CompetitionStatus.OPENED, CompetitionStatus.WITHDRAWN}),
    CompetitionStatus.OPENED: frozenset(
        {CompetitionStatus.AWARDED, CompetitionStatus.NO_AWARD, CompetitionStatus.WITHDRAWN}
    ),
    CompetitionStatus.AWARDED: frozenset(),
    CompetitionStatus.NO_AWARD: frozenset(),
    CompetitionStatus.WITHDRAWN: frozenset(),
}
ENDED = frozenset(
    {CompetitionStatus.AWARDED, CompetitionStatus.NO_AWARD, CompetitionStatus.WITHDRAWN}
)
NOT_OPEN_YET = "The deadline has not passed. Nobody can open a response before it."
TOO_LATE = "The deadline has passed, so no response can be sent or changed. Yours was not sent."
DECLARE_FIRST = "Say first whether you have a conflict of interest."
HAS_CONFLICT = "You declared a conflict of interest, so you cannot take part in the evaluation."


def check_transition(now: str, then: str) -> None:
    """Refuse a step that a competition in this state cannot take."""
    if then not in TRANSITIONS[now]:
        raise DomainError(f"This cannot be done now. The competition is: {STATUS_LABELS[now]}.")


def check_draft(status: str) -> None:
    """Refuse to change what suppliers have been sent: they all have the same words."""
    if status != CompetitionStatus.DRAFT:
        raise DomainError("Suppliers have been sent this, so it cannot be changed.")


def check_weights(quality: int, price: int, social_value: int) -> None:
    """Refuse weights that do not make a whole."""
    total = quality + price + social_value
    if total != 100:
        raise DomainError(f"The three must add up to 100. They add up to {total}", "quality")


def check_deadline(deadline_at: datetime, now: datetime, field: str = "deadline_on") -> None:
    """Refuse a deadline that gives nobody time, or that nobody will remember."""
    if deadline_at < now + SOONEST_DEADLINE:
        raise DomainError("Give suppliers at least 3 days", field)
    if deadline_at > now + LATEST_DEADLINE:
        raise DomainError("Set a deadline within 6 months", field)


def check_extension(old: datetime, new: datetime, now: datetime) -> None:
    """Refuse an earlier deadline, and any once the old one has passed."""
    if now >= old:
        raise DomainError("The deadline has passed, so it cannot be moved.")
    if new <= old:
        raise DomainError("The new deadline must be later than the old one", "deadline_on")
    if new > now + LATEST_DEADLINE:
        raise DomainError("Set a deadline within 6 months", "deadline_on")


def check_ready(
    *, text: str, questions: int, social_value: int, measures: int, quality: int, invited: int
) -> None:
    """Refuse to invite before everything that suppliers need is there."""
    if len(text) < SHORTEST_TEXT:
        raise DomainError("Say what you want to buy first.")
    if quality and not questions:
        raise DomainError("Quality counts, so add at least one question.")
    if social_value and not measures:
        raise DomainError("Social value counts, so choose at least one measure.")
    if measures and not social_value:
        raise DomainError("Measures are chosen, so social value must count for something.")
    if invited == 0:
        raise DomainError("Nobody on the shortlist can be invited. Add suppliers to it first.")
    if invited > MOST_INVITED:
        raise DomainError(f"{MOST_INVITED} suppliers is the most. Shorten the shortlist.")


def is_past(deadline_at: datetime, now: datetime) -> bool:
    """Say whether the deadline has passed: its very moment is too late."""
    return now >= deadline_at


def check_in_time(status: str, deadline_at: datetime, now: datetime) -> None:
    """Refuse a response that comes late, or to what has been withdrawn."""
    if status == CompetitionStatus.WITHDRAWN:
        raise DomainError("The buyer has withdrawn this competition. Nothing can be sent.")
    if status != CompetitionStatus.OPEN or is_past(deadline_at, now):
        raise DomainError(TOO_LATE)


def check_openable(status: str, deadline_at: datetime, now: datetime) -> None:
    """Refuse to open responses before the deadline, whoever asks."""
    check_transition(status, CompetitionStatus.OPENED)
    if not is_past(deadline_at, now):
        raise DomainError(NOT_OPEN_YET)


def check_asking(status: str, deadline_at: datetime, now: datetime) -> None:
    """Refuse a question that comes too late to be answered to all in time."""
    if status != CompetitionStatus.OPEN or now >= deadline_at - LAST_QUESTIONS_BEFORE:
        raise DomainError("Questions are closed: they end 2 days before the deadline.")


def check_decision(
    winner: int | None, complete: Collection[int], without_feedback: Collection[str]
) -> None:
    """Refuse an award to what is not evaluated, and a decision that leaves someone without a word.

    `complete`: ids of the responses with every agreed score; `without_feedback`: names of the
    unsuccessful suppliers that nothing has been written for.
    """
    if winner is not None and winner not in complete:
        raise DomainError("Agree a score for every question of that response first", "winner")
    if without_feedback:
        names = ", ".join(sorted(without_feedback))
        raise DomainError(f"Write feedback first for: {names}")
