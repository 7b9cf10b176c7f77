"""Meetings planned and ticked off, feedback at the end, and asking a broker for help."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.mentoring import emails
from brokerage.mentoring.models import (
    MentoringFeedback,
    MentoringMeeting,
    MentoringPair,
    MentoringReport,
)
from brokerage.mentoring.queries.pairs import KIND, get_pair
from brokerage.mentoring.rules import pairs as rules
from brokerage.mentoring.rules.pairs import EndReason
from brokerage.mentoring.rules.profiles import Side
from brokerage.mentoring.service.pairs import end_pair
from brokerage.mentoring.service.places import QUICKER
from brokerage.permissions import Subject

GIVEN_ALREADY = "You have given your feedback already. Thank you."
REPORTED_ALREADY = "You have told us about this pair already. A broker looks into it."
SEEN_ALREADY = "This report is dealt with already."


@writes
def plan_meeting(
    actor: Subject, pair: MentoringPair, meeting: MentoringMeeting, day: date | None, today: date
) -> None:
    """Set the day of a meeting, or leave it open again."""
    rules.check_active(pair.status)
    if day is not None:
        rules.check_planned(day, today)
    before = meeting.planned_on
    meeting.planned_on = day
    _note(actor, pair, meeting, "plan", before={"planned_on": before.isoformat() if before else ""})
    emails.send_planned(pair, meeting, pair.side_of(actor.user_id))


@writes
def tick_meeting(
    actor: Subject, pair: MentoringPair, meeting: MentoringMeeting, *, is_held: bool, today: date
) -> None:
    """Say that a meeting was held, or take that back; it counts once both say so."""
    rules.check_active(pair.status)
    if is_held:
        rules.check_held(meeting.planned_on, today)
    side, at = pair.side_of(actor.user_id), utcnow() if is_held else None
    if meeting.is_ticked_by(side) == is_held:
        return
    _set_tick(meeting, side, at)
    _note(actor, pair, meeting, "tick" if is_held else "untick")
    if is_held:
        emails.send_ticked(pair, meeting, side)


@writes
def add_meeting(actor: Subject, pair: MentoringPair) -> None:
    """Agree on one more meeting."""
    rules.check_active(pair.status)
    rules.check_another(pair.meetings)
    added = db.session.execute(
        update(MentoringPair)
        .where(MentoringPair.id == pair.id, MentoringPair.meetings == pair.meetings)
        .values(meetings=pair.meetings + 1)
        .returning(MentoringPair.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if added is None:
        raise DomainError(QUICKER)
    db.session.refresh(pair, ["meetings"])
    meeting = MentoringMeeting(pair_id=pair.id, number=pair.meetings)
    db.session.add(meeting)
    _note(actor, pair, meeting, "add")
    emails.send_added(pair, pair.side_of(actor.user_id))


@writes
def give_feedback(
    actor: Subject, pair: MentoringPair, verdict: str, words: str, *, is_shared: bool
) -> None:
    """Say how it was, once: for the broker, and for the other side only if shared."""
    rules.check_feedback(pair.status)
    side = pair.side_of(actor.user_id)
    feedback = MentoringFeedback(
        pair_id=pair.id,
        side=side,
        verdict=verdict,
        words=words,
        is_shared=is_shared,
        given_at=utcnow(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(feedback)
    except IntegrityError as error:
        raise DomainError(GIVEN_ALREADY) from error
    after = {"side": side, "verdict": verdict, "is_shared": is_shared}
    audit.record(actor, "mentoring:feedback:give", KIND, pair.id, after=after)
    emails.send_feedback(pair, side, is_shared=is_shared)


@writes
def report_pair(actor: Subject, pair: MentoringPair, reason: str) -> None:
    """Ask a broker for help: what is open ends, and the two are never matched again."""
    side = pair.side_of(actor.user_id)
    report = MentoringReport(
        pair_id=pair.id,
        reporter_id=actor.user_id or 0,
        reported_id=pair.person(rules.other_side(side)).id,
        reason=reason,
        reported_at=utcnow(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(report)
    except IntegrityError as error:
        raise DomainError(REPORTED_ALREADY) from error
    after = {"report_id": report.id, "reason": reason}
    audit.record(actor, "mentoring:report:make", KIND, pair.id, after=after)
    emails.send_reported(pair, side)
    if pair.status in rules.OPEN:
        end_pair(actor, pair, EndReason.REPORT, side)


@writes
def see_report(actor: Subject, report: MentoringReport) -> None:
    """Note that a broker has dealt with a report."""
    seen = db.session.execute(
        update(MentoringReport)
        .where(MentoringReport.id == report.id, MentoringReport.seen_at.is_(None))
        .values(seen_at=utcnow(), seen_by_id=actor.user_id)
        .returning(MentoringReport.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if seen is None:
        raise DomainError(SEEN_ALREADY)
    pair = get_pair(report.pair_id)
    audit.record(actor, "mentoring:report:see", KIND, pair.id, after={"report_id": report.id})


def _set_tick(meeting: MentoringMeeting, side: str, at: datetime | None) -> None:
    if side == Side.MENTOR:
        meeting.mentor_ticked_at = at
    else:
        meeting.mentee_ticked_at = at


def _note(
    actor: Subject,
    pair: MentoringPair,
    meeting: MentoringMeeting,
    action: str,
    before: dict[str, str] | None = None,
) -> None:
    """Keep that something was heard of the pair, and what."""
    pair.changed_at = utcnow()
    db.session.flush()
    day = meeting.planned_on.isoformat() if meeting.planned_on else ""
    after = {"number": meeting.number, "planned_on": day}
    audit.record(
        actor, f"mentoring:meeting:{action}", KIND, pair.id, before=before or {}, after=after
    )
