"""A broker reads a sign-up, signs it for the partnership or asks for changes; and meets them."""

from __future__ import annotations

from datetime import date

from brokerage import audit
from brokerage.charter import emails, rules
from brokerage.charter.models import CharterTerm, FirstMeeting
from brokerage.charter.queries import terms as queries
from brokerage.charter.rules import TermStatus
from brokerage.charter.rules.terms import first_day_after, last_day
from brokerage.charter.service.buddies import end_pairs_of
from brokerage.charter.service.figures import refresh_term
from brokerage.charter.service.leads import forget_leads
from brokerage.charter.service.scheduling import drop_check_ins, schedule_check_ins
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject

KIND = "charter_term"


@writes
def approve_term(actor: Subject, term: CharterTerm) -> None:
    """Sign it: twelve months and three check-ins begin."""
    term = queries.get_locked_term(term.id)
    rules.check_transition(term.status, TermStatus.APPROVED)
    today = utcnow().date()
    previous = queries.find_term_in_force(term.signatory_id, today)
    term.starts_on = first_day_after(previous.ends_on if previous else None, today)
    term.ends_on = last_day(term.starts_on)
    term.status = TermStatus.APPROVED
    term.decided_at = utcnow()
    term.reason = ""
    term.comments_close_on = None
    db.session.flush()
    schedule_check_ins(term.id, term.starts_on)
    refresh_term(term)
    days = {"starts_on": term.starts_on.isoformat(), "ends_on": term.ends_on.isoformat()}
    audit.record(actor, "charter:term:approve", KIND, term.id, after=days)
    emails.send_approved(term)


@writes
def ask_for_changes(actor: Subject, term: CharterTerm, reason: str) -> None:
    """Give it back with what should be different."""
    rules.check_reason(reason)
    term = queries.get_locked_term(term.id)
    rules.check_transition(term.status, TermStatus.CHANGES_ASKED)
    term.status = TermStatus.CHANGES_ASKED
    term.decided_at = utcnow()
    term.reason = reason
    db.session.flush()
    audit.record(actor, "charter:term:ask-changes", KIND, term.id, after={"reason": reason})
    emails.send_changes_asked(term)


@writes
def record_first_meeting(
    actor: Subject, term: CharterTerm, met_on: date, baseline: str, needs: str
) -> FirstMeeting:
    """Write down where a signatory starts and what it needs; a correction is in the log."""
    if met_on > utcnow().date():
        raise DomainError("The meeting must be in the past", "met_on")
    meeting = queries.find_first_meeting(term.id)
    is_new = meeting is None
    if meeting is None:
        meeting = FirstMeeting(term_id=term.id)
        db.session.add(meeting)
    before = {} if is_new else {"baseline": meeting.baseline, "needs": meeting.needs}
    meeting.met_on, meeting.baseline, meeting.needs = met_on, baseline, needs
    meeting.recorded_by_id, meeting.recorded_at = actor.user_id or 0, utcnow()
    db.session.flush()
    after = {"baseline": baseline, "needs": needs}
    audit.record(actor, "charter:meeting:record", KIND, term.id, before=before, after=after)
    if is_new:
        emails.send_first_meeting(term)
    return meeting


@writes
def end_term(term: CharterTerm, actor: Subject) -> None:
    """End a term whose time is over."""
    term = queries.get_locked_term(term.id)
    rules.check_transition(term.status, TermStatus.ENDED)
    term.status = TermStatus.ENDED
    drop_check_ins(term.id)
    end_pairs_of(actor, term, "The twelve months of one side are over")
    forget_leads(term.id)
    db.session.flush()
    audit.record(actor, "charter:term:end", KIND, term.id)


@writes
def tell_of_renewal(term: CharterTerm) -> None:
    """Tell a signatory, once, that its twelve months are nearly over."""
    term.renewal_told_at = utcnow()
    db.session.flush()
    emails.send_renewal(term)
