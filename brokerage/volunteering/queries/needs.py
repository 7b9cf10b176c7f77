"""What a role needs by the rules on checks, and whether one more day needs another check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from brokerage.accounts.rules import AgeBand
from brokerage.checks.queries.rules import get_rulebook
from brokerage.checks.rules import DBS_REQUIREMENTS, HOST_CHOICES, Requirement
from brokerage.checks.rules.facts import PEOPLE_LABELS, RoleFacts
from brokerage.checks.rules.fees import FEE_SENTENCES, fee_of
from brokerage.checks.rules.levels import (
    LEVEL_LABELS,
    Answer,
    Level,
    check_age,
    check_lawful,
    check_lead,
    requirements_with,
)
from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.scheduling.models import Session
from brokerage.scheduling.rules import LONDON
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.rules import opportunities as rules

YOUNGEST: Mapping[str, int] = {AgeBand.SIXTEEN: 16, AgeBand.ADULT: 18}


@dataclass(frozen=True, kw_only=True)
class ShownAnswer:
    """What a page shows of which check a role means."""

    answer: Answer
    people: list[str]
    fee: str
    """What is said of who pays; "" where there is no check."""
    labels: Mapping[str, str]


def find_facts(opportunity: Opportunity) -> RoleFacts | None:
    """Return what the host said of the role; None where it has not been asked yet."""
    stored = opportunity.role_facts
    return None if stored is None else RoleFacts.from_values(stored)


def find_answer(opportunity: Opportunity, on_day: date) -> Answer | None:
    """Return which DBS check the rules of a day allow for a role; None without its facts."""
    facts = find_facts(opportunity)
    return None if facts is None else get_rulebook().answer(facts, on_day)


def find_shown_answer(opportunity: Opportunity, on_day: date) -> ShownAnswer | None:
    """Return what a page shows of which check a role means; None without the role's facts."""
    facts = find_facts(opportunity)
    if facts is None:
        return None
    answer = get_rulebook().answer(facts, on_day)
    return ShownAnswer(
        answer=answer,
        people=[PEOPLE_LABELS[each] for each in sorted(facts.people)] or ["Not sure"],
        fee=FEE_SENTENCES[fee_of(answer.level, may_be_paid=facts.may_be_paid)],
        labels=LEVEL_LABELS,
    )


def list_with_rule(opportunity: Opportunity, facts: RoleFacts) -> list[str]:
    """Return the requirements once these are the role's facts: the rule's check, the others.

    Refuses a DBS lead's word for more than a rule allows (DomainError).
    """
    answer = get_rulebook().answer(facts, utcnow().date())
    check_lead(facts, answer)
    return requirements_with(answer, opportunity.requirements)


def list_lawful(opportunity: Opportunity, answers: Mapping[str, Any]) -> list[str]:
    """Return the requirements to keep for what a host ticked.

    Refuses what the law does not let it ask for (DomainError on `requirements`). Without the
    role's facts a check that was ticked before the rules were there stays as it was.
    """
    wanted = answers["requirements"]
    rules.check_requirements(wanted)
    answer = find_answer(opportunity, utcnow().date())
    if answer is None:
        before = DBS_REQUIREMENTS.intersection(opportunity.requirements) - set(HOST_CHOICES)
        nobody_knows = Answer(level=Level.CANNOT_TELL, on_day=utcnow().date())
        check_lawful(set(wanted) - before, nobody_knows, field_name="requirements")
        return [each for each in Requirement if each in before.union(wanted)]
    check_lawful(wanted, answer, field_name="requirements")
    _check_youngest(answers["minimum_band"], answer)
    return requirements_with(answer, wanted)


def list_days(session: Session | None) -> list[date]:
    """Return the days of a session by the clock in England; none for a role without dates."""
    if session is None:
        return []
    first = session.starts_at.astimezone(LONDON).date()
    last = (session.ends_at - timedelta(microseconds=1)).astimezone(LONDON).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _check_youngest(minimum_band: str, answer: Answer) -> None:
    if answer.limits is None:
        return
    try:
        check_age(answer.level, YOUNGEST[minimum_band], answer.limits)
    except DomainError as refusal:
        raise DomainError(refusal.sentence, "minimum_band") from refusal
