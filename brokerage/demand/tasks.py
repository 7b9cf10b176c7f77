"""The job that sends what is new in forward plans."""

from __future__ import annotations

import structlog

from brokerage.demand.queries.updates import list_due_users, list_new
from brokerage.demand.rules import updates as rules
from brokerage.demand.service import updates as service
from brokerage.extensions import db, utcnow

log = structlog.get_logger()


def has_due_updates() -> bool:
    """Say whether somebody's mail of today is due."""
    now = utcnow()
    is_due = rules.is_time(now) and bool(list_due_users(now, 1))
    db.end_read()  # the claim of the job is a write of another session: it would wait for this read
    return is_due


def send_updates() -> int:
    """Send the mails that are due, one person at a time; return how many were sent.

    One person's failure is no other's: it is logged, and theirs is tried again in the next run.
    """
    now, sent = utcnow(), 0
    if not rules.is_time(now):
        return 0
    for user_id in list_due_users(now, rules.MOST_A_RUN):
        try:
            sent += service.send_updates(user_id, list_new(user_id, now), now)
            db.session.commit()
        except Exception:
            db.session.rollback()
            log.exception("demand_updates_failed", user_id=user_id)
    return sent
