"""Work of procurement that nobody waits for."""

from __future__ import annotations

from brokerage.extensions import db, utcnow
from brokerage.matchmaking.service import mark_many_changed
from brokerage.organisations.profiles import ORGANISATION_SOURCE
from brokerage.procurement.queries.marks import list_changed_marks
from brokerage.procurement.service.reminders import remind_of_enquiries


def remind_suppliers_of_enquiries() -> None:
    """Ask suppliers that have not answered once more."""
    remind_of_enquiries()


def note_changed_marks() -> None:
    """Let the index know whom reservations rule in or out since a day has gone by."""
    ids = list_changed_marks(utcnow().date())
    db.end_read()
    mark_many_changed(ORGANISATION_SOURCE.kind, ids)
    db.session.commit()
