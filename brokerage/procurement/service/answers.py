"""What suppliers answer, and what they are told in the end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.procurement.emails import answers as emails
from brokerage.procurement.models import Approach, Brief
from brokerage.procurement.queries.answers import get_approach, list_untold
from brokerage.procurement.queries.briefs import get_locked_brief
from brokerage.procurement.rules import answers as rules
from brokerage.procurement.rules.answers import GivenAnswer
from brokerage.procurement.rules.enquiries import Result, ResultReason, check_answer
from brokerage.procurement.service.decisions import record_for_brief

KIND = "approach"
QUICKER = "A colleague was quicker: this has been answered in the meantime."
ANSWERED_ALREADY = "Your organisation has answered this already, or has been asked. See it there."


@writes
def answer_approach(
    actor: Subject, approach: Approach, given: GivenAnswer, seen_at: datetime | None
) -> None:
    """Keep the supplier's answer; until the last day it can be changed.

    `seen_at` is the time of the answer that this one was written over, None where there was
    none: what a colleague has said in the meantime is not lost.
    """
    check_answer(given.answer, given.reason)
    # Held until the end, so that the buyer does not close it without having heard this.
    get_locked_brief(approach.brief)
    db.session.refresh(approach)
    rules.check_can_answer(approach, utcnow().date())
    _keep_answer(actor, approach, given, seen_at)


@writes
def answer_open_brief(
    actor: Subject, brief: Brief, organisation: Organisation, given: GivenAnswer
) -> Approach:
    """Answer a brief that is open to all, without having been asked."""
    check_answer(given.answer, given.reason)
    # Held until the end, so that the buyer cannot close it or hide it in between (PostgreSQL).
    get_locked_brief(brief)
    rules.check_open(brief.status, brief.visibility)
    if organisation.id == brief.organisation_id:
        raise DomainError(rules.OWN_BRIEF)
    approach = Approach(brief_id=brief.id, organisation_id=organisation.id)
    try:
        with db.session.begin_nested():
            db.session.add(approach)
    except IntegrityError as error:
        raise DomainError(ANSWERED_ALREADY) from error
    rules.check_can_answer(approach, utcnow().date())
    _keep_answer(actor, approach, given, None)
    return approach


@writes
def decline_supplier(actor: Subject, approach: Approach, reason: str) -> None:
    """Tell one supplier that it is not chosen, and why, before the brief closes."""
    get_locked_brief(approach.brief)
    if not _tell(actor, approach, Result.NOT_CHOSEN, reason):
        raise DomainError(rules.TOLD_ALREADY)


@writes
def tell_results(
    actor: Subject,
    brief: Brief,
    outcome: str,
    chosen_ids: Collection[int],
    default_reason: str | None,
) -> int:
    """Tell each supplier that waits what became of it, and count them.

    `chosen_ids` are organisations; everyone else hears the default reason, or that no answer
    came. Those who said no themselves, and those told before, are left in peace.
    """
    told = 0
    for approach in list_untold(brief.id):
        result = rules.result_for(approach, chosen_ids, default_reason or ResultReason.NOT_NEEDED)
        if result is not None:
            told += _tell(actor, approach, *result)
    return told


def _keep_answer(
    actor: Subject, approach: Approach, given: GivenAnswer, seen_at: datetime | None
) -> None:
    """Write it on the live row, so that of two answers at once only the first is heard."""
    before = {"answer": approach.answer, "answer_reason": approach.answer_reason}
    after = {"answer": given.answer, "answer_reason": given.kept_reason}
    kept = db.session.execute(
        update(Approach)
        .where(
            Approach.id == approach.id,
            Approach.answered_at.is_not_distinct_from(seen_at),
            Approach.result.is_(None),
        )
        .values(
            **after,
            message=given.message,
            answered_at=utcnow(),
            answered_by_id=actor.user_id,
            read_at=None,
        )
        .returning(Approach.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if kept is None:
        raise DomainError(QUICKER)
    db.session.refresh(approach)
    audit.record(
        actor, "procurement:approach:answer", KIND, approach.id, before=before, after=after
    )
    record_for_brief(actor, approach.brief_id, [approach.organisation_id], "answered", given.answer)
    emails.send_answered(get_approach(approach.id))


def _tell(actor: Subject, approach: Approach, result: str, reason: str | None) -> bool:
    """Write a result once; say whether this was the time."""
    told = db.session.execute(
        update(Approach)
        .where(Approach.id == approach.id, Approach.result.is_(None))
        .values(result=result, result_reason=reason, result_at=utcnow())
        .returning(Approach.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if told is None:
        return False
    db.session.refresh(approach)
    after = {"result": result, "result_reason": reason}
    before = {"result": None}
    audit.record(actor, "procurement:approach:tell", KIND, approach.id, before=before, after=after)
    verb = "chosen" if result == Result.CHOSEN else "declined"
    record_for_brief(actor, approach.brief_id, [approach.organisation_id], verb, reason or "")
    emails.send_result(approach)
    return True
