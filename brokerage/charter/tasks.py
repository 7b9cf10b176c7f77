"""What the clock does for the charter: each unit of work is committed by itself."""

from __future__ import annotations

from brokerage.charter import emails
from brokerage.charter.queries import check_ins as check_in_queries
from brokerage.charter.queries import terms as queries
from brokerage.charter.rules.terms import is_reminder_due
from brokerage.charter.service.check_ins import open_check_in, remind_of_check_in
from brokerage.charter.service.figures import refresh_term
from brokerage.charter.service.leads import send_links_of_quarter
from brokerage.charter.service.review import end_term, tell_of_renewal
from brokerage.extensions import db, utcnow
from brokerage.permissions import SYSTEM


def keep_charter_moving() -> None:
    """Open check-ins, remind of them, bring figures up to date, and end what is over."""
    end_what_is_over()
    refresh_figures()
    open_check_ins()
    remind_of_check_ins()
    send_links_of_quarter()
    db.session.commit()


def open_check_ins() -> None:
    """Fill in the check-ins that are near, and tell their signatories."""
    for check_in in check_in_queries.list_to_open(utcnow().date()):
        open_check_in(check_in)
        db.session.commit()


def remind_of_check_ins() -> None:
    """Remind of what is due, and once a week of what is late."""
    today = utcnow().date()
    for check_in in check_in_queries.list_open(today):
        told_at = check_in.reminded_at or check_in.opened_at
        told_on = told_at.date() if told_at else None
        if is_reminder_due(check_in.due_on, told_on, today):
            remind_of_check_in(check_in)
            db.session.commit()


def refresh_figures() -> None:
    """Bring the figures of every term in force up to today."""
    for term in queries.list_terms_in_force(utcnow().date()):
        refresh_term(term)
        db.session.commit()


def end_what_is_over() -> None:
    """End terms that nobody has renewed, and tell of those that end soon."""
    today = utcnow().date()
    for term in queries.list_terms_to_end(today):
        end_term(term, SYSTEM)
        if queries.find_term_in_force(term.signatory_id, today) is None:
            emails.send_ended(term)
        db.session.commit()
    for term in queries.list_terms_to_renew(today):
        tell_of_renewal(term)
        db.session.commit()
