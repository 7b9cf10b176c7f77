"""How suppliers are asked, what they answer and what they are told. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from brokerage.errors import DomainError

LONGEST_TEXT = 4000
SHORTEST_TEXT = 30
LONGEST_MESSAGE = 1000
SOONEST_ANSWER = timedelta(days=2)
LATEST_ANSWER = timedelta(days=120)
MOST_ENQUIRIES_A_DAY = 20
MOST_RECIPIENTS = 500


class Answer(StrEnum):
    """What a supplier says to an enquiry or to an open brief."""

    INTERESTED = "interested"
    NOT_NOW = "not-now"
    NOT_FOR_US = "not-for-us"


ANSWER_LABELS: Mapping[str, str] = {
    Answer.INTERESTED: "We are interested",
    Answer.NOT_NOW: "Not now",
    Answer.NOT_FOR_US: "Not for us",
}


class AnswerReason(StrEnum):
    """Why a supplier says no."""

    BUSY = "busy"
    TOO_SOON = "too-soon"
    TOO_BIG = "too-big"
    TOO_SMALL = "too-small"
    NOT_OUR_WORK = "not-our-work"
    TOO_FAR = "too-far"
    OTHER = "other"


ANSWER_REASON_LABELS: Mapping[str, str] = {
    AnswerReason.BUSY: "We have no room at that time",
    AnswerReason.TOO_SOON: "There is too little notice",
    AnswerReason.TOO_BIG: "It is too big for us",
    AnswerReason.TOO_SMALL: "It is too small for us",
    AnswerReason.NOT_OUR_WORK: "It is not what we do",
    AnswerReason.TOO_FAR: "We do not work there",
    AnswerReason.OTHER: "Another reason, in the message",
}


class Result(StrEnum):
    """What a supplier that was asked is told in the end."""

    CHOSEN = "chosen"
    NOT_CHOSEN = "not-chosen"


class ResultReason(StrEnum):
    """Why a supplier was not chosen: a code, so that it can be counted and learned from."""

    BETTER_FIT = "better-fit"
    CAPACITY = "capacity"
    EVIDENCE = "evidence"
    PRICE = "price"
    NO_ANSWER = "no-answer"
    TO_TENDER = "to-tender"
    NOT_NEEDED = "not-needed"


RESULT_REASON_LABELS: Mapping[str, str] = {
    ResultReason.BETTER_FIT: "Another supplier fitted the need better",
    ResultReason.CAPACITY: "The work needed more capacity",
    ResultReason.EVIDENCE: "Some evidence that was needed was missing",
    ResultReason.PRICE: "The price was not right",
    ResultReason.NO_ANSWER: "No answer came in time",
    ResultReason.TO_TENDER: "The work goes to tender or quotation: you can take part there",
    ResultReason.NOT_NEEDED: "The work is not needed any more",
}


def check_answer_by(answer_by: date, today: date) -> None:
    """Refuse a date for answers that gives nobody time, or that nobody will remember."""
    if answer_by < today + SOONEST_ANSWER:
        raise DomainError("Give suppliers at least 2 days to answer", "answer_by")
    if answer_by > today + LATEST_ANSWER:
        raise DomainError("Ask for answers within 4 months", "answer_by")


def check_decide_by(decide_by: date, answer_by: date) -> None:
    """Refuse a decision that is due before the answers are."""
    if decide_by < answer_by:
        raise DomainError(
            "The decision must be due on or after the day answers are due", "decide_by"
        )
    if decide_by > answer_by + LATEST_ANSWER:
        raise DomainError("Say when you decide, within 4 months of the answers", "decide_by")


def check_answer(answer: str, reason: str | None) -> None:
    """Refuse a no without its reason."""
    if answer != Answer.INTERESTED and not reason:
        raise DomainError("Select a reason", "reason")


class Audience(StrEnum):
    """Whom an enquiry goes to: the same text to each."""

    SHORTLIST = "shortlist"
    SUITABLE = "suitable"


AUDIENCE_LABELS: Mapping[str, str] = {
    Audience.SHORTLIST: "The suppliers on the shortlist",
    Audience.SUITABLE: "All suitable suppliers: everyone in your latest search",
}


def check_text(text: str) -> None:
    """Refuse an enquiry that says too little to be answered."""
    if len(text) < SHORTEST_TEXT:
        raise DomainError(f"Write at least {SHORTEST_TEXT} characters", "text")
