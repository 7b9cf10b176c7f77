"""What runs by the clock: reminders of events and of readings, and notes that are erased."""

from __future__ import annotations

from brokerage.extensions import db, utcnow
from brokerage.permissions import SYSTEM
from brokerage.toolkit.queries import events, resources
from brokerage.toolkit.rules import WARN_BEFORE
from brokerage.toolkit.service.events import erase_old_notes, remind_of_event
from brokerage.toolkit.service.resources import remind_of_reviews


def has_due_events() -> bool:
    """Say whether an event of tomorrow has not been told of."""
    is_due = bool(events.list_to_remind(utcnow(), 1))
    db.end_read()  # the claim of the job is a write of another session: it would wait for this read
    return is_due


def remind_of_events() -> None:
    """Remind who comes, one event at a time."""
    for event in events.list_to_remind(utcnow()):
        remind_of_event(SYSTEM, event)
        db.session.commit()


def mind_toolkit() -> None:
    """Once a day: tell brokers what is to be read again, and erase old notes."""
    due = resources.list_to_remind(utcnow().date(), WARN_BEFORE)
    if due:
        remind_of_reviews(SYSTEM, due)
        db.session.commit()
    erase_old_notes(SYSTEM)
    db.session.commit()
