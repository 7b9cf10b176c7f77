"""What the clock does for offers and agreements."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

import structlog

from brokerage.extensions import db, utcnow
from brokerage.socialvalue.queries.agreements import list_to_remind
from brokerage.socialvalue.queries.offers import list_unanswered
from brokerage.socialvalue.rules.offers import ANSWER_DAYS, REMIND_BEFORE
from brokerage.socialvalue.service.reminders import remind_of_agreement, remind_of_offer

log = structlog.get_logger()
MOST_A_RUN = 200


def keep_offers_moving() -> int:
    """Remind of what waits for an answer, is due or has to be confirmed; return how many."""
    now = utcnow()
    before = now - timedelta(days=ANSWER_DAYS)
    sent = _each(remind_of_offer, list_unanswered(before, MOST_A_RUN))
    today = now.date()
    to_remind = list_to_remind(today, today + REMIND_BEFORE, before, MOST_A_RUN)
    return sent + _each(remind_of_agreement, to_remind)


def _each(remind: Callable[[int], bool], ids: Iterable[int]) -> int:
    """One failure is no other's: it is logged, and tried again in the next run."""
    sent = 0
    for row_id in ids:
        try:
            sent += remind(row_id)
            db.session.commit()
        except Exception:
            db.session.rollback()
            log.exception("reminder_failed", reminder=remind.__name__, row_id=row_id)
    return sent
