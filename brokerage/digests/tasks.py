"""The job that sends this week's lists."""

from __future__ import annotations

import structlog

from brokerage.digests import queries, rules, service
from brokerage.extensions import db, utcnow

log = structlog.get_logger()


def has_due_digests() -> bool:
    """Say whether somebody's list of this week is due."""
    now = utcnow()
    is_due = rules.is_time(now) and bool(queries.list_due(now, 1))
    db.end_read()  # the claim of the job is a write of another session: it would wait for this read
    return is_due


def send_digests() -> int:
    """Make and send the lists that are due, one person at a time; return how many were sent.

    What fits is ranked before the write begins. One person's failure is no other's: it is
    logged, and theirs is tried again in the next run.
    """
    now, sent = utcnow(), 0
    if not rules.is_time(now):
        return 0
    for due in queries.list_due(now, rules.MOST_A_RUN):
        try:
            sections = queries.list_sections(due.user_id, due.since, now)
            sent += service.send_digest(due.user_id, sections, now)
            db.session.commit()
        except Exception:
            db.session.rollback()
            log.exception("digest_failed", user_id=due.user_id)
    return sent
