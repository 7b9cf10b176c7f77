"""Drafts of responses that nobody has sent while the deadline is near."""

from __future__ import annotations

from brokerage import audit
from brokerage.competitions import emails
from brokerage.competitions.queries.invitations import list_unsent_drafts
from brokerage.competitions.rules.moments import day_of
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import SYSTEM
from brokerage.procurement.rules.reminders import find_due_reminder, is_still_writing


@writes
def remind_of_drafts() -> int:
    """Remind suppliers of a draft two days before the deadline and on its day, once each.

    What is sealed stays sealed: nothing of a draft is read. Returns how many were reminded.
    """
    now, reminded = utcnow(), 0
    for invitation, saved_at in list_unsent_drafts(now):
        last_day = day_of(invitation.competition.deadline_at)
        due = find_due_reminder(last_day, day_of(now), invitation.reminded_days)
        if due is None or is_still_writing(saved_at, now):
            continue
        invitation.reminded_days = due
        db.session.flush()
        emails.send_draft_reminder(invitation, saved_at)
        audit.record(
            SYSTEM,
            "competitions:invitation:remind",
            "competition_invitation",
            invitation.id,
            after={"days": due},
        )
        reminded += 1
    return reminded
