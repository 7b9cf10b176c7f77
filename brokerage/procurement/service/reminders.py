"""Enquiries that wait for an answer while their last day is near."""

from __future__ import annotations

from datetime import timedelta

from brokerage import audit
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import SYSTEM
from brokerage.procurement.emails.enquiries import send_reminder
from brokerage.procurement.queries.answers import list_unanswered
from brokerage.procurement.rules.answers import find_reason_not_to_answer
from brokerage.procurement.rules.reminders import (
    LAST_DAY,
    SOON,
    find_due_reminder,
    is_asked_just_now,
)


@writes
def remind_of_enquiries() -> int:
    """Remind suppliers two days before the last day for answers and on it, once each.

    A quick quote is asked as an enquiry, so it is minded here too. Returns how many.
    """
    now, reminded = utcnow(), 0
    today = now.date()
    for approach, enquiry in list_unanswered(today + timedelta(days=SOON), today):
        due = find_due_reminder(enquiry.answer_by, today, approach.reminded_days)
        if due is None or is_asked_just_now(enquiry.sent_at, now, due):
            continue
        if find_reason_not_to_answer(approach, today):
            continue
        approach.reminded_days = due
        db.session.flush()
        send_reminder(approach, enquiry, is_last_day=due == LAST_DAY)
        audit.record(
            SYSTEM, "procurement:enquiry:remind", "approach", approach.id, after={"days": due}
        )
        reminded += 1
    return reminded
