"""A host's own safeguarding: a policy reviewed within a year, a yearly self-assessment. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from brokerage.checks.rules.kinds import months_later
from brokerage.errors import DomainError

MONTHS_BETWEEN = 12
LONGEST_POST = 80
LONGEST_PHONE = 30


class Review(StrEnum):
    """What a host does each year."""

    POLICY = "policy"
    SELF_ASSESSMENT = "self-assessment"


REVIEW_LABELS: Mapping[str, str] = {
    Review.POLICY: "Safeguarding policy reviewed",
    Review.SELF_ASSESSMENT: "Safeguarding self-assessment done",
}


class ReviewState(StrEnum):
    """How a yearly review stands."""

    NEVER = "never"
    OVERDUE = "overdue"
    UP_TO_DATE = "up-to-date"


@dataclass(frozen=True, kw_only=True)
class ReviewStanding:
    """One of a host's reviews: when it was last done, and until when that holds."""

    review: str
    state: ReviewState
    done_on: date | None = None
    due_on: date | None = None

    @property
    def label(self) -> str:
        """What is reviewed."""
        return REVIEW_LABELS[self.review]

    @property
    def is_overdue(self) -> bool:
        """Whether something has to be done about it: never done counts."""
        return self.state != ReviewState.UP_TO_DATE


def review_standing(review: str, done_on: date | None, today: date) -> ReviewStanding:
    """Return how a review stands today; on its due day it is not overdue yet."""
    if done_on is None:
        return ReviewStanding(review=review, state=ReviewState.NEVER)
    due_on = months_later(done_on, MONTHS_BETWEEN)
    state = ReviewState.OVERDUE if due_on < today else ReviewState.UP_TO_DATE
    return ReviewStanding(review=review, state=state, done_on=done_on, due_on=due_on)


def check_review(done_on: date, last_on: date | None, today: date) -> None:
    """Refuse a review in the future, or one before the last (DomainError on the field)."""
    if done_on > today:
        raise DomainError("The day must be today or in the past", "done_on")
    if last_on is not None and done_on <= last_on:
        raise DomainError("You have recorded a later one already", "done_on")


def check_contact(phone: str, email: str) -> None:
    """Refuse a contact that nobody can reach (DomainError on the field)."""
    if not phone and not email:
        raise DomainError("Enter a phone number or an email address", "phone")
    digits = sum(character.isdigit() for character in phone)
    if phone and not (9 <= digits <= 15 and set(phone) <= set("0123456789 +()-")):
        raise DomainError("Enter a phone number, like 01865 496 0000", "phone")
