"""What a supplier sees of a brief, until when it may answer, and what it is told. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from brokerage.errors import DomainError
from brokerage.organisations.rules import Status, Want
from brokerage.procurement.rules.briefs import BriefStatus, Visibility
from brokerage.procurement.rules.enquiries import Answer, Result, ResultReason

NOT_OPEN_ANY_MORE = "A brief that is not open any more"
CLOSED = "The buyer has closed this. Nothing can be answered any more."
TOO_LATE = "The last day for answers has passed. Write to the buyer if it still matters."
TOLD_ALREADY = "This supplier has been told a result already."
OWN_BRIEF = "Your own organisation wrote this brief. It cannot answer itself."
NOT_IN_DIRECTORY = (
    "Your organisation is not in the directory at the moment, or does not say that it sells. "
    "It can answer again when it does."
)
# What holds for everybody alike is said even to those who gave no answer.
FOR_ALL_ALIKE = frozenset({ResultReason.TO_TENDER, ResultReason.NOT_NEEDED})
SAID_NO = frozenset({Answer.NOT_NOW, Answer.NOT_FOR_US})


@dataclass(frozen=True, kw_only=True)
class GivenAnswer:
    """What a supplier says: interested, or why not, and in its own words."""

    answer: str
    reason: str | None
    message: str

    @property
    def kept_reason(self) -> str | None:
        """The reason, where there is one to give."""
        return None if self.answer == Answer.INTERESTED else self.reason


def is_supplier(status: str, wants: Collection[str]) -> bool:
    """Say whether an organisation can be asked and can answer today."""
    return status == Status.APPROVED and Want.SELL in wants


def can_read_brief(approach: Any) -> bool:
    """Say whether the brief itself may be shown to the supplier: never a private one."""
    return bool(approach.enquiry is None and approach.brief.visibility == Visibility.OPEN)


def shown_title(approach: Any) -> str:
    """Return the title a supplier knows this by."""
    if approach.enquiry is not None:
        return str(approach.enquiry.title)
    return str(approach.brief.title) if can_read_brief(approach) else NOT_OPEN_ANY_MORE


def shown_text(approach: Any) -> str:
    """Return the words a supplier was asked with."""
    if approach.enquiry is not None:
        return str(approach.enquiry.text)
    return str(approach.brief.need) if can_read_brief(approach) else ""


def answers_due(approach: Any) -> date | None:
    """Return the last day for an answer; an open brief has none before its decision."""
    if approach.enquiry is not None:
        return approach.enquiry.answer_by
    return decision_due(approach)


def decision_due(approach: Any) -> date | None:
    """Return the day by which the supplier hears from the buyer."""
    if approach.enquiry is not None:
        return approach.enquiry.decide_by
    return approach.brief.decide_by if can_read_brief(approach) else None


def is_overdue(approach: Any, today: date) -> bool:
    """Say whether the day has gone by on which an interested supplier was to hear."""
    due = decision_due(approach)
    is_waiting = approach.answer == Answer.INTERESTED and approach.result is None
    return is_waiting and due is not None and due < today


def check_open(status: str, visibility: str) -> None:
    """Refuse to answer a brief that is not open to every supplier."""
    if status != BriefStatus.LOOKING or visibility != Visibility.OPEN:
        raise DomainError(CLOSED)


def check_can_answer(approach: Any, today: date) -> None:
    """Refuse an answer that comes too late, or from who cannot be chosen today."""
    organisation, due = approach.organisation, answers_due(approach)
    if approach.brief.status != BriefStatus.LOOKING or approach.result is not None:
        raise DomainError(CLOSED)
    if due is not None and due < today:
        raise DomainError(TOO_LATE)
    if not is_supplier(organisation.status, organisation.wants):
        raise DomainError(NOT_IN_DIRECTORY)


def find_reason_not_to_answer(approach: Any, today: date) -> str | None:
    """Return why no answer can be given, if so."""
    try:
        check_can_answer(approach, today)
    except DomainError as refusal:
        return refusal.sentence
    return None


def result_for(
    approach: Any, chosen_ids: Collection[int], default_reason: str
) -> tuple[Result, str | None] | None:
    """Return what a supplier is told when a brief closes; None for one that said no itself."""
    if approach.organisation_id in chosen_ids:
        return Result.CHOSEN, None
    if approach.answer in SAID_NO:
        return None
    if approach.answer is None and default_reason not in FOR_ALL_ALIKE:
        return Result.NOT_CHOSEN, ResultReason.NO_ANSWER
    return Result.NOT_CHOSEN, default_reason
