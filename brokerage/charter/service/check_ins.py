"""Check-ins: filled in beforehand, corrected beside what was found, sent, looked at, frozen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from brokerage import audit
from brokerage.charter import emails, rules
from brokerage.charter.models import CheckIn, CheckInFigure, TakenPledge
from brokerage.charter.queries import check_ins as queries
from brokerage.charter.queries.terms import get_term
from brokerage.charter.rules import check_ins as check_in_rules
from brokerage.charter.rules.rag import Standing, find_rag
from brokerage.charter.rules.terms import CheckInStatus, list_check_ins
from brokerage.charter.service.figures import find_for
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import SYSTEM, Subject

KIND = "check_in"
CONFIRMED_CORRECTION = "Said by the signatory; a broker has seen proof"
PLAIN_CORRECTION = "Said by the signatory"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a signatory tells beside the figures."""

    story: str
    is_story_published: bool
    went_badly: str


@writes
def open_check_in(check_in: CheckIn) -> None:
    """Fill a check-in in with what really happened, and tell its signatory."""
    today = utcnow().date()
    term = get_term(check_in.term_id)
    check_in = queries.get_locked_check_in(check_in.id)
    check_in_rules.check_step(check_in.status, CheckInStatus.OPEN)
    for taken in term.pledges:
        found = find_for(term, taken, today)
        db.session.add(
            CheckInFigure(
                check_in_id=check_in.id,
                taken_pledge_id=taken.id,
                found_value=found.value,
                found_from=found.said,
                found_on=today,
                is_found_confirmed=found.is_confirmed,
                evidence_on=found.evidence_on,
            )
        )
    check_in.status = CheckInStatus.OPEN
    check_in.opened_at = utcnow()
    db.session.flush()
    audit.record(SYSTEM, "charter:check-in:open", KIND, check_in.id)
    emails.send_check_in_open(check_in)


@writes
def fill_again(actor: Subject, check_in: CheckIn) -> None:
    """Look again at what really happened; what was corrected stays corrected."""
    today = utcnow().date()
    check_in = _open(check_in)
    term = get_term(check_in.term_id)
    for figure in check_in.figures:
        found = find_for(term, figure.taken_pledge, today)
        figure.found_value, figure.found_from, figure.found_on = found.value, found.said, today
        figure.is_found_confirmed, figure.evidence_on = found.is_confirmed, found.evidence_on
    db.session.flush()
    audit.record(actor, "charter:check-in:fill-again", KIND, check_in.id)


@writes
def correct_figure(
    actor: Subject, figure: CheckInFigure, value: Decimal | None, explanation: str
) -> None:
    """Say what it should be, beside what was found and never over it; None takes it back."""
    _open(figure.check_in)
    if value is not None and not explanation.strip():
        raise DomainError("Explain how you know this", "explanation")
    before = {"corrected": _plain(figure.corrected_value)}
    figure.corrected_value = value
    figure.explanation = explanation
    figure.corrected_on = utcnow().date() if value is not None else None
    figure.is_correction_confirmed = None
    db.session.flush()
    after = {"corrected": _plain(value), "figure": figure.id}
    audit.record(
        actor, "charter:check-in:correct", KIND, figure.check_in_id, before=before, after=after
    )


@writes
def send_check_in(actor: Subject, check_in: CheckIn, words: Words) -> bool:
    """Send it. What the site found by itself needs nobody's look: then it is done at once.

    Returns whether it is done.
    """
    check_in = _open(check_in)
    check_in.story, check_in.went_badly = words.story, words.went_badly
    check_in.is_story_published = words.is_story_published and bool(words.story)
    check_in.sent_at = utcnow()
    needs_look = check_in_rules.needs_look(check_in.figures)
    check_in.status = CheckInStatus.SENT
    db.session.flush()
    audit.record(actor, "charter:check-in:send", KIND, check_in.id)
    if not needs_look:
        _finish(SYSTEM, check_in)
        return True
    emails.send_check_in_sent(check_in)
    return False


@writes
def take_back_check_in(actor: Subject, check_in: CheckIn) -> None:
    """Take a check-in back that no broker has answered yet."""
    check_in = queries.get_locked_check_in(check_in.id)
    if check_in.status != CheckInStatus.SENT:
        raise DomainError("Only a check-in that is with the broker can be taken back.")
    check_in.status = CheckInStatus.OPEN
    db.session.flush()
    audit.record(actor, "charter:check-in:take-back", KIND, check_in.id)


@writes
def close_check_in(actor: Subject, check_in: CheckIn, seen_ids: Collection[int]) -> None:
    """Say for which of the signatory's own figures there is proof, and freeze it all."""
    check_in = queries.get_locked_check_in(check_in.id)
    check_in_rules.check_step(check_in.status, CheckInStatus.DONE)
    for figure in check_in.figures:
        if figure.corrected_value is not None:
            figure.is_correction_confirmed = figure.id in seen_ids
        elif not figure.is_found_confirmed and figure.found_value is not None:
            figure.is_found_confirmed = figure.id in seen_ids
    db.session.flush()
    _finish(actor, check_in)


@writes
def send_check_in_back(actor: Subject, check_in: CheckIn, reason: str) -> None:
    """Ask the signatory to look again."""
    rules.check_reason(reason)
    check_in = queries.get_locked_check_in(check_in.id)
    if check_in.status != CheckInStatus.SENT:
        raise DomainError("This check-in is not with you now.")
    check_in.status = CheckInStatus.OPEN
    check_in.sent_back_reason = reason
    db.session.flush()
    after = {"reason": reason}
    audit.record(actor, "charter:check-in:send-back", KIND, check_in.id, after=after)
    emails.send_check_in_back(check_in)


@writes
def remind_of_check_in(check_in: CheckIn) -> None:
    """Remind a signatory."""
    check_in.reminded_at = utcnow()
    db.session.flush()
    emails.send_check_in_reminder(check_in)
    audit.record(SYSTEM, "charter:check-in:remind", KIND, check_in.id)


def _open(check_in: CheckIn) -> CheckIn:
    check_in = queries.get_locked_check_in(check_in.id)
    check_in_rules.check_open(check_in.status)
    return check_in


def _finish(actor: Subject, check_in: CheckIn) -> None:
    check_in.status = CheckInStatus.DONE
    check_in.done_at = utcnow()
    check_in.sent_back_reason = ""
    for figure in check_in.figures:
        taken = figure.taken_pledge
        _take_over(taken, figure)
        figure.rag = find_rag(_standing(check_in, taken, figure), check_in.due_on + timedelta(1))
    db.session.flush()
    after = {"rags": {str(each.taken_pledge_id): each.rag for each in check_in.figures}}
    audit.record(actor, "charter:check-in:close", KIND, check_in.id, after=after)
    emails.send_check_in_done(check_in)


def _take_over(taken: TakenPledge, figure: CheckInFigure) -> None:
    """Let the pledge stand where its check-in says."""
    if figure.value is None:
        return
    taken.value = figure.value
    taken.is_value_confirmed = figure.is_confirmed
    taken.value_on = figure.corrected_on or figure.found_on
    if figure.corrected_value is not None:
        is_seen = figure.is_correction_confirmed
        taken.value_from = CONFIRMED_CORRECTION if is_seen else PLAIN_CORRECTION
    else:
        taken.value_from = figure.found_from
    day = _evidence_day(figure)
    if day is not None:
        taken.evidence_on = max(taken.evidence_on or day, day)


def _evidence_day(figure: CheckInFigure) -> date | None:
    return figure.corrected_on if figure.corrected_value else figure.evidence_on


def _standing(check_in: CheckIn, taken: TakenPledge, figure: CheckInFigure) -> Standing:
    starts_on = check_in.term.starts_on or check_in.due_on
    return Standing(
        target=taken.target,
        value=figure.value,
        is_confirmed=figure.is_confirmed,
        evidence_on=taken.evidence_on,
        starts_on=starts_on,
        due_days=tuple(
            each.due_on for each in list_check_ins(starts_on) if each.month <= check_in.month
        ),
    )


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
